"""DescribeStackEvents."""

from __future__ import annotations

import json
from typing import Any

from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.services.cloudformation.door import cloudformation
from c9lib.simulator.services.cloudformation.finding import IN_BRACKETS, stack_of
from c9lib.simulator.services.cloudformation.pages import paged
from c9lib.simulator.services.stacks import Event


@cloudformation("DescribeStackEvents")
def describe_stack_events(call: ApiCall) -> Answer:
    """What happened to a stack, newest first."""
    stack = stack_of(call, IN_BRACKETS)

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
            "ResourceProperties": json.dumps(event.properties, default=str) if event.properties else None,
            "ClientRequestToken": event.client_token or None,
        }

    return paged(call, "StackEvents", list(reversed(stack.events)), shown)
