"""The changes that make a NAT gateway: its Elastic IP address, the gateway, and room for it after one that failed."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.checks.tiers import PUBLIC
from c9lib.nouns import Change, Seen, Wait
from c9lib.steps import costs
from c9lib.steps.layouts import tags_of
from c9lib.steps.nat_gateways import failure, is_alive, wait_until_deleted
from c9lib.steps.network_changes import Building
from c9lib.steps.network_parts import Thing, parts
from c9lib.steps.network_site import user_of
from c9lib.steps.overtaken import OvertakenError
from c9lib.steps.tokens import made_once

FREED = Wait("a former NAT gateway has given its address back", 60, 600, 15, "normal length: estimate (facts 7.7)")


def address(building: Building) -> Change:
    """Allocate the public address from which the internet sees the private subnets."""
    session = building.session

    def make() -> None:
        made = building.ec2.allocate_address(Domain="vpc", TagSpecifications=tags_of(session, "elastic-ip"))
        building.ids["address"] = made["AllocationId"]

    def run() -> None:
        known = len(building.site.there.addresses)
        building.alone("an Elastic IP address", lambda: len(parts(session).addresses), known, make)

    return Change(
        "allocate",
        "Elastic IP address for the NAT gateway",
        "what comes from the private subnets goes out under this one public address; it costs while it is kept",
        ("ec2:AllocateAddress", "ec2:CreateTags", "ec2:DescribeAddresses"),
        "release the address",
        costs.public_address(session),
        run,
    )


def remove_failed(building: Building, gateway: Thing) -> Change:
    """Delete a NAT gateway that can't start any more, so that its place is free."""
    name = gateway["NatGatewayId"]
    return Change(
        "delete",
        f"NAT gateway {name}, which failed",
        f"{failure(gateway)}; a failed one never starts again",
        ("ec2:DeleteNatGateway",),
        "nothing to undo: it never worked",
        run=lambda: building.ec2.delete_nat_gateway(NatGatewayId=name),
    )


def gateway(building: Building, zone: str) -> Change:
    """Make the NAT gateway in the public subnet of a zone. It starts by itself; the launch waits for it."""
    session = building.session

    def make() -> None:
        allocation, subnet_id = building.ids["address"], building.ids[f"{PUBLIC} {zone}"]
        _wait_until_free(session, allocation)
        told = {"SubnetId": subnet_id, "AllocationId": allocation}
        tags = tags_of(session, "natgateway")

        def create(token: str) -> str:
            made = building.ec2.create_nat_gateway(**told, ClientToken=token, TagSpecifications=tags)
            return str(made["NatGateway"]["NatGatewayId"])

        building.ids["nat"] = made_once(session, "the NAT gateway", told, create, lambda name: _look(session, name))

    def run() -> None:
        building.alone(
            "a NAT gateway", lambda: len([one for one in parts(session).nat_gateways if is_alive(one)]), 0, make
        )

    return Change(
        "create",
        f"NAT gateway in the public subnet in {zone}",
        "through it the private subnets reach Systems Manager, and nothing reaches them; it costs from now on, and data"
        " comes on top",
        ("ec2:CreateNatGateway", "ec2:CreateTags", "ec2:DescribeAddresses", "ec2:DescribeNatGateways"),
        "delete the NAT gateway, then release its address",
        costs.nat_gateway(session),
        run,
    )


def remove_second(session: Session, gateway: Thing, why: str) -> Change:
    """Delete a NAT gateway to which nothing leads, as another one serves, and give its address back."""
    name = str(gateway["NatGatewayId"])
    held = sorted(str(one["AllocationId"]) for one in gateway["NatGatewayAddresses"] if one.get("AllocationId"))
    ec2 = session.client("ec2")

    def run() -> None:
        ec2.delete_nat_gateway(NatGatewayId=name)
        wait_until_deleted(session, [name]).run()
        for allocation in held:
            ec2.release_address(AllocationId=allocation)

    permission = ("ec2:DeleteNatGateway", "ec2:DescribeNatGateways", "ec2:ReleaseAddress")
    what = f"NAT gateway {name}, with its Elastic IP address"
    return Change("delete", what, why, permission, "nothing to undo: the other one serves", run=run)


def _holds(gateway: Thing, allocation: str) -> bool:
    return any(one.get("AllocationId") == allocation for one in gateway["NatGatewayAddresses"])


def _look(session: Session, name: str) -> Seen:
    """Whether a NAT gateway is there and works or will."""
    filters = [{"Name": "nat-gateway-id", "Values": [name]}]
    found = session.pages("ec2", "describe_nat_gateways", "NatGateways", Filters=filters)
    if not found:
        return Seen("not visible yet")
    state, alive = str(found[0]["State"]), is_alive(found[0])
    return Seen(state, done=alive, hopeless="" if alive else state)


def _wait_until_free(session: Session, allocation: str) -> None:
    """A NAT gateway that is being deleted holds its address until the end; another one would fail on it. One that lives
    is that of another run, and never gives it back: raises `OvertakenError`."""

    def look() -> Seen:
        filters = [{"Name": "allocation-id", "Values": [allocation]}]
        found = session.pages("ec2", "describe_addresses", "Addresses", Filters=filters)
        user = user_of(found[0]) if found else ""
        if user and any(_holds(one, allocation) for one in parts(session).nat_gateways if is_alive(one)):
            raise OvertakenError("a NAT gateway")
        return Seen(f"held by {user}" if user else "free", done=not user)

    if not look().done:
        session.wait(FREED, look)
