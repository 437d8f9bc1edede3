"""Taking this deployment's network apart, in the order in which EC2 lets go (facts 7.7, 7.8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from c9lib.aws import Session
from c9lib.nouns import Change, Plan, Seen, Wait
from c9lib.steps.leaving import Leaving
from c9lib.steps.nat_gateways import ALIVE, wait_until_deleted
from c9lib.steps.network_changed import changed
from c9lib.steps.network_keeping import kept, notes
from c9lib.steps.network_parts import Parts, Thing, parts
from c9lib.steps.reading import in_words
from c9lib.steps.strange import Around, Strange, strange

FREE = Wait(
    "the subnets hold no more interfaces",
    normal_seconds=60,
    limit_seconds=600,
    poll_seconds=10,
    source="estimate; interfaces of endpoints and instances go asynchronously (facts 7.8)",
)


def plan_undo(session: Session, leaving: Leaving) -> Plan:
    """Remove the network, but for what a stack holds of it, and for what somebody else uses (`network_keeping`).

    Refused where that would keep a part that a stack holds: a stack goes as a whole, or stops half-way.
    """
    whole = parts(session)
    around = Around.of(session, [vpc["VpcId"] for vpc in whole.vpcs])
    staying = kept(whole, around, strange(session, whole, around, leaving))
    held = {name: user for name, user in staying.items() if name in leaving.of_stacks}
    there = whole.without(leaving.of_stacks | staying.keys())
    subnets = [str(one["SubnetId"]) for one in there.subnets]
    changes = (
        *_nat_gateways(session, there),
        *(_release(session, address) for address in there.addresses),
        *((_wait(session, subnets),) if any(one["SubnetId"] in subnets for one in around.interfaces) else ()),
        *(_delete_table(session, table) for table in there.tables),
        *(_delete_subnet(session, subnet_id) for subnet_id in subnets),
        *(_delete_gateway(session, gateway) for gateway in there.gateways),
        *(_delete_vpc(session, vpc["VpcId"]) for vpc in there.vpcs),
    )
    told = (*dict.fromkeys(_in_use(user) for user in held.values()),)
    return Plan("network", changes, (*notes(whole, staying), *changed(there)), told)


def _in_use(user: Strange) -> str:
    removal = f": {user.removal}" if user.removal else ""
    return f"The network is in use, and a stack holds it: {user.told}. Remove that first{removal}."


def _interfaces(session: Session, subnets: list[str]) -> list[Thing]:
    filters = [{"Name": "subnet-id", "Values": subnets}]
    return session.pages("ec2", "describe_network_interfaces", "NetworkInterfaces", Filters=filters) if subnets else []


def _wait(session: Session, subnets: list[str]) -> Change:
    def free() -> Seen:
        left = [one["NetworkInterfaceId"] for one in _interfaces(session, subnets)]
        return Seen(f"{in_words(left)} still there" if left else "none left", done=not left)

    return Change(
        "wait",
        f"until {FREE.condition}",
        "EC2 refuses to delete a subnet with an interface in it, and those of what was removed go some time later",
        ("ec2:DescribeNetworkInterfaces",),
        "nothing to undo",
        run=lambda: session.wait(FREE, free),
    )


def _nat_gateways(session: Session, there: Parts) -> Iterator[Change]:
    """A failed one isn't waited for: it holds nothing, and EC2 forgets it by itself within about an hour."""
    alive = [str(one["NatGatewayId"]) for one in there.nat_gateways if one["State"] in ALIVE]
    ending = [str(one["NatGatewayId"]) for one in there.nat_gateways if one["State"] == "deleting"]
    yield from (_delete_nat_gateway(session, name) for name in alive)
    if alive or ending:
        yield wait_until_deleted(session, sorted([*alive, *ending]))


def _delete_nat_gateway(session: Session, name: str) -> Change:
    def run() -> None:
        session.client("ec2").delete_nat_gateway(NatGatewayId=name)

    return _delete("NAT gateway", name, ("ec2:DeleteNatGateway",), run)


def _release(session: Session, address: Thing) -> Change:
    """Deleting a NAT gateway doesn't release its address, which would go on costing."""
    allocation = address["AllocationId"]
    return Change(
        "release",
        f"Elastic IP address {address['PublicIp']} ({allocation})",
        "this deployment allocated it; it costs even when nothing uses it",
        ("ec2:ReleaseAddress",),
        "run step network, which allocates another one",
        run=lambda: session.client("ec2").release_address(AllocationId=allocation),
    )


def _delete_table(session: Session, table: Thing) -> Change:
    name = table["RouteTableId"]

    def run() -> None:
        ec2 = session.client("ec2")
        for association in (one for one in table["Associations"] if not one.get("Main")):
            ec2.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])
        ec2.delete_route_table(RouteTableId=name)

    return _delete("route table", name, ("ec2:DisassociateRouteTable", "ec2:DeleteRouteTable"), run)


def _delete_subnet(session: Session, subnet_id: str) -> Change:
    return _delete(
        "subnet", subnet_id, ("ec2:DeleteSubnet",), lambda: session.client("ec2").delete_subnet(SubnetId=subnet_id)
    )


def _delete_gateway(session: Session, gateway: Thing) -> Change:
    name = gateway["InternetGatewayId"]

    def run() -> None:
        ec2 = session.client("ec2")
        for attachment in gateway["Attachments"]:
            ec2.detach_internet_gateway(InternetGatewayId=name, VpcId=attachment["VpcId"])
        ec2.delete_internet_gateway(InternetGatewayId=name)

    return _delete("internet gateway", name, ("ec2:DetachInternetGateway", "ec2:DeleteInternetGateway"), run)


def _delete_vpc(session: Session, vpc_id: str) -> Change:
    return _delete("VPC", vpc_id, ("ec2:DeleteVpc",), lambda: session.client("ec2").delete_vpc(VpcId=vpc_id))


def _delete(kind: str, name: str, permission: tuple[str, ...], run: Callable[[], object]) -> Change:
    return Change("delete", f"{kind} {name}", "this deployment made it", permission, "run step network", run=run)
