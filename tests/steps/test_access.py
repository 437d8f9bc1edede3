"""Step access, and the claims that tell who attached what."""

import json
from collections.abc import Callable

import pytest

from c9lib.aws import Session
from c9lib.checks.documented import ROLE, TRUST
from c9lib.errors import RefusedError
from c9lib.nouns import Call
from c9lib.steps.access import AccessStep
from c9lib.steps.claims import Principal
from tests.steps.conftest import LEARNER, Connected

Done = Callable[..., None]
USER = "arn:aws:iam::aws:policy/AWSCloud9User"
GROUP = "of,the=class@x"
KINDS = (LEARNER, f"group/{GROUP}", "role/Trainer")


@pytest.fixture
def people(session: Session) -> None:
    """A group with a name that no tag may hold, and a role, besides the learner whom the account has."""
    iam = session.client("iam")
    iam.create_group(GroupName=GROUP)
    iam.create_role(RoleName="Trainer", AssumeRolePolicyDocument=json.dumps(TRUST))


def holds(session: Session, words: str) -> bool:
    """Whether somebody has the managed policy AWSCloud9User."""
    principal = Principal.of(words)
    listing = getattr(session.client("iam"), f"list_attached_{principal.kind}_policies")
    return USER in [policy["PolicyArn"] for policy in listing(**principal.named)["AttachedPolicies"]]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("whom", KINDS)
def test_attached_once_and_detached_by_undo(connected: Connected, done: Done, whom: str) -> None:
    session = connected(access_for=(whom,))
    done(session, "role")
    assert [change.action for change in AccessStep(session).apply().changes] == ["attach"]
    assert holds(session, whom)
    assert AccessStep(session).plan().changes == ()
    assert AccessStep(session).verify().well
    assert [change.action for change in AccessStep(session).undo().changes] == ["detach"]
    assert not holds(session, whom)
    assert AccessStep(session).undo().changes == ()
    bearer = Principal.of(whom).bearer
    tags = session.pages("iam", f"list_{bearer.kind}_tags", "Tags", **bearer.named)
    assert not [tag for tag in tags if tag["Key"].startswith("c9lib:access")]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("whom", KINDS)
def test_what_somebody_had_before_is_never_detached(connected: Connected, done: Done, whom: str) -> None:
    session = connected(access_for=(whom,))
    done(session, "role")
    principal = Principal.of(whom)
    getattr(session.client("iam"), f"attach_{principal.kind}_policy")(**principal.named, PolicyArn=USER)
    outcome = AccessStep(session).apply()
    assert outcome.changes == ()
    assert "had AWSCloud9User before" in outcome.notes[0]
    assert AccessStep(session).undo().changes == ()
    assert holds(session, whom)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("whom", KINDS)
def test_two_deployments_do_not_take_it_from_each_other(connected: Connected, done: Done, whom: str) -> None:
    first, second = connected(access_for=(whom,)), connected(access_for=(whom,), deployment="second")
    done(first, "role", "access")
    assert [change.action for change in AccessStep(second).apply().changes] == ["tag"]
    assert AccessStep(second).plan().changes == ()
    assert [change.action for change in AccessStep(first).undo().changes] == ["untag"]
    assert holds(first, whom)
    assert [change.action for change in AccessStep(second).undo().changes] == ["detach"]
    assert not holds(first, whom)


def test_a_break_between_the_note_and_the_attachment_forgets_nothing(connected: Connected, done: Done) -> None:
    session = connected(access_for=(LEARNER,))
    AccessStep(session).observe().data["holders"][0].claims.add("AWSCloud9User")
    assert [change.action for change in AccessStep(session).apply().changes] == ["attach"]
    assert [change.action for change in AccessStep(session).undo().changes] == ["detach"]


def test_another_policy_later_is_attached_and_both_are_detached(connected: Connected) -> None:
    AccessStep(connected(access_for=(LEARNER,))).apply()
    session = connected(access_for=(LEARNER,), access_policy="AWSCloud9Administrator")
    outcome = AccessStep(session).apply()
    assert [change.action for change in outcome.changes] == ["attach"]
    assert "from an earlier run" in AccessStep(session).plan().notes[0]
    (change,) = AccessStep(session).undo().changes
    assert "AWSCloud9Administrator, AWSCloud9User" in change.what
    assert not holds(session, LEARNER)


def test_what_somebody_detached_in_the_meantime_is_no_error(connected: Connected) -> None:
    session = connected(access_for=(LEARNER,))
    AccessStep(session).apply()
    session.client("iam").detach_user_policy(UserName="c9-learner", PolicyArn=USER)
    assert [change.action for change in AccessStep(session).undo().changes] == ["untag"]


def test_who_does_not_exist_is_refused_before_anybody_gets_anything(
    connected: Connected, writes: Callable[[Session], list[Call]]
) -> None:
    session = connected(access_for=(LEARNER, "user/nobody", "group/none"))
    with pytest.raises(RefusedError) as refused:
        AccessStep(session).apply()
    assert [line.split(" in ")[0] for line in refused.value.details] == [
        "There is no user nobody",
        "There is no group none",
    ]
    assert writes(session) == []


@pytest.mark.usefixtures("people")
def test_a_group_needs_the_role_that_remembers_it(connected: Connected) -> None:
    session = connected(access_for=(f"group/{GROUP}",))
    with pytest.raises(RefusedError, match="Run step role first"):
        AccessStep(session).apply()


def test_nobody_is_given_anything_by_default(session: Session) -> None:
    plan = AccessStep(session).plan()
    assert plan.changes == ()
    assert "access_for is empty" in plan.notes[0]


def test_the_claim_on_a_group_is_a_tag_that_iam_takes() -> None:
    principal = Principal.of(f"group/{GROUP}")
    key = principal.key("a" * 40)
    assert principal.bearer == Principal("role", ROLE)
    assert len(key) <= 128
    assert "," not in key
