"""What a stack holds: DescribeStackResources, DescribeStackResource, ListStackResources."""

from __future__ import annotations

import json
from typing import Any

from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.services.cloudformation.door import cloudformation, invalid
from c9lib.simulator.services.cloudformation.finding import IN_QUOTES, no_resource, stack_of
from c9lib.simulator.services.cloudformation.pages import paged
from c9lib.simulator.services.stacks import Resource, Stack, living


@cloudformation("DescribeStackResources")
def describe_stack_resources(call: ApiCall) -> Answer:
    """A stack's resources: of the stack that is named, or of the one that a physical id belongs to."""
    stack = _stack_of_resource(call)
    logical_id = call.params.get("LogicalResourceId")
    found = [one for one in stack.resources.values() if logical_id in (None, one.logical_id)]
    if not found and logical_id:
        raise no_resource(stack, str(logical_id))
    of_stack = {"StackId": stack.id, "StackName": stack.name}
    return {"StackResources": [{**of_stack, **_resource(one, "Timestamp")} for one in found]}


def _stack_of_resource(call: ApiCall) -> Stack:
    name, physical_id = call.params.get("StackName"), call.params.get("PhysicalResourceId")
    if name and physical_id:
        raise invalid("StackName and PhysicalResourceId can't both be specified")
    if name:
        return stack_of(call)
    if not physical_id:
        raise invalid("Either StackName or PhysicalResourceId must be specified")
    for stack in living(call.world, call.region):
        if any(one.physical_id == physical_id and _is_held(one) for one in stack.resources.values()):
            return stack
    raise invalid(f"Stack for {physical_id} does not exist")


def _is_held(resource: Resource) -> bool:
    return resource.status not in ("DELETE_COMPLETE", "DELETE_SKIPPED")


@cloudformation("DescribeStackResource")
def describe_stack_resource(call: ApiCall) -> Answer:
    """One resource of a stack, with its template's metadata."""
    stack, logical_id = stack_of(call, IN_QUOTES), call.params["LogicalResourceId"]
    if logical_id not in stack.resources:
        raise no_resource(stack, logical_id)
    told = _resource(stack.resources[logical_id], "LastUpdatedTimestamp")
    part = stack.submission.template.parts.get(logical_id) if stack.submission else None
    metadata = json.dumps(part.metadata, default=str) if part and part.metadata else None
    return {"StackResourceDetail": {"StackId": stack.id, "StackName": stack.name, "Metadata": metadata, **told}}


@cloudformation("ListStackResources")
def list_stack_resources(call: ApiCall) -> Answer:
    """A stack's resources in short."""
    found = list(stack_of(call).resources.values())
    return paged(call, "StackResourceSummaries", found, lambda one: _resource(one, "LastUpdatedTimestamp"))


def _resource(resource: Resource, time_member: str) -> dict[str, Any]:
    return {
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id or None,
        "ResourceType": resource.kind,
        time_member: resource.updated,
        "ResourceStatus": resource.status,
        "ResourceStatusReason": resource.reason or None,
        "DriftInformation": {
            "StackResourceDriftStatus": resource.drift,
            "LastCheckTimestamp": resource.drift_checked,
        },
    }
