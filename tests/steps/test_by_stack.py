"""Step environment with `launch_with: cloudformation`: made, kept, changed in place, replaced, adopted, refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib import checks
from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.nouns import Call
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.environments import described, instances_of, ours
from c9lib.steps.place import place
from tests.steps.conftest import Connected
from tests.steps.stacked import NAME, Told, by_stack, foreign, stack

Done = Callable[..., None]
Writes = Callable[[Session], list[Call]]
DOCUMENTED = ("role", "profile", "network")


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def ready(address: str, told: Told, done: Done) -> Session:
    """A session whose role, profile and network are there."""
    session = by_stack(address, told)
    done(session, *DOCUMENTED)
    told.lines.clear()
    return session


@pytest.fixture
def launched(ready: Session) -> Session:
    """A session whose environment is there."""
    EnvironmentStep(ready).apply()
    return ready


def there(session: Session) -> dict[str, Any]:
    """The stack, which must be there."""
    found = stack(session)
    assert found is not None
    return found


def terminate(session: Session) -> None:
    (environment,) = ours(session)
    instance = instances_of(session, [environment["id"]])[environment["id"]]["InstanceId"]
    session.client("ec2").terminate_instances(InstanceIds=[instance])


def facts(session: Session) -> dict[str, str]:
    return {fact.thing: fact.state for fact in EnvironmentStep(session).observe().facts}


def test_made_by_a_stack_ready_and_never_a_second_time(ready: Session, told: Told, writes: Writes) -> None:
    assert facts(ready) == {"stack": "missing", "environment": "missing"}
    plan = EnvironmentStep(ready).plan()
    assert [change.action for change in plan.changes] == ["create", "wait"]
    assert plan.changes[0].cost_per_hour == pytest.approx(0.0208 + 0.005 + 10 * 0.08 / 730, abs=1e-6)
    outcome = EnvironmentStep(ready).apply()
    assert [call.operation for call in outcome.calls if call.writes] == ["CreateChangeSet", "ExecuteChangeSet"]
    (environment,) = described(ready)
    assert environment["connectionType"] == "CONNECT_SSM"
    assert there(ready)["StackStatus"] == "CREATE_COMPLETE"
    assert {one["OutputKey"]: one["OutputValue"] for one in there(ready)["Outputs"]}["EnvironmentId"] == environment[
        "id"
    ]
    assert {"Key": "c9lib:deployment", "Value": "no-ingress"} in there(ready)["Tags"]
    assert [one["id"] for one in ours(ready)] == [environment["id"]], "the stack's tags reach environment and instance"
    before = len(writes(ready))
    assert EnvironmentStep(ready).apply().changes == ()
    assert len(writes(ready)) == before
    assert EnvironmentStep(ready).verify().well
    assert facts(ready)["stack"] == "CREATE_COMPLETE"


def test_the_plan_only_reads_and_the_change_set_is_shown_before_it_is_executed(
    ready: Session, told: Told, writes: Writes
) -> None:
    EnvironmentStep(ready).plan()
    assert writes(ready)[-1].service == "ec2", "the last write is of step network"
    EnvironmentStep(ready).apply()
    shown = next(at for at, line in enumerate(told.lines) if "Add Environment (AWS::Cloud9::EnvironmentEC2)" in line)
    begun = next(at for at, line in enumerate(told.lines) if "CREATE_IN_PROGRESS: User Initiated" in line)
    assert shown < begun
    assert told.holds("Environment (AWS::Cloud9::EnvironmentEC2) CREATE_IN_PROGRESS: Resource creation Initiated")
    assert told.holds("normally", "at most")
    events = [line for line in told.lines if "(AWS::" in line and "CREATE_" in line]
    assert len(events) == len(set(events)), "each event is told once"


def test_without_the_earlier_steps_it_waits_for_them(address: str, writes: Writes) -> None:
    session = by_stack(address)
    plan = EnvironmentStep(session).plan()
    assert [line.rpartition(". ")[2] for line in plan.waits_for] == [
        "Run step profile first.",
        "Run step network first.",
    ]
    with pytest.raises(RefusedError):
        EnvironmentStep(session).apply()
    assert writes(session) == []


def test_the_same_verdict_as_of_one_made_by_the_api(
    launched: Session, connected: Connected, done: Done, address: str
) -> None:
    api = connected(deployment="other", environment_name="other")
    done(api, "network", "environment")
    ours_, theirs = ({one.id: one.status for one in checks.verdict(each)} for each in (launched, api))
    assert {name for name in ours_ if ours_[name] != theirs[name]} == {"stack.status", "stack.drift"}
    (made,), (called,) = ours(launched), ours(api)
    same = ("type", "connectionType", "ownerArn", "managedCredentialsStatus")
    assert [made.get(name) for name in same] == [called.get(name) for name in same]


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ({"environment_name": "renamed"}, "name", "renamed"),
        ({"description": "for the class"}, "description", "for the class"),
    ],
)
def test_what_can_be_changed_in_place_keeps_the_environment(
    launched: Session, address: str, given: dict[str, str], name: str, value: str
) -> None:
    (before,) = described(launched)
    session = by_stack(address, **given)
    plan = EnvironmentStep(session).plan()
    assert [change.action for change in plan.changes] == ["update", "wait"]
    assert f"→ {value}" in plan.changes[0].what
    EnvironmentStep(session).apply()
    (after,) = described(session)
    assert (after["id"], after[name]) == (before["id"], value)
    assert there(session)["StackStatus"] == "UPDATE_COMPLETE"
    assert EnvironmentStep(session).plan().changes == ()


def test_what_would_replace_it_is_refused_and_says_what_is_lost(
    launched: Session, address: str, writes: Writes
) -> None:
    (before,) = described(launched)
    session = by_stack(address, automatic_stop_minutes=60, environment_name="renamed")
    (refusal,) = EnvironmentStep(session).plan().refusals
    assert refusal.startswith("AutomaticStopTimeMinutes 30 → 60: ")
    assert "Everything that is on its instance is then lost. Save it, and set replace to true" in refusal
    with pytest.raises(RefusedError):
        EnvironmentStep(session).apply()
    assert writes(session) == []
    assert [one["id"] for one in described(session)] == [before["id"]]


def test_replaced_where_that_is_allowed_and_the_old_one_is_gone(launched: Session, address: str, told: Told) -> None:
    (before,) = described(launched)
    session = by_stack(address, told, instance_type="t3.micro", replace=True)
    plan = EnvironmentStep(session).plan()
    replace = plan.changes[0]
    assert [change.action for change in plan.changes] == ["replace", "wait"]
    assert "InstanceType t3.small → t3.micro" in replace.what
    assert "lost" in replace.why
    assert replace.cost_per_hour == pytest.approx(0.0104 - 0.0208)
    EnvironmentStep(session).apply()
    (after,) = described(session)
    assert after["id"] != before["id"]
    assert instances_of(session, [after["id"]])[after["id"]]["InstanceType"] == "t3.micro"
    assert told.holds("Modify Environment", "replacement True")
    assert EnvironmentStep(session).plan().changes == ()
    assert EnvironmentStep(session).verify().well


def test_a_replaced_one_is_let_go_by_the_endpoints(address: str, done: Done) -> None:
    """Cloud9 couldn't delete the old one's security group while a rule names it (facts 6.4)."""
    session = by_stack(address, endpoint_services=("ssm",))
    done(session, *DOCUMENTED, "environment", "endpoints")
    again = by_stack(address, endpoint_services=("ssm",), automatic_stop_minutes=0, replace=True)
    actions = [change.action for change in EnvironmentStep(again).plan().changes]
    assert actions == ["replace", "replace", "wait"]
    done(again, "environment")
    assert len(described(again)) == 1
    done(again, "endpoints")


def test_an_environment_that_the_api_made_stays(connected: Connected, done: Done, address: str, writes: Writes) -> None:
    done(connected(), *DOCUMENTED, "environment")
    session = by_stack(address)
    plan = EnvironmentStep(session).plan()
    assert plan.changes == ()
    assert "wasn't made by the stack c9lib-no-ingress, and stays as it is" in plan.notes[0]
    assert EnvironmentStep(session).verify().well
    assert writes(session) == []


def test_with_the_api_again_an_environment_of_a_stack_stays(launched: Session, connected: Connected) -> None:
    session = connected()
    assert EnvironmentStep(session).plan().changes == ()
    assert "cloudformation" not in {call.service for call in session.calls}


def test_an_environment_of_this_deployment_in_another_stack_is_adopted(ready: Session) -> None:
    here = place(ready)
    assert here is not None
    made = foreign(ready, here.subnet_id, "no-ingress", ready.tags())
    plan = EnvironmentStep(ready).plan()
    assert plan.changes == ()
    assert made in plan.notes[0]
    found = {check.id: check for check in EnvironmentStep(ready).verify()}
    assert "no-ingress is CREATE_COMPLETE" in found["stack.status"].evidence


def test_a_stack_of_this_name_without_our_tag_is_refused(ready: Session, writes: Writes) -> None:
    here = place(ready)
    assert here is not None
    foreign(ready, here.subnet_id, NAME)
    before = len(writes(ready))
    with pytest.raises(RefusedError, match="that this deployment didn't make: it lacks the tag"):
        EnvironmentStep(ready).apply()
    assert len(writes(ready)) == before


def test_an_environment_deleted_past_its_stack_is_made_anew(launched: Session) -> None:
    (before,) = described(launched)
    launched.client("cloud9").delete_environment(environmentId=before["id"])
    launched.target.let_pass(600)
    found = {check.id: check for check in EnvironmentStep(launched).verify()}
    assert (found["stack.drift"].status, found["stack.drift"].reason) == ("fail", "DELETED")
    plan = EnvironmentStep(launched).plan()
    assert [change.action for change in plan.changes] == ["delete", "create", "wait"]
    assert "its environment was deleted past it" in plan.changes[0].why
    EnvironmentStep(launched).apply()
    (after,) = described(launched)
    assert after["id"] != before["id"]


@pytest.mark.parametrize("stack_tried", [False, True], ids=["environment", "and its stack"])
def test_one_whose_deletion_the_endpoints_prevented_is_let_go_and_made_anew(
    address: str, done: Done, *, stack_tried: bool
) -> None:
    session = by_stack(address)
    done(session, *DOCUMENTED, "environment", "endpoints")
    (before,) = described(session)
    session.client("cloud9").delete_environment(environmentId=before["id"])
    session.target.let_pass(600)
    if stack_tried:
        session.client("cloudformation").delete_stack(StackName=NAME)
        session.target.let_pass(600)
        assert there(session)["StackStatus"] == "DELETE_FAILED"
    plan = EnvironmentStep(session).plan()
    assert [change.action for change in plan.changes][:2] == ["replace", "delete"]
    EnvironmentStep(session).apply()
    (after,) = described(session)
    assert after["id"] != before["id"]
    assert there(session)["StackStatus"] == "CREATE_COMPLETE"


def test_tags_that_somebody_gave_the_stack_survive_an_update(ready: Session, address: str, done: Done) -> None:
    here = place(ready)
    assert here is not None
    done(ready, "environment")
    cloudformation = ready.client("cloudformation")
    given = [{"ParameterKey": one["ParameterKey"], "UsePreviousValue": True} for one in there(ready)["Parameters"]]
    tags = [*there(ready)["Tags"], {"Key": "team", "Value": "a"}]
    cloudformation.update_stack(StackName=NAME, UsePreviousTemplate=True, Parameters=given, Tags=tags)
    ready.target.let_pass(300)
    assert EnvironmentStep(ready).plan().changes == ()
    session = by_stack(address, description="new")
    EnvironmentStep(session).apply()
    assert {"Key": "team", "Value": "a"} in there(session)["Tags"]


def test_members_are_invited_after_the_stack(address: str, done: Done) -> None:
    member = "arn:aws:iam::123456789012:user/c9-learner"
    session = by_stack(address, members=(member,))
    done(session, *DOCUMENTED, "environment")
    (environment,) = described(session)
    told = session.client("cloud9").describe_environment_memberships(environmentId=environment["id"])
    assert member in [one["userArn"] for one in told["memberships"]]


def test_one_that_lost_its_instance_is_refused_at_once(launched: Session, connected: Connected, writes: Writes) -> None:
    terminate(launched)
    before, waits = len(writes(launched)), len(launched.waits)
    by_api = connected()
    for session in (launched, by_api):
        with pytest.raises(RefusedError, match="instance was terminated"):
            EnvironmentStep(session).apply()
    assert (len(launched.waits), by_api.waits) == (waits, []), "nobody waits for what can't come"
    assert len(writes(launched)) == before
