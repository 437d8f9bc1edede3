"""Many seats at once: so many and no more, until too many fail; whatever happens, no result is lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from c9lib.parameters import Parameters
from c9lib.workshop.pool import Limits, Pooled, run_all
from c9lib.workshop.stopping import Stopped
from c9lib.workshop.task import SeatResult, SeatTask

Run = Callable[[SeatTask, Callable[[str], None], Stopped], SeatResult]


def tasks(number: int) -> list[SeatTask]:
    return [SeatTask(f"{one:02}", Parameters(), Path("x"), ("environment",)) for one in range(number)]


def result(task: SeatTask, *, well: bool = True) -> SeatResult:
    return SeatResult(task.seat, well, exit_code=0 if well else 1)


def run(number: int, limits: Limits, one: Run, ended: Callable[[SeatResult], None] = lambda _: None) -> Pooled:
    return run_all(tasks(number), limits, lambda *_: None, ended, one)


def test_no_more_run_at_once_than_are_allowed_and_as_many_do() -> None:
    lock, now, most = threading.Lock(), 0, 0
    four = threading.Barrier(4)

    def one(task: SeatTask, tell: Callable[[str], None], is_stopped: Stopped) -> SeatResult:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        four.wait(10)  # unless four run at once, this breaks
        with lock:
            now -= 1
        return result(task)

    done = run(12, Limits(4, 1), one)
    assert (len(done.results), most, done.not_begun, done.interrupted) == (12, 4, (), False)


@pytest.mark.parametrize(("errors", "begun"), [(0, 1), (1, 2), (3, 4), (20, 20)])
def test_when_more_have_failed_no_further_one_begins(errors: int, begun: int) -> None:
    done = run(20, Limits(1, errors), lambda task, *_: result(task, well=False))
    assert len(done.results) == begun
    assert done.not_begun == tuple(f"{one:02}" for one in range(begun, 20))


def test_those_that_run_go_on_when_others_have_failed() -> None:
    failed, three = threading.Event(), threading.Barrier(3)

    def one(task: SeatTask, tell: Callable[[str], None], is_stopped: Stopped) -> SeatResult:
        three.wait(10)
        if task.seat == "00":
            failed.set()
            return result(task, well=False)
        assert failed.wait(10)
        time.sleep(0.05)
        return result(task)

    done = run(5, Limits(3, 0), one)
    assert {seat: one.well for seat, one in done.results.items()} == {"00": False, "01": True, "02": True}
    assert done.not_begun == ("03", "04")


@pytest.mark.parametrize(("seats", "errors"), [(1, 1), (4, 1), (5, 1), (10, 2), (200, 40)])
def test_a_fifth_may_fail_and_at_least_one(seats: int, errors: int) -> None:
    assert Limits.of(seats, 50) == Limits(50, errors)
    assert Limits.of(seats, 50, 0) == Limits(50, 0)


def test_a_fault_of_ours_is_the_result_of_its_seat_alone() -> None:
    def one(task: SeatTask, tell: Callable[[str], None], is_stopped: Stopped) -> SeatResult:
        if task.seat == "01":
            raise ZeroDivisionError("no such number")
        return result(task)

    done = run(3, Limits(2, 3), one)
    assert [done.results[seat].well for seat in ("00", "01", "02")] == [True, False, True]
    assert "ZeroDivisionError" in done.results["01"].error


def test_ctrl_c_lets_none_begin_and_waits_for_those_that_run() -> None:
    def one(task: SeatTask, tell: Callable[[str], None], is_stopped: Stopped) -> SeatResult:
        deadline = time.monotonic() + 20
        while not is_stopped() and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.2)  # it closes its evidence
        return SeatResult(task.seat, well=False, exit_code=130)

    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    done = run(9, Limits(3, 9), one)
    assert time.monotonic() - began < 10
    assert done.interrupted
    assert {one.exit_code for one in done.results.values()} == {130}
    assert (len(done.results), len(done.not_begun)) == (3, 6)


def test_ctrl_c_while_a_result_is_written_loses_none() -> None:
    def ended(_: SeatResult) -> None:
        raise KeyboardInterrupt

    done = run(2, Limits(2, 2), lambda task, *_: result(task), ended)
    assert done.interrupted
    assert len(done.results) == 2


def test_each_begins_when_it_may() -> None:
    told = list[str]()

    def one(task: SeatTask, *_: object) -> SeatResult:
        told.append(task.seat)
        return result(task)

    run_all(tasks(3), Limits(1, 0), lambda *_: None, lambda _: None, one, lambda: told.append("ready"))
    assert told == ["ready", "00", "ready", "01", "ready", "02"]
