"""Step base: refused as a whole or done in order, and what every step has in common."""

from collections.abc import Callable

import pytest

from c9lib.aws import Session
from c9lib.checks.reader import Unread
from c9lib.errors import AwsError, ParameterError, RefusedError
from c9lib.nouns import Call, Change, Plan
from c9lib.steps import STEPS, step
from c9lib.steps.base import carry_out, translated


def change(what: str, run: Callable[[], object]) -> Change:
    return Change("do", what, "because", (), "undo it", run=run)


def test_a_refused_plan_changes_nothing_and_says_why(session: Session) -> None:
    ran: list[str] = []
    plan = Plan("role", (change("it", lambda: ran.append("it")),), refusals=("The moon is full.",))
    with pytest.raises(RefusedError) as refused:
        carry_out(session, lambda: plan)
    assert ran == []
    assert refused.value.exit_code == 3
    assert refused.value.details == ("The moon is full.",)


def test_changes_are_made_in_order_and_told_with_their_calls_alone(session: Session) -> None:
    before = len(session.calls)
    iam = session.client("iam")
    plan = Plan("role", (change("a", iam.list_users), change("b", iam.list_groups)), notes=("Nice weather.",))
    outcome = carry_out(session, lambda: plan)
    assert before > 0
    assert [call.operation for call in outcome.calls] == ["ListUsers", "ListGroups"]
    assert outcome.notes == ("Nice weather.",)


def test_what_was_done_before_a_refused_call_stays(session: Session) -> None:
    iam = session.client("iam")
    plan = Plan(
        "role",
        (
            change("a", lambda: iam.create_group(GroupName="first")),
            change("b", lambda: iam.delete_group(GroupName="nobody")),
            change("c", lambda: iam.create_group(GroupName="last")),
        ),
    )
    with pytest.raises(AwsError) as refused:
        carry_out(session, lambda: plan)
    assert refused.value.code == "NoSuchEntity"
    assert [group["GroupName"] for group in iam.list_groups()["Groups"]] == ["first"]


def test_what_a_check_may_not_read_is_an_error_for_people(session: Session) -> None:
    with pytest.raises(AwsError) as refused, translated(session):
        raise Unread("AccessDenied", "No.", "iam:GetRole")
    assert (refused.value.code, refused.value.operation) == ("AccessDenied", "iam:GetRole")
    assert "iam:GetRole" in refused.value.remedy[0]


def test_the_steps_stand_in_the_documented_order() -> None:
    assert list(STEPS) == ["role", "profile", "network", "access", "environment", "endpoints"]
    assert all(kind.name == name and kind.title for name, kind in STEPS.items())


def test_a_step_that_there_is_not(session: Session) -> None:
    assert step("role", session).name == "role"
    with pytest.raises(ParameterError, match="'roll'"):
        step("roll", session)


@pytest.mark.parametrize("name", list(STEPS))
def test_every_change_of_a_first_run_says_what_a_person_needs(session: Session, name: str) -> None:
    plan = step(name, session).plan()
    assert all(one.action and one.what and one.why and one.permission and one.undo for one in plan.changes)
    assert all(":" in action for one in plan.changes for action in one.permission)


@pytest.mark.parametrize("name", list(STEPS))
def test_reading_verbs_write_nothing(session: Session, name: str, writes: Callable[[Session], list[Call]]) -> None:
    one = step(name, session)
    one.observe(), one.plan(), one.plan_undo()
    assert writes(session) == []
