"""Two runs make what AWS lets exist twice, in each order: it ends with one of each.

Why there is no lock: docs/decisions/017-one-of-each.md.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.aws.target import Target
from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.world import World
from c9lib.steps.network import NetworkStep
from tests.steps.breaking import Died, dies_after
from tests.steps.conftest import Connected
from tests.steps.whole import whole

WRITES = ("CreateVpc", "AllocateAddress")
PAUSE = "pause"
LONGEST = 60
"""Wall seconds after which somebody hangs."""
ORDERS = sorted({"".join(order) for order in permutations("aaabbb") if order[0] == "a"})
"""Who is next to write or to let time pass: three times each. Both are alike, so `a` begins."""


class Turns:
    """Lets two threads, named `a` and `b`, do what is theirs in this order. Nobody begins before both have looked."""

    def __init__(self, order: str, *steps: str) -> None:
        left = {name: list(steps) for name in "ab"}
        self._script = [(name, left[name].pop(0)) for name in order]
        self._both = threading.Barrier(2)
        self._first = steps[0]
        self._begun: set[str] = set()
        self._moved = threading.Condition()

    def take(self, step: str) -> None:
        """Wait for this thread's turn, if it has one left for this step. What it has passed over it does no more."""
        name = threading.current_thread().name
        if step == self._first and name not in self._begun:
            self._begun.add(name)
            self._both.wait(LONGEST)
        with self._moved:
            if (name, step) not in self._script:
                return
            while (own := next(one for one in self._script if one[0] == name))[1] != step:
                self._script.remove(own)
            self._moved.notify_all()
            assert self._moved.wait_for(lambda: self._script[0] == (name, step), LONGEST), f"{name} hangs at {step}"

    def done(self, step: str) -> None:
        """This thread has done it: the next one's turn."""
        with self._moved:
            if (threading.current_thread().name, step) in self._script:
                self._script.remove((threading.current_thread().name, step))
            self._moved.notify_all()

    def leave(self) -> None:
        """This thread has ended."""
        with self._moved:
            self._script = [one for one in self._script if one[0] != threading.current_thread().name]
            self._moved.notify_all()


def side_by_side(turns: Turns, sessions: list[Session], writes: tuple[str, ...]) -> None:
    """Both apply step network, taking turns at these writes."""
    failed: list[BaseException] = []

    def person(session: Session) -> None:
        try:
            NetworkStep(session).apply()
        except BaseException as error:  # told below
            failed.append(error)
        finally:
            turns.leave()

    for session in sessions:
        events = session.client("ec2").meta.events
        for write in writes:
            events.register(f"before-send.ec2.{write}", lambda write=write, **_: turns.take(write))
            events.register(f"after-call.ec2.{write}", lambda write=write, **_: turns.done(write))
    threads = [
        threading.Thread(target=person, args=(one,), name=name) for name, one in zip("ab", sessions, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * LONGEST)
    assert not any(thread.is_alive() for thread in threads), "somebody hangs"
    assert failed == []


def written(sessions: list[Session]) -> Counter[str]:
    return Counter(call.operation for session in sessions for call in session.calls if call.writes)


@pytest.fixture
def front(request: pytest.FixtureRequest) -> Front:
    """Ids differ by the seed: which of two is the lower one, too."""
    return Front(World(seed=getattr(request, "param", 1), clock=Clock(speed=0.0)))


@pytest.fixture
def pausing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`pausing(turns)`: to let time pass takes a turn, too."""
    let_pass = Target.let_pass

    def patch(turns: Turns) -> None:
        def in_turn(target: Target, seconds: float) -> None:
            turns.take(PAUSE)
            let_pass(target, seconds)
            turns.done(PAUSE)

        monkeypatch.setattr(Target, "let_pass", in_turn)

    return patch


@pytest.mark.parametrize("order", ORDERS)
def test_a_vpc_and_an_address_in_each_order(connected: Connected, pausing: Any, order: str) -> None:
    turns = Turns(order, *WRITES, PAUSE)
    two = [connected(network="nat") for _ in range(2)]
    pausing(turns)
    side_by_side(turns, two, WRITES)
    assert written(two)["CreateVpc"] == 2, "both had seen that there is none"
    whole(connected(network="nat"))


@pytest.mark.parametrize("front", [1, 2, 3, 4], indirect=True)
def test_a_second_vpc_is_seen_though_there_is_one_address(connected: Connected, pausing: Any) -> None:
    """`b` finds the address of `a`, looks again, and builds in the VPC with the lower id, of whom it may be; `a`, that
    has seen nobody so far, goes on only then."""
    build = "CreateInternetGateway"
    turns = Turns("aabbbaba", *WRITES, PAUSE, build)
    two = [connected(network="nat") for _ in range(2)]
    pausing(turns)
    side_by_side(turns, two, (*WRITES, build))
    counts = written(two)
    assert (counts["CreateVpc"], counts["AllocateAddress"]) == (2, 1)
    whole(connected(network="nat"))


HIDDEN = {"DescribeAddresses": ("Addresses", "AllocationId"), "DescribeNatGateways": ("NatGateways", "NatGatewayId")}
"""What EC2 shows late, by the call that lists it."""


def sees_its_own(session: Session, until: str = "") -> Callable[[], None]:
    """EC2 shows this session no address and no NAT gateway of others, until it has made a call of this name, or until
    what is given here is called."""
    own, late, events = set[str](), [True], session.client("ec2").meta.events

    def show(**_: Any) -> None:
        late.clear()

    def note(parsed: Any, **_: Any) -> None:
        own.update(filter(None, (parsed.get("AllocationId"), parsed.get("NatGateway", {}).get("NatGatewayId"))))

    def hide(parsed: Any, items: str, key: str) -> None:
        if late and items in parsed:
            parsed[items] = [one for one in parsed[items] if one[key] in own]

    for write in ("AllocateAddress", "CreateNatGateway"):
        events.register(f"after-call.ec2.{write}", note)
    for read, (items, key) in HIDDEN.items():
        events.register(f"after-call.ec2.{read}", lambda parsed, items=items, key=key, **_: hide(parsed, items, key))
    if until:
        events.register(f"after-call.ec2.{until}", show)
    return show


def two_with_a_vpc(connected: Connected) -> list[Session]:
    """Two sessions after a run that died once its VPC was made."""
    with pytest.raises(Died):
        NetworkStep(dies_after(connected(network="nat"), 1)).apply()
    return [connected(network="nat") for _ in range(2)]


@pytest.mark.parametrize("order", ["aabb", "abab", "abba"])
def test_addresses_that_are_shown_late_lead_to_two_gateways_of_which_one_goes(connected: Connected, order: str) -> None:
    writes = ("AllocateAddress", "CreateNatGateway")
    two = two_with_a_vpc(connected)
    for session in two:
        sees_its_own(session, until="CreateNatGateway")
    side_by_side(Turns(order, *writes), two, writes)
    counts = written(two)
    assert counts["AllocateAddress"] == 2
    assert counts["CreateNatGateway"] == 2
    assert counts["DeleteNatGateway"] >= 1
    whole(connected(network="nat"))


@pytest.mark.parametrize("order", ["aabb", "abab", "abba"])
def test_what_neither_run_has_seen_the_next_plan_finds(connected: Connected, order: str) -> None:
    writes = ("AllocateAddress", "CreateNatGateway")
    two = two_with_a_vpc(connected)
    for session in two:
        sees_its_own(session)
    side_by_side(Turns(order, *writes), two, writes)
    assert written(two)["DeleteNatGateway"] == 0
    later = connected(network="nat")
    (change,) = NetworkStep(later).plan().changes
    assert (change.action, change.what.startswith("NAT gateway nat-")) == ("delete", True)
    NetworkStep(later).apply()
    whole(later)
