"""What a step would do, what it costs, and what it did."""

from __future__ import annotations

import pytest

from c9lib.nouns import Change, Outcome, Plan, Waited, cost


def change(what: str = "role r", cost_per_hour: float | None = 0.0) -> Change:
    return Change("create", what, "it is missing", ("iam:CreateRole", "iam:TagRole"), "delete it", cost_per_hour)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (None, "unknown"),
        (0, "none"),
        (0.0, "none"),
        (0.0208, "$0.0208"),
        (1.5, "$1.5000"),
        (0.0001, "$0.0001"),
        (0.00002, "less than $0.0001"),
        (-0.045, "-$0.0450"),
    ],
)
def test_prices_as_a_person_reads_them(amount: float | None, text: str) -> None:
    assert cost(amount) == text


def test_a_plan_adds_up_what_it_costs_unless_something_is_unknown() -> None:
    assert Plan("network", (change(cost_per_hour=0.045), change(cost_per_hour=0.005))).cost_per_hour == 0.05
    assert Plan("network", (change(cost_per_hour=0.045), change(cost_per_hour=None))).cost_per_hour is None
    assert Plan("network").cost_per_hour == 0


def wait() -> Change:
    return Change("wait", "until it is so", "it takes its time", ("ec2:DescribeVpcs",), "nothing to undo")


def test_waits_change_nothing_and_are_counted_by_themselves() -> None:
    assert Plan("network", (change(), wait())).counted == "1 change and 1 wait"
    assert Plan("network", (change(), change(), wait(), wait())).counted == "2 changes and 2 waits"
    assert Plan("network", (wait(),)).counted == "0 changes and 1 wait"
    assert str(Plan("network", (change(), wait()))).startswith("Plan of step network: 1 change and 1 wait\n")


@pytest.mark.parametrize(
    ("costs", "told"),
    [
        ((), "none"),
        ((0.0,), "none"),
        ((0.045, 0.005), "$0.0500 per hour"),
        ((0.059, None, None), "at least $0.0590 per hour, and 2 unknown"),
        ((None, 0.0), "unknown per hour"),
    ],
)
def test_costs_in_words_say_how_many_are_unknown(costs: tuple[float | None, ...], told: str) -> None:
    plan = Plan("network", tuple(change(cost_per_hour=one) for one in costs), prices="list prices of today")
    assert plan.cost_told == told
    assert ("Costs by list prices of today." in str(plan)) == (told != "none")
    assert plan.known_cost_per_hour == pytest.approx(sum(filter(None, costs)))
    assert plan.unknown_costs == costs.count(None)


def test_a_plan_shows_each_change_and_each_refusal() -> None:
    text = str(Plan("role", (change(),), notes=("The profile stays.",), refusals=("The role isn't ours.",)))
    assert text.startswith("Plan of step role: 1 change\n")
    for part in ("role r", "it is missing", "iam:CreateRole", "iam:TagRole", "delete it", "none"):
        assert part in text
    assert text.endswith("The profile stays. Refused: The role isn't ours.")
    assert str(Plan("role")).split("\n") == [
        "Plan of step role: 0 changes",
        "  nothing to change: what this step is for is already so",
    ]


def test_an_outcome_shows_changes_and_waits() -> None:
    text = str(Outcome("environment", (change("environment e"),), waits=(Waited("it is ready", 125, "ready"),)))
    assert text.startswith("Step environment: 1 of 1 done\n")
    assert "2 min 5 s: ready" in text
    assert "nothing had to be done" in str(Outcome("role", ()))


def test_what_runs_a_change_is_no_part_of_what_it_is() -> None:
    other = Change("create", "role r", "it is missing", ("iam:CreateRole", "iam:TagRole"), "delete it", run=print)
    assert change() == other
    assert "run" not in repr(other)


def test_what_it_waits_for_stands_together_and_is_called_so_once() -> None:
    waiting = Plan("environment", waits_for=("The profile is missing.", "There is no subnet."), refusals=("No.", "No!"))
    assert waiting.table().note == "Not yet: The profile is missing. There is no subnet. Refused: No. Refused: No!"
    assert "Not yet" not in Plan("environment").table().note
