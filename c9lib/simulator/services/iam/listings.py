"""Lists in pages, by name and below a path: moto pages few of them and ignores the path of most."""

from __future__ import annotations

from typing import Any

from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.services.iam import checks
from c9lib.simulator.services.iam.refusals import refused

PAGE = 100
"""IAM's default for MaxItems (API reference)."""
LISTS = {
    "ListRoles": ("Roles", "RoleName"),
    "ListUsers": ("Users", "UserName"),
    "ListGroups": ("Groups", "GroupName"),
    "ListInstanceProfiles": ("InstanceProfiles", "InstanceProfileName"),
    "ListInstanceProfilesForRole": ("InstanceProfiles", "InstanceProfileName"),
    "ListGroupsForUser": ("Groups", "GroupName"),
    "GetGroup": ("Users", "UserName"),
    "ListRolePolicies": ("PolicyNames", ""),
    "ListUserPolicies": ("PolicyNames", ""),
    "ListGroupPolicies": ("PolicyNames", ""),
}
"""What each answers with, and the member by which it is sorted ("" for plain names)."""


@operation("iam", *LISTS)
def listing(call: ApiCall) -> Answer:
    """One page of the list; `Marker` says where the next one begins."""
    checks.checked(call)
    member, key = LISTS[call.operation]
    answer = call.forward(MaxItems=1000 if call.operation == "ListRoles" else None, Marker=None, PathPrefix=None)
    prefix = call.params.get("PathPrefix", "/")
    found = [item for item in answer.get(member, []) if not key or item["Path"].startswith(prefix)]
    found.sort(key=lambda item: str(item[key] if key else item))
    shown = page(found, call.params)
    return {**answer, "Marker": None, "IsTruncated": False, **shown, member: shown["items"]}


def page(found: list[Any], params: dict[str, Any]) -> dict[str, Any]:
    """One page of a list as `items`, with `Marker` and `IsTruncated` where there are more. Raises ValidationError for a
    marker that isn't ours.
    """
    marker, size = str(params.get("Marker", "0")), params.get("MaxItems", PAGE)
    if not marker.isdecimal() or (marker != "0" and int(marker) >= len(found)):
        raise refused("ValidationError", "Invalid Marker.")
    end = int(marker) + size
    more = {"Marker": str(end), "IsTruncated": True} if end < len(found) else {}
    return {"items": found[int(marker) : end], **more}
