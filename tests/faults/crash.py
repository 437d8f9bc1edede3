"""One case: a run or a tear-down killed at one call, gone on with by a new process, and all of it taken away again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from c9lib.aws import Session
from c9lib.steps import TearDownStep, leftovers
from tests.faults.account import Account, account
from tests.faults.canonical import canonical
from tests.faults.kill import Counter, Killed, Moment
from tests.steps.topologies import run

Verb = Literal["run", "tear-down"]
VERBS: tuple[Verb, ...] = ("run", "tear-down")


def tear_down(session: Session) -> None:
    """The tear-down as the notebook makes it, with its proof."""
    TearDownStep(session).undo()
    left = leftovers(session).facts
    assert not left, f"left after the tear-down: {left}"


ACTS: dict[Verb, Callable[[Session], object]] = {"run": run, "tear-down": tear_down}


@dataclass(frozen=True)
class Undisturbed:
    """How it goes when nothing happens: the account before, after the run, after the tear-down; calls and writes of
    each."""

    before: list[str]
    done: list[str]
    after: list[str]
    calls: dict[Verb, int]
    writes: dict[Verb, int]


@cache
def undisturbed(topology: str) -> Undisturbed:
    """The measure for all cases of a topology."""
    calls: dict[Verb, int] = {}
    writes: dict[Verb, int] = {}
    seen: list[list[str]] = []
    with account(topology) as there:
        seen.append(state(there))
        for verb in VERBS:
            session = there.session()
            counter = Counter(session)
            begun = len(session.calls)
            ACTS[verb](session)
            calls[verb] = counter.calls
            writes[verb] = sum(call.writes for call in session.calls[begun:])
            seen.append(state(there))
    return Undisturbed(seen[0], seen[1], seen[2], calls, writes)


def state(there: Account) -> list[str]:
    """The account as it is once everything has settled."""
    there.let_pass()
    return canonical(there.session())


def crash(topology: str, verb: Verb, at: int, moment: Moment, *, writes_only: bool = False) -> str:
    """Kill, go on, compare, tear down, compare. Returns the operation at which it was killed. Raises `AssertionError`
    with what differs."""
    right = undisturbed(topology)
    with account(topology) as there:
        if verb == "tear-down":
            run(there.session())
        session = there.session()
        Counter(session, at, moment, writes_only=writes_only)
        try:
            ACTS[verb](session)
        except Killed as killed:
            operation = str(killed)
        else:
            raise AssertionError(f"it was over before call {at}")
        if verb == "run":
            run(there.session())
            alike(state(there), right.done)
        tear_down(there.session())
        alike(state(there), right.after)
    return operation


def alike(found: list[str], right: list[str]) -> None:
    """Raise `AssertionError` that shows what is there and shouldn't be, and what should be and isn't."""
    more = [line for line in found if line not in right]
    less = [line for line in right if line not in found]
    told = [*(f"+ {line}" for line in more), *(f"- {line}" for line in less)]
    assert found == right, "\n".join(["the account differs from that of an undisturbed run:", *told])
