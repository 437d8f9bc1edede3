"""What the stack of an environment is to be: template, parameters and tags; and how that differs from what it is.

What can be changed in an environment, and what makes another one of it, is in facts 3.8.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c9lib import templates
from c9lib.aws import Session
from c9lib.checks.creation import other_owner
from c9lib.checks.stacks import REVIEWED
from c9lib.steps.stack_names import Stack, change_sets_begin_with
from c9lib.steps.template_text import same

TEMPLATE: templates.Name = "environment"
IN_PLACE = ("EnvironmentName", "Description")
"""Parameters of the template that can be changed in an environment that is there. Every other one makes a new one."""
SUBNET = "SubnetId"
TEMPLATE_DIFFERS = "the template"


@dataclass(frozen=True)
class Wanted:
    """What a change set asks for."""

    template: str
    parameters: Mapping[str, str]
    tags: Mapping[str, str]

    def asked(self) -> dict[str, Any]:
        """As CreateChangeSet takes it."""
        given = [{"ParameterKey": name, "ParameterValue": value} for name, value in self.parameters.items()]
        tags = [{"Key": key, "Value": value} for key, value in self.tags.items()]
        return {"TemplateBody": self.template, "Parameters": given, "Tags": tags}


@dataclass(frozen=True)
class Difference:
    """One thing that is otherwise in the stack than it is wanted; of the template there is nothing to show."""

    name: str
    old: str = ""
    new: str = ""

    @property
    def replaces(self) -> bool:
        """Whether CloudFormation makes another environment for it."""
        return bool(self.new or self.old) and self.name not in IN_PLACE

    def __str__(self) -> str:
        return f"{self.name} {self.old or '(none)'} → {self.new or '(none)'}" if self.old or self.new else self.name


def wanted(session: Session, subnet_id: str, stack: Stack | None = None) -> Wanted:
    """What the parameters ask for. Tags that somebody gave the stack besides stay: an update would take them away."""
    asked = session.parameters
    given = {
        "EnvironmentName": asked.environment_name,
        "Description": asked.description,
        "InstanceType": asked.instance_type,
        "ImageId": asked.image_id,
        SUBNET: subnet_id,
        "AutomaticStopTimeMinutes": str(asked.automatic_stop_minutes),
        "OwnerArn": other_owner(session),
    }
    there = {one["Key"]: one["Value"] for one in (stack or {}).get("Tags") or ()}
    others = {key: value for key, value in there.items() if not key.startswith("aws:")}
    # No tag `Name`: Cloud9 passes tags on to the instance, and the start of an instance depends on its own Name
    # (facts 5.6).
    tags = {**others, **{one["Key"]: one["Value"] for one in session.tags()}}
    return Wanted(templates.text(TEMPLATE), given, tags)


def parameters_of(stack: Stack) -> dict[str, str]:
    """The parameters that a stack has now."""
    return {one["ParameterKey"]: one.get("ParameterValue", "") for one in stack.get("Parameters") or ()}


def differences(session: Session, stack: Stack, want: Wanted, *, template: bool = True) -> tuple[Difference, ...]:
    """What differs, in the order of the template's parameters; what has no value to show comes last."""
    return tuple(_differing(session, stack, want, template=template))


def _differing(session: Session, stack: Stack, want: Wanted, *, template: bool) -> Iterator[Difference]:
    has = parameters_of(stack)
    for name, value in want.parameters.items():
        if has.get(name) != value:
            yield Difference(name, has.get(name, ""), value)
    ask = session.client("cloudformation").get_template
    if template and not same(ask(StackName=stack["StackId"])["TemplateBody"], want.template):
        yield Difference(TEMPLATE_DIFFERS)
    tags = {one["Key"]: one["Value"] for one in stack.get("Tags") or ()}
    if any(tags.get(key) != value for key, value in want.tags.items()):
        yield Difference("the tags")


def change_set_name(session: Session, stack: Stack | None, want: Wanted) -> str:
    """The same for the same change of the same stack, so that a run that broke off finds its own again."""
    # A stack that is only reviewed has its change set already, whose name was made when there was no stack.
    there = stack if stack and stack["StackStatus"] != REVIEWED else None
    base = [there["StackId"], str(there.get("LastUpdatedTime") or there["CreationTime"])] if there else []
    told = json.dumps([base, want.template, want.parameters, want.tags], sort_keys=True)
    return f"{change_sets_begin_with(session)}{hashlib.sha256(told.encode()).hexdigest()[:16]}"
