"""Drift: whether what a stack has made is still as its template says.

Source: AWS, "Detect unmanaged configuration changes to stacks and resources with drift detection"; API reference of
DetectStackDrift, DescribeStackDriftDetectionStatus, DetectStackResourceDrift, DescribeStackResourceDrifts.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.durations import DRIFT_DETECTION
from c9lib.simulator.services.cloudformation import engine
from c9lib.simulator.services.cloudformation.door import cloudformation, invalid
from c9lib.simulator.services.cloudformation.engine import Drifted
from c9lib.simulator.services.cloudformation.engine.operation import words
from c9lib.simulator.services.cloudformation.finding import IN_BRACKETS, no_resource, stack_of
from c9lib.simulator.services.cloudformation.pages import paged
from c9lib.simulator.services.cloudformation.states import check_drift
from c9lib.simulator.services.cloudformation.workers import role_of, worker_of
from c9lib.simulator.services.stacks import Stack, Worker, uuid
from c9lib.simulator.world import World

log = logging.getLogger("c9lib.simulator")

DRIFTED = ("MODIFIED", "DELETED")


@dataclass
class Detection:
    """One look at a whole stack, or at some of its resources."""

    id: str
    stack: Stack
    begun: datetime
    status: str = "DETECTION_IN_PROGRESS"
    reason: str = ""
    drifted: int | None = None


@dataclass(frozen=True)
class Finding:
    """What was found of one resource, and when."""

    found: Drifted
    moment: datetime


@cloudformation("DetectStackDrift")
def detect_stack_drift(call: ApiCall) -> Answer:
    """Begin to look at what a stack has made, in the caller's name or the stack's role's."""
    stack = stack_of(call, IN_BRACKETS)
    check_drift(stack)
    wanted = call.params.get("LogicalResourceIds") or list(stack.resources)
    for name in wanted:
        if name not in stack.resources:
            raise no_resource(stack, name)
    made = Detection(uuid(call.world.hex(32)), stack, call.world.clock.utc)
    _detections(call.world, call.region)[made.id] = made
    worker = worker_of(call, role_of(call, stack))
    call.world.later(DRIFT_DETECTION, lambda: _detect(call.world, call.region, made, wanted, worker))
    return {"StackDriftDetectionId": made.id}


def _detect(world: World, region: str, made: Detection, wanted: list[str], worker: Worker) -> None:
    stack = made.stack
    there = [name for name in wanted if name in stack.resources]
    try:
        _look(world, region, stack, there, worker)
    except ClientError as error:
        made.status, made.reason = "DETECTION_FAILED", error.response["Error"]["Message"]
        return
    except Exception as fault:
        # A fault of ours. Whoever waits for the detection must hear of it.
        log.exception("the drift of the stack %s couldn't be detected", stack.id)
        made.status, made.reason = "DETECTION_FAILED", words(fault)
        return
    made.status = "DETECTION_COMPLETE"
    made.drifted = sum(stack.resources[name].drift in DRIFTED for name in there)
    every = {one.drift for one in stack.resources.values()}
    stack.drift_checked = world.clock.utc
    stack.drift = "DRIFTED" if every & set(DRIFTED) else "IN_SYNC"


def _look(world: World, region: str, stack: Stack, names: Collection[str], worker: Worker) -> list[Finding]:
    """Look at some resources of a stack, and remember what is found."""
    now, found = world.clock.utc, engine.detect(world, region, stack, list(names), worker)
    findings = [Finding(one, now) for one in found]
    for one in findings:
        _findings(world, region)[stack.id, one.found.logical_id] = one
        resource = stack.resources[one.found.logical_id]
        resource.drift, resource.drift_checked = one.found.status, now
    return findings


@cloudformation("DescribeStackDriftDetectionStatus")
def describe_drift_detection_status(call: ApiCall) -> Answer:
    """How far a detection has come, and what it came to."""
    made = _detections(call.world, call.region).get(call.params["StackDriftDetectionId"])
    if made is None:
        raise invalid(f"Drift detection with id {call.params['StackDriftDetectionId']} does not exist")
    over = made.status == "DETECTION_COMPLETE"
    return {
        "StackId": made.stack.id,
        "StackDriftDetectionId": made.id,
        "StackDriftStatus": made.stack.drift if over else None,
        "DetectionStatus": made.status,
        "DetectionStatusReason": made.reason or None,
        "DriftedStackResourceCount": made.drifted,
        "Timestamp": made.begun,
    }


@cloudformation("DetectStackResourceDrift")
def detect_stack_resource_drift(call: ApiCall) -> Answer:
    """Look at one resource, now."""
    stack, name = stack_of(call, IN_BRACKETS), call.params["LogicalResourceId"]
    check_drift(stack)
    if name not in stack.resources:
        raise no_resource(stack, name)
    worker = worker_of(call, role_of(call, stack))
    try:
        [found] = _look(call.world, call.region, stack, [name], worker)
    except ClientError as error:
        raise invalid(error.response["Error"]["Message"]) from None
    return {"StackResourceDrift": _shown(stack, found)}


@cloudformation("DescribeStackResourceDrifts")
def describe_stack_resource_drifts(call: ApiCall) -> Answer:
    """What was found of the resources that have been looked at."""
    stack, wanted = stack_of(call, IN_BRACKETS), call.params.get("StackResourceDriftStatusFilters")
    findings = _findings(call.world, call.region)
    known = [findings[stack.id, name] for name in stack.resources if (stack.id, name) in findings]
    chosen = [one for one in known if not wanted or one.found.status in wanted]
    return paged(call, "StackResourceDrifts", chosen, lambda one: _shown(stack, one))


def _shown(stack: Stack, finding: Finding) -> dict[str, Any]:
    resource, found = stack.resources[finding.found.logical_id], finding.found
    return {
        "StackId": stack.id,
        "LogicalResourceId": resource.logical_id,
        "PhysicalResourceId": resource.physical_id or None,
        "ResourceType": resource.kind,
        "ExpectedProperties": _json(found.expected),
        "ActualProperties": _json(found.actual),
        "PropertyDifferences": [
            {
                "PropertyPath": one.path,
                "ExpectedValue": _text(one.expected),
                "ActualValue": _text(one.actual),
                "DifferenceType": one.kind,
            }
            for one in found.differences
        ],
        "StackResourceDriftStatus": found.status,
        "Timestamp": finding.moment,
    }


def forget(world: World, region: str, stack: Stack) -> None:
    """What was found holds no more: the stack is being changed."""
    stack.drift, stack.drift_checked = "NOT_CHECKED", None
    for name, resource in stack.resources.items():
        resource.drift, resource.drift_checked = "NOT_CHECKED", None
        _findings(world, region).pop((stack.id, name), None)


def _json(properties: Any) -> str | None:
    return None if properties is None else json.dumps(properties, default=str)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _detections(world: World, region: str) -> dict[str, Detection]:
    return world.store("cloudformation.drift-detections", region, dict)


def _findings(world: World, region: str) -> dict[tuple[str, str], Finding]:
    return world.store("cloudformation.drift", region, dict)
