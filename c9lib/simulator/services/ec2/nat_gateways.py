"""NAT gateways: a while until they work or fail, a while until they are gone, an hour of being shown (facts 7.7)."""

from __future__ import annotations

from c9lib.simulator import durations
from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, quotas, tags
from c9lib.simulator.services.ec2.interfaces import free_address
from c9lib.simulator.services.ec2.tokens import idempotent
from c9lib.simulator.world import World

REQUESTER = "amazon-vpc"
NAT_GATEWAYS_PER_ZONE = 5
"""Quota L-FE5A380F (facts 7.7)."""
UNSUPPORTED = (
    "VpcId",
    "AvailabilityZoneAddresses",
    "SecondaryAllocationIds",
    "SecondaryPrivateIpAddresses",
    "SecondaryPrivateIpAddressCount",
    "PrivateIpAddress",
)


@operation("ec2", "CreateNatGateway")
def create_nat_gateway(call: ApiCall) -> Answer:
    """A zonal NAT gateway. What its network lacks it finds out while pending, and then it is `failed`."""
    if call.params.get("AvailabilityMode") == "regional":
        lookups.only_simulated(call, "AvailabilityMode")
    lookups.only_simulated(call, *UNSUPPORTED)
    if not call.params.get("SubnetId"):
        raise ApiError("MissingParameter", "The request must contain the parameter subnetId")
    subnet = lookups.subnet(call, call.params["SubnetId"])
    _check_allocation(call)
    tags.check_tag_specifications(call, "natgateway")
    lookups.dry_run(call)
    return idempotent(call, lambda: _create(call, subnet))


def _check_allocation(call: ApiCall) -> None:
    public = call.params.get("ConnectivityType", "public") == "public"
    if public and not call.params.get("AllocationId"):
        told = "The request must include the AllocationId parameter. Add the required parameter and retry the request."
        raise ApiError("MissingParameter", told)
    if not public and call.params.get("AllocationId"):
        told = "You cannot specify an Elastic IP address for a NAT gateway with connectivity type private"
        raise ApiError("InvalidParameterCombination", told)
    if public:
        lookups.address(call)


def _create(call: ApiCall, subnet: network.Subnet) -> Answer:
    failure = _failure(call, subnet)
    address = free_address(call, subnet.id)
    # A gateway that will fail must not take the Elastic IP address: moto makes it as a private one.
    changed = {"AllocationId": None, "ConnectivityType": "private"} if failure else {"ConnectivityType": "public"}
    kind = call.params.get("ConnectivityType", "public")
    answer = call.forward(ClientToken=None, AvailabilityMode=None, **(changed if kind == "public" else {}))[
        "NatGateway"
    ]
    made = answer["NatGatewayId"]
    interface = answer["NatGatewayAddresses"][0]["NetworkInterfaceId"]
    told = f"Interface for NAT Gateway {made}"
    changes.set_interface_address(call.region, interface, address)
    changes.hand_over_interface(call.region, interface, kind="nat_gateway", description=told, requester=REQUESTER)
    changes.set_nat_gateway(call.region, made, state="pending", connectivity_type=kind, private_ip=address)
    shown = {"privateIp": address, **({"allocationId": call.params["AllocationId"]} if kind == "public" else {})}
    changes.set_nat_gateway_address(call.region, made, **shown)
    _decide(call, made, failure)
    return {"NatGateway": _shown(call, made), "ClientToken": call.params.get("ClientToken")}


def _failure(call: ApiCall, subnet: network.Subnet) -> tuple[str, str] | None:
    """Why a NAT gateway of this request will fail: code and message (facts 7.7), or None."""
    if call.params.get("ConnectivityType") == "private":
        return None
    if not lookups.has_internet_gateway(call, subnet.vpc_id):
        return "Gateway.NotAttached", f"Network {subnet.vpc_id} has no internet gateway attached"
    if lookups.address(call).interface:
        return "Resource.AlreadyAssociated", f"Elastic IP address {call.params['AllocationId']} is already associated"
    zones = {found.id: found.zone for found in network.subnets(call.region)}
    held = [found for found in network.nat_gateways(call.region) if found.state in ("pending", "available", "deleting")]
    if sum(zones.get(found.subnet_id) == subnet.zone for found in held) >= NAT_GATEWAYS_PER_ZONE:
        refusal = quotas.nat_gateways(NAT_GATEWAYS_PER_ZONE)
        return refusal.code, refusal.message
    return None


def _decide(call: ApiCall, made: str, failure: tuple[str, str] | None) -> None:
    region, world = call.region, call.world

    def works() -> None:
        if _state(region, made) == "pending":
            changes.set_nat_gateway(region, made, state="available")

    def fails() -> None:
        if failure and _state(region, made) == "pending":
            changes.release_nat_gateway(region, made)
            code, message = failure
            changes.set_nat_gateway(
                region, made, state="failed", failure_code=code, failure_message=message, delete_time=world.clock.utc
            )
            _forget_later(world, region, made)

    world.later(durations.NAT_GATEWAY_FAIL if failure else durations.NAT_GATEWAY_START, fails if failure else works)


def _forget_later(world: World, region: str, nat_gateway_id: str) -> None:
    """Show a NAT gateway that has ended for a while. In a settled world it stays in sight: it would be gone before
    anybody saw how it ended, and the hour would pass for everything else, credentials too."""
    if not world.settled:
        world.later(durations.NAT_GATEWAY_SHOWN, lambda: changes.forget_nat_gateway(region, nat_gateway_id))


def _state(region: str, nat_gateway_id: str) -> str:
    return next((found.state for found in network.nat_gateways(region) if found.id == nat_gateway_id), "")


def _shown(call: ApiCall, nat_gateway_id: str) -> Answer:
    shown: Answer = call.world.moto("ec2", "DescribeNatGateways", call.region, {"NatGatewayIds": [nat_gateway_id]})
    return dict(shown["NatGateways"][0])


@operation("ec2", "DescribeNatGateways")
def describe_nat_gateways(call: ApiCall) -> Answer:
    """As moto has them, with AWS's refusal of an unknown id."""
    for nat_gateway_id in call.params.get("NatGatewayIds", []):
        lookups.nat_gateway(call, nat_gateway_id)
    return call.forward()


@operation("ec2", "DeleteNatGateway")
def delete_nat_gateway(call: ApiCall) -> Answer:
    """First deleting, then deleted; only then its interface and its hold on the Elastic IP end. Routes to it stay."""
    found = lookups.nat_gateway(call, call.params["NatGatewayId"])
    lookups.dry_run(call)
    region, world = call.region, call.world

    def gone() -> None:
        changes.release_nat_gateway(region, found.id)
        changes.set_nat_gateway(region, found.id, state="deleted", delete_time=world.clock.utc)
        _forget_later(world, region, found.id)

    if found.state in ("pending", "available"):
        changes.set_nat_gateway(region, found.id, state="deleting")
        world.later(durations.NAT_GATEWAY_DELETE, gone)
    return {"NatGatewayId": found.id}
