"""Instances in time: pending, running, stopping, stopped, shutting-down, terminated; status checks that take long."""

from __future__ import annotations

from typing import Any

from c9lib.simulator import moto_state
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.durations import INSTANCE_CHECKS
from c9lib.simulator.faults import capacity
from c9lib.simulator.services.ec2 import lookups, volume_keys
from c9lib.simulator.services.ec2.machine import Machine, lives

STARTABLE = ("stopped", "pending", "running")
STOPPABLE = ("running", "stopping", "stopped")
REBOOTABLE = ("running",)


def _states(call: ApiCall) -> dict[str, str]:
    """The present state of each instance that a request names. Raises InvalidInstanceID.NotFound."""
    named: list[str] = call.params["InstanceIds"]
    for instance_id in named:
        if not instance_id.startswith("i-"):
            raise ApiError("InvalidInstanceID.Malformed", f'Invalid id: "{instance_id}" (expecting "i-...")')
    found = {instance_id: moto_state.instance_state(call.region, instance_id) for instance_id in named}
    missing = [instance_id for instance_id, state in found.items() if state is None]
    if missing:
        told = (
            f"The instance ID '{missing[0]}' does"
            if len(missing) == 1
            else f"The instance IDs '{', '.join(missing)}' do"
        )
        raise ApiError("InvalidInstanceID.NotFound", f"{told} not exist")
    return {instance_id: state for instance_id, state in found.items() if state is not None}


def _change(instance_id: str, before: str, after: str) -> dict[str, Any]:
    def told(name: str) -> dict[str, Any]:
        return {"Code": moto_state.STATE_CODES[name], "Name": name}

    return {"InstanceId": instance_id, "CurrentState": told(after), "PreviousState": told(before)}


def _require(states: dict[str, str], accepted: tuple[str, ...], verb: str) -> None:
    for instance_id, state in states.items():
        if state == "pending" and verb == "stopped":
            told = f"Instance '{instance_id}' cannot be stopped as it has never reached the 'running' state."
            raise ApiError("IncorrectInstanceState", told)
        if state not in accepted:
            told = f"The instance '{instance_id}' is not in a state from which it can be {verb}."
            raise ApiError("IncorrectInstanceState", told)


@operation("ec2", "StartInstances")
def start_instances(call: ApiCall) -> Answer:
    """stopped → pending → running, with a new public address where the old one wasn't an Elastic IP address."""
    states = _states(call)
    _require(states, STARTABLE, "started")
    lookups.dry_run(call)
    stopped = [instance_id for instance_id, state in states.items() if state == "stopped"]
    if stopped:
        capacity.check(call)
        call.forward(InstanceIds=stopped)
    for instance_id in stopped:
        moto_state.keep_elastic_addresses(call.region, instance_id)
        volume_keys.start(call, instance_id, volume_keys.TO_START)
    after = {name: "pending" if name in stopped else state for name, state in states.items()}
    return {"StartingInstances": [_change(name, state, after[name]) for name, state in states.items()]}


@operation("ec2", "StopInstances")
def stop_instances(call: ApiCall) -> Answer:
    """running → stopping → stopped; a public address that isn't an Elastic IP address goes back to Amazon."""
    lookups.only_simulated(call, "Hibernate")
    states = _states(call)
    _require(states, STOPPABLE, "stopped")
    lookups.dry_run(call)
    running = [instance_id for instance_id, state in states.items() if state == "running"]
    if running:
        call.forward(InstanceIds=running)
    for instance_id in running:
        moto_state.keep_elastic_addresses(call.region, instance_id)
        Machine(call.world, call.region, instance_id).stop()
    after = {name: "stopping" if name in running else state for name, state in states.items()}
    return {"StoppingInstances": [_change(name, state, after[name]) for name, state in states.items()]}


@operation("ec2", "RebootInstances")
def reboot_instances(call: ApiCall) -> Answer:
    """Only a running instance reboots; SSM Agent starts again with it."""
    states = _states(call)
    _require(states, REBOOTABLE, "rebooted")
    lookups.dry_run(call)
    for instance_id in states:
        Machine(call.world, call.region, instance_id).reboot()
    return {}


@operation("ec2", "TerminateInstances")
def terminate_instances(call: ApiCall) -> Answer:
    """Any state → shutting-down → terminated; what is terminated already stays so."""
    states = _states(call)
    for instance_id in states:
        if moto_state.instance_protected(call.region, instance_id):
            told = "may not be terminated. Modify its 'disableApiTermination' instance attribute and try again."
            raise ApiError("OperationNotPermitted", f"The instance '{instance_id}' {told}")
    lookups.dry_run(call)
    after = {}
    for instance_id, state in states.items():
        if state not in ("shutting-down", "terminated"):
            Machine(call.world, call.region, instance_id).end()
        after[instance_id] = "terminated" if state == "terminated" else "shutting-down"
    return {"TerminatingInstances": [_change(name, state, after[name]) for name, state in states.items()]}


def _all_reservations(call: ApiCall) -> Answer:
    """moto shows 100 reservations at a time even where no page was asked for; EC2 shows all (`pages.py` cuts them)."""
    answer = call.forward()
    following = answer.pop("NextToken", None)
    while following:
        more = call.forward(NextToken=following)
        answer["Reservations"] += more["Reservations"]
        following = more.get("NextToken")
    return answer


@operation("ec2", "DescribeInstances")
def describe_instances(call: ApiCall) -> Answer:
    """moto gives an interface without a public address an empty Association; EC2 gives it none."""
    answer = _all_reservations(call)
    for reservation in answer["Reservations"]:
        for instance in reservation["Instances"]:
            for interface in instance.get("NetworkInterfaces", []):
                for place in (interface, *interface.get("PrivateIpAddresses", [])):
                    if not place.get("Association"):
                        place.pop("Association", None)
    return answer


@operation("ec2", "DescribeInstanceStatus")
def describe_instance_status(call: ApiCall) -> Answer:
    """Both checks say `initializing` for a while after each start, where moto says `ok` at once."""
    answer = call.forward()
    since = lives(call.world, call.region).running_since
    for status in answer["InstanceStatuses"]:
        begun = since.get(status["InstanceId"])
        if begun is not None and call.world.clock.now - begun < INSTANCE_CHECKS:
            status["InstanceStatus"] = status["SystemStatus"] = {
                "Status": "initializing",
                "Details": [{"Name": "reachability", "Status": "initializing"}],
            }
    return answer
