"""The naive walker against networks whose answer is known by hand: it must be right before it may judge another."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.path import Reason, host, service
from tests.path.corner_cases import FIREWALL
from tests.path.hand_made import ALL_OUT, HERE, THERE, Parts, instance, isolated, nat, network, public
from tests.path.naive import walk
from tests.path.naive_ports import edges, inside, partial, plus_two
from tests.path.shapes import (
    ANYWHERE,
    OPEN,
    S3_LIST,
    Shape,
    acl,
    block_public_access,
    dhcp_options,
    entry,
    exclusion,
    gateway_endpoint,
    group,
    https,
    internet_gateway,
    nat_gateway,
    prefix_list,
    route,
    rule,
    subnet,
    table,
)


def routes(*found: Shape) -> Parts:
    return {"route_tables": [table("rtb-main", found, main=True)]}


def groups(*egress: Shape, ingress: Any = ()) -> Parts:
    return {"security_groups": [group("sg-1", egress), group("sg-2", [ALL_OUT], ingress), group("sg-3")]}


def acls(*entries: Shape, at: str = HERE, rest: tuple[Shape, ...] = OPEN) -> Parts:
    other = THERE if at == HERE else HERE
    return {"network_acls": [acl("acl-odd", entries, [at]), acl("acl-rest", rest, [other], default=True)]}


def attributes(**found: bool) -> Parts:
    return {"vpc_attributes": {"vpc-a": found}}


def blocked(mode: str, *exclusions: Shape) -> Parts:
    return {"block_public_access": block_public_access(mode), "block_public_access_exclusions": exclusions}


BLOCKED = Reason.PUBLIC_ACCESS_BLOCKED
HTTPS_IN = entry(1, "in", ports=(443, 443))
CORE = "arn:aws:networkmanager::123456789012:core-network/core-1"

WELL = [
    ("public", public()),
    ("nat", nat()),
    ("isolated", isolated()),
    ("endpoint in the instance's own subnet, closed ACL", isolated({HERE: "10.0.1.20"}, **acls())),
    ("endpoint state in capitals", isolated(endpoint={"State": "Available"})),
    ("only HTTPS leaves", public(**groups(https(ANYWHERE)))),
    ("protocol by its number", public(**groups(rule("6", (443, 443), cidrs=[ANYWHERE])))),
    ("a range of ports", public(**groups(rule("tcp", (0, 65535), cidrs=[ANYWHERE])))),
    ("egress by the endpoint's group", isolated(**groups(https(groups=["sg-2"]), ingress=[https(groups=["sg-1"])]))),
    (
        "second group lets out",
        public(network_interfaces=[instance("sg-3", "sg-1", public="1.2.3.4")], **groups(ALL_OUT)),
    ),
    ("answers on Linux's ports only", public(**acls(entry(100, "out"), entry(100, "in", ports=(32768, 60999))))),
    ("allowed before it is denied", public(**acls(entry(90, "out"), entry(91, "out", "deny"), entry(9, "in")))),
    ("order of the list doesn't count", public(**acls(entry(91, "out", "deny"), entry(90, "out"), entry(9, "in")))),
    ("denied for UDP", public(**acls(entry(1, "out", "deny", (443, 443), protocol="17"), *OPEN))),
    ("NAT through ingress-only BPA", nat(**blocked("block-ingress"))),
    ("BPA, the VPC excluded", public(**blocked("block-bidirectional", exclusion("vpc/vpc-a", "allow-bidirectional")))),
    ("BPA, NAT's subnet may out", nat(**blocked("block-bidirectional", exclusion("subnet/subnet-2", "allow-egress")))),
    ("BPA off", public(**blocked("off"))),
    ("names without hostnames", public(**attributes(enableDnsHostnames=False))),
    ("resolver by its address", isolated(dhcp_options=[dhcp_options("10.0.0.2")])),
    ("resolver by its link-local address", isolated(dhcp_options=[dhcp_options("169.254.169.253")])),
]
BROKEN = [
    ("no name service", public(**attributes(enableDnsSupport=False)), Reason.UNKNOWN_DESTINATION),
    ("no rule out", public(**groups()), Reason.GROUP_EMPTY),
    ("HTTP leaves", public(**groups(rule("tcp", (80, 80), cidrs=[ANYWHERE]))), Reason.GROUP_MISMATCH),
    ("UDP leaves", public(**groups(rule("udp", (443, 443), cidrs=[ANYWHERE]))), Reason.GROUP_MISMATCH),
    ("IPv6 leaves", public(**groups(rule(cidrs=["::/0"]))), Reason.GROUP_MISMATCH),
    ("only to a group", public(**groups(https(groups=["sg-2"]))), Reason.GROUP_MISMATCH),
    ("ACL lets nothing out", public(**acls(entry(1, "in"))), Reason.ACL),
    ("ACL lets no answer in", public(**acls(entry(1, "out"), HTTPS_IN)), Reason.ACL),
    ("one port short", public(**acls(entry(1, "out"), entry(1, "in", ports=(32768, 60998)))), Reason.ACL),
    ("one port denied", public(**acls(entry(1, "in", "deny", (40000, 40000)), entry(2, "in"), OPEN[0])), Reason.ACL),
    ("no route", public(**routes()), Reason.NO_ROUTE),
    ("blackhole", public(**routes(route(ANYWHERE, "nat-a", "blackhole"))), Reason.BAD_STATE_ROUTE),
    ("no public address", public(network_interfaces=[instance()]), Reason.NO_PUBLIC_ADDRESS),
    ("transit gateway", public(**routes(route(ANYWHERE, "tgw-a"))), Reason.UNSUPPORTED),
    ("instance as proxy", public(**routes(route(ANYWHERE, "i-proxy"))), Reason.UNSUPPORTED),
    ("firewall endpoint", public(**routes(route(ANYWHERE, "vpce-fw")), vpc_endpoints=[FIREWALL]), Reason.UNSUPPORTED),
    ("core network", public(**routes(route(ANYWHERE, CORE))), Reason.UNSUPPORTED),
    (
        "longer prefix wins",
        public(**routes(route(ANYWHERE, "igw-a"), route("52.0.0.0/8", "tgw-a"))),
        Reason.UNSUPPORTED,
    ),
    ("BPA", public(**blocked("block-bidirectional")), BLOCKED),
    ("ingress-only BPA", public(**blocked("block-ingress")), BLOCKED),
    ("egress exclusion", public(**blocked("block-ingress", exclusion("vpc/vpc-a", "allow-egress"))), BLOCKED),
    ("BPA at NAT", nat(**blocked("block-bidirectional", exclusion("subnet/subnet-1", "allow-bidirectional"))), BLOCKED),
    ("NAT pending", nat(nat_gateways=[nat_gateway(THERE, state="pending")]), Reason.BAD_STATE),
    ("NAT's subnet: answers closed", nat(**acls(entry(1, "out"), HTTPS_IN, at=THERE)), Reason.ACL),
    (
        "NAT's subnet: 32768 up",
        nat(**acls(entry(1, "out"), HTTPS_IN, entry(2, "in", ports=(32768, 65535)), at=THERE)),
        Reason.ACL,
    ),
    (
        "NAT's subnet: back to the instance",
        nat(**acls(entry(1, "out", ports=(443, 443)), entry(1, "in"), at=THERE)),
        Reason.ACL,
    ),
    ("endpoint's group is closed", isolated(**groups(ALL_OUT)), Reason.GROUP_EMPTY),
    (
        "endpoint's group: own members",
        isolated(**groups(ALL_OUT, ingress=[rule(groups=["sg-2"])])),
        Reason.GROUP_MISMATCH,
    ),
    ("ACL at the endpoint", isolated(**acls(entry(1, "out"), at=THERE)), Reason.ACL),
    ("ACL from the endpoint", isolated(**acls(entry(1, "in"), at=THERE)), Reason.ACL),
    ("private DNS off", isolated(endpoint={"PrivateDnsEnabled": False}), Reason.NO_ROUTE),
    ("no hostnames, no endpoint", isolated(**attributes(enableDnsHostnames=False)), Reason.NO_ROUTE),
    ("route beside the local one", isolated(**routes(route("10.0.2.0/24", "eni-fw"))), Reason.UNSUPPORTED),
]


def say(parts: Parts, name: str = "ssm", *, every_port: bool = False) -> Any:
    return walk(network(parts), parts["network_interfaces"][0], service(name, "us-east-1"), every_port=every_port)


@pytest.mark.parametrize("parts", [pytest.param(parts, id=name) for name, parts in WELL])
def test_ways_that_lead_through(parts: Parts) -> None:
    verdict = say(parts)
    assert (verdict.reachable, verdict.reasons, verdict.certain) == (True, frozenset(), True)


@pytest.mark.parametrize(("parts", "reason"), [pytest.param(parts, why, id=name) for name, parts, why in BROKEN])
def test_ways_that_end(parts: Parts, reason: Reason) -> None:
    verdict = say(parts)
    assert (verdict.reachable, verdict.reason, verdict.certain) == (False, reason, reason != Reason.UNSUPPORTED)


@pytest.mark.parametrize("parts", [parts for _, parts, *_ in [*WELL, *BROKEN]])
def test_asking_every_port_says_the_same_as_asking_the_corners(parts: Parts) -> None:
    assert say(parts) == say(parts, every_port=True)


@pytest.mark.parametrize(
    ("parts", "through"),
    [
        (isolated(), True),
        (isolated(vpc_endpoints=[gateway_endpoint([], state="pending")]), False),
        (isolated(**routes()), False),
        (isolated(**groups(https(lists=[S3_LIST]))), True),
        (
            isolated(
                **groups(https(lists=["pl-other"])),
                prefix_lists=[prefix_list(), prefix_list("pl-other", ["3.5.0.0/19"], "x")],
            ),
            False,
        ),
        (isolated(**routes(route(S3_LIST, "vpce-gateway-s3"), route("52.216.0.0/16", "tgw-a"))), False),
        (isolated(**routes(route(S3_LIST, "vpce-gateway-s3"), route(ANYWHERE, "tgw-a"))), True),
    ],
)
def test_s3_by_its_gateway_endpoint(parts: Parts, through: bool) -> None:
    assert say(parts, "s3").reachable is through


def test_a_gateway_endpoint_needs_its_answers_let_in() -> None:
    assert say(isolated(**acls(entry(1, "out"), entry(1, "in", cidr="10.0.0.0/8"))), "s3").reason == Reason.ACL


def test_foreign_name_servers_lead_past_the_endpoint_and_leave_a_doubt() -> None:
    asked = isolated(dhcp_options=[dhcp_options("10.0.0.53")], **attributes(enableDnsSupport=False))
    verdict = say(asked)
    assert (verdict.reachable, verdict.reason, verdict.certain) == (False, Reason.NO_ROUTE, False)


def test_an_endpoint_of_which_one_interface_answers_is_reachable_with_a_doubt() -> None:
    both = isolated({HERE: "10.0.1.20", THERE: "10.0.2.20"}, **acls(at=THERE))
    verdict = say(both)
    assert (verdict.reachable, verdict.certain) == (True, False)


def test_a_group_that_knows_some_public_ranges_leaves_a_doubt() -> None:
    verdict = say(public(**groups(https("52.0.0.0/8"))))
    assert (verdict.reachable, verdict.certain) == (True, False)
    verdict = say(public(**groups(https("3.0.0.0/8"))))
    assert (verdict.reachable, verdict.reason, verdict.certain) == (False, Reason.GROUP_MISMATCH, False)


def test_an_endpoint_that_is_pending_gives_a_choice_of_reasons() -> None:
    assert say(isolated(endpoint={"State": "pending"})).reasons == {Reason.BAD_STATE, Reason.NO_ROUTE}


def test_a_detached_internet_gateway_gives_a_choice_of_reasons() -> None:
    verdict = say(public(internet_gateways=[internet_gateway(vpc_id="")]))
    assert not verdict.reachable
    assert verdict.reason == ""
    assert Reason.UNASSOCIATED in verdict.reasons


def test_a_nat_gateway_in_the_instances_own_subnet_leads_to_itself() -> None:
    assert not say(nat(nat_gateways=[nat_gateway(HERE)])).reachable


def test_the_subnets_own_table_decides_not_the_main_one() -> None:
    tables = [table("rtb-main", [route(ANYWHERE, "igw-a")], main=True), table("rtb-own", [], [HERE])]
    assert say(public(route_tables=tables)).reason == Reason.NO_ROUTE


def test_the_parts_of_another_vpc_count_for_nothing() -> None:
    tables = [table("rtb-b", [route(ANYWHERE, "igw-a")], main=True, vpc_id="vpc-b"), table("rtb-a", [], main=True)]
    beside = [subnet("subnet-b", "10.1.1.0/24", "a", "vpc-b"), subnet(HERE, "10.0.1.0/24")]
    assert say(public(subnets=beside, route_tables=tables)).reason == Reason.NO_ROUTE


def test_any_host_and_port() -> None:
    parts = public(**groups(https(ANYWHERE)))
    card = parts["network_interfaces"][0]
    assert walk(network(parts), card, host("example.com", "192.0.2.1")).reachable
    assert walk(network(parts), card, host("example.com", "192.0.2.1", 8443)).reason == Reason.GROUP_MISMATCH


def test_addresses_are_bits() -> None:
    assert inside("10.0.1.10", "10.0.1.8/30")
    assert not inside("10.0.1.12", "10.0.1.8/30")
    assert inside("10.0.1.10", ANYWHERE)
    assert (plus_two("10.0.0.0/16"), plus_two("172.31.16.0/20")) == ("10.0.0.2", "172.31.16.2")
    assert edges("52.216.0.0/15") == ("52.216.0.0", "52.218.0.0")
    assert [partial(one) for one in ("52.0.0.0/8", ANYWHERE, "10.0.0.0/8", "172.20.0.0/16")] == [
        True,
        False,
        False,
        False,
    ]
