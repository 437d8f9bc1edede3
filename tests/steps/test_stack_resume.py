"""A run that broke off goes on with the same stack, whatever it was doing; and what others do is left to them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.steps import TearDownStep, leftovers
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.environments import described
from tests.steps.breaking import Died, dies_after
from tests.steps.stacked import NAME, by_stack, stack, statuses

Done = Callable[..., None]
DOCUMENTED = ("role", "profile", "network")


@pytest.fixture
def ready(address: str, done: Done) -> Session:
    """A session whose role, profile and network are there."""
    session = by_stack(address)
    done(session, *DOCUMENTED)
    return session


def dead(address: str, writes: int, **given: object) -> None:
    """A run of the step whose process dies after so many writes to CloudFormation."""
    with pytest.raises(Died):
        EnvironmentStep(dies_after(by_stack(address, **given), writes, "cloudformation")).apply()


def status(session: Session) -> str:
    found = stack(session)
    assert found is not None
    return str(found["StackStatus"])


@pytest.mark.parametrize(
    ("writes", "left", "actions"),
    [(1, "REVIEW_IN_PROGRESS", ["create", "wait"]), (2, "CREATE_IN_PROGRESS", ["wait", "wait"])],
)
def test_a_launch_goes_on_where_it_broke_off(
    ready: Session, address: str, writes: int, left: str, actions: list[str]
) -> None:
    dead(address, writes)
    assert status(ready) == left
    again = by_stack(address)
    assert [change.action for change in EnvironmentStep(again).plan().changes] == actions
    EnvironmentStep(again).apply()
    assert list(statuses(again, NAME).values()) == ["CREATE_COMPLETE"]
    assert len(described(again)) == 1
    sets = [call for call in again.calls if call.operation == "ExecuteChangeSet"]
    assert len(sets) == 2 - writes
    assert EnvironmentStep(again).plan().changes == ()


def test_the_change_set_that_is_there_is_used_again(ready: Session, address: str) -> None:
    dead(address, 1)
    ready.target.let_pass(60)
    (before,) = ready.client("cloudformation").list_change_sets(StackName=NAME)["Summaries"]
    EnvironmentStep(ready).apply()
    found = stack(ready)
    assert found is not None
    assert found["ChangeSetId"] == before["ChangeSetId"]


def test_a_change_set_for_other_parameters_gives_way_to_another(ready: Session, address: str) -> None:
    dead(address, 1)
    session = by_stack(address, description="asked otherwise now")
    EnvironmentStep(session).apply()
    (environment,) = described(session)
    assert environment["description"] == "asked otherwise now"
    assert EnvironmentStep(session).plan().changes == ()


def test_an_update_goes_on_where_it_broke_off(ready: Session, address: str) -> None:
    EnvironmentStep(ready).apply()
    for writes in (1, 2):
        dead(address, writes, description=f"number {writes}")
        again = by_stack(address, description=f"number {writes}")
        EnvironmentStep(again).apply()
        (environment,) = described(again)
        assert environment["description"] == f"number {writes}"
        assert EnvironmentStep(again).plan().changes == ()


def test_a_replacement_under_way_is_followed_and_asked_for_only_once(ready: Session, address: str) -> None:
    EnvironmentStep(ready).apply()
    dead(address, 2, automatic_stop_minutes=60, replace=True)
    assert status(ready) == "UPDATE_IN_PROGRESS"
    again = by_stack(address, automatic_stop_minutes=60, replace=True)
    assert [change.action for change in EnvironmentStep(again).plan().changes] == ["wait", "wait"]
    EnvironmentStep(again).apply()
    assert len(described(again)) == 1
    assert EnvironmentStep(again).plan().changes == ()


def test_what_is_under_way_to_something_else_is_waited_for_by_the_person(ready: Session, address: str) -> None:
    dead(address, 2)
    (refusal,) = EnvironmentStep(by_stack(address, description="other")).plan().refusals
    assert "is CREATE_IN_PROGRESS, to something else than asked now: Description (none) → other." in refusal
    assert "aws cloudformation describe-stack-events --stack-name c9lib-no-ingress" in refusal


def test_what_somebody_else_is_doing_with_the_stack_is_left_to_them(ready: Session, address: str) -> None:
    EnvironmentStep(ready).apply()
    found = stack(ready)
    assert found is not None
    given = [{"ParameterKey": one["ParameterKey"], "UsePreviousValue": True} for one in found["Parameters"]]
    given = [one for one in given if one["ParameterKey"] != "Description"]
    ready.client("cloudformation").create_change_set(
        StackName=NAME,
        ChangeSetName="by-hand",
        UsePreviousTemplate=True,
        Tags=found["Tags"],
        Parameters=[*given, {"ParameterKey": "Description", "ParameterValue": "by hand"}],
    )
    ready.target.let_pass(60)
    ready.client("cloudformation").execute_change_set(StackName=NAME, ChangeSetName="by-hand")
    with pytest.raises(
        RefusedError, match="Somebody else is changing the stack c9lib-no-ingress: it is UPDATE_IN_PROG"
    ):
        EnvironmentStep(ready).apply()


def test_a_deletion_under_way_is_waited_for_and_the_next_stack_made(ready: Session) -> None:
    EnvironmentStep(ready).apply()
    ready.client("cloudformation").delete_stack(StackName=NAME)
    assert [change.action for change in EnvironmentStep(ready).plan().changes] == ["delete", "create", "wait"]
    EnvironmentStep(ready).apply()
    assert sorted(statuses(ready, NAME).values()) == ["CREATE_COMPLETE", "DELETE_COMPLETE"]


@pytest.mark.parametrize("writes", [1, 2])
def test_a_launch_that_broke_off_is_torn_down(ready: Session, address: str, writes: int) -> None:
    dead(address, writes)
    assert "stack" in [fact.thing for fact in leftovers(ready).facts]
    TearDownStep(ready).undo()
    assert stack(ready) is None
    assert leftovers(ready).facts == ()


def test_a_tear_down_that_broke_off_is_finished(ready: Session, address: str) -> None:
    EnvironmentStep(ready).apply()
    with pytest.raises(Died):
        TearDownStep(dies_after(by_stack(address), 1, "cloudformation")).undo()
    assert status(ready) == "DELETE_IN_PROGRESS"
    TearDownStep(by_stack(address)).undo()
    assert stack(ready) is None
    assert leftovers(ready).facts == ()
