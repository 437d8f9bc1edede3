"""Users, roles and groups with the policies that stand behind them, read from moto's objects: every request is decided
by them, and through the API that would cost ten milliseconds. Nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from c9lib.simulator.api import ACCOUNT

Named = tuple[str, str]
"""A policy: its ARN, or its name where it is an entity's own; and its document (JSON)."""


@dataclass(frozen=True)
class Entity:
    """A user, role or group, with its policies."""

    kind: str
    name: str
    path: str
    arn: str
    id: str
    attached: tuple[Named, ...]
    inline: tuple[Named, ...]
    boundary: Named | None = None
    tags: tuple[tuple[str, str], ...] = ()
    trust: str = ""
    """A role's trust policy (JSON)."""


def _iam() -> Any:
    from moto.iam.models import iam_backends

    return iam_backends[ACCOUNT]["aws"]


def _held(kind: str, name: str) -> Any:
    backend = _iam()
    if kind == "group":
        return backend.groups.get(name)
    if kind == "user":
        return backend.users.get(name)
    return next((role for role in backend.roles.values() if role.name == name), None)


def entity(kind: str, name: str) -> Entity | None:
    """A `user`, `role` or `group` by its exact name, or None."""
    found = _held(kind, name)
    if found is None:
        return None
    return Entity(
        kind,
        str(found.name),
        str(found.path),
        str(found.arn),
        str(found.id),
        tuple((arn, _default(policy)) for arn, policy in found.managed_policies.items()),
        tuple((str(own), str(document)) for own, document in found.policies.items()),
        _boundary(found),
        _tags(found),
        str(getattr(found, "assume_role_policy_document", "")),
    )


def user_with_id(unique_id: str) -> Entity | None:
    """A user by its unique id, which stays when its name or path changes."""
    name = next((name for name, user in _iam().users.items() if user.id == unique_id), "")
    return entity("user", name)


def groups_of(user: str) -> list[Entity]:
    """The groups that a user is in, in the order of their names."""
    names = sorted(name for name, group in _iam().groups.items() if any(one.name == user for one in group.users))
    return [group for group in (entity("group", name) for name in names) if group]


def managed_policy(arn: str) -> str | None:
    """The document (JSON) of a managed policy's default version; None without such a policy."""
    found = _iam().managed_policies.get(arn)
    return _default(found) if found else None


def _default(policy: Any) -> str:
    return next(str(one.document) for one in policy.versions if one.version_id == policy.default_version_id)


def _boundary(found: Any) -> Named | None:
    told = getattr(found, "permissions_boundary", None) or {}
    arn = told.get("PermissionsBoundaryArn", "")
    document = managed_policy(arn) if arn else None
    return (arn, document) if document is not None else None


def _tags(found: Any) -> tuple[tuple[str, str], ...]:
    told = getattr(found, "tags", None) or []
    return tuple(_pairs(told.values() if isinstance(told, dict) else told))


def _pairs(told: Any) -> Iterator[tuple[str, str]]:
    for tag in told:
        yield str(tag["Key"]), str(tag.get("Value", ""))


def tags_of(arn: str) -> dict[str, str]:
    """Tags of a user, role, instance profile or managed policy by its ARN; {} where there is no such thing."""
    backend = _iam()
    kind = arn.rpartition(":")[2].partition("/")[0]
    held: dict[str, Any] = {
        "user": backend.users,
        "role": backend.roles,
        "instance-profile": backend.instance_profiles,
        "policy": backend.managed_policies,
    }
    found = next((one for one in held.get(kind, {}).values() if one.arn == arn), None)
    return dict(_tags(found)) if found else {}


def boundary_of(arn: str) -> str:
    """The ARN of the permissions boundary of a user or role, by its ARN; "" for none."""
    kind, _, path = arn.rpartition(":")[2].partition("/")
    found = entity(kind, path.rpartition("/")[2]) if kind in ("user", "role") else None
    return found.boundary[0] if found and found.arn == arn and found.boundary else ""


def check_grammar(document: str) -> str:
    """What IAM says of a document that isn't a permission policy; "" for one that is."""
    from moto.iam.exceptions import MalformedPolicyDocument
    from moto.iam.policy_validation import IAMPolicyDocumentValidator

    try:
        IAMPolicyDocumentValidator(document).validate()
    except MalformedPolicyDocument as error:
        return str(error.message)
    return ""
