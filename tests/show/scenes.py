"""Networks made by hand: what the drawings are tried with."""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.nouns import Landscape, Thing

VPC = "vpc-0123456789abcdef0"
OUTSIDE = (
    Thing("internet", "internet", facts=("reached through igw-0123456789abcdef0",)),
    Thing(
        "systems-manager", "ssm", facts=("✔ ssm by vpce-0a1b2c3d4e5f60718", "✘ ssmmessages: NO_ROUTE_TO_DESTINATION")
    ),
    Thing("s3", "s3", facts=("– s3: nothing to look from yet",)),
    Thing("cloud9", "cloud9", facts=("✔ no-ingress: ready",)),
)


def _id(kind: str, number: int) -> str:
    return f"{kind}-{number:017x}"


def subnet(number: int, *, public: bool = False) -> Thing:
    why = "public: 0.0.0.0/0 to igw-0123456789abcdef0" if public else "private: no route to the internet"
    facts = (f"10.0.{number}.0/24, us-east-1{'abc'[number % 3]}", why, f"route table {_id('rtb', number)}")
    return Thing("subnet", _id("subnet", number), f"no-ingress-{number}", facts, within=VPC)


def endpoint(number: int, service: str) -> Thing:
    facts = (f"{service}, interface", "available", "private DNS on", f"in {_id('subnet', 0)}")
    return Thing("vpc-endpoint", _id("vpce", number), service, facts, within=VPC)


def instance(number: int = 0) -> Thing:
    facts = ("running", "✔ agent: Online, connected", "address 10.0.0.4", "no public address")
    return Thing("instance", "i-0a1b2c3d4e5f60718", "a name <b>&", facts, within=_id("subnet", number))


def scene(subnets: int = 1, endpoints: int = 4, gateways: int = 1, rules: int = 2) -> Landscape:
    """A network of any size; its first two subnets are public."""
    return Landscape((*OUTSIDE, *_in_vpc(subnets, endpoints, gateways, rules)))


def _in_vpc(subnets: int, endpoints: int, gateways: int, rules: int) -> Iterator[Thing]:
    yield Thing("vpc", VPC, "no-ingress", ("10.0.0.0/16", "DNS support on", "DNS hostnames on"))
    yield Thing("internet-gateway", "igw-0123456789abcdef0", facts=(f"attached to {VPC}",), within=VPC)
    names = ("ssm", "ssmmessages", "ec2messages", "s3")
    yield from (endpoint(one, names[one] if one < len(names) else f"service-{one}") for one in range(endpoints))
    yield from (subnet(one, public=one < 2 and subnets > 1) for one in range(subnets))
    yield instance()
    for one in range(gateways):
        yield Thing("nat-gateway", _id("nat", one), facts=("available",), within=_id("subnet", 0))
    for one in range(subnets):
        routes = tuple(f"10.{number}.0.0/16 to local" for number in range(rules))
        yield Thing("route-table", _id("rtb", one), facts=(f"of {_id('subnet', one)}",), rules=routes, within=VPC)
    let = ("in: nothing", "out: everything to 0.0.0.0/0")
    yield Thing("security-group", _id("sg", 1), "guards", ("of ssm",), let, VPC)
