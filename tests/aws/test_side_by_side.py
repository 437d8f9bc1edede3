"""What one session reads is good for those who work beside it, for a while, and never for who has written since."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence

import pytest

from c9lib.aws.side_by_side import FRESH_SECONDS, LASTING_SECONDS, WANTED_SECONDS, SideBySide


class Worker:
    """One of those who work side by side, at a time of the account that all share."""

    clock = 1000.0

    def __init__(self) -> None:
        self.wrote = 0.0
        self.rests = 0

    def moment(self) -> float:
        return Worker.clock

    def rest(self) -> None:
        self.rests += 1

    def writes(self) -> None:
        self.wrote = time.monotonic()


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Worker, "clock", 1000.0)


class Listing:
    """A listing that says how often it was read."""

    def __init__(self) -> None:
        self.times = 0

    def read(self) -> int:
        self.times += 1
        return self.times


def test_what_one_reads_is_good_for_the_others_for_some_seconds() -> None:
    beside, listing, one, other = SideBySide(), Listing(), Worker(), Worker()
    assert beside.all_of("all", one, listing.read) == 1
    assert beside.all_of("all", other, listing.read) == 1
    Worker.clock += FRESH_SECONDS - 0.1
    assert beside.all_of("all", other, listing.read) == 1
    Worker.clock += 0.1
    assert beside.all_of("all", other, listing.read) == 2


def test_who_has_written_reads_afresh_and_the_others_have_it_too() -> None:
    beside, listing, one, other = SideBySide(), Listing(), Worker(), Worker()
    beside.all_of("all", one, listing.read)
    one.writes()
    assert beside.all_of("all", other, listing.read) == 1
    assert beside.all_of("all", one, listing.read) == 2
    assert beside.all_of("all", other, listing.read) == 2


def test_kinds_are_not_mixed_up() -> None:
    beside, one = SideBySide(), Worker()
    assert beside.all_of("vpcs", one, lambda: "v") == "v"
    assert beside.all_of("subnets", one, lambda: "s") == "s"


def test_what_hardly_changes_is_good_for_minutes_and_for_who_has_written() -> None:
    beside, listing, one = SideBySide(), Listing(), Worker()
    beside.lasting("whose", one, listing.read)
    one.writes()
    Worker.clock += LASTING_SECONDS - 1
    assert beside.lasting("whose", one, listing.read) == 1
    Worker.clock += 1
    assert beside.lasting("whose", one, listing.read) == 2


def test_nothing_is_an_answer_like_any_other() -> None:
    beside, asked = SideBySide(), []
    for _ in range(2):
        assert beside.all_of("none", Worker(), lambda: asked.append(1)) is None
    assert asked == [1]


class Things:
    """Things by their keys; it notes which were asked for."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def read(self, keys: Sequence[str]) -> Mapping[str, str]:
        self.asked.append(list(keys))
        return {key: f"{key} {len(self.asked)}" for key in keys if key != "gone"}


def look(beside: SideBySide, things: Things, key: str, at_once: int = 3) -> str | None:
    told: str | None = beside.one_of("things", key, Worker(), things.read, at_once=at_once)
    return told


def test_a_look_is_for_what_others_wait_for_as_well() -> None:
    beside, things = SideBySide(), Things()
    for key in "abcd":
        look(beside, things, key)
    assert things.asked == [["a"], ["b"], ["c"], ["d"]], "who was never seen isn't known to be waited for"
    Worker.clock += FRESH_SECONDS
    assert look(beside, things, "c") == "c 5"
    assert things.asked[-1] == ["c", "a", "b"], "three at once, those first that were not looked at for longest"
    assert look(beside, things, "a") == "a 5"
    assert look(beside, things, "d") == "d 6"
    assert things.asked[-1] == ["d"], "the others are fresh"


def test_whom_nobody_waits_for_any_more_is_not_looked_at() -> None:
    beside, things = SideBySide(), Things()
    look(beside, things, "a")
    look(beside, things, "b")
    Worker.clock += WANTED_SECONDS
    look(beside, things, "b")
    assert things.asked[-1] == ["b"]


def test_what_is_not_there_is_none_and_looked_for_again() -> None:
    beside, things = SideBySide(), Things()
    assert look(beside, things, "gone") is None
    assert look(beside, things, "gone") is None
    assert len(things.asked) == 2


def test_one_reads_while_the_others_rest() -> None:
    beside, begun, go_on = SideBySide(), threading.Event(), threading.Event()
    times: list[int] = []

    def slow() -> str:
        times.append(1)
        begun.set()
        assert go_on.wait(10)
        return "told"

    workers = [Worker() for _ in range(4)]
    told: list[str] = []
    threads = [
        threading.Thread(target=lambda one=one: told.append(beside.all_of("all", one, slow)))  # type: ignore[misc]
        for one in workers
    ]
    threads[0].start()
    assert begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    limit = time.monotonic() + 10
    while sum(one.rests for one in workers) < 3 and time.monotonic() < limit:
        time.sleep(0.005)
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert told == ["told"] * 4
    assert times == [1]
    assert [one.rests for one in workers] == [0, 1, 1, 1]


def test_a_reading_that_fails_is_its_own_and_the_next_one_reads() -> None:
    beside, begun, go_on = SideBySide(), threading.Event(), threading.Event()
    failed: list[str] = []

    def refused() -> str:
        begun.set()
        assert go_on.wait(10)
        raise ValueError("throttled")

    def first() -> None:
        try:
            beside.all_of("all", Worker(), refused)
        except ValueError as error:
            failed.append(str(error))

    told: list[str] = []
    one = threading.Thread(target=first)
    one.start()
    assert begun.wait(10)
    other = threading.Thread(target=lambda: told.append(beside.all_of("all", Worker(), lambda: "well")))
    other.start()
    go_on.set()
    one.join(10)
    other.join(10)
    assert (failed, told) == (["throttled"], ["well"])
