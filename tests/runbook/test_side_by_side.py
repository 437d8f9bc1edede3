"""What begins when, what a failure or a stop does to the others, and who is told that somebody is about to begin."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.errors import StepError
from c9lib.parameters import Parameters
from c9lib.runbook.graph import graph
from c9lib.runbook.order import Chapter, run_order
from c9lib.runbook.progress import Plain, Reporter
from c9lib.runbook.side_by_side import AT_ONCE, TURN, Lane, SideBySide
from c9lib.steps.endpoint_changes import AVAILABLE
from c9lib.steps.launching import CREATED, PROPAGATED

LIMIT = 10


class Kernels:
    """Knows how many were made and taken, whether it was closed, or left in the middle."""

    def __init__(self) -> None:
        self.ahead = True
        self.made = self.taken = 0
        self.closed = False
        self.abandoned = threading.Event()

    def prepare(self) -> None:
        self.made = max(self.made, self.taken + 1)
        raise RuntimeError("no kernel can be started")

    def take(self) -> None:
        """As `execute` does it."""
        self.made = max(self.made, self.taken + 1)
        self.taken += 1
        self.made += self.ahead

    def close_thread(self) -> None:
        self.closed = True

    def abandon(self) -> None:
        self.abandoned.set()


class Workers:
    """Notes who was expected, and who rests."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []

    def expect(self, name: str, leader: str = "", waits_for: str = "") -> None:
        self.told.append(("expect", name, *((leader, waits_for) if leader else ())))

    def rest(self, name: str) -> None:
        self.told.append(("rest", name))

    def held(self) -> set[str]:
        """Whom simulated time still waits for."""
        held: set[str] = set()
        for verb, name, *leader in self.told:
            if verb == "rest":
                held.discard(name)
            elif not leader:
                held.add(name)
        return held


class Runbook:
    """A run whose notebooks do what the test says: `does[step]` is called with `say`, a notebook's output."""

    def __init__(self, does: dict[str, Callable[..., None]], parameters: Parameters | None = None) -> None:
        self.parameters = parameters or Parameters()
        self.does = does
        self.began: list[str] = []
        self.ended: list[str] = []
        self.most = 0
        self.kernels: list[Kernels] = []
        self.workers = Workers()
        self.stream = io.StringIO()
        self._running: set[str] = set()
        self._lock = threading.Lock()
        told = graph(run_order(self.parameters), self.parameters)
        self.run = SideBySide(told, Plain(self.stream), self._lane, 8)

    def _lane(self, tell: Any) -> Lane:
        self.kernels.append(Kernels())
        return Lane(self.kernels[-1], self._execute, tell)  # type: ignore[arg-type]

    def _execute(self, chapter: Chapter, reporter: Reporter, kernels: Any) -> float:
        with self._lock:
            self.began.append(chapter.noted)
            self._running.add(chapter.noted)
            self.most = max(self.most, len(self._running))
            kernels.take()
        try:
            self.does.get(chapter.noted, lambda **_: None)(
                say=lambda text: reporter.line(chapter, text), kernels=kernels
            )
            return 1.0
        finally:
            with self._lock:
                self._running.discard(chapter.noted)
                self.ended.append(chapter.noted)

    def to_the_end(self) -> None:
        try:
            self.run.run(self.workers)  # type: ignore[arg-type]
        finally:
            self.run.close()

    def until_began(self, name: str) -> Callable[..., None]:
        """A notebook that ends once another one has begun."""

        def does(say: Callable[[str], None], **_: Any) -> None:
            deadline = time.monotonic() + LIMIT
            while name not in self.began:
                assert time.monotonic() < deadline, f"{name} doesn't begin"
                time.sleep(0.002)

        return does


def waits(condition: str) -> str:
    return f"  {condition}: CREATING, 0 s so far (normally 2 min, at most 15 min)"


def fails(**_: Any) -> None:
    raise StepError("Step stopped: it can't be done.")


def test_all_run_two_at_most_and_in_an_order_that_the_graph_allows() -> None:
    does = dict.fromkeys(
        ("role", "profile", "network", "access", "environment", "endpoints"), lambda **_: time.sleep(0.02)
    )
    book = Runbook(does)
    book.to_the_end()
    assert (book.began[0], book.began[-1]) == ("start", "verify")
    assert sorted(book.began) == sorted(one.noted for one in run_order(Parameters()))
    assert book.most == AT_ONCE
    assert book.ended.index("role") < book.began.index("profile")
    assert [one["well"] for one in book.run.told.notebooks.values()] == [True] * 8
    assert book.run.told.errors == {}
    assert all(one.closed for one in book.kernels)
    assert book.workers.held() == set()


def test_the_role_runs_beside_the_network() -> None:
    book = Runbook({})
    book.does |= {"role": book.until_began("network"), "network": book.until_began("role")}
    book.to_the_end()
    assert book.run.told.errors == {}


def test_the_endpoints_begin_while_the_launch_waits_and_only_then() -> None:
    book = Runbook({})
    seen: list[bool] = []

    def launch(say: Callable[[str], None], **_: Any) -> None:
        say(waits(PROPAGATED.condition))
        time.sleep(0.1)
        seen.append("endpoints" in book.began)
        say(waits(CREATED.condition))
        book.until_began("endpoints")(say)
        say(waits(CREATED.condition))  # again: somebody hears of a wait more than once

    book.does["environment"] = launch
    book.to_the_end()
    assert seen == [False]
    assert book.began.count("endpoints") == 1
    assert book.run.told.errors == {}
    told = book.workers.told
    assert ("expect", "endpoints", "environment", CREATED.condition) in told
    assert told.index(("expect", "environment")) < told.index(("expect", "endpoints", "environment", CREATED.condition))


def test_a_launch_that_has_nothing_to_wait_for_is_followed_by_the_endpoints() -> None:
    book = Runbook({})
    book.to_the_end()
    assert book.ended.index("environment") < book.began.index("endpoints")


def test_where_the_endpoints_come_first_the_launch_begins_while_they_start_and_they_come_again_beside_it() -> None:
    book = Runbook({}, Parameters(network="isolated"))

    def endpoints(say: Callable[[str], None], **_: Any) -> None:
        say(waits(AVAILABLE.condition))
        book.until_began("environment")(say)

    def launch(say: Callable[[str], None], **_: Any) -> None:
        say(waits(CREATED.condition))
        book.until_began("endpoints-again")(say)

    book.does |= {"endpoints": endpoints, "environment": launch}
    book.to_the_end()
    assert book.run.told.errors == {}
    assert book.ended.index("endpoints") < book.began.index("endpoints-again")
    assert book.began[-1] == "verify"


def test_restricting_comes_after_the_end_of_the_launch() -> None:
    book = Runbook({}, Parameters(restrict_egress=True))

    def launch(say: Callable[[str], None], **_: Any) -> None:
        say(waits(CREATED.condition))
        time.sleep(0.1)
        assert "endpoints" not in book.began

    book.does["environment"] = launch
    book.to_the_end()
    assert book.run.told.errors == {}
    assert "endpoints" in book.began


def test_when_one_fails_the_others_go_on_to_their_end_and_nothing_more_begins() -> None:
    book = Runbook({"role": fails})
    book.does["network"] = book.until_began("role")
    book.to_the_end()
    assert sorted(book.began) == ["network", "role", "start"]
    assert {one["step"]: one["well"] for one in book.run.told.notebooks.values()} == {
        "start": True,
        "role": False,
        "network": True,
    }
    assert [one.step for one in book.run.told.errors] == ["role"]
    assert book.workers.held() == set()


def test_when_the_start_fails_nothing_else_begins() -> None:
    book = Runbook({"start": fails})
    book.to_the_end()
    assert book.began == ["start"]


def test_when_the_launch_fails_the_endpoints_that_run_come_to_their_end() -> None:
    book = Runbook({})

    def launch(say: Callable[[str], None], **_: Any) -> None:
        say(waits(CREATED.condition))
        book.until_began("endpoints")(say)
        fails()

    def endpoints(**_: Any) -> None:
        while "environment" not in book.ended:
            time.sleep(0.002)

    book.does |= {"environment": launch, "endpoints": endpoints}
    book.to_the_end()
    assert [one.step for one in book.run.told.errors] == ["environment"]
    assert "verify" not in book.began
    assert {one["step"]: one["well"] for one in book.run.told.notebooks.values()}["endpoints"] is True
    assert book.workers.held() == set()


def test_when_the_endpoints_fail_the_launch_comes_to_its_end() -> None:
    book = Runbook({"endpoints": fails})

    def launch(say: Callable[[str], None], **_: Any) -> None:
        say(waits(CREATED.condition))
        while "endpoints" not in book.ended:
            time.sleep(0.002)

    book.does["environment"] = launch
    book.to_the_end()
    assert [one.step for one in book.run.told.errors] == ["endpoints"]
    assert book.ended[-1] == "environment"
    assert "verify" not in book.began


def test_one_that_is_expected_and_never_begins_holds_nobody_up() -> None:
    """The launch fails before it waits for what the endpoints begin at."""
    book = Runbook({"environment": fails})
    book.to_the_end()
    assert "endpoints" not in book.began
    assert book.workers.told[-1] == ("rest", TURN)
    assert book.workers.held() == set()


def test_whoever_stops_it_ends_what_runs_at_once() -> None:
    book = Runbook({})

    def endless(kernels: Kernels, **_: Any) -> None:
        assert kernels.abandoned.wait(LIMIT), "its kernel isn't ended"
        raise StepError("The kernel ended.")

    def stop() -> None:
        while len(book.began) < 3:
            time.sleep(0.002)
        raise KeyboardInterrupt

    book.does |= {"role": endless, "network": endless}
    book.run._happened = _Interrupting(book.run._happened, stop)  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        book.run.run(book.workers)  # type: ignore[arg-type]
    assert [one.step for one in book.run.running] == ["role", "network"]
    book.run.close(at_once=True)
    assert all(one.closed for one in book.kernels)
    assert [one["well"] for one in book.run.told.notebooks.values()] == [True, False, False]


class _Interrupting:
    """A queue of which the second question is interrupted."""

    def __init__(self, queue: Any, stop: Callable[[], None]) -> None:
        self._queue, self._stop, self._asked = queue, stop, 0
        self.put = queue.put

    def get(self) -> Any:
        self._asked += 1
        if self._asked == 2:
            self._stop()
        return self._queue.get()


def test_a_fault_of_this_program_ends_the_run_with_its_own_words() -> None:
    def broken(**_: Any) -> None:
        raise ZeroDivisionError("a fault")

    def endless(kernels: Kernels, **_: Any) -> None:
        kernels.abandoned.wait(LIMIT)

    book = Runbook({"role": broken, "network": endless})
    with pytest.raises(ZeroDivisionError, match="a fault"):
        book.run.run(book.workers)  # type: ignore[arg-type]
    book.run.close(at_once=True)
    assert all(one.closed for one in book.kernels)
