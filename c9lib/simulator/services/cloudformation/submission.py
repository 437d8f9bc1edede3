"""What CreateStack, UpdateStack and CreateChangeSet hand in, checked as a whole before anything is made of it.

Sources: CloudFormation API reference of the three; their messages as AWS gives them, recorded by others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.simulator.api import ApiCall, ApiError, NotSimulated
from c9lib.simulator.services.cloudformation.door import invalid, refuse_unsimulated
from c9lib.simulator.services.cloudformation.engine import check_types
from c9lib.simulator.services.cloudformation.existence import Account
from c9lib.simulator.services.cloudformation.workers import role_of, worker_of
from c9lib.simulator.services.stacks import OnFailure, Stack, Submission, Worker
from c9lib.simulator.templates import rules
from c9lib.simulator.templates.capabilities import lacking
from c9lib.simulator.templates.nouns import Given, NotInTemplates, Template, TemplateError
from c9lib.simulator.templates.parameters import ParameterDoesNotExist, given
from c9lib.simulator.templates.reading import read

BEYOND = (
    "TemplateURL",
    "StackPolicyBody",
    "StackPolicyURL",
    "StackPolicyDuringUpdateBody",
    "StackPolicyDuringUpdateURL",
    "NotificationARNs",
    "RetainExceptOnCreate",
    "DisableValidation",
    "ResourcesToImport",
    "ImportExistingResources",
    "DeploymentMode",
)
"""Members that ask for something that isn't here: files in S3, topics of SNS, stack policies, imports."""
NO_TEMPLATE = "Either Template URL or Template Body must be specified."
BOTH_TEMPLATES = "You cannot specify both usePreviousTemplate and Template Body/Template URL."
ONE_ON_FAILURE = "Either DisableRollback or OnFailure can be specified, not both."
RESERVED = "aws: prefixed tag key names are not allowed for external use."


@dataclass(frozen=True)
class Submitted:
    """What is wanted, and who works on it. `objection` is what CloudFormation finds only after it took the request: a
    parameter that names nothing in the account.
    """

    wanted: Submission
    worker: Worker
    objection: str = ""


def submitted(call: ApiCall, stack: Stack | None) -> Submitted:
    """Check a request; `stack` is the one that it changes, None for a new one. Raises `ApiError`."""
    refuse_unsimulated(call, *BEYOND)
    _check_configuration(call)
    template = _template(call, stack)
    _check_resource_types(call, template)
    role = role_of(call, stack)
    worker = worker_of(call, role)
    parameters, objection = _parameters(call, stack, template, worker)
    _check_capabilities(call, template)
    wanted = Submission(
        template=template,
        parameters=parameters,
        tags=_tags(call, stack),
        capabilities=tuple(call.params.get("Capabilities", ())),
        role_arn=role,
        on_failure=_on_failure(call),
        timeout_minutes=call.params.get("TimeoutInMinutes"),
    )
    return Submitted(wanted, worker, objection)


def template_of(body: str, *, to_carry_out: bool = True) -> Template:
    """Read a template. Raises ValidationError in CloudFormation's words, `NotSimulated` for what isn't here.

    One that isn't `to_carry_out` may have resources of types that AWS knows and this simulator doesn't.
    """
    try:
        template = read(body)
        try:
            check_types(template)
        except NotSimulated:
            if to_carry_out:
                raise
        return template
    except NotInTemplates as error:
        raise NotSimulated(f"{error.what} in a template of CloudFormation") from None
    except TemplateError as error:
        raise invalid(str(error)) from None


def _check_configuration(call: ApiCall) -> None:
    configuration = call.params.get("RollbackConfiguration", {})
    for member in ("RollbackTriggers", "MonitoringTimeInMinutes"):
        if configuration.get(member):
            raise NotSimulated(f"RollbackConfiguration.{member} of cloudformation:{call.operation}")
    deployment = call.params.get("DeploymentConfig", {})
    if deployment.get("Mode", "STANDARD") != "STANDARD" or deployment.get("DisableRollback"):
        raise NotSimulated(f"DeploymentConfig of cloudformation:{call.operation}")


def _template(call: ApiCall, stack: Stack | None) -> Template:
    body = call.params.get("TemplateBody")
    if call.params.get("UsePreviousTemplate"):
        if body is not None:
            raise invalid(BOTH_TEMPLATES)
        if stack is None or stack.submission is None:
            raise invalid("UsePreviousTemplate can't be true for a stack that has no template yet")
        return stack.submission.template
    if not body:
        raise invalid(NO_TEMPLATE)
    return template_of(body)


def _check_resource_types(call: ApiCall, template: Template) -> None:
    """`AWS::*`, `AWS::EC2::*` and `AWS::EC2::Instance` (API reference, ResourceTypes)."""
    allowed = call.params.get("ResourceTypes")
    if not allowed:
        return
    for part in template.parts.values():
        if not any(part.kind == one or (one.endswith("::*") and part.kind.startswith(one[:-1])) for one in allowed):
            listed = ", ".join(allowed)
            raise invalid(f"Resource type {part.kind} is not allowed by parameter ResourceTypes [{listed}]")


def _parameters(
    call: ApiCall, stack: Stack | None, template: Template, worker: Worker
) -> tuple[Mapping[str, Given], str]:
    handed = call.params.get("Parameters", [])
    asked, kept = _asked(handed)
    previous = stack.submission.parameters if stack and stack.submission else {}
    account = Account(call.world, call.region, worker)
    try:
        values = given(template, asked, previous, kept, account.has, account.parameter)
        rules.check(template, values, {"AWS::Region": call.region, "AWS::AccountId": call.account})
        return values, ""
    except ParameterDoesNotExist as error:
        return error.given, str(error)
    except TemplateError as error:
        raise invalid(str(error)) from None


def _asked(handed: list[dict[str, Any]]) -> tuple[dict[str, str], list[str]]:
    """The values that are handed in, and the names of those that stay as they are."""
    asked: dict[str, str] = {}
    kept: list[str] = []
    for one in handed:
        name, value = one.get("ParameterKey", ""), one.get("ParameterValue")
        if name in asked or name in kept:
            raise invalid(f"Duplicate parameter key found: {name}")
        if not one.get("UsePreviousValue"):
            asked[name] = value or ""
        elif value is None:
            kept.append(name)
        else:
            told = f"Invalid input for parameter key {name}. Cannot specify usePreviousValue as true"
            raise invalid(f"{told} and non empty value for a parameter")
    return asked, kept


def _check_capabilities(call: ApiCall, template: Template) -> None:
    if told := lacking(template, call.params.get("Capabilities", ())):
        raise ApiError("InsufficientCapabilitiesException", told)


def _tags(call: ApiCall, stack: Stack | None) -> dict[str, str]:
    """The stack's tags: those of the request; where it says nothing of tags, those that the stack has."""
    if "Tags" not in call.params:
        return dict(stack.tags) if stack else {}
    tags: dict[str, str] = {}
    for tag in call.params["Tags"]:
        if tag["Key"].lower().startswith("aws:"):
            raise invalid(RESERVED)
        if tag["Key"] in tags:
            raise invalid(f"Duplicate tag key found: {tag['Key']}")
        tags[tag["Key"]] = tag["Value"]
    return tags


def _on_failure(call: ApiCall) -> OnFailure:
    """What becomes of a stack that can't be made. CreateChangeSet calls it OnStackFailure."""
    chosen: OnFailure | None = call.params.get("OnFailure") or call.params.get("OnStackFailure")
    disabled = call.params.get("DisableRollback")
    if chosen and disabled is not None and call.operation == "CreateStack":
        raise invalid(ONE_ON_FAILURE)
    return chosen or ("DO_NOTHING" if disabled else "ROLLBACK")
