"""What this deployment's network consists of, by tag, and how it is taken apart (facts 7.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.aws import Session
from c9lib.nouns import Change, Plan, Seen, Wait
from c9lib.steps.leaving import Leaving
from c9lib.steps.reading import in_words

Thing = Mapping[str, Any]
FREE = Wait(
    "the network holds no more interfaces",
    normal_seconds=60,
    limit_seconds=600,
    poll_seconds=10,
    source="estimate; interfaces of endpoints and instances go asynchronously (facts 7.8)",
)


@dataclass(frozen=True)
class Parts:
    """The VPCs, subnets, route tables and internet gateways with this deployment's tag."""

    vpcs: list[Thing]
    subnets: list[Thing]
    tables: list[Thing]
    gateways: list[Thing]


def parts(session: Session) -> Parts:
    """The parts of this deployment's network, in four calls."""

    def tagged(method: str, items: str, key: str) -> list[Thing]:
        return sorted(session.pages("ec2", method, items, Filters=session.tag_filter()), key=lambda one: str(one[key]))

    return Parts(
        tagged("describe_vpcs", "Vpcs", "VpcId"),
        tagged("describe_subnets", "Subnets", "SubnetId"),
        tagged("describe_route_tables", "RouteTables", "RouteTableId"),
        tagged("describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    )


def plan_undo(session: Session, leaving: Leaving) -> Plan:
    """Remove the network; refused while something that isn't leaving uses it."""
    there = parts(session)
    vpc_ids = [vpc["VpcId"] for vpc in there.vpcs]
    interfaces = _interfaces(session, vpc_ids)
    users = [_user(one) for one in interfaces if not _leaves(one, leaving)]
    changes = (
        *((_wait(session, vpc_ids),) if interfaces else ()),
        *(_delete_table(session, table) for table in there.tables),
        *(_delete_subnet(session, subnet["SubnetId"]) for subnet in there.subnets),
        *(_delete_gateway(session, gateway) for gateway in there.gateways),
        *(_delete_vpc(session, vpc_id) for vpc_id in vpc_ids),
    )
    return Plan(
        "network", changes, refusals=tuple(f"The network is in use: {user}. Remove that first." for user in users)
    )


def _interfaces(session: Session, vpc_ids: list[str]) -> list[Thing]:
    if not vpc_ids:
        return []
    filters = [{"Name": "vpc-id", "Values": vpc_ids}]
    return session.pages("ec2", "describe_network_interfaces", "NetworkInterfaces", Filters=filters)


def _leaves(interface: Thing, leaving: Leaving) -> bool:
    return (
        interface.get("Attachment", {}).get("InstanceId") in leaving.instances
        or interface["NetworkInterfaceId"] in leaving.interfaces
    )


def _user(interface: Thing) -> str:
    owner = interface.get("Attachment", {}).get("InstanceId") or interface.get("Description") or "a network interface"
    return f"{owner} ({interface['NetworkInterfaceId']}) in {interface['SubnetId']}"


def _wait(session: Session, vpc_ids: list[str]) -> Change:
    def free() -> Seen:
        left = [one["NetworkInterfaceId"] for one in _interfaces(session, vpc_ids)]
        return Seen(f"{in_words(left)} still there" if left else "none left", done=not left)

    return Change(
        "wait",
        f"until {FREE.condition}",
        "EC2 refuses to delete a subnet with an interface in it, and those of what was removed go some time later",
        ("ec2:DescribeNetworkInterfaces",),
        "nothing to undo",
        run=lambda: session.wait(FREE, free),
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
