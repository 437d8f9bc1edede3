"""What policies let the agent do: the five actions of a session (facts 5.2), in its role's policies and in those of the
VPC endpoints that it passes.

A statement with a condition counts neither way: IAM's own evaluation is another issue. So an action is allowed only if
it is without a condition.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from c9lib import policy
from c9lib.simulator import moto_agents
from c9lib.simulator.api import ACCOUNT

REGISTERS = ("ssm:UpdateInstanceInformation",)
TALKS = (
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
EC2 = "ec2.amazonaws.com"


@dataclass(frozen=True)
class Rights:
    """What the role behind an instance profile allows the agent; `why` says what it lacks."""

    registers: bool = False
    talks: bool = False
    why: str = ""


NO_METADATA = Rights(why="The instance metadata service is off.")
"""Credentials come from there and from nowhere else (facts 7.4)."""


def of_instance(region: str, instance_id: str, profile_arn: str) -> Rights:
    """The rights that an instance has by its instance profile ("" for none), as IAM holds them now."""
    if not profile_arn:
        return Rights(why="The instance has no instance profile.")
    name = profile_arn.rpartition("/")[2]
    roles = moto_agents.profile_roles(name)
    if roles is None:
        return Rights(why=f"The instance profile {name} doesn't exist any more.")
    if not roles:
        return Rights(why=f"The instance profile {name} has no role.")
    if not trusts_ec2(roles[0].trust):
        return Rights(why=f"The role {roles[0].name} doesn't trust {EC2}.")
    lacks = lacking(roles[0].policies, region, instance_id)
    return Rights(
        registers=not set(REGISTERS) & set(lacks),
        talks=not set(TALKS) & set(lacks),
        why=f"The role {roles[0].name} doesn't allow {', '.join(lacks)}." if lacks else "",
    )


def lacking(
    documents: tuple[str, ...],
    region: str,
    instance_id: str,
    actions: tuple[str, ...] = (*REGISTERS, *TALKS),
    who: tuple[str, ...] = (),
) -> list[str]:
    """Those of the actions that the policies (JSON) don't allow this instance; `who` are its names, see `names`."""
    return [one for one in actions if not allowed(documents, one, _resource(one, region, instance_id), who)]


def names(instance_id: str, profile_arn: str) -> tuple[str, ...]:
    """By which an endpoint's policy may mean the agent: its account, its role, the role's session on the instance."""
    account = (ACCOUNT, f"arn:aws:iam::{ACCOUNT}:root")
    roles = moto_agents.profile_roles(profile_arn.rpartition("/")[2]) or ()
    sessions = (f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.name}/{instance_id}" for role in roles)
    return (*account, *(role.arn for role in roles), *sessions)


def _resource(action: str, region: str, instance_id: str) -> str:
    """What an action is about: UpdateInstanceInformation the instance, the others nothing in particular (Service
    Authorization Reference, Systems Manager and Message Gateway Service), so that only a `*` covers it."""
    service = action.partition(":")[0]
    return f"arn:aws:ec2:{region}:{ACCOUNT}:instance/{instance_id}" if service == "ssm" else f"arn:aws:{service}:::"


@lru_cache(maxsize=4096)  # agents look after every write, and policies seldom change
def allowed(documents: tuple[str, ...], action: str, resource: str, who: tuple[str, ...] = ()) -> bool:
    """Whether policies (JSON) allow an action on a resource without a condition, and none denies it so."""
    certain = [one for text in documents for one in policy.statements(text) if not one.get("Condition")]
    return policy.decided([{"Statement": certain}], action, resource, who=who) == "allowed"


def trusts_ec2(document: str) -> bool:
    """Whether a trust policy lets EC2 assume the role."""
    return any(
        statement.get("Effect") == "Allow"
        and {EC2, "*"} & set(_services(statement.get("Principal", {})))
        and policy.touches(statement, "sts:AssumeRole")
        for statement in policy.statements(json.loads(document))
    )


def _services(principal: Any) -> list[str]:
    told = principal.get("Service", []) if isinstance(principal, dict) else principal
    return [told] if isinstance(told, str) else list(told)
