"""What each notebook of a run comes after."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.parameters import Parameters
from c9lib.runbook.graph import After, graph
from c9lib.runbook.order import RUN, TEAR_DOWN, Chapter, run_order, select
from c9lib.steps.endpoint_changes import AVAILABLE
from c9lib.steps.launching import CREATED

ISOLATED = Parameters(network="isolated")


def of(parameters: Parameters) -> dict[str, dict[str, str]]:
    """By the names of their notes: after which notebooks, and from which wait of theirs on."""
    found = graph(run_order(parameters), parameters)
    return {one.noted: {each.chapter.noted: each.waits_for for each in after} for one, after in found.items()}


def before(chapter: Chapter, found: dict[Chapter, tuple[After, ...]]) -> set[Chapter]:
    """All that has ended, or waits, before a notebook begins."""
    near = {one.chapter for one in found[chapter]}
    return near.union(*(before(one, found) for one in near))


def test_nothing_begins_before_the_start_has_ended_well() -> None:
    for parameters in (Parameters(), ISOLATED):
        for step, after in of(parameters).items():
            assert step == "start" or after["start"] == ""


def test_the_role_and_the_network_need_nothing_of_each_other() -> None:
    found = of(Parameters())
    assert set(found["role"]) == set(found["network"]) == {"start"}
    assert set(found["profile"]) == set(found["access"]) == {"start", "role"}


def test_the_launch_comes_after_all_that_it_reads() -> None:
    assert of(Parameters())["environment"] == dict.fromkeys(("start", "role", "profile", "network", "access"), "")


def test_the_endpoints_begin_once_cloud9_makes_the_environment() -> None:
    assert of(Parameters())["endpoints"] == {"start": "", "network": "", "environment": CREATED.condition}


@pytest.mark.parametrize("given", [{"restrict_egress": True}, {"launch_with": "cloudformation"}])
@pytest.mark.parametrize("network", ["public", "nat", "isolated"])
def test_they_wait_for_its_end_where_they_take_something_away_or_find_it_later(given: Any, network: Any) -> None:
    found = of(Parameters(network=network, **given))
    assert found["endpoints-again" if network == "isolated" else "endpoints"]["environment"] == ""


def test_where_they_come_first_the_launch_begins_while_they_start() -> None:
    found = of(ISOLATED)
    assert set(found["endpoints"]) == {"start", "network"}
    assert found["environment"]["endpoints"] == AVAILABLE.condition
    assert found["endpoints-again"] == {
        "start": "",
        "network": "",
        "endpoints": "",
        "environment": CREATED.condition,
    }


@pytest.mark.parametrize("parameters", [Parameters(), ISOLATED, Parameters(restrict_egress=True)])
def test_the_verification_comes_after_all_others(parameters: Parameters) -> None:
    chapters = run_order(parameters)
    assert of(parameters)["verify"] == dict.fromkeys((one.noted for one in chapters[:-1]), "")


@pytest.mark.parametrize("parameters", [Parameters(), ISOLATED, Parameters(restrict_egress=True)])
def test_nobody_comes_after_what_is_later_in_the_documented_order(parameters: Parameters) -> None:
    chapters = run_order(parameters)
    found = graph(chapters, parameters)
    for at, chapter in enumerate(chapters):
        assert before(chapter, found) <= set(chapters[:at])


def test_a_part_of_a_run_comes_after_nothing_that_isnt_in_it() -> None:
    found = graph(select(first="environment", last="endpoints"), Parameters())
    launch, endpoints = select(first="environment", last="endpoints")
    assert found == {launch: (), endpoints: (After(launch, CREATED.condition),)}


def test_a_tear_down_comes_after_all() -> None:
    found = graph((*RUN, TEAR_DOWN), Parameters())
    assert [one.chapter for one in found[TEAR_DOWN]] == list(RUN)
