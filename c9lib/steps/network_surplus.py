"""What there is twice of this deployment's network, and is taken away (docs/decisions/017-one-of-each.md).

Another run made it at the same time, or its answer was lost. Nothing that anybody uses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from c9lib.aws import Session
from c9lib.checks.tiers import tier_of
from c9lib.nouns import Change
from c9lib.steps.layouts import Layout
from c9lib.steps.nat_changes import remove_second
from c9lib.steps.nat_gateways import is_alive
from c9lib.steps.network_site import Site, user_of

WHY = "it is there twice and serves nothing: another run made it at the same time, or an answer of AWS was lost"
UNDO = "nothing to undo: the other one serves"


def surplus(session: Session, here: Site, layout: Layout) -> Iterator[Change]:
    """Second ones: VPCs with nothing in them, gateways attached to nothing, tables of no subnet, free addresses."""
    ec2 = session.client("ec2")
    for gateway in here.there.gateways[1:]:
        if not gateway["Attachments"]:
            name = str(gateway["InternetGatewayId"])
            delete = partial(ec2.delete_internet_gateway, InternetGatewayId=name)
            yield _gone("delete", f"internet gateway {name}", "ec2:DeleteInternetGateway", delete)
    for table in here.there.tables:
        if table is not here.table(tier_of(table)) and not table["Associations"]:
            name = str(table["RouteTableId"])
            delete = partial(ec2.delete_route_table, RouteTableId=name)
            yield _gone("delete", f"route table {name}", "ec2:DeleteRouteTable", delete)
    yield from _nat(session, here) if layout.has_nat else ()
    for vpc_id in here.extra_vpcs:
        if _is_empty(session, vpc_id):
            yield _gone("delete", f"VPC {vpc_id}", "ec2:DeleteVpc", partial(ec2.delete_vpc, VpcId=vpc_id))


def _nat(session: Session, here: Site) -> Iterator[Change]:
    ec2 = session.client("ec2")
    routed = {route.get("NatGatewayId") for table in here.there.tables for route in table["Routes"]}
    for gateway in here.there.nat_gateways:
        if is_alive(gateway) and gateway is not here.nat_gateway and gateway["NatGatewayId"] not in routed:
            yield remove_second(session, gateway, WHY)
    for address in here.there.addresses:
        if here.address and address is not here.address and not user_of(address):
            name = str(address["AllocationId"])
            release = partial(ec2.release_address, AllocationId=name)
            yield _gone("release", f"Elastic IP address {name}", "ec2:ReleaseAddress", release)


def _gone(action: str, what: str, permission: str, run: Callable[[], object]) -> Change:
    return Change(action, what, WHY, (permission,), UNDO, run=run)


def _is_empty(session: Session, vpc_id: str) -> bool:
    """Whether there is nothing in a VPC but what AWS gives every one."""
    filters = [{"Name": "vpc-id", "Values": [vpc_id]}]
    attached = [{"Name": "attachment.vpc-id", "Values": [vpc_id]}]
    pages = session.pages
    return not (
        pages("ec2", "describe_subnets", "Subnets", Filters=filters)
        or pages("ec2", "describe_internet_gateways", "InternetGateways", Filters=attached)
        or pages("ec2", "describe_vpc_endpoints", "VpcEndpoints", Filters=filters)
        or len(pages("ec2", "describe_route_tables", "RouteTables", Filters=filters)) > 1
        or len(pages("ec2", "describe_security_groups", "SecurityGroups", Filters=filters)) > 1
    )
