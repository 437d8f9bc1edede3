"""What mends a way by VPC endpoints: making those that are missing, and letting their names lead to them."""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.path import groups
from c9lib.path.destination import service
from c9lib.path.groups import Peer
from c9lib.path.names import HOSTNAMES, SUPPORT, Unused, endpoints_for
from c9lib.path.network import Network, Thing, state_of
from c9lib.path.remedy import asked, attribute, command
from c9lib.path.walk import Walk

OF_AGENT = ("ssm", "ssmmessages")
"""Without these two no session works (facts 7.1)."""
OF_PAGE = (*OF_AGENT, "ec2messages")
"""What Cloud9's page asks for."""


def interfaces(walk: Walk, table: Thing) -> tuple[str, ...]:
    """Make the interface endpoints that the agent lacks, and that for the destination, in the instance's subnet.

    Where it has none at all, everything that Cloud9's page asks for (facts 1.6, 7.1): with Amazon S3's gateway
    endpoint on the route table.
    """
    network, vpc_id = walk.network, str(walk.source.subnet["VpcId"])
    names = {name: service(name, network.region).service_name for name in OF_PAGE}
    none = not any(endpoints_for(network, vpc_id, name) for name in names.values())
    wanted = [names[name] for name in (OF_PAGE if none else OF_AGENT)]
    wanted += [walk.destination.service_name] if walk.destination.service_name not in wanted else []
    missing = [name for name in wanted if not endpoints_for(network, vpc_id, name)]
    guard, group = _guard(walk, wanted)
    made = (_make(walk, name, group) for name in missing)
    return (*_names_work(network, vpc_id), *guard, *made, *(gateway(network, table) if none else ()))


def named(walk: Walk, unused: Unused) -> tuple[str, ...]:
    """Let the service's name lead to an endpoint that is there."""
    network, endpoint = walk.network, unused.endpoint
    region, name = network.region, str(endpoint["VpcEndpointId"])
    if unused.state in ("failed", "rejected", "expired"):
        group = str(endpoint["Groups"][0]["GroupId"]) if endpoint.get("Groups") else ""
        gone = command(region, "delete-vpc-endpoints", "--vpc-endpoint-ids", name)
        return (gone, _make(walk, str(endpoint["ServiceName"]), group)) if group else (gone,)
    if unused.state:
        return ()
    lines = _names_work(network, str(endpoint["VpcId"]))
    if endpoint.get("PrivateDnsEnabled"):
        return lines
    return (*lines, command(region, "modify-vpc-endpoint", "--vpc-endpoint-id", name, "--private-dns-enabled"))


def into_subnet(walk: Walk, endpoint: Thing) -> tuple[str, ...]:
    """Put an endpoint that is in no subnet into the instance's."""
    words = ("--vpc-endpoint-id", str(endpoint["VpcEndpointId"]), "--add-subnet-ids", walk.source.subnet["SubnetId"])
    return (command(walk.network.region, "modify-vpc-endpoint", *words),)


def gateway(network: Network, table: Thing) -> tuple[str, ...]:
    """Put Amazon S3's gateway endpoint onto a route table; where the VPC has none, make it; nothing if it's there."""
    name, vpc_id, onto = service("s3", network.region).service_name, table["VpcId"], str(table["RouteTableId"])
    for one in network.vpc_endpoints:
        alike = one["VpcId"] == vpc_id and one["ServiceName"] == name and one["VpcEndpointType"] == "Gateway"
        if not alike or state_of(one) != "available":
            continue
        if onto in one.get("RouteTableIds", ()):
            return ()
        words = ("--vpc-endpoint-id", str(one["VpcEndpointId"]), "--add-route-table-ids", onto)
        return (command(network.region, "modify-vpc-endpoint", *words),)
    kind = ("--vpc-endpoint-type", "Gateway", "--vpc-id", vpc_id, "--service-name", name)
    return (command(network.region, "create-vpc-endpoint", *kind, "--route-table-ids", onto),)


def _names_work(network: Network, vpc_id: str) -> tuple[str, ...]:
    """Private DNS needs both attributes (facts 7.2)."""
    options = {SUPPORT: "--enable-dns-support", HOSTNAMES: "--enable-dns-hostnames"}
    off = (option for name, option in options.items() if not network.attribute(vpc_id, name))
    return tuple(attribute(network, vpc_id, option) for option in off)


def _guard(walk: Walk, wanted: list[str]) -> tuple[tuple[str, ...], str]:
    """A security group that lets the instance in: that of another endpoint of the VPC, or one to make first."""
    found = next(_letting_in(walk, wanted), "")
    if found:
        return (), found
    region, vpc_id = walk.network.region, str(walk.source.subnet["VpcId"])
    name, cidr = f"endpoints-of-{walk.source.subnet['SubnetId']}", str(walk.source.subnet["CidrBlock"])
    words = ("--group-name", name, "--description", "HTTPS from the subnet to VPC endpoints", "--vpc-id", vpc_id)
    filters = ("--filters", f"Name=vpc-id,Values={vpc_id}", f"Name=group-name,Values={name}")
    group = asked(region, "describe-security-groups", "SecurityGroups[0].GroupId", *filters)
    https = ("--protocol", "tcp", "--port", str(walk.destination.port), "--cidr", cidr)
    made = command(region, "create-security-group", *words)
    return (made, command(region, "authorize-security-group-ingress", "--group-id", group, *https)), group


def _letting_in(walk: Walk, wanted: list[str]) -> Iterator[str]:
    peer = Peer(walk.source.cidr, walk.source.group_ids or ())
    for name in wanted:
        for endpoint in endpoints_for(walk.network, str(walk.source.subnet["VpcId"]), name):
            for group in endpoint.get("Groups", ()):
                if groups.ruling(walk.network, [group["GroupId"]], "ingress", walk.destination.port, peer).passes:
                    yield str(group["GroupId"])


def _make(walk: Walk, service_name: str, group: str) -> str:
    subnet = walk.source.subnet
    kind = ("--vpc-endpoint-type", "Interface", "--vpc-id", str(subnet["VpcId"]), "--service-name", service_name)
    place = ("--subnet-ids", str(subnet["SubnetId"]), "--security-group-ids", group, "--private-dns-enabled")
    return command(walk.network.region, "create-vpc-endpoint", *kind, *place)
