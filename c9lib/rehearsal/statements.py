"""From grants to statements of a policy, each for one step, and to documents that IAM takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from c9lib.policy.actions import supports
from c9lib.rehearsal.grants import EVERYTHING, REGION, Condition, Grant, is_of

LONGEST = 6144
"""Characters of a managed policy, white space not counted (facts 5.10)."""
VERSION = "2012-10-17"
CREATING = "ec2:CreateAction"


@dataclass(frozen=True)
class Stated:
    """One statement: for which step, what it allows, and why it is as narrow, or as wide, as it is."""

    sid: str
    step: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()

    @property
    def service(self) -> str:
        """The service of its actions."""
        return self.actions[0].partition(":")[0]

    @property
    def body(self) -> dict[str, Any]:
        """As it stands in a policy."""
        told: dict[str, Any] = {"Sid": self.sid, "Effect": "Allow"}
        told |= {"Action": list(self.actions), "Resource": list(self.resources)}
        operators: dict[str, dict[str, Any]] = {}
        for one in self.conditions:
            operators.setdefault(one.operator, {})[one.key] = one.values[0] if len(one.values) == 1 else [*one.values]
        return {**told, "Condition": operators} if operators else told

    @property
    def why(self) -> str:
        """What holds it to this run, in words; for what AWS can't narrow, that."""
        keys = {one.key.partition("/")[0] for one in self.conditions}
        held = [words for key, words in HELD.items() if key in keys]
        if not self.is_narrow:
            return ", ".join((UNNARROWED, *held))
        return ", ".join(held) or (ALL_OF_A_KIND if any(EVERYTHING in one for one in self.resources) else "by name")

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the Region holds it to this run."""
        return self.resources != (EVERYTHING,) or any(one.key != REGION for one in self.conditions)


UNNARROWED = "AWS knows no resource for these actions"
ALL_OF_A_KIND = "all of this kind: what others have is looked at, too"
HELD = {
    "aws:RequestTag": "makes only what carries this deployment's tag",
    "ssm:resourceTag": "only what carries this deployment's tag",
    "aws:ResourceTag": "only what carries this deployment's tag",
    "ec2:Vpc": "only in the VPC given",
    "aws:CalledViaFirst": "only by way of Cloud9",
    "ec2:CreateAction": "tags only what is being made",
    "iam:PolicyARN": "this policy only",
    "iam:PassedToService": "to this service only",
    "iam:AWSServiceName": "for this service only",
    "aws:TagKeys": "these tags only",
    "cloud9:EnvironmentName": "of this name only",
    "cloud9:UserArn": "these people only",
    REGION: "in the Regions named only",
}
"""What a condition comes to, by its key."""


def statements(grants: Iterable[Grant]) -> tuple[Stated, ...]:
    """The statements of all steps, each step's in the order of its first need.

    What several steps need under the same conditions stands in the first one's statement, and only there.
    """
    ordered = list(_once(_tags_together(list(grants))))
    found: list[Stated] = []
    for step in dict.fromkeys(one.step for one in ordered):
        groups = _merged(list(_alike([one for one in ordered if one.step == step])))
        found += [replace(one, sid=f"{_word(step)}{number}") for number, one in enumerate(groups, start=1)]
    return tuple(found)


def _once(grants: list[Grant]) -> Iterator[Grant]:
    """Each with the first step that needs its action under its conditions, on whatever resource."""
    first: dict[tuple[str, tuple[Condition, ...]], str] = {}
    for one in grants:
        yield replace(one, step=first.setdefault((one.action, one.conditions), one.step))


def _tags_together(grants: list[Grant]) -> list[Grant]:
    """The tags of all creations under one condition: a creation tags nothing but what it makes, whatever is allowed."""
    creations = [one for grant in grants for one in grant.conditions if one.key == CREATING]
    every = tuple(dict.fromkeys(value for one in creations for value in one.values))

    def wider(grant: Grant) -> Grant:
        told = (replace(one, values=every) if one.key == CREATING else one for one in grant.conditions)
        return replace(grant, conditions=tuple(told))

    return [wider(grant) for grant in grants]


def _alike(grants: list[Grant]) -> Iterator[Stated]:
    """Actions with the same resources and conditions in one."""
    resources: dict[tuple[str, tuple[Condition, ...]], list[str]] = {}
    for one in grants:
        resources.setdefault((one.action, one.conditions), []).append(one.resource)
    by_target: dict[tuple[tuple[str, ...], tuple[Condition, ...]], list[str]] = {}
    for (action, conditions), held in resources.items():
        by_target.setdefault((tuple(sorted(held)), conditions), []).append(action)
    for (targets, conditions), actions in by_target.items():
        yield Stated("", grants[0].step, tuple(sorted(actions)), targets, conditions)


def _merged(groups: list[Stated]) -> list[Stated]:
    """Those with the same conditions in one, where no action could then be used on another one's resources."""
    kept: list[Stated] = []
    for group in groups:
        at = next((n for n, one in enumerate(kept) if _apart(one, group)), None)
        if at is None:
            kept.append(group)
        else:
            kept[at] = _joined(kept[at], group)
    return kept


def _apart(one: Stated, other: Stated) -> bool:
    if one.conditions != other.conditions or one.service != other.service:
        return False
    if EVERYTHING in one.resources + other.resources:
        return False
    return not (_reaches(one, other) or _reaches(other, one))


def _reaches(one: Stated, other: Stated) -> bool:
    """Whether an action of the one can be used on a resource that only the other one has."""
    return any(takes(action, arn) for action in one.actions for arn in set(other.resources) - set(one.resources))


def takes(action: str, arn: str) -> bool:
    """Whether an action can be authorized on such a resource; of an unknown action nobody knows."""
    kinds = supports(action).resources
    return not kinds or any(is_of(kind, arn) for kind in kinds)


def _joined(one: Stated, other: Stated) -> Stated:
    actions = tuple(sorted({*one.actions, *other.actions}))
    return replace(one, actions=actions, resources=tuple(sorted({*one.resources, *other.resources})))


def documents(stated: Iterable[Stated]) -> list[dict[str, Any]]:
    """The statements in as few documents as IAM's limit allows, in their order."""
    made: list[list[dict[str, Any]]] = [[]]
    for one in stated:
        if made[-1] and size(_document([*made[-1], one.body])) > LONGEST:
            made.append([])
        made[-1].append(one.body)
    return [_document(held) for held in made if held]


def size(document: dict[str, Any]) -> int:
    """Its length as IAM counts it: without white space."""
    return len("".join(json.dumps(document, separators=(",", ":"), ensure_ascii=False).split()))


def _document(held: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": VERSION, "Statement": held}


def _word(step: str) -> str:
    """`tear-down` as a part of a Sid, which has letters and digits only (IAM JSON policy grammar)."""
    return "".join(part.title() for part, _ in groupby(step.split("-")))
