"""From what had to be allowed once to what a policy allows: ids that AWS makes up give way to patterns and to tags.

Pure functions. Which condition an action takes is in AWS's Service Authorization Reference (`policy.actions.supports`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.parameters.choices import REGIONS
from c9lib.policy.actions import ResourceType, supports
from c9lib.rehearsal.nouns import Need

EVERYTHING = "*"
REGION = "aws:RequestedRegion"
GLOBAL = ("iam:", "sts:")
"""Services that are in no Region."""
READING = ("List", "Read")
"""Access levels that change nothing."""
LOOKING_AROUND = ("cloud9:", "iam:")
"""Services in which a run also reads what others have: that is how it knows whose is what, and who needs what."""
MADE_UP = re.compile(
    r"(?<=[/:])[a-z][a-z-]*-[0-9a-f]{17}(?![0-9a-f])"  # EC2's ids
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # CloudFormation's
    r"|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])"  # Cloud9's
)
"""Ids that AWS gives out: nobody knows them before."""
TOLD = {
    f"aws:RequestTag/{DEPLOYMENT_TAG}": "StringEquals",
    "ec2:CreateAction": "StringEquals",
    "ec2:VpceServiceName": "StringEquals",
    "iam:AWSServiceName": "StringEquals",
    "iam:PassedToService": "StringEquals",
    "iam:PolicyARN": "ArnEquals",
    "cloud9:EnvironmentName": "StringEquals",
    "cloud9:InstanceType": "StringEquals",
    "cloud9:OwnerArn": "StringEquals",
    "cloud9:Permissions": "StringEquals",
    "cloud9:SubnetId": "StringEquals",
    "cloud9:UserArn": "StringEquals",
}
"""What a request itself says, and a policy can hold it to, with the operator."""
OF_MAKING = ("ec2:VpceServiceName",)
"""What is told of something that is made. Later its tag says more."""
TAGGED = (f"ssm:resourceTag/{DEPLOYMENT_TAG}", f"aws:ResourceTag/{DEPLOYMENT_TAG}")
"""How a policy asks for the tag of what is there already; the first is how AWS's own policies for sessions do."""
BY_WAY_OF = ("ssm:StartSession", "ssm:GetConnectionStatus")
"""Actions for which AWS documents that Cloud9's calls in somebody's name say so (facts 5.7); of others nobody knows."""
UNRELIABLE = ("iam:PassRole",)
"""IAM User Guide, "Grant a user permissions to pass a role": its tags don't decide reliably who may pass a role."""


@dataclass(frozen=True)
class Condition:
    """One line of a statement's `Condition`."""

    operator: str
    key: str
    values: tuple[str, ...]

    @property
    def name(self) -> tuple[str, str]:
        return self.operator, self.key


@dataclass(frozen=True)
class Grant:
    """One action on one resource or pattern, under conditions; `step` is the first that needs it."""

    step: str
    action: str
    resource: str
    conditions: tuple[Condition, ...] = ()

    @property
    def _names(self) -> tuple[object, ...]:
        return self.action, self.resource, tuple(one.name for one in self.conditions)

    def covers(self, other: Grant) -> bool:
        """Whether it allows everything that the other one allows."""
        held = {one.name: set(one.values) for one in other.conditions}
        if self.resource == EVERYTHING != other.resource:
            held.setdefault(("StringEquals", REGION), {_region(other.resource)})
        same = self.action == other.action and self.resource in (other.resource, EVERYTHING)
        return same and all(held.get(one.name, {""}) <= set(one.values) for one in self.conditions)


@dataclass(frozen=True)
class Given:
    """What is known before the run, and so can stand in a policy.

    `ids` are ids that the parameters give; `holders` are the patterns for the ARN of whoever holds the policy, which
    stand where the rehearsal's `caller` did.
    """

    deployment: str
    caller: str
    holders: tuple[str, ...]
    ids: frozenset[str] = frozenset()


def grants(needs: Iterable[Need], given: Given) -> tuple[Grant, ...]:
    """What a policy has to allow for these needs, no more than once, in the order of the first need."""
    found: dict[tuple[object, ...], Grant] = {}
    for grant in (one for need in needs for one in _of(need, given)):
        known = found.get(grant._names)
        found[grant._names] = _together(known, grant) if known else grant
    return tuple(_first_step_first([_everywhere(one) for one in found.values()]))


def _of(need: Need, given: Given) -> Iterator[Grant]:
    resource, is_made_up = pattern(_resource(need), given.ids)
    conditions = tuple(_conditions(need, given, is_made_up=is_made_up))
    patterns = given.holders if need.resource == given.caller else (resource,)
    yield from (Grant(need.step, need.action, one, conditions) for one in patterns)


def _resource(need: Need) -> str:
    """What a policy has to name. For an action without resources AWS wants `*`, however it writes that in refusals."""
    known = supports(need.action)
    return EVERYTHING if known.access and not known.resources else need.resource


def pattern(resource: str, known: frozenset[str] = frozenset()) -> tuple[str, bool]:
    """An ARN with `*` for what AWS makes up, and whether there was any such thing, or a `*` already."""
    if resource == EVERYTHING:
        return resource, False
    made = MADE_UP.sub(lambda found: found[0] if found[0] in known else EVERYTHING, resource)
    return made, EVERYTHING in made


def _conditions(need: Need, given: Given, *, is_made_up: bool) -> Iterator[Condition]:
    takes = supported(need.action, need.resource)
    told = {key: values for key, values in need.context.items() if _name(key) in takes and values}
    for key, operator in TOLD.items():
        if key in told and (key not in OF_MAKING or _is_for(told, given, "RequestTag")):
            known = tuple(one for one in told[key] if not pattern(f"/{one}", given.ids)[1])
            yield from (Condition(operator, key, _literal(known)) for _ in known[:1])
    if "cloud9:ownerarn" in takes and "cloud9:OwnerArn" not in told:
        yield Condition("Null", "cloud9:OwnerArn", ("true",))
    if "aws:TagKeys" in told and supports(need.action).access == "Tagging" and not _is_for(told, given, "RequestTag"):
        yield Condition("ForAllValues:StringEquals", "aws:TagKeys", _literal(told["aws:TagKeys"]))
    if need.via and need.action in BY_WAY_OF:
        yield Condition("StringEquals", "aws:CalledViaFirst", need.via[:1])
    if _resource(need) == EVERYTHING and not need.action.startswith(GLOBAL):
        yield Condition("StringEquals", REGION, (need.region,))
    if need.action not in UNRELIABLE and not _looks_around(need.action):
        yield from _whose(need, told, given, is_made_up=is_made_up)


def _whose(need: Need, told: Mapping[str, tuple[str, ...]], given: Given, *, is_made_up: bool) -> Iterator[Condition]:
    """By what a change is held to what is this deployment's: its tag, or else the VPC that was given.

    A name in IAM is held by a tag only where it is removed: the role and the profile are the account's, and may be
    another deployment's while they are used.
    """
    removes = need.purposes == ("tear-down",) and supports(need.action).access != "Tagging"
    tag = next((key for key in TAGGED if given.deployment in told.get(key, ())), "")
    if tag and (is_made_up or removes):
        yield Condition("StringEquals", tag, (given.deployment,))
    elif is_made_up and any(one.rpartition("/")[2] in given.ids for one in told.get("ec2:Vpc", ())):
        yield Condition("ArnEquals", "ec2:Vpc", told["ec2:Vpc"])


def _looks_around(action: str) -> bool:
    return supports(action).access in READING and action.startswith(LOOKING_AROUND)


def _is_for(told: Mapping[str, tuple[str, ...]], given: Given, key: str) -> bool:
    return given.deployment in told.get(f"aws:{key}/{DEPLOYMENT_TAG}", ())


def _together(one: Grant, other: Grant) -> Grant:
    """Both in one: the values of each condition together."""
    pairs = zip(one.conditions, other.conditions, strict=True)
    joined = (replace(mine, values=tuple(dict.fromkeys(mine.values + its.values))) for mine, its in pairs)
    return replace(one, conditions=tuple(joined))


def _everywhere(grant: Grant) -> Grant:
    """What looks beyond the run's own Region looks into all that have Cloud9, or into all that there are: which ones an
    account has switched on isn't known before.
    """
    return replace(grant, conditions=tuple(one for each in grant.conditions for one in _wider(each)))


def _wider(condition: Condition) -> Iterator[Condition]:
    if condition.key != REGION or len(condition.values) == 1:
        yield condition
    elif set(condition.values) <= set(REGIONS):
        yield replace(condition, values=REGIONS)


def _first_step_first(wide: list[Grant]) -> Iterator[Grant]:
    """Those that no wider one makes needless: each for the first step that needs it, in the order of that."""
    needed = [one for one in wide if not any(other.covers(one) and not one.covers(other) for other in wide)]
    first = {one: next(at for at, other in enumerate(wide) if one.covers(other)) for one in needed}
    yield from (replace(one, step=wide[first[one]].step) for one in sorted(needed, key=first.__getitem__))


def _region(arn: str) -> str:
    """The Region that an ARN is in."""
    return arn.split(":", 5)[3] if arn.startswith("arn:") else ""


@lru_cache(maxsize=2048)
def supported(action: str, resource: str) -> frozenset[str]:
    """The condition keys that an action takes on a resource: in small letters, without what comes after `/`."""
    about = supports(action)
    held = (kind.conditions for kind in about.resources if is_of(kind, resource))
    return frozenset(_name(key) for keys in (about.conditions, *held) for key in keys)


def is_of(kind: ResourceType, resource: str) -> bool:
    """Whether an ARN, or a pattern for ARNs, is of a type of resource."""
    return re.fullmatch(_format(kind.arn), resource) is not None


@lru_cache(maxsize=1024)
def _format(arn: str) -> str:
    return re.sub(r"\\\$\\\{[^}]*\\\}", r".*", re.escape(arn))


def _name(key: str) -> str:
    return key.partition("/")[0].lower()


def _literal(values: Iterable[str]) -> tuple[str, ...]:
    """Values as they are: `${` would begin a policy variable (IAM User Guide, "IAM policy elements: Variables")."""
    return tuple(value.replace("${", "${$}{") for value in values)
