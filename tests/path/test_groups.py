"""Security groups: one rule that allows is enough, by range, by group, by prefix list."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.path.groups import Peer, ruling
from c9lib.path.path import Reason
from tests.path.building import EVERYTHING_OUT, GROUP, GUARD, S3_LIST, group, https, network

ENDPOINT = Peer("10.0.2.50/32", (GUARD,))


@pytest.mark.parametrize(
    ("rules", "passes"),
    [
        ([EVERYTHING_OUT], True),
        ([https(IpRanges=[{"CidrIp": "10.0.2.0/24"}])], True),
        ([https(IpRanges=[{"CidrIp": "10.0.3.0/24"}])], False),
        ([https(IpRanges=[{"CidrIp": "10.0.3.0/24"}]), https(UserIdGroupPairs=[{"GroupId": GUARD}])], True),
        ([https(UserIdGroupPairs=[{"GroupId": "sg-other"}])], False),
        ([{**EVERYTHING_OUT, "IpProtocol": "6"}], True),
        ([{**https(IpRanges=[{"CidrIp": "0.0.0.0/0"}]), "FromPort": 0, "ToPort": 442}], False),
        ([{**https(IpRanges=[{"CidrIp": "0.0.0.0/0"}]), "FromPort": 80, "ToPort": 8443}], True),
        ([{**https(IpRanges=[{"CidrIp": "0.0.0.0/0"}]), "IpProtocol": "udp"}], False),
        ([https(Ipv6Ranges=[{"CidrIpv6": "::/0"}])], False),
        ([https(PrefixListIds=[{"PrefixListId": S3_LIST}])], False),
        ([https(PrefixListIds=[{"PrefixListId": "pl-unknown"}])], False),
    ],
)
def test_what_lets_a_call_to_an_endpoint_out(rules: list[dict[str, Any]], passes: bool) -> None:
    told = network(security_groups=[group(GROUP, rules, [])])
    found = ruling(told, [GROUP], "egress", 443, ENDPOINT)
    assert found.passes == passes
    assert found.reason == ("" if passes else Reason.GROUP_MISMATCH)


def test_any_of_several_groups_is_enough() -> None:
    told = network(security_groups=[group("sg-a", [], []), group("sg-b", [EVERYTHING_OUT], [])])
    found = ruling(told, ["sg-a", "sg-b"], "egress", 443, ENDPOINT)
    assert found.rule == "sg-b egress: all traffic to 0.0.0.0/0"
    assert ruling(told, ["sg-a"], "egress", 443, ENDPOINT).reason == Reason.GROUP_EMPTY


def test_the_rule_is_told_by_its_direction() -> None:
    told = network(security_groups=[group(GUARD, [], [https(UserIdGroupPairs=[{"GroupId": GROUP}])])])
    found = ruling(told, [GUARD], "ingress", 443, Peer("10.0.2.10/32", (GROUP,)))
    assert found.rule == f"{GUARD} ingress: tcp 443 from {GROUP}"
