"""A sample of the kills, drawn anew each time: `C9LIB_SEED` repeats one, `make crashes` does all of them."""

from __future__ import annotations

import random

import pytest

from tests.faults.account import account
from tests.faults.canonical import canonical
from tests.faults.crash import VERBS, Verb, alike, crash, undisturbed
from tests.faults.kill import MOMENTS, Counter, Killed
from tests.isolation import seed
from tests.steps.topologies import GIVEN, run

SEED = seed()


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("topology", GIVEN)
def test_killed_at_any_call_it_goes_on_to_the_same_end(topology: str, verb: Verb) -> None:
    drawn = random.Random(f"{SEED}/{topology}/{verb}")  # noqa: S311
    at, moment = drawn.randint(1, undisturbed(topology).calls[verb]), drawn.choice(MOMENTS)
    print(f"C9LIB_SEED={SEED}: {verb} of {topology} killed {moment} call {at}")
    crash(topology, verb, at, moment)


def test_an_undisturbed_run_and_tear_down_leave_the_account_as_it_was() -> None:
    for topology in ("public-api", "isolated-cloudformation"):
        right = undisturbed(topology)
        alike(right.after, right.before)
        assert len(right.done) > len(right.before)


def test_between_two_writes_a_kill_leaves_the_same_account() -> None:
    """So a kill at a write stands for those at the reads that follow it."""
    with account("public-api") as there:
        session = there.session()
        Counter(session, at=3, moment="after", writes_only=True)
        with pytest.raises(Killed):
            run(session)
        seen = canonical(there.session())
        reading = there.session()
        Counter(reading, at=1, writes_only=True)
        with pytest.raises(Killed):
            run(reading)
        alike(canonical(there.session()), seen)


def test_a_difference_is_told() -> None:
    right = undisturbed("public-api")
    with pytest.raises(AssertionError, match="differs") as told:
        alike(right.done, right.before)
    assert "+ {" in str(told.value)


def test_nothing_of_ours_catches_a_kill() -> None:
    with account("public-api") as there:
        session = there.session()
        Counter(session, at=1)
        with pytest.raises(Killed):
            run(session)
