"""A run that finds everything done: no notebook waits for another one, and hardly a kernel is made for nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.notebook.start_guide import NOTHING_TO_DO
from c9lib.parameters import Parameters
from c9lib.runbook.order import run_order
from c9lib.runbook.side_by_side import AT_ONCE
from tests.runbook.test_side_by_side import Runbook, fails


def says_nothing_to_do(say: Callable[[str], None], **_: Any) -> None:
    say(NOTHING_TO_DO)


def test_where_the_whole_run_has_nothing_to_do_none_waits_for_another_one() -> None:
    """The network's and the launch's end only when all others have."""
    book = Runbook({"start": says_nothing_to_do})

    def last(**_: Any) -> None:
        while not {"role", "profile", "access", "endpoints", "verify"} <= {*book.ended}:
            time.sleep(0.002)

    book.does["network"] = last
    book.to_the_end()
    assert book.run.told.errors == {}
    assert book.most == AT_ONCE
    assert book.began[0] == book.ended[0] == "start"
    assert book.ended[-1] == "network"
    assert book.workers.held() == set()


def test_nothing_begins_before_the_first_one_has_ended_that_says_so() -> None:
    book = Runbook({})
    others = list[str]()

    def start(say: Callable[[str], None], **_: Any) -> None:
        say(NOTHING_TO_DO)
        time.sleep(0.1)
        others.extend(book.began[1:])

    book.does["start"] = start
    book.to_the_end()
    assert others == []
    assert len(book.ended) == len(run_order(book.parameters))


def test_a_step_is_visited_again_only_after_its_first_visit() -> None:
    book = Runbook({"start": says_nothing_to_do}, Parameters(network="isolated"))
    book.to_the_end()
    assert book.ended.index("endpoints") < book.began.index("endpoints-again")


@pytest.mark.parametrize("told", [f"here: {NOTHING_TO_DO}", "nothing"])
def test_only_the_first_one_says_so_and_in_these_words(told: str) -> None:
    book = Runbook({"start": lambda say, **_: say(told), "role": says_nothing_to_do})
    book.to_the_end()
    assert book.ended.index("role") < book.began.index("profile")
    assert book.ended.index("profile") < book.began.index("environment")


def test_when_one_fails_where_all_only_read_nothing_more_begins() -> None:
    book = Runbook({"start": says_nothing_to_do, "role": lambda **_: fails()})

    def profile(**_: Any) -> None:
        while not book.run.told.errors:
            time.sleep(0.002)

    book.does["profile"] = profile
    book.to_the_end()
    assert [one.step for one in book.run.told.errors] == ["role"]
    assert set(book.began) == set(book.ended) == {"start", "role", "profile"}
    assert book.workers.held() == set()


@pytest.mark.parametrize("parameters", [Parameters(), Parameters(network="isolated")])
@pytest.mark.parametrize("nothing", [True, False])
def test_hardly_a_kernel_is_made_ready_that_nobody_takes(parameters: Parameters, nothing: bool) -> None:
    says = NOTHING_TO_DO if nothing else "done"
    does = {one.noted: lambda say, **_: say(says) for one in run_order(parameters)}
    book = Runbook(does, parameters)
    book.to_the_end()
    taken, made = (sum(getattr(one, name) for one in book.kernels) for name in ("taken", "made"))
    assert taken == len(run_order(parameters))
    assert made <= taken + 1, "the last notebook may come to the other lane"
