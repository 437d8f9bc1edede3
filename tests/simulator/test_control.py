"""What our own clients ask a simulator besides AWS."""

from __future__ import annotations

import json
import os
import threading
from typing import Any

import pytest

import c9lib
from c9lib.simulator.clock import SEEDED_START, Clock
from c9lib.simulator.control import LONGEST_WAIT, Control
from c9lib.simulator.leases import Leases
from c9lib.simulator.world import World


@pytest.fixture
def world() -> World:
    """A world without moto behind it: no control address asks AWS anything."""
    return World(seed=1, clock=Clock())


@pytest.fixture
def passed() -> list[float]:
    return []


@pytest.fixture
def control(world: World, passed: list[float]) -> Control:
    return Control(world, Leases(), passed.append, notice="The account started afresh.")


def ask(control: Control, verb: str, told: Any = None, body: bytes | None = None) -> tuple[int, dict[str, Any]]:
    content = json.dumps(told).encode() if body is None else body
    response = control.respond({"PATH_INFO": f"/_c9lib/{verb}"}, content)
    assert dict(response.headers)["Content-Type"] == "application/json"
    return response.status, json.loads(response.body)


def test_health_says_who_it_is(control: Control) -> None:
    status, told = ask(control, "health", {})
    assert status == 200
    assert told == {
        "c9lib": c9lib.__version__,
        "pid": os.getpid(),
        "account": "123456789012",
        "seed": 1,
        "notice": "The account started afresh.",
    }


def test_health_answers_while_a_long_call_has_the_world(control: Control, world: World) -> None:
    answers: list[int] = []
    with world.lock:
        thread = threading.Thread(target=lambda: answers.append(ask(control, "health", {})[0]))
        thread.start()
        thread.join(5)
        assert answers == [200]


def test_letting_time_pass_moves_the_clock_and_what_is_due_happens(
    control: Control, world: World, passed: list[float]
) -> None:
    happened: list[float] = []
    world.events.later(30, lambda: happened.append(world.clock.now))
    assert ask(control, "advance", {"seconds": 29.5}) == (200, {"now": SEEDED_START + 29.5})
    assert happened == []
    assert ask(control, "advance", {"seconds": 1}) == (200, {"now": SEEDED_START + 30.5})
    assert happened == [SEEDED_START + 30]
    assert passed == [SEEDED_START + 29.5, SEEDED_START + 30.5]
    assert ask(control, "clock", {}) == (200, {"now": SEEDED_START + 30.5})


@pytest.mark.parametrize("seconds", [-1, LONGEST_WAIT + 1, "NaN", "Infinity", "soon", None, [], {}])
def test_a_wait_that_is_none_is_refused(control: Control, world: World, passed: list[float], seconds: Any) -> None:
    status, told = ask(control, "advance", {"seconds": seconds})
    assert status == 400
    assert "advance can't read its request" in told["error"]
    assert world.clock.now == SEEDED_START
    assert passed == []


def test_leases_come_and_go(control: Control) -> None:
    assert ask(control, "lease", {"pid": os.getpid()}) == (200, {"users": 1})
    assert ask(control, "others", {"pid": os.getpid()}) == (200, {"users": 0, "pids": []})
    assert ask(control, "others", {"pid": 1}) == (200, {"users": 1, "pids": [os.getpid()]})
    assert ask(control, "release", {"pid": os.getpid()}) == (200, {"users": 0})


@pytest.mark.parametrize("verb", ["lease", "others", "release", "advance", "scps", "closed", "wait"])
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"no json", b'{"pid": "me", "seconds": "x"}', b"\xff", b"1", b'{"pid": 1e999}']
)
def test_what_isnt_understood_is_refused_in_words(control: Control, verb: str, body: bytes) -> None:
    status, told = ask(control, verb, body=body)
    assert status == 400
    assert verb in told["error"]


def test_what_others_do_is_noted_once_it_is_done(world: World) -> None:
    noted: list[tuple[float, str, dict[str, Any]]] = []
    control = Control(world, Leases(), done=lambda *told: noted.append(told))
    assert ask(control, "closed", {"closed": "yes"})[0] == 400
    assert noted == []
    assert ask(control, "closed", {"closed": True}) == (200, {"closed": True})
    assert noted == [(SEEDED_START, "closed", {"closed": True})]


def test_whatever_is_derived_from_the_account_looks_again_when_others_have_acted(
    control: Control, world: World
) -> None:
    looked: list[float] = []
    world.events.after = lambda _touched: looked.append(world.clock.now)
    ask(control, "closed", {"closed": True})
    assert looked == [SEEDED_START]


@pytest.mark.parametrize("verb", ["", "helth", "health/x", "../health"])
def test_an_unknown_address_names_those_that_there_are(control: Control, verb: str) -> None:
    status, told = ask(control, verb, {})
    assert status == 404
    assert (
        "advance, call-limits, clock, closed, expect, faults, health, lease, others, release, rest, scps,"
        " shared-subnet, wait" in told["error"]
    )
