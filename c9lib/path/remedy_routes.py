"""What mends a route: which way out suits the instance, and how to lead its route table there.

An instance with a public address goes by the internet gateway. One without goes by a NAT gateway where the VPC has one
or had one, by a gateway endpoint to Amazon S3, and else by interface endpoints: those alone cost less, and let nothing
else out.
"""

from __future__ import annotations

from c9lib.path import remedy_endpoints
from c9lib.path.network import Network, Thing, is_attached, state_of
from c9lib.path.ranges import EVERYWHERE
from c9lib.path.remedy import asked, command
from c9lib.path.route import destination_of, is_main, route_for, target_of
from c9lib.path.walk import Walk


def way_out(walk: Walk, table: Thing, route: Thing | None = None) -> tuple[str, ...]:
    """Lead a route table out; `route` is the one that is broken, if there is one."""
    network = walk.network
    kind, target = target_of(route) if route else ("", "")
    own = _own_table(walk, table)
    if own:
        words = ("--route-table-id", own, "--subnet-id", str(walk.source.subnet["SubnetId"]))
        return (command(network.region, "associate-route-table", *words),)
    if walk.source.public:
        return to_internet_gateway(network, table, route)
    nat = _working_nat(network, table["VpcId"], but=target)
    if nat:
        return (_lead(network, table, route, "--nat-gateway-id", nat),)
    public = public_subnet(network, table["VpcId"])
    if kind == "nat-gateway" and public:
        return _new_nat(network, table, route, public)
    if walk.destination.short == "s3":
        return remedy_endpoints.gateway(network, table)
    if walk.destination.service_name:
        return remedy_endpoints.interfaces(walk, table)
    return _new_nat(network, table, route, public) if public else ()


def _own_table(walk: Walk, table: Thing) -> str:
    """A table that leads out as the instance needs it, for a subnet that has lost its association: leading the main
    table out would open every other subnet that has none. "" where there is none, or the subnet has its own.
    """
    network, subnet = walk.network, walk.source.subnet
    if not is_main(table, str(subnet["SubnetId"])):
        return ""
    for one in network.route_tables:
        route = route_for(network, one, EVERYWHERE) if one["VpcId"] == subnet["VpcId"] else None
        if one["RouteTableId"] == table["RouteTableId"] or route is None or route.get("State") == "blackhole":
            continue
        kind, target = target_of(route)
        if kind == ("internet-gateway" if walk.source.public else "nat-gateway") and target:
            return str(one["RouteTableId"])
    return ""


def to_internet_gateway(network: Network, table: Thing, route: Thing | None = None) -> tuple[str, ...]:
    """Lead a route table to its VPC's internet gateway; where the VPC has none, attach or make one first."""
    vpc_id, region = table["VpcId"], network.region
    found = network.attached_gateway(vpc_id)
    if found:
        return (_lead(network, table, route, "--gateway-id", found["InternetGatewayId"]),)
    target = target_of(route)[1] if route else ""
    gateway = network.internet_gateway(target)
    if gateway is not None and not gateway.get("Attachments"):
        return (_attach(region, target, vpc_id),)
    made = asked(region, "create-internet-gateway", "InternetGateway.InternetGatewayId")
    of_vpc = ("--filters", f"Name=attachment.vpc-id,Values={vpc_id}")
    now = asked(region, "describe-internet-gateways", "InternetGateways[0].InternetGatewayId", *of_vpc)
    return (_attach(region, made, vpc_id), _lead(network, table, route, "--gateway-id", now))


def without(network: Network, table: Thing, route: Thing) -> tuple[str, ...]:
    """Delete a route that goes before a better one."""
    words = ("--route-table-id", str(table["RouteTableId"]), *_what(route))
    return (command(network.region, "delete-route", *words),)


def public_subnet(network: Network, vpc_id: str) -> str:
    """A subnet of the VPC whose route table leads to its internet gateway; "" when there is none."""
    for subnet in network.subnets:
        if subnet["VpcId"] == vpc_id and leads_to_gateway(network, subnet):
            return str(subnet["SubnetId"])
    return ""


def leads_to_gateway(network: Network, subnet: Thing) -> bool:
    """Whether the default route of a subnet goes to an internet gateway that is attached to its VPC."""
    table = network.route_table_of(subnet)
    route = route_for(network, table, EVERYWHERE) if table else None
    kind, target = target_of(route) if route else ("", "")
    gateway = network.internet_gateway(target) if kind == "internet-gateway" else None
    return gateway is not None and is_attached(gateway, subnet["VpcId"])


def _working_nat(network: Network, vpc_id: str, but: str) -> str:
    """A public NAT gateway of the VPC that works or soon will, in a subnet that leads out."""
    for one in network.nat_gateways:
        works = state_of(one) in ("pending", "available") and one["NatGatewayId"] != but
        public = one.get("ConnectivityType", "public") == "public"
        subnet = network.subnet(one.get("SubnetId", ""))
        if works and public and one["VpcId"] == vpc_id and subnet and leads_to_gateway(network, subnet):
            return str(one["NatGatewayId"])
    return ""


def _new_nat(network: Network, table: Thing, route: Thing | None, subnet_id: str) -> tuple[str, ...]:
    """Make a NAT gateway in a public subnet, and lead the table to it; a route to a pending one is allowed."""
    region = network.region
    address = asked(region, "allocate-address", "AllocationId", "--domain", "vpc")
    make = command(region, "create-nat-gateway", "--subnet-id", subnet_id, "--allocation-id", address)
    which = ("--filter", f"Name=subnet-id,Values={subnet_id}", "Name=state,Values=pending,available")
    now = asked(region, "describe-nat-gateways", "NatGateways[0].NatGatewayId", *which)
    return (make, _lead(network, table, route, "--nat-gateway-id", now))


def _lead(network: Network, table: Thing, route: Thing | None, option: str, target: str) -> str:
    """Make a route, or lead the one that is there elsewhere."""
    verb = "replace-route" if route else "create-route"
    words = ("--route-table-id", str(table["RouteTableId"]), *_what(route), option, target)
    return command(network.region, verb, *words)


def _what(route: Thing | None) -> tuple[str, str]:
    """What a route is for, as the CLI takes it."""
    told = destination_of(route) if route else EVERYWHERE
    return "--destination-cidr-block" if "." in told else "--destination-prefix-list-id", told


def _attach(region: str, gateway_id: str, vpc_id: str) -> str:
    return command(region, "attach-internet-gateway", "--internet-gateway-id", gateway_id, "--vpc-id", vpc_id)
