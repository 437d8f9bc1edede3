"""No capacity for an instance: whoever launches or starts it, from outside or from inside (EC2 error codes,
InsufficientInstanceCapacity)."""

from __future__ import annotations

from c9lib.simulator import moto_network as network
from c9lib.simulator.api import ApiCall, ApiError

CODE = "InsufficientInstanceCapacity"
USUAL_TYPE = "m1.small"
"""What RunInstances launches when it names no type (EC2 API reference)."""


def check(call: ApiCall) -> None:
    """Raise InsufficientInstanceCapacity where a fault says so. For requests of inside clients, too: an environment's
    instance, a stack's."""
    chances = call.world.faults.chances
    if chances is None or call.params.get("DryRun"):
        return
    odds = chances.at_the_door("capacity", call.service, call.operation)
    if odds is None:
        return
    if call.outside and chances.turn is not None:
        chances.turn.meets(odds)
    else:
        odds.met += 1
    raise ApiError(CODE, _words(call), 500)


def _words(call: ApiCall) -> str:
    if call.operation != "RunInstances":
        return "Insufficient capacity."
    kind = call.params.get("InstanceType", USUAL_TYPE)
    zone = _zone(call)
    others = ", ".join(one for one in network.zones(call.region) if one != zone)
    where = f"the Availability Zone you requested ({zone})"
    return (
        f"We currently do not have sufficient {kind} capacity in {where}. "
        "Our system will be working on provisioning additional capacity. "
        f"You can currently get {kind} capacity by not specifying an Availability Zone in your request "
        f"or choosing {others}."
    )


def _zone(call: ApiCall) -> str:
    """The zone that a launch asks for: by its subnet, by its placement, or the Region's first."""
    interfaces = call.params.get("NetworkInterfaces", [])
    subnet_id = call.params.get("SubnetId") or next((one["SubnetId"] for one in interfaces if "SubnetId" in one), "")
    by_subnet = next((one.zone for one in network.subnets(call.region) if one.id == subnet_id), "")
    return by_subnet or call.params.get("Placement", {}).get("AvailabilityZone") or network.zones(call.region)[0]
