"""DescribeChangeSet and ListChangeSets."""

from __future__ import annotations

from typing import Any

from c9lib.simulator.api import Answer, ApiCall, NotSimulated
from c9lib.simulator.services.cloudformation.change_set_store import ChangeSet, change_set_of, of_stack
from c9lib.simulator.services.cloudformation.describing import parameter
from c9lib.simulator.services.cloudformation.door import cloudformation
from c9lib.simulator.services.cloudformation.engine.differences import ResourceChange
from c9lib.simulator.services.cloudformation.engine.sources import Detail
from c9lib.simulator.services.cloudformation.finding import IN_BRACKETS, stack_of
from c9lib.simulator.services.cloudformation.pages import paged


@cloudformation("DescribeChangeSet")
def describe_change_set(call: ApiCall) -> Answer:
    """A change set with what it would change, as far as that is known before."""
    if call.params.get("IncludePropertyValues"):
        raise NotSimulated("IncludePropertyValues of cloudformation:DescribeChangeSet")
    made = change_set_of(call)
    wanted = made.submitted.wanted
    return {
        **_identified(made),
        "Parameters": [parameter(given) for given in wanted.parameters.values()] or None,
        "NotificationARNs": list(wanted.notification_arns),
        "RollbackConfiguration": {},
        "Capabilities": list(wanted.capabilities),
        "Tags": [{"Key": key, "Value": value} for key, value in wanted.tags.items()] or None,
        "OnStackFailure": made.on_stack_failure or None,
        **paged(call, "Changes", list(made.changes), _changed),
    }


@cloudformation("ListChangeSets")
def list_change_sets(call: ApiCall) -> Answer:
    """The change sets of a stack, newest first. An executed one is no longer among them."""
    stack = stack_of(call, IN_BRACKETS)
    found = [one for one in of_stack(call.world, call.region, stack) if one.begun is None]
    return paged(call, "Summaries", found, _identified)


def _identified(made: ChangeSet) -> dict[str, Any]:
    return {
        "ChangeSetId": made.id,
        "ChangeSetName": made.name,
        "StackId": made.stack.id,
        "StackName": made.stack.name,
        "Description": made.description or None,
        "CreationTime": made.created,
        "Status": made.status,
        "StatusReason": made.reason or None,
        "ExecutionStatus": made.execution,
        "IncludeNestedStacks": made.nested,
    }


def _changed(change: ResourceChange) -> dict[str, Any]:
    return {
        "Type": "Resource",
        "ResourceChange": {
            "PolicyAction": change.policy_action or None,
            "Action": change.action,
            "LogicalResourceId": change.logical_id,
            "PhysicalResourceId": change.physical_id or None,
            "ResourceType": change.kind,
            "Replacement": change.replacement or None,
            "Scope": list(change.scope),
            "Details": [_detail(one) for one in change.details],
        },
    }


def _detail(detail: Detail) -> dict[str, Any]:
    return {
        "Target": {
            "Attribute": detail.attribute,
            "Name": detail.name or None,
            "RequiresRecreation": detail.recreation,
        },
        "Evaluation": detail.evaluation,
        "ChangeSource": detail.source,
        "CausingEntity": detail.causing or None,
    }
