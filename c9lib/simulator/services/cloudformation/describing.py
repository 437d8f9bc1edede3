"""DescribeStacks and ListStacks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.services.cloudformation.door import cloudformation
from c9lib.simulator.services.cloudformation.finding import stack_of
from c9lib.simulator.services.cloudformation.pages import paged
from c9lib.simulator.services.stacks import STACK_TYPE, Output, Stack, Submission, living, stacks
from c9lib.simulator.templates.nouns import Given

HIDDEN = "****"
"""What is shown of a NoEcho parameter."""
REMEMBERED = timedelta(days=90)
"""How long a deleted stack is listed (API reference, ListStacks)."""
GOING = ("DELETE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS")


@cloudformation("DescribeStacks")
def describe_stacks(call: ApiCall) -> Answer:
    """The stacks that aren't deleted, newest first, or the one that is named; a deleted one by its id alone."""
    found = [stack_of(call)] if call.params.get("StackName") else list(reversed(living(call.world, call.region)))
    return paged(call, "Stacks", found, _described)


@cloudformation("ListStacks")
def list_stacks(call: ApiCall) -> Answer:
    """All stacks, newest first, deleted ones for 90 days, too; `StackStatusFilter` chooses."""
    wanted, now = call.params.get("StackStatusFilter"), call.world.clock.utc
    found = [
        stack
        for stack in reversed(stacks(call.world, call.region).values())
        if (not wanted or stack.status in wanted) and not (stack.deleted and now - stack.deleted > REMEMBERED)
    ]
    return paged(call, "StackSummaries", found, _summarized)


def _summarized(stack: Stack) -> dict[str, Any]:
    return {**_times(stack), "DriftInformation": drift(stack), "TemplateDescription": stack.description or None}


def _described(stack: Stack) -> dict[str, Any]:
    gone = stack.status == "DELETE_COMPLETE"
    return {
        **_times(stack),
        "Description": stack.description or None,
        "NotificationARNs": list(stack.submission.notification_arns) if stack.submission else [],
        "RollbackConfiguration": {},
        "ChangeSetId": stack.change_set_id or None,
        "Outputs": [_output(output) for output in stack.outputs] or None,
        "Tags": [{"Key": key, "Value": value} for key, value in stack.tags.items()],
        "EnableTerminationProtection": None if gone else stack.termination_protection,
        "DriftInformation": drift(stack),
        **_submitted(stack.submission),
    }


def _submitted(submission: Submission | None) -> dict[str, Any]:
    if submission is None:
        return {"DisableRollback": False}
    return {
        "DisableRollback": submission.on_failure == "DO_NOTHING",
        "Parameters": [parameter(given) for given in submission.parameters.values()] or None,
        "Capabilities": list(submission.capabilities) or None,
        "RoleARN": submission.role_arn or None,
        "TimeoutInMinutes": submission.timeout_minutes,
    }


def parameter(given: Given) -> dict[str, Any]:
    """A parameter with its value as it is shown."""
    return {
        "ParameterKey": given.name,
        "ParameterValue": HIDDEN if given.no_echo else given.text,
        "ResolvedValue": given.resolved or None,
    }


def _output(output: Output) -> dict[str, Any]:
    return {
        "OutputKey": output.name,
        "OutputValue": output.value,
        "Description": output.description or None,
        "ExportName": output.export or None,
    }


def drift(stack: Stack) -> dict[str, Any]:
    """What is known of a stack's drift."""
    return {"StackDriftStatus": stack.drift, "LastCheckTimestamp": stack.drift_checked}


def _times(stack: Stack) -> dict[str, Any]:
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "CreationTime": stack.created,
        "LastUpdatedTime": stack.updated,
        "DeletionTime": _going(stack),
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason or None,
    }


def _going(stack: Stack) -> datetime | None:
    """Since when a stack is being taken away. AWS shows it of a creation that is rolled back, too."""
    own = [event for event in stack.events if event.kind == STACK_TYPE and event.status in GOING]
    return own[-1].moment if own else stack.deleted
