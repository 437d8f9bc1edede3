"""What a cluster's scheduler keeps: a seat is one task's at a time, whatever becomes of workers; one pace is all's."""

from __future__ import annotations

import json
import pickle

import pytest

from c9lib.aws import Pace
from c9lib.call_limits import Draw, Limit
from c9lib.errors import StepError
from c9lib.workshop.desk import GRACE_SECONDS, LEASE_SECONDS, LOST, STOPPED, Desk, Told, draw_of, told_of
from c9lib.workshop.scheduler_store import SchedulerStore

NOON = 1_900_000_000.0
TEN = Draw("ec2:Test", Limit(10, 2, ""))


class Clock:
    """Wall time that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> Desk:
    return Desk(clock)


def claim(desk: Desk, holder: str, worker: str = "w0", run: str = "r", seat: str = "01") -> Told:
    return desk.ask("claim", {"run": run, "seat": seat, "holder": holder, "worker": worker})


def take(desk: Desk, holder: str, run: str = "r", seat: str = "01") -> Told:
    told = {"name": "ec2:Test", "draw": told_of(TEN), "now": NOON}
    return desk.ask("take", {"run": run, "seat": seat, "holder": holder, **told})


def renew(desk: Desk, holder: str) -> Told:
    return desk.ask("renew", {"run": "r", "seat": "01", "holder": holder})


def test_a_seat_is_one_tasks_until_it_gives_it_back(desk: Desk) -> None:
    assert claim(desk, "a") == {}
    assert claim(desk, "b", "w1") == {"wait": LEASE_SECONDS}
    assert claim(desk, "b", "w1", seat="02") == {}, "another seat is another matter"
    desk.ask("release", {"seat": "01", "holder": "b"})
    assert claim(desk, "b", "w1") == {"wait": LEASE_SECONDS}, "nobody gives back what isn't theirs"
    desk.ask("release", {"seat": "01", "holder": "a"})
    assert claim(desk, "b", "w1") == {}


def test_another_run_waits_for_it_too(desk: Desk) -> None:
    claim(desk, "a", run="r")
    assert claim(desk, "b", run="another") == {"wait": LEASE_SECONDS}


def test_whoever_is_heard_of_keeps_it(desk: Desk, clock: Clock) -> None:
    claim(desk, "a")
    for _ in range(20):
        clock.now += LEASE_SECONDS - 0.1
        assert renew(desk, "a") == {}
    clock.now += LEASE_SECONDS - 1
    assert "seconds" in take(desk, "a"), "a call says that it lives, too"
    assert claim(desk, "b") == {"wait": LEASE_SECONDS}


def test_whoever_is_not_heard_of_has_lost_it_and_makes_no_call_any_more(desk: Desk, clock: Clock) -> None:
    claim(desk, "a")
    clock.now += LEASE_SECONDS
    assert claim(desk, "b") == {}
    assert take(desk, "a") == {"refused": LOST}
    assert renew(desk, "a") == {"refused": LOST}
    assert "seconds" in take(desk, "b")


def test_one_that_comes_back_too_late_has_lost_it_even_if_nobody_took_it(desk: Desk, clock: Clock) -> None:
    claim(desk, "a")
    clock.now += LEASE_SECONDS
    assert take(desk, "a") == {"refused": LOST}


def test_a_worker_that_has_left_gets_no_more_time(desk: Desk, clock: Clock) -> None:
    claim(desk, "a", "w0")
    claim(desk, "c", "w1", seat="02")
    desk.left("w0")
    assert claim(desk, "b", "w1") == {"wait": GRACE_SECONDS}
    clock.now += GRACE_SECONDS / 2
    assert "seconds" in take(desk, "a"), "it may end what it is at"
    assert claim(desk, "b", "w1") == {"wait": GRACE_SECONDS / 2}, "but isn't given time by it"
    clock.now += GRACE_SECONDS / 2
    assert take(desk, "a") == {"refused": LOST}
    assert claim(desk, "b", "w1") == {}
    assert "seconds" in take(desk, "c", seat="02"), "the other worker's seat is as it was"


def test_all_tasks_of_a_run_share_the_buckets_and_another_run_has_its_own(desk: Desk) -> None:
    claim(desk, "a")
    claim(desk, "b", seat="02")
    claim(desk, "c", run="another", seat="03")
    assert [take(desk, "a")["seconds"] for _ in range(5)] == [0.0] * 5
    assert [take(desk, "b", seat="02")["seconds"] for _ in range(4)] == [0.0, 0.0, 0.0, 0.5]
    assert take(desk, "c", run="another", seat="03")["seconds"] == 0.0
    assert desk.ask("told", {"run": "r"})["ec2:Test"]["taken"] == 9


def test_throttling_slows_all(desk: Desk) -> None:
    told = {"run": "r", "name": "ec2:Test", "draw": told_of(TEN), "sent_at": NOON, "now": NOON}
    desk.ask("throttled", told)
    assert desk.ask("told", {"run": "r"})["ec2:Test"]["rate"] == 1


def test_a_stopped_run_makes_no_call_and_begins_no_seat(desk: Desk) -> None:
    claim(desk, "a")
    desk.ask("stop", {"run": "r"})
    assert take(desk, "a") == {"refused": STOPPED}
    assert claim(desk, "b", seat="02") == {"refused": STOPPED}
    assert claim(desk, "c", run="another", seat="03") == {}


def test_what_a_run_knew_goes_with_it(desk: Desk) -> None:
    claim(desk, "a")
    take(desk, "a")
    desk.ask("forget", {"run": "r"})
    assert desk.ask("told", {"run": "r"}) == {}
    assert take(desk, "a") == {"refused": STOPPED}, "a task that is left of it"


def test_what_isnt_asked_here_is_refused(desk: Desk) -> None:
    with pytest.raises(KeyError, match="shout"):
        desk.ask("shout", {})


def test_questions_and_answers_are_plain_data(desk: Desk) -> None:
    sent = json.loads(json.dumps(told_of(TEN)))
    assert draw_of(sent) == TEN
    claim(desk, "a")
    take(desk, "a")
    told = desk.ask("told", {"run": "r"})
    assert json.loads(json.dumps(told)) == told


def test_a_pace_of_the_scheduler_goes_to_another_process_and_needs_a_worker_there() -> None:
    paced = Pace(SchedulerStore("r", "01", "a"))
    sent = pickle.loads(pickle.dumps(paced))  # noqa: S301 — our own, made on this line
    assert sent == paced
    with pytest.raises(StepError, match="doesn't answer"):
        sent.take(TEN, "us-east-1", NOON)
