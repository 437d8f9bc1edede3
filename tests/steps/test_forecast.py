"""Whether a run would be refused: what lasts stands, what an earlier step mends does not."""

from __future__ import annotations

from c9lib.nouns import Plan
from c9lib.steps import STEPS, standing
from c9lib.steps.forecast import first
from tests.steps.conftest import Connected


def plans(connected: Connected, **named: object) -> list[Plan]:
    session = connected(**named)
    return [kind(session).plan() for kind in STEPS.values()]


def test_a_fresh_account_refuses_nothing_though_steps_wait_for_each_other(connected: Connected) -> None:
    told = plans(connected)
    assert any(plan.refusals for plan in told)
    assert standing(told) == ()


def test_what_no_step_mends_stands_once(connected: Connected) -> None:
    told = plans(connected, network="existing", vpc_id="vpc-0123456789abcdef0", subnet_id="subnet-0123456789abcdef0")
    (refusal,) = standing(told)
    assert "There is no subnet subnet-0123456789abcdef0" in refusal


def test_the_words_by_which_a_step_waits() -> None:
    assert first("role", "profile") == "Run step role and step profile first."
    assert standing([Plan("x", refusals=("No. " + first("role"), "Never.")), Plan("y", refusals=("Never.",))]) == (
        "Never.",
    )
