"""The order of the notebooks, and which of them a run takes."""

from __future__ import annotations

import pytest

from c9lib.errors import ParameterError
from c9lib.parameters import Parameters
from c9lib.runbook import order

TURNED = order.run_order(Parameters(network="isolated"))


def test_every_chapter_has_its_notebook_and_nothing_else_is_numbered() -> None:
    files = {file.name for file in order.folder().glob("[0-9]*.ipynb")}
    assert files == {chapter.file for chapter in order.CHAPTERS}


def test_a_run_leaves_the_tear_down_out() -> None:
    assert [chapter.step for chapter in order.select()] == [
        "start", "role", "profile", "network", "access", "environment", "endpoints", "verify",
    ]  # fmt: skip


def test_from_and_to_include_their_ends() -> None:
    assert [chapter.step for chapter in order.select(first="network", last="environment")] == [
        "network", "access", "environment",
    ]  # fmt: skip
    assert [chapter.step for chapter in order.select(only="role")] == ["role"]


@pytest.mark.parametrize("network", ["public", "nat"])
def test_the_documented_order_stays_where_a_subnet_leads_out(network: str) -> None:
    assert order.run_order(Parameters(network=network)) == order.RUN


def test_endpoints_come_before_the_launch_and_again_after_it() -> None:
    assert [chapter.step for chapter in TURNED] == [
        "start", "role", "profile", "network", "access", "endpoints", "environment", "endpoints", "verify",
    ]  # fmt: skip
    first, second = (chapter for chapter in TURNED if chapter.step == "endpoints")
    assert (first.executed, second.executed) == ("06-configure-endpoints.ipynb", "06-configure-endpoints-again.ipynb")
    assert first.file == second.file
    assert len({chapter.executed for chapter in TURNED}) == len(TURNED)


@pytest.mark.parametrize(
    ("first", "last", "steps"),
    [
        ("", "endpoints", ["start", "role", "profile", "network", "access", "endpoints"]),
        ("endpoints", "", ["endpoints", "environment", "endpoints", "verify"]),
        ("endpoints", "environment", ["endpoints", "environment"]),
        ("environment", "endpoints", ["environment", "endpoints"]),
        ("endpoints", "endpoints", ["endpoints"]),
        ("environment", "", ["environment", "endpoints", "verify"]),
    ],
)
def test_from_and_to_mean_the_first_time_so_that_nothing_is_launched_unasked(
    first: str, last: str, steps: list[str]
) -> None:
    assert [chapter.step for chapter in order.select(first=first, last=last, of=TURNED)] == steps


def test_only_the_endpoints_is_one_visit() -> None:
    (chapter,) = order.select(only="endpoints", of=TURNED)
    assert not chapter.again


def test_in_the_turned_order_the_launch_does_not_come_before_the_network() -> None:
    with pytest.raises(ParameterError, match=r"the order is .*access, endpoints, environment, endpoints, verify"):
        order.select(first="environment", last="network", of=TURNED)


def test_an_unknown_step_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ParameterError) as caught:
        order.select(only="enviroment")
    assert "Did you mean environment?" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("only", "first", "last"), [("role", "start", ""), ("", "verify", "role")])
def test_choices_that_contradict_each_other_are_refused(only: str, first: str, last: str) -> None:
    with pytest.raises(ParameterError):
        order.select(only, first, last)


def test_the_tear_down_is_no_step_of_a_run() -> None:
    with pytest.raises(ParameterError):
        order.select(only="tear-down")
