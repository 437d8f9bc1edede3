"""Step access beside other deployments: who has what it needs claims nothing of those that come later."""

from c9lib.nouns import Change
from c9lib.steps.access import AccessStep
from tests.steps.conftest import LEARNER, Connected


def actions(changes: tuple[Change, ...]) -> list[str]:
    return [change.action for change in changes]


def test_a_policy_that_came_later_is_not_needed_by_who_has_its_own(connected: Connected) -> None:
    early = connected(access_for=(LEARNER,), access_policy="statements", deployment="b")
    AccessStep(early).apply()
    late = connected(access_for=(LEARNER,), access_policy="AWSCloud9User", deployment="a")
    assert "attach" in actions(AccessStep(late).apply().changes)
    assert AccessStep(early).plan().changes == ()
    AccessStep(late).undo()
    assert AccessStep(early).plan().changes == ()


def test_a_policy_that_came_later_is_not_needed_by_who_has_claimed_anothers(connected: Connected) -> None:
    first, second = (connected(access_for=(LEARNER,), access_policy="statements", deployment=one) for one in "bc")
    AccessStep(first).apply()
    assert actions(AccessStep(second).apply().changes) == ["tag"]
    AccessStep(connected(access_for=(LEARNER,), access_policy="AWSCloud9User", deployment="a")).apply()
    assert AccessStep(second).plan().changes == ()
