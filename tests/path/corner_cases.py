"""Networks on which two readers of AWS's documentation disagreed, or easily could; each with the sentence that decides.

The first part are the disagreements between `c9lib.path` and the naive walker, whoever was wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from c9lib.path import Reason
from tests.path.hand_made import HERE, THERE, Parts, instance, isolated, nat, public
from tests.path.shapes import (
    ANYWHERE,
    OPEN,
    S3_LIST,
    Shape,
    acl,
    entry,
    gateway_endpoint,
    group,
    https,
    internet_gateway,
    nat_gateway,
    prefix_list,
    route,
    table,
)

PROPAGATED = "EnableVgwRoutePropagation"


@dataclass(frozen=True)
class Case:
    """`reasons`: which may be named; `certain` None: AWS's pages leave it open. `why` is the sentence or the fact."""

    name: str
    parts: Parts
    reachable: bool
    reasons: frozenset[str]
    why: str
    service: str = "ssm"
    certain: bool | None = True


def open_(name: str, parts: Parts, why: str, service: str = "ssm", certain: bool | None = True) -> Case:
    return Case(name, parts, True, frozenset({""}), why, service, certain)


def shut(name: str, parts: Parts, reasons: Any, why: str, service: str = "ssm", certain: bool | None = True) -> Case:
    return Case(name, parts, False, frozenset(str(one) for one in reasons), why, service, certain)


def main(*routes: Shape) -> Parts:
    return {"route_tables": [table("rtb-main", routes, main=True)]}


def through(*routes: Shape, **changed: Any) -> Parts:
    """By the NAT gateway, whose own subnet has these routes."""
    return nat(
        route_tables=[
            table("rtb-main", [route(ANYWHERE, "nat-a")], main=True),
            table("rtb-2", routes, [THERE]),
        ],
        **changed,
    )


def at(place: str, *entries: Shape) -> Parts:
    rest = [one for one in (HERE, THERE) if one != place]
    return {"network_acls": [acl("acl-odd", entries, [place]), acl("acl-rest", OPEN, rest, default=True)]}


FIREWALL = {
    **gateway_endpoint([]),
    "VpcEndpointId": "vpce-fw",
    "VpcEndpointType": "GatewayLoadBalancer",
    "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1",
}
REGIONAL = {
    **{name: value for name, value in nat_gateway(THERE).items() if name != "SubnetId"},
    "AvailabilityMode": "regional",
    "RouteTableId": "rtb-nat",
}
PRIORITY = "VPC guide, route-tables-priority: "

DISAGREEMENTS = [
    open_(
        "a prefix list goes before a propagated route of the same length",
        isolated(**main(route("52.216.0.0/15", "vgw-a", origin=PROPAGATED), route(S3_LIST, "vpce-gateway-s3"))),
        PRIORITY + "longest prefix, then static routes, then prefix list routes, then propagated routes",
        "s3",
    ),
    open_(
        "the local route goes before a longer propagated one",
        isolated(**main(route("10.0.2.0/24", "vgw-a", origin=PROPAGATED))),
        "VPN guide, vpn-route-priority: the local route is most preferred even if propagated ones are more specific",
    ),
    shut(
        "a blackhole beside the local route",
        isolated(**main(route("10.0.2.0/24", "eni-gone", "blackhole"))),
        {Reason.BAD_STATE_ROUTE},
        "EC2 API, Route: blackhole indicates that the route's target isn't available; what it takes is dropped",
    ),
    shut(
        "a prefix list's route to a Gateway Load Balancer endpoint",
        public(
            **main(route("pl-mine", "vpce-fw"), route(ANYWHERE, "igw-a")),
            vpc_endpoints=[FIREWALL],
            prefix_lists=[prefix_list(), prefix_list("pl-mine", ["52.46.0.0/16"], "mine")],
        ),
        {Reason.UNSUPPORTED},
        "GatewayId names gateway and Gateway Load Balancer endpoints alike; VpcEndpointType tells them apart",
        certain=False,
    ),
    shut(
        "a blackhole in the NAT gateway's subnet, its internet gateway attached",
        through(route(ANYWHERE, "igw-a", "blackhole")),
        {Reason.BAD_STATE_ROUTE},
        "EC2 API, Route: the state holds, whatever another call says of the target",
    ),
    shut(
        "S3 by a NAT gateway whose subnet has the gateway endpoint",
        through(
            route(ANYWHERE, "igw-a"), route(S3_LIST, "vpce-gateway-s3"), vpc_endpoints=[gateway_endpoint(["rtb-2"])]
        ),
        {Reason.NO_ROUTE, Reason.UNSUPPORTED},
        "VPC guide of 2019: a NAT gateway cannot send traffic over VPC endpoints; today's says nothing",
        "s3",
        None,
    ),
    shut(
        "an endpoint that is pending, and no other way",
        isolated(endpoint={"State": "pending"}),
        {Reason.BAD_STATE, Reason.NO_ROUTE},
        "Facts 8.6: BAD_STATE is for an endpoint that isn't functional; the route is missing as well",
    ),
    open_(
        "a group that knows some public ranges",
        public(security_groups=[group("sg-1", [https("52.0.0.0/8")])]),
        "ip-ranges.json: AWS changes the addresses of its services, so this one may be in and the next one out",
        certain=False,
    ),
    shut(
        "a group that knows other public ranges",
        public(security_groups=[group("sg-1", [https("3.0.0.0/8")])]),
        {Reason.GROUP_MISMATCH},
        "ip-ranges.json, the other way round",
        certain=False,
    ),
]

ROUTES = [
    shut(
        "a static route goes before a prefix list of the same length",
        isolated(**main(route("52.216.0.0/15", "tgw-a"), route(S3_LIST, "vpce-gateway-s3"))),
        {Reason.UNSUPPORTED},
        PRIORITY + "the static route with the CIDR block takes priority",
        "s3",
        False,
    ),
    open_(
        "a static route goes before a propagated one to the same destination",
        public(**main(route(ANYWHERE, "vgw-a", origin=PROPAGATED), route(ANYWHERE, "igw-a"))),
        PRIORITY + "if the destination is the same, the static route takes priority",
    ),
    open_(
        "the S3 prefix list goes before a default route to a transit gateway",
        isolated(**main(route(ANYWHERE, "tgw-a"), route(S3_LIST, "vpce-gateway-s3"))),
        PRIORITY + "longest prefix match, of whatever kind",
        "s3",
    ),
    open_(
        "two halves are the whole internet",
        public(**main(route("0.0.0.0/1", "igw-a"), route("128.0.0.0/1", "igw-a"))),
        PRIORITY + "longest prefix match; no 0.0.0.0/0 is needed",
    ),
    shut(
        "a way out for IPv6 only",
        public(**main(route("::/0", "eigw-a"))),
        {Reason.NO_ROUTE},
        PRIORITY + "routes to IPv4 and IPv6 addresses are independent of each other",
    ),
    shut(
        "a longer blackhole goes before a living default route",
        public(**main(route("52.46.0.0/16", "nat-a", "blackhole"), route(ANYWHERE, "igw-a"))),
        {Reason.BAD_STATE_ROUTE},
        PRIORITY + "the longest prefix decides, whatever its state",
    ),
    shut(
        "an internet gateway that is attached to another VPC",
        public(internet_gateways=[internet_gateway(vpc_id="vpc-b")]),
        {Reason.UNASSOCIATED, Reason.BAD_STATE, Reason.BAD_STATE_ROUTE},
        "Facts 2.1, row 5: the internet gateway must be attached",
    ),
]

GATEWAYS = [
    shut(
        "a NAT gateway of which the subnet's own table leads back to it",
        nat(nat_gateways=[nat_gateway(HERE)]),
        {Reason.NO_ROUTE, Reason.BAD_STATE, Reason.UNSUPPORTED},
        "Facts 7.7: a public NAT gateway stands in a public subnet",
        certain=None,
    ),
    shut(
        "a private NAT gateway",
        nat(nat_gateways=[nat_gateway(THERE, kind="private")]),
        {Reason.NO_PUBLIC_ADDRESS, Reason.BAD_STATE, Reason.UNASSOCIATED},
        "VPC guide, nat-gateways: if you route traffic from a private one to an internet gateway, it drops the traffic",
        certain=None,
    ),
    shut(
        "a regional NAT gateway stands in no subnet",
        nat(nat_gateways=[REGIONAL]),
        {Reason.UNSUPPORTED},
        "Facts 7.7: AvailabilityMode regional; it has a route table of its own",
        certain=False,
    ),
    shut(
        "a NAT gateway's answers need the ports from 1024",
        nat(**at(THERE, entry(1, "out"), entry(1, "in", ports=(443, 443)), entry(2, "in", ports=(32768, 65535)))),
        {Reason.ACL},
        "Facts 7.7: source ports 1024–65535",
    ),
    open_(
        "... the instance's own answers don't",
        nat(**at(HERE, entry(1, "out"), entry(1, "in", ports=(32768, 61000)))),
        "Facts 2.1, row 9: inbound TCP 32768–61000 for Amazon Linux and Ubuntu",
    ),
    open_(
        "S3 without a public address, in a public subnet",
        public(
            **main(route(ANYWHERE, "igw-a"), route(S3_LIST, "vpce-gateway-s3")),
            vpc_endpoints=[gateway_endpoint(["rtb-main"])],
            network_interfaces=[instance()],
        ),
        "PrivateLink guide, gateway-endpoints: without requiring an internet gateway or a NAT device",
        "s3",
    ),
    shut(
        "a NAT gateway that failed, behind a route that is active",
        nat(nat_gateways=[nat_gateway(THERE, state="failed")]),
        {Reason.BAD_STATE},
        "Facts 7.7: a failed one vanishes after about an hour; until then the route looks well",
    ),
]

CASES = [*DISAGREEMENTS, *ROUTES, *GATEWAYS]
