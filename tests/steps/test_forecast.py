"""Whether a run would be refused: what lasts stands, what an earlier step mends does not."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.nouns import Plan
from c9lib.parameters import Parameters
from c9lib.steps import STEPS, in_order, standing
from c9lib.steps.forecast import endpoints_first, first
from tests.steps.conftest import Connected

EXISTING = {
    "network": "existing",
    "vpc_id": "vpc-0123456789abcdef0",
    "subnet_id": "subnet-0123456789abcdef0",
}
WAITING = ("endpoints", "environment")


def plans(connected: Connected, **named: object) -> list[Plan]:
    session = connected(**named)
    return [kind(session).plan() for kind in in_order(session.parameters)]


@pytest.mark.parametrize("network", ["public", "nat", "isolated"])
def test_a_fresh_account_refuses_nothing_though_steps_wait_for_each_other(connected: Connected, network: str) -> None:
    told = plans(connected, network=network, restrict_egress=True)
    assert [plan.step for plan in told if plan.waits_for] == [
        "profile",
        *sorted(WAITING, reverse=network != "isolated"),
    ]
    assert standing(told) == ()


@pytest.mark.parametrize(
    ("given", "turned"),
    [
        ({"network": "public"}, False),
        ({"network": "nat"}, False),
        ({"network": "isolated"}, True),
        (EXISTING, True),
        ({**EXISTING, "endpoint_services": ()}, False),
        ({**EXISTING, "endpoint_services": ("s3",)}, True),
    ],
)
def test_endpoints_come_before_the_launch_where_it_may_need_them(given: dict[str, Any], turned: bool) -> None:
    parameters = Parameters(**given)
    assert endpoints_first(parameters) is turned
    names = [kind.name for kind in in_order(parameters)]
    assert sorted(names) == sorted(STEPS)
    assert (names.index("endpoints") < names.index("environment")) is turned


def test_what_no_step_mends_stands_once(connected: Connected) -> None:
    told = plans(connected, **EXISTING)
    (refusal,) = standing(told)
    assert "There is no subnet subnet-0123456789abcdef0" in refusal


def test_the_words_by_which_a_step_waits() -> None:
    assert first("role", "profile") == "Run step role and step profile first."
    waiting = Plan("x", refusals=("Never.",), waits_for=("No. " + first("role"),))
    assert standing([waiting, Plan("y", refusals=("Never.",))]) == ("Never.",)
