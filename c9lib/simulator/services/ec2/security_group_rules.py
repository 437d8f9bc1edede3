"""Rules of security groups: what a rule is for makes it, not its description (EC2 API reference, Revoke…Ingress).

moto compares the descriptions of rules for groups and prefix lists, too: then a rule is made twice, and isn't found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups

NAMED = {"UserIdGroupPairs": "GroupId", "PrefixListIds": "PrefixListId"}
"""The lists in which moto compares descriptions, and the member that tells who is meant."""


@operation("ec2", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress")
def revoke(call: ApiCall) -> Answer:
    """Rules are found by protocol, ports and the other end."""
    asked = call.params.get("IpPermissions", [])
    if not call.params.get("GroupId") or not asked:
        return call.forward()
    lookups.group(call, call.params["GroupId"])
    lookups.dry_run(call)
    return call.forward(IpPermissions=[_as_kept(call, one) for one in asked])


def refuse_twice(call: ApiCall) -> None:
    """Refuse a rule for a group or a prefix list that is there already, be it under another description."""
    for asked in call.params.get("IpPermissions", []):
        for member, name in NAMED.items():
            for one in asked.get(member, []):
                if _kept(call, asked, member, one.get(name, "")) is not None:
                    ports = f"from port: {asked.get('FromPort')}, to port: {asked.get('ToPort')}"
                    told = f"peer: {one[name]}, {str(asked['IpProtocol']).upper()}, {ports}, ALLOW"
                    raise ApiError("InvalidPermission.Duplicate", f'the specified rule "{told}" already exists')


def _as_kept(call: ApiCall, asked: dict[str, Any]) -> dict[str, Any]:
    """A rule as moto keeps it: with the description under which it was made."""
    found = dict(asked)
    for member, name in NAMED.items():
        if asked.get(member):
            found[member] = [_kept(call, asked, member, one.get(name, "")) or one for one in asked[member]]
    return found


def _kept(call: ApiCall, asked: dict[str, Any], member: str, wanted: str) -> dict[str, Any] | None:
    for rule in _rules(call):
        if all(rule.get(same) == asked.get(same) for same in ("IpProtocol", "FromPort", "ToPort")):
            for one in rule.get(member, []):
                if wanted and one.get(NAMED[member]) == wanted:
                    return {key: value for key, value in one.items() if key in (NAMED[member], "Description")}
    return None


def _rules(call: ApiCall) -> Iterator[dict[str, Any]]:
    """The rules of the call's group in its direction, as EC2 shows them."""
    members = {"GroupIds": [call.params["GroupId"]]}
    shown = call.world.moto("ec2", "DescribeSecurityGroups", call.region, members)["SecurityGroups"]
    direction = "IpPermissionsEgress" if call.operation.endswith("Egress") else "IpPermissions"
    yield from (rule for group in shown for rule in group[direction])
