"""Three sound networks by hand, in boto3's shapes; a case takes one and replaces what it is about."""

from __future__ import annotations

from typing import Any

from c9lib.path.network import Network
from tests.path.shapes import (
    ANYWHERE,
    OPEN,
    S3_LIST,
    Shape,
    acl,
    dhcp_options,
    gateway_endpoint,
    group,
    https,
    interface,
    interface_endpoint,
    internet_gateway,
    nat_gateway,
    prefix_list,
    route,
    rule,
    subnet,
    table,
    vpc,
)

Parts = dict[str, Any]
HERE, THERE = "subnet-1", "subnet-2"
ALL_OUT = rule(cidrs=[ANYWHERE])


def instance(*groups: str, public: str = "") -> Shape:
    return interface("eni-1", HERE, "10.0.1.10", groups or ["sg-1"], public=public)


def public(**changed: Any) -> Parts:
    """subnet-1 leads to an internet gateway, the instance has a public address."""
    sound: Parts = {
        "vpcs": [vpc()],
        "subnets": [subnet(HERE, "10.0.1.0/24"), subnet(THERE, "10.0.2.0/24", "b")],
        "dhcp_options": [dhcp_options("AmazonProvidedDNS")],
        "route_tables": [table("rtb-main", [route(ANYWHERE, "igw-a")], main=True)],
        "internet_gateways": [internet_gateway()],
        "security_groups": [group("sg-1", [ALL_OUT])],
        "network_acls": [acl("acl-1", OPEN, [HERE]), acl("acl-2", OPEN, [THERE]), acl("acl-0", OPEN, default=True)],
        "prefix_lists": [prefix_list()],
        "network_interfaces": [instance(public="203.0.113.7")],
    }
    return sound | changed


def nat(**changed: Any) -> Parts:
    """subnet-1 leads to a NAT gateway in subnet-2, which leads to an internet gateway."""
    tables = [
        table("rtb-main", [route(ANYWHERE, "nat-a")], main=True),
        table("rtb-2", [route(ANYWHERE, "igw-a")], [THERE]),
    ]
    sound: Parts = {"route_tables": tables, "nat_gateways": [nat_gateway(THERE)], "network_interfaces": [instance()]}
    return public(**sound) | changed


def isolated(places: dict[str, str] | None = None, endpoint: Parts | None = None, **changed: Any) -> Parts:
    """subnet-1 leads nowhere; the way to `ssm` is an endpoint (in subnet-2), to `s3` a gateway endpoint."""
    members = {"groups": ["sg-2"], **(endpoint or {})}
    ssm, cards = interface_endpoint("ssm", places or {THERE: "10.0.2.20"}, **members)
    sound: Parts = {
        "route_tables": [table("rtb-main", [route(S3_LIST, "vpce-gateway-s3")], main=True)],
        "internet_gateways": [],
        "security_groups": [group("sg-1", [ALL_OUT]), group("sg-2", [ALL_OUT], [https("10.0.1.0/24")])],
        "vpc_endpoints": [ssm, gateway_endpoint(["rtb-main"])],
        "network_interfaces": [instance(), *cards],
    }
    return public(**sound) | changed


def network(parts: Parts) -> Network:
    return Network(**parts)
