"""Is the least really the least? A whole run with nothing but what `c9lib policy` printed, and nothing of that is idle.

Before each step statements of that step are taken out, one at a time, on a copy of the account: the step must fail, by
an action of that statement. Then the step is done with all of them. So one run per topology shows both. `make test`
takes a sample of the statements, `make least` takes all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from c9lib import checks
from c9lib.aws import Session
from c9lib.rehearsal import Least, Purpose, least
from c9lib.rehearsal.asking import rehearse
from c9lib.rehearsal.presupposed import neighbour, people, subnet
from c9lib.rehearsal.statements import Stated
from c9lib.steps import in_order
from c9lib.steps.forecast import endpoints_first
from tests.isolation import drawn
from tests.least.aside import aside
from tests.least.conftest import As
from tests.least.holder import Holder, Tried, attempt, without
from tests.rehearsal.evaluating import allowed, idle

LEARNER = {"access_for": ("user/c9-learner",)}
"""As the notebooks have it on the simulated AWS where nobody is named."""
ACCOUNT = "123456789012"
SHARE = 4
"""Of so many statements one is taken out: a copy for each takes most of the time."""
EXISTING = {"vpc_id": "vpc-0a11111111111111b", "subnet_id": "subnet-0a11111111111111b"}


def a_run_with_the_least_policy(admin: As, holder: Callable[..., Holder], given: dict[str, Any]) -> None:
    """A run by ann, who owns the environment; the same again when somebody else has one, too; the tear-down by bob."""
    given = prepared(admin, given)
    whole, ann, bob = admin(**given), holder("ann", **given), holder("bob", **given)
    run = Trial(ann, least_for(whole, "run"))
    assert_nothing_is_idle(whole, run.policy)
    run.steps(visited(whole))
    neighbour(whole)
    before = len(ann.session.calls)
    run.steps(visited(whole))
    assert [call.name for call in ann.session.calls[before:] if call.writes] == []
    assert run.tried == set(run.sample)
    assert_no_worse(ann.session, whole)

    down = Trial(bob, least_for(whole, "tear-down"))
    assert_nothing_is_idle(whole, down.policy)
    down.steps(["tear-down"])
    assert down.tried == set(down.sample)


@dataclass
class Trial:
    """A person with a policy, and the statements that were taken out and missed."""

    person: Holder
    policy: Least
    tried: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.sample = drawn([one.sid for one in self.policy.statements], SHARE)

    def steps(self, steps: Iterable[str]) -> None:
        """Do them in turn, each after it was tried without any one of its statements.

        Without it the step fails, for that very reason; or it isn't needed at this visit, and nothing is refused.
        """
        for step in steps:
            for one in self.policy.statements:
                if one.step == step and one.sid in self.sample and one.sid not in self.tried:
                    self._try(one, step)
            self.person.hold(self.policy.documents)
            assert attempt(self.person.session, step) == Tried("", ())

    def _try(self, one: Stated, step: str) -> None:
        tried = aside(lambda: self._without(one.sid, step))
        failed = any(tried.missed(action) for action in one.actions)
        assert failed or tried.well, f"{one.body}\n{tried}"
        self.tried |= {one.sid} if failed else set()

    def _without(self, sid: str, step: str) -> Tried:
        self.person.hold(without(self.policy.documents, sid))
        return attempt(self.person.session, step)


def least_for(session: Session, *purposes: Purpose) -> Least:
    return least(session.parameters, ACCOUNT, purposes)


def prepared(admin: As, given: dict[str, Any]) -> dict[str, Any]:
    """The parameters, after what they take for granted was made."""
    if given.get("network") == "existing":
        vpc, made = subnet(admin(**given, **EXISTING))
        given = {**given, "vpc_id": vpc, "subnet_id": made}
    people(admin(**given))
    return given


def assert_nothing_is_idle(session: Session, policy: Least) -> None:
    """No action and no resource of any statement could be taken out, either; all of them together suffice."""
    needs = rehearse(session.parameters, ACCOUNT).of(policy.purposes)
    assert [need for need in needs if not allowed(policy.documents, need)] == []
    paths = "/*/${aws:username}"  # a user under a path; the one who rehearsed has none
    assert [one for one in idle(policy.documents, needs) if not one[1].endswith(paths)] == []


def assert_no_worse(person: Session, whole: Session) -> None:
    """Every check is at least as well as the administrator's. (`environment.owner` warns whoever isn't the owner.)"""
    rank = ("ok", "skip", "warn", "fail")
    pairs = zip(checks.verdict(person), checks.verdict(whole), strict=True)
    assert [(mine, its) for mine, its in pairs if rank.index(mine.status) > rank.index(its.status)] == []


def visited(session: Session) -> Iterator[str]:
    """The steps as a run comes to them."""
    yield "start"
    yield from (kind.name for kind in in_order(session.parameters))
    if endpoints_first(session.parameters):
        yield "endpoints"
    yield "verify"
