"""A repair that works and takes away what was wanted (a perimeter, narrow rules, a guard rail) doesn't pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from c9lib.labs.grading import WELL
from tests.labs.place import SEED, Place, built

INSIDE = 1
"""A seed with which the NAT gateway is in the private subnet itself."""
ALL_OUT = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


def all_out(place: Place) -> None:
    group = place.ground.ids["group"]
    place.ground.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[ALL_OUT])


def no_policy(place: Place) -> None:
    endpoint = place.ground.ids[f"endpoint_{place.ground.variant['service']}"]
    place.ground.ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, ResetPolicy=True)


def no_guard_rail(place: Place) -> None:
    place.ground.ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="off")


WIDE: dict[str, tuple[Callable[[Place], None], str]] = {
    "lost-after-the-hardening": (all_out, "wider than was asked: all traffic of 0.0.0.0/0"),
    "reached-and-refused": (no_policy, "principals of any account"),
    "untouched-and-cut-off": (no_guard_rail, "the account's mode is off"),
}


@pytest.mark.parametrize("name", WIDE)
def test_it_works_and_is_not_passed(name: str) -> None:
    mend, word = WIDE[name]
    with built(name, SEED) as place:
        mend(place)
        found = place.grade(*place.right)
        assert not found.passed
        assert place.word(found, WELL)[0] == "fail"
        assert word in place.word(found, WELL)[1]
        assert not [one for one in found.verdict.checks if one.status == "fail"], "it does work"


def test_a_nat_gateway_that_leads_nowhere_is_not_left_to_be_paid_for() -> None:
    with built("available-and-no-answer", INSIDE) as place:
        assert place.ground.variant["where"] == "inside"
        first, _ = place.lab.solution(place.ground).calls
        place.ground.carry_out(first)
        found = place.grade(*place.right)
        assert place.word(found, WELL)[0] == "fail"
        assert place.ground.ids["new_nat"] in place.word(found, WELL)[1]
