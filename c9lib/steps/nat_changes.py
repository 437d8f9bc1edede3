"""The changes that make a NAT gateway: its Elastic IP address, the gateway, and room for it after one that failed."""

from __future__ import annotations

import hashlib
import json

from c9lib.aws import Session
from c9lib.checks.tiers import PUBLIC
from c9lib.nouns import Change, Seen, Wait
from c9lib.steps import costs
from c9lib.steps.layouts import tags_of
from c9lib.steps.nat_gateways import failure
from c9lib.steps.network_changes import Building
from c9lib.steps.network_parts import Thing
from c9lib.steps.network_site import user_of

FREED = Wait("a former NAT gateway has given its address back", 60, 600, 15, "normal length: estimate (facts 7.7)")


def address(building: Building) -> Change:
    """Allocate the public address from which the internet sees the private subnets."""
    session = building.session

    def run() -> None:
        made = building.ec2.allocate_address(Domain="vpc", TagSpecifications=tags_of(session, "elastic-ip"))
        building.ids["address"] = made["AllocationId"]

    return Change(
        "allocate",
        "Elastic IP address for the NAT gateway",
        "what comes from the private subnets goes out under this one public address; it costs while it is kept",
        ("ec2:AllocateAddress", "ec2:CreateTags"),
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

    def run() -> None:
        allocation, subnet_id = building.ids["address"], building.ids[f"{PUBLIC} {zone}"]
        _wait_until_free(session, allocation)
        made = building.ec2.create_nat_gateway(
            SubnetId=subnet_id,
            AllocationId=allocation,
            ClientToken=token(session, subnet_id, allocation, building.site.there.nat_gateways),
            TagSpecifications=tags_of(session, "natgateway"),
        )
        building.ids["nat"] = made["NatGateway"]["NatGatewayId"]

    return Change(
        "create",
        f"NAT gateway in the public subnet in {zone}",
        "through it the private subnets reach Systems Manager, and nothing reaches them; it costs from now on, and data"
        " comes on top",
        ("ec2:CreateNatGateway", "ec2:CreateTags", "ec2:DescribeAddresses"),
        "delete the NAT gateway, then release its address",
        costs.nat_gateway(session),
        run,
    )


def token(session: Session, subnet_id: str, allocation: str, former: list[Thing]) -> str:
    """The request token: the same when a run that broke off asks again within the hour, another one after a failure.

    EC2 answers a token that it knows with the gateway that it once made, even when that one has failed.
    """
    hour = session.now().strftime("%Y-%m-%dT%H")
    told = [subnet_id, allocation, hour, sorted(str(one["NatGatewayId"]) for one in former)]
    return f"c9lib-{hashlib.sha256(json.dumps(told).encode()).hexdigest()[:40]}"


def _wait_until_free(session: Session, allocation: str) -> None:
    """A NAT gateway that is being deleted holds its address until the end; another one would fail on it."""

    def look() -> Seen:
        filters = [{"Name": "allocation-id", "Values": [allocation]}]
        found = session.pages("ec2", "describe_addresses", "Addresses", Filters=filters)
        user = user_of(found[0]) if found else ""
        return Seen(f"held by {user}" if user else "free", done=not user)

    if not look().done:
        session.wait(FREED, look)
