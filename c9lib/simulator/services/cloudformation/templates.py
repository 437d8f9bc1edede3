"""Templates as they are shown and looked at: GetTemplate, GetTemplateSummary, ValidateTemplate, GetStackPolicy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from c9lib.simulator.api import Answer, ApiCall, NotSimulated
from c9lib.simulator.resources.schema import type_of
from c9lib.simulator.services.cloudformation.change_set_store import change_set_of
from c9lib.simulator.services.cloudformation.door import cloudformation, invalid, refuse_unsimulated
from c9lib.simulator.services.cloudformation.finding import IN_BRACKETS, stack_of
from c9lib.simulator.services.cloudformation.states import REVIEWED
from c9lib.simulator.services.cloudformation.submission import NO_TEMPLATE, template_of
from c9lib.simulator.templates.nouns import Template
from c9lib.simulator.templates.summary import summarized, validated

STAGES = ["Original", "Processed"]
"""Both are the same: nothing here transforms a template."""


@cloudformation("GetTemplate")
def get_template(call: ApiCall) -> Answer:
    """The template of a stack or of a change set, as it was handed in."""
    name, change_set = call.params.get("StackName"), call.params.get("ChangeSetName")
    if not name and not (change_set or "").startswith("arn:"):
        raise invalid("StackName is a required parameter.")
    if change_set:
        return {"TemplateBody": change_set_of(call).submitted.wanted.template.body, "StagesAvailable": STAGES}
    stack = stack_of(call)
    return {"TemplateBody": stack.template or None, "StagesAvailable": STAGES if stack.template else []}


@cloudformation("GetTemplateSummary")
def get_template_summary(call: ApiCall) -> Answer:
    """The parameters, resource types and capabilities of a template: of one that is handed in, or of a stack's."""
    refuse_unsimulated(call, "TemplateURL", "StackSetName", "TemplateSummaryConfig")
    body, name = call.params.get("TemplateBody"), call.params.get("StackName")
    if bool(body) == bool(name):
        # AWS's own words for both aren't known.
        raise invalid(NO_TEMPLATE if not body else "You cannot specify both TemplateBody and StackName.")
    return summarized(template_of(body, to_carry_out=False) if body else _of_stack(call), _identifiers)


def _of_stack(call: ApiCall) -> Template:
    stack = stack_of(call)
    if stack.status == REVIEWED:
        raise invalid(f"GetTemplateSummary cannot be called on {REVIEWED} stacks.")
    if stack.submission is None:
        raise NotSimulated(f"GetTemplateSummary of the stack {stack.name}, which a service has made for itself,")
    return stack.submission.template


def _identifiers(kind: str) -> Sequence[str]:
    """The properties by which a resource of this type is imported into a stack."""
    known = type_of(kind)
    return known.identifier if known else ()


@cloudformation("ValidateTemplate")
def validate_template(call: ApiCall) -> Answer:
    """What is wrong with a template, or what it takes. It needs no stack."""
    refuse_unsimulated(call, "TemplateURL")
    body: Any = call.params.get("TemplateBody")
    if not body:
        raise invalid(NO_TEMPLATE)
    return validated(template_of(body, to_carry_out=False))


@cloudformation("GetStackPolicy")
def get_stack_policy(call: ApiCall) -> Answer:
    """No stack has a policy here: whoever wants to set one is refused."""
    stack_of(call, IN_BRACKETS)
    return {}
