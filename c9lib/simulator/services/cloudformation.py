"""CloudFormation, as far as the stacks go that services make for themselves: they can be looked at and deleted.

Stacks of one's own aren't simulated yet. moto isn't asked for what is missing here (`front.OURS_ALONE`): what it made
would be in moto alone, and loading its CloudFormation takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from c9lib.simulator.api import Answer, ApiCall, ApiError, NotSimulated, operation
from c9lib.simulator.services.cloud9.paging import BadTokenError, Item, page
from c9lib.simulator.services.stacks import Event, Resource, Stack, find, living, stacks

PAGE = 100
"""Items on a page (CloudFormation's API: up to 1 MB; ListStacks and ListStackResources 100)."""


def _stack(call: ApiCall) -> Stack:
    name = call.params["StackName"]
    found = find(call.world, call.region, name)
    if found is None:
        raise ApiError("ValidationError", f"Stack with id {name} does not exist")
    return found


def _paged(call: ApiCall, member: str, items: list[Item], shown: Callable[[Item], dict[str, Any]]) -> Answer:
    try:
        found, token = page(items, call.operation, call.params.get("NextToken"), PAGE)
    except BadTokenError:
        raise ApiError("ValidationError", f"NextToken {call.params['NextToken']} is invalid") from None
    return {member: [shown(item) for item in found], "NextToken": token}


@operation("cloudformation", "DescribeStacks")
def describe_stacks(call: ApiCall) -> Answer:
    """The stacks that aren't deleted, newest first, or the one that is named; a deleted one by its id alone."""
    found = [_stack(call)] if call.params.get("StackName") else list(reversed(living(call.world, call.region)))
    return _paged(call, "Stacks", found, _described)


def _described(stack: Stack) -> dict[str, Any]:
    return {
        **_times(stack),
        "Description": stack.description,
        "DisableRollback": False,
        "NotificationARNs": [],
        "Tags": [{"Key": key, "Value": value} for key, value in stack.tags.items()],
        "EnableTerminationProtection": False,
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    }


def _times(stack: Stack) -> dict[str, Any]:
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "CreationTime": stack.created,
        "DeletionTime": stack.deleted,
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason or None,
    }


@operation("cloudformation", "ListStacks")
def list_stacks(call: ApiCall) -> Answer:
    """All stacks, newest first, deleted ones, too; `StackStatusFilter` chooses."""
    wanted = call.params.get("StackStatusFilter")
    found = [one for one in reversed(stacks(call.world, call.region).values()) if not wanted or one.status in wanted]
    told = {"DriftInformation": {"StackDriftStatus": "NOT_CHECKED"}}
    return _paged(
        call, "StackSummaries", found, lambda one: {**_times(one), **told, "TemplateDescription": one.description}
    )


@operation("cloudformation", "DescribeStackEvents")
def describe_stack_events(call: ApiCall) -> Answer:
    """What happened to a stack, newest first."""
    stack = _stack(call)

    def shown(event: Event) -> dict[str, Any]:
        return {
            "StackId": stack.id,
            "StackName": stack.name,
            "EventId": event.id,
            "LogicalResourceId": event.logical_id,
            "PhysicalResourceId": event.physical_id,
            "ResourceType": event.kind,
            "Timestamp": event.moment,
            "ResourceStatus": event.status,
            "ResourceStatusReason": event.reason or None,
        }

    return _paged(call, "StackEvents", list(reversed(stack.events)), shown)


@operation("cloudformation", "DescribeStackResources")
def describe_stack_resources(call: ApiCall) -> Answer:
    """A stack's resources: of the stack that is named, or of the one that a physical id belongs to."""
    stack = _stack_of_resource(call)
    logical_id = call.params.get("LogicalResourceId")
    found = [one for one in stack.resources.values() if logical_id in (None, one.logical_id)]
    if not found:
        raise _no_resource(stack, str(logical_id))
    of_stack = {"StackId": stack.id, "StackName": stack.name}
    return {"StackResources": [{**of_stack, **_resource(one, "Timestamp")} for one in found]}


def _stack_of_resource(call: ApiCall) -> Stack:
    name, physical_id = call.params.get("StackName"), call.params.get("PhysicalResourceId")
    if name and physical_id:
        raise ApiError("ValidationError", "StackName and PhysicalResourceId can't both be specified")
    if name:
        return _stack(call)
    if not physical_id:
        raise ApiError("ValidationError", "Either StackName or PhysicalResourceId must be specified")
    for stack in living(call.world, call.region):
        if any(one.physical_id == physical_id for one in stack.resources.values()):
            return stack
    raise ApiError("ValidationError", f"Stack for {physical_id} does not exist")


@operation("cloudformation", "DescribeStackResource")
def describe_stack_resource(call: ApiCall) -> Answer:
    """One resource of a stack."""
    stack, logical_id = _stack(call), call.params["LogicalResourceId"]
    if logical_id not in stack.resources:
        raise _no_resource(stack, logical_id)
    told = _resource(stack.resources[logical_id], "LastUpdatedTimestamp")
    return {"StackResourceDetail": {"StackId": stack.id, "StackName": stack.name, **told}}


@operation("cloudformation", "ListStackResources")
def list_stack_resources(call: ApiCall) -> Answer:
    """A stack's resources in short."""
    found = list(_stack(call).resources.values())
    return _paged(call, "StackResourceSummaries", found, lambda one: _resource(one, "LastUpdatedTimestamp"))


def _resource(resource: Resource, time_member: str) -> dict[str, Any]:
    moment: datetime | None = resource.updated
    return {
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id or None,
        "ResourceType": resource.kind,
        time_member: moment,
        "ResourceStatus": resource.status,
        "ResourceStatusReason": resource.reason or None,
        "DriftInformation": {"StackResourceDriftStatus": "NOT_CHECKED"},
    }


def _no_resource(stack: Stack, logical_id: str) -> ApiError:
    return ApiError("ValidationError", f"Resource {logical_id} does not exist for stack {stack.name}")


@operation("cloudformation", "GetTemplate")
def get_template(call: ApiCall) -> Answer:
    """The template of a stack. Change sets aren't simulated."""
    if call.params.get("ChangeSetName"):
        raise NotSimulated("ChangeSetName of cloudformation:GetTemplate")
    return {"TemplateBody": _stack(call).template, "StagesAvailable": ["Original", "Processed"]}


@operation("cloudformation", "DeleteStack")
def delete_stack(call: ApiCall) -> Answer:
    """Begin to delete a stack. One that doesn't exist, or is deleted or being deleted, is no error."""
    for absent in ("RetainResources", "RoleARN", "DeletionMode"):
        if call.params.get(absent):
            raise NotSimulated(f"{absent} of cloudformation:DeleteStack")
    found = find(call.world, call.region, call.params["StackName"])
    if found and found.remove and not found.status.startswith(("DELETE_COMPLETE", "DELETE_IN_PROGRESS")):
        found.remove(call.principal, call.via)
    return {}
