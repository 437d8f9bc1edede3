"""Ways as `c9lib.path` walks them, made by hand: what the drawings are tried with."""

from __future__ import annotations

from collections.abc import Sequence

from c9lib.nouns import Station, Way
from c9lib.nouns.way import Judgement

ENI = Station("network-interface", "eni-0a1b2c3d4e5f60718", "10.0.1.17")
GROUP = Station("security-group", "sg-0f9e8d7c6b5a43210", rule="sg-0f9e8d7c6b5a43210 egress: all traffic to 0.0.0.0/0")
ACL = "acl-00aa11bb22cc33dd4"
TABLE = "rtb-0123456789abcdef0"
NAT = "nat-0abcdef0123456789"
PUBLIC_TABLE = "rtb-0fedcba9876543210"
TO_INTERNET = "52.46.128.0/32, TCP 443"


def acl(note: str, rule: str, *, back: bool = False) -> Station:
    return Station("network-acl", ACL, note, f"{ACL} {rule}", "stop" if "deny" in rule else "pass", back)


OUT = acl(f"out of subnet-0123456789abcdef0 to {TO_INTERNET}", "outbound 100: allow all traffic 0.0.0.0/0")
IN = acl(
    "the answer into subnet-0123456789abcdef0 from 52.46.128.0/32, TCP 32768-60999",
    "inbound 100: allow all traffic 0.0.0.0/0",
    back=True,
)
DENIED = acl(
    "the answer into subnet-0123456789abcdef0 from 52.46.128.0/32, TCP 32768-60999",
    "inbound *: deny all traffic",
    back=True,
)
RESOLVER = "vpc-0123456789abcdef0"
TO_NAT = Station("route-table", TABLE, rule=f"{TABLE}: 0.0.0.0/0 to {NAT}")


def resolver(note: str) -> Station:
    return Station("vpc", RESOLVER, note)


def by_nat(service: str, *, last: Station = IN) -> Way:
    stations = (
        *(ENI, resolver(f"{service}.us-east-1.amazonaws.com is a public address"), GROUP, OUT, TO_NAT),
        acl("into subnet-0aaaaaaaaaaaaaaaa from 10.0.1.17/32, TCP 443", "inbound 100: allow all traffic 0.0.0.0/0"),
        Station("nat-gateway", NAT, "in subnet-0aaaaaaaaaaaaaaaa"),
        acl(f"out of subnet-0aaaaaaaaaaaaaaaa to {TO_INTERNET}", "outbound 100: allow all traffic 0.0.0.0/0"),
        Station("route-table", PUBLIC_TABLE, "of subnet-0aaaaaaaaaaaaaaaa", f"{PUBLIC_TABLE}: 0.0.0.0/0 to igw-01"),
        Station("internet-gateway", "igw-0123456789abcdef0"),
        Station("internet", f"{service}.us-east-1.amazonaws.com"),
        last,
    )
    if last.status == "stop":
        return way(service, stations, "fail", "SUBNET_ACL_RESTRICTION", f"{ACL} denies the answer on its way back.")
    return way(service, stations)


def by_endpoint(service: str, number: str) -> Way:
    endpoint = f"vpce-{number * 17}"
    group = "sg-0e0e0e0e0e0e0e0e0"
    stations = (
        *(ENI, resolver(f"{service}.us-east-1.amazonaws.com is {endpoint}, by private DNS"), GROUP),
        Station("security-group", group, rule=f"{group} ingress tcp 443 from {GROUP.id}"),
        Station("vpc-endpoint", endpoint, f"eni-{number * 17} 10.0.1.{int(number) + 100} in subnet-0123456789abcdef0"),
    )
    return way(service, stations)


def by_transit_gateway(service: str) -> Way:
    to = Station("route-table", TABLE, rule=f"{TABLE}: 0.0.0.0/0 to tgw-0123456789abcdef0")
    unknown = Station("transit-gateway", "tgw-0123456789abcdef0", status="unknown")
    told = "What lies behind tgw-0123456789abcdef0 (transit-gateway) is not evaluated here."
    return way(service, (ENI, GROUP, OUT, to, unknown), "warn", "UNSUPPORTED_COMPONENT", told)


def stopped_there(service: str) -> Way:
    denied = acl(f"out of subnet-0123456789abcdef0 to {TO_INTERNET}", "outbound 90: deny tcp 443 0.0.0.0/0")
    told = f"{ACL} outbound 90 denies TCP 443 to {service}.us-east-1.amazonaws.com."
    return way(service, (ENI, GROUP, denied), "fail", "SUBNET_ACL_RESTRICTION", told)


def with_caveat(service: str) -> Way:
    first, *rest = by_nat(service).stations
    told = "The VPC asks DNS servers of its own, 10.0.0.53: where they lead the name isn't evaluated here."
    return way(service, (first, *rest), "warn", "", told)


def way(
    service: str, stations: Sequence[Station], status: Judgement = "ok", reason: str = "", explanation: str = ""
) -> Way:
    host = f"{service}.us-east-1.amazonaws.com:443"
    reachable = not reason
    return Way(service, host, reachable, status, reason, explanation, tuple(stations))
