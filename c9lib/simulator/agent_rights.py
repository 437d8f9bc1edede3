"""What an instance profile lets the agent do: its role's policies against the five actions of a session (facts 5.2).

A statement counts when it allows or denies the action for every resource and has no condition; IAM's own evaluation is
another issue.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from c9lib.simulator.world import World

REGISTERS = ("ssm:UpdateInstanceInformation",)
TALKS = (
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
EC2 = "ec2.amazonaws.com"
AWS_MANAGED = "arn:aws:iam::aws:policy/"


@dataclass(frozen=True)
class Rights:
    """What the role behind an instance profile allows the agent; `why` says what it lacks."""

    registers: bool = False
    talks: bool = False
    why: str = ""


def of_profile(world: World, profile_arn: str) -> Rights:
    """The rights that come with an instance profile ("" for none), as IAM holds them now."""
    if not profile_arn:
        return Rights(why="The instance has no instance profile.")
    iam = world.client("iam", "us-east-1", world.aws_itself)
    name = profile_arn.rpartition("/")[2]
    try:
        roles = iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]["Roles"]
    except iam.exceptions.NoSuchEntityException:
        return Rights(why=f"The instance profile {name} doesn't exist any more.")
    if not roles:
        return Rights(why=f"The instance profile {name} has no role.")
    return _of_role(iam, roles[0]["RoleName"])


def _of_role(iam: Any, name: str) -> Rights:
    if not trusts_ec2(iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]):
        return Rights(why=f"The role {name} doesn't trust {EC2}.")
    documents = list(_documents(iam, name))
    lacks = [action for action in (*REGISTERS, *TALKS) if not allowed(documents, action)]
    return Rights(
        registers=not set(REGISTERS) & set(lacks),
        talks=not set(TALKS) & set(lacks),
        why=f"The role {name} doesn't allow {', '.join(lacks)}." if lacks else "",
    )


def _documents(iam: Any, role: str) -> Iterator[dict[str, Any]]:
    """All policies of a role: attached and its own."""
    for page in iam.get_paginator("list_attached_role_policies").paginate(RoleName=role):
        for attached in page["AttachedPolicies"]:
            arn = attached["PolicyArn"]
            yield _aws_document(iam, arn) if arn.startswith(AWS_MANAGED) else _document(iam, arn)
    for page in iam.get_paginator("list_role_policies").paginate(RoleName=role):
        for policy in page["PolicyNames"]:
            yield _parsed(iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"])


def _document(iam: Any, arn: str) -> dict[str, Any]:
    """The default version of a managed policy."""
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    return _parsed(iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"])


_read: dict[str, dict[str, Any]] = {}


def _aws_document(iam: Any, arn: str) -> dict[str, Any]:
    """AWS's own policies don't change in this account, so each is read once: agents look often."""
    if arn not in _read:
        _read[arn] = _document(iam, arn)
    return _read[arn]


def trusts_ec2(document: Any) -> bool:
    """Whether a trust policy lets EC2 assume the role."""
    for statement in _statements(_parsed(document)):
        services = statement.get("Principal", {})
        services = services.get("Service", ()) if isinstance(services, dict) else (services,)
        if (
            statement.get("Effect") == "Allow"
            and {EC2, "*"} & set(_several(services))
            and _covers(statement, "sts:AssumeRole")
        ):
            return True
    return False


def allowed(documents: Iterable[dict[str, Any]], action: str) -> bool:
    """Whether the policies allow an action on everything: some statement allows it, none denies it."""
    effects = {
        statement.get("Effect")
        for document in documents
        for statement in _statements(document)
        if _covers(statement, action)
        and "*" in _several(statement.get("Resource", ()))
        and not statement.get("Condition")
    }
    return "Allow" in effects and "Deny" not in effects


def _covers(statement: dict[str, Any], action: str) -> bool:
    if "NotAction" in statement:
        return not _matches(statement["NotAction"], action)
    return _matches(statement.get("Action", ()), action)


def _matches(patterns: Any, action: str) -> bool:
    # AWS compares actions without regard to case. `[` means itself there, and a set of characters to fnmatch.
    return any(fnmatchcase(action.lower(), pattern.lower().replace("[", "[[]")) for pattern in _several(patterns))


def _statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    told = document.get("Statement", [])
    return [told] if isinstance(told, dict) else list(told)


def _several(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _parsed(document: Any) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(document) if isinstance(document, str) else document
    return parsed
