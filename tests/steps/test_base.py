"""Step base: refused as a whole or done in order, and what every step has in common."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from c9lib.aws import Session
from c9lib.checks.reader import Unread
from c9lib.errors import AwsError, ParameterError, RefusedError
from c9lib.nouns import Call, Change, Plan
from c9lib.steps import STEPS, step
from c9lib.steps.base import carry_out, translated
from tests.steps.conftest import Connected


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
            change("b", lambda: iam.create_group(GroupName="one of many", Path="wrong")),
            change("c", lambda: iam.create_group(GroupName="last")),
        ),
    )
    with pytest.raises(AwsError) as refused:
        carry_out(session, lambda: plan)
    assert refused.value.code == "ValidationError"
    assert [group["GroupName"] for group in iam.list_groups()["Groups"]] == ["first"]


def groups(session: Session, wanted: list[str]) -> Plan:
    """A plan that makes those of some groups that aren't there."""
    iam = session.client("iam")
    there = [group["GroupName"] for group in iam.list_groups()["Groups"]]
    missing = [name for name in wanted if name not in there]
    return Plan("role", tuple(change(name, partial(iam.create_group, GroupName=name)) for name in missing))


def test_a_step_that_is_overtaken_looks_again_and_does_the_rest(connected: Connected) -> None:
    told: list[str] = []
    session = connected()
    session.progress = told.append
    plans: list[Plan] = []

    def planned() -> Plan:
        plans.append(groups(session, ["a", "b", "c"]))
        if len(plans) == 1:  # somebody else is quicker
            connected().client("iam").create_group(GroupName="b")
        return plans[-1]

    outcome = carry_out(session, planned)
    assert [change.what for change in outcome.changes] == ["a", "c"]
    assert [len(plan.changes) for plan in plans] == [3, 1]
    assert told == ["  CreateGroup: EntityAlreadyExists; looking again what is there"]


def test_being_overtaken_at_each_part_is_no_reason_to_give_up(connected: Connected) -> None:
    session, somebody = connected(), connected().client("iam")
    wanted = [f"part-{number}" for number in range(8)]

    def planned() -> Plan:
        plan = groups(session, wanted)
        for ahead in plan.changes[:1]:  # somebody else is quicker at the very first one, each time
            somebody.create_group(GroupName=ahead.what)
        return plan

    assert carry_out(session, planned).changes == ()
    assert len(somebody.list_groups()["Groups"]) == len(wanted)


def test_an_answer_that_is_lost_isnt_asked_for_twice(session: Session) -> None:
    lost = iter([True])

    def lose(**_: Any) -> None:
        if next(lost, False):
            raise ConnectionClosedError(endpoint_url="http://127.0.0.1")

    session.client("iam").meta.events.register("after-call.iam.CreateGroup", lose)
    outcome = carry_out(session, lambda: groups(session, ["a", "b"]))
    assert [change.what for change in outcome.changes] == ["b"]
    assert len(session.client("iam").list_groups()["Groups"]) == 2


def test_what_no_look_mends_comes_out_as_it_is(session: Session) -> None:
    iam = session.client("iam")
    plan = Plan("role", (change("a", lambda: iam.delete_group(GroupName="nobody")),))
    before = session.now()
    with pytest.raises(AwsError) as refused:
        carry_out(session, lambda: plan)
    assert refused.value.code == "NoSuchEntity"
    assert [call.outcome for call in session.calls if call.operation == "DeleteGroup"] == ["NoSuchEntity"] * 3
    assert 10 <= (session.now() - before).total_seconds() < 20


def test_a_refusal_after_a_second_look_says_what_was_changed(session: Session) -> None:
    iam = session.client("iam")
    made = (change("a", lambda: iam.create_group(GroupName="a")),)
    plans = iter([Plan("role", made * 2), Plan("role", refusals=("The moon is full.",))])
    with pytest.raises(RefusedError) as refused:
        carry_out(session, lambda: next(plans))
    assert "this was changed before: do a" in refused.value.title


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


def test_a_plan_that_was_made_just_now_is_carried_out_without_another_look(session: Session) -> None:
    seen, plan = step("role", session).look()
    assert [fact.state for fact in seen.facts][:1] == ["missing"]
    before = len(session.calls)
    outcome = step("role", session).apply(plan)
    assert outcome.changes == plan.changes
    assert [call.operation for call in session.calls[before:]] == [
        call.operation for call in session.calls if call.writes
    ]
    assert step("role", session).plan().changes == ()


def test_a_plan_that_is_overtaken_is_made_anew(session: Session) -> None:
    iam = session.client("iam")
    plan = groups(session, ["a", "b"])
    iam.create_group(GroupName="a")  # somebody was faster
    outcome = carry_out(session, lambda: groups(session, ["a", "b"]), plan)
    assert [one.what for one in outcome.changes] == ["b"]
