"""Step environment: launched once, adopted, launched anew after a failure, removed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.errors import AwsError, RefusedError, WaitError
from c9lib.nouns import Call
from c9lib.steps import launching
from c9lib.steps.base import carry_out
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.environments import described, instances_of, ours
from c9lib.steps.network_parts import parts
from c9lib.steps.place import place
from c9lib.steps.tokens import token
from tests.steps.conftest import Connected

Done = Callable[..., None]
Writes = Callable[[Session], list[Call]]
DOCUMENTED = ("role", "profile", "network")


@pytest.fixture
def ready(session: Session, done: Done) -> Session:
    """A session whose role, profile and network are there, and known to all of AWS."""
    done(session, *DOCUMENTED)
    session.target.let_pass(launching.PROFILE_AGE)
    return session


def asked(session: Session) -> dict[str, Any]:
    """The request for the session's environment in its subnet."""
    here = place(session)
    assert here is not None
    return launching.request(session, here.subnet_id)


def by_hand(session: Session, **changed: Any) -> str:
    made: str = session.client("cloud9").create_environment_ec2(**{**asked(session), **changed})["environmentId"]
    return made


def without_way_out(session: Session) -> None:
    table = parts(session).tables[0]["RouteTableId"]
    session.client("ec2").delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")


def test_launched_ready_and_never_a_second_time(ready: Session, writes: Writes) -> None:
    outcome = EnvironmentStep(ready).apply()
    assert [change.action for change in outcome.changes] == ["create", "wait"]
    assert outcome.changes[0].cost_per_hour == pytest.approx(0.0208 + 0.005 + 10 * 0.08 / 730, abs=1e-6)
    conditions = [waited.condition for waited in outcome.waits]
    assert conditions == ["the environment is created", "the environment is ready", "SSM Agent is online"]
    (environment,) = ours(ready)
    assert (environment["lifecycle"]["status"], environment["connectionType"]) == ("CREATED", "CONNECT_SSM")
    before = len(writes(ready))
    assert EnvironmentStep(ready).apply().changes == ()
    assert len(writes(ready)) == before
    assert EnvironmentStep(ready).verify().well
    stopped(ready, environment["id"])
    assert EnvironmentStep(ready).plan().changes == ()


def stopped(session: Session, environment_id: str) -> None:
    """What Cloud9 does with an instance that nobody uses: healthy."""
    instance = instances_of(session, [environment_id])[environment_id]["InstanceId"]
    session.client("ec2").stop_instances(InstanceIds=[instance])
    session.target.let_pass(120)


def test_without_the_earlier_steps_it_is_refused_and_names_them(session: Session, writes: Writes) -> None:
    with pytest.raises(RefusedError) as refused:
        EnvironmentStep(session).apply()
    assert [line.rpartition(". ")[2] for line in refused.value.details] == [
        "Run step profile first.",
        "Run step network first.",
    ]
    assert [change.action for change in EnvironmentStep(session).plan().changes] == ["create", "wait"]
    assert writes(session) == []


def test_a_profile_without_its_role_is_refused(ready: Session) -> None:
    name = {"InstanceProfileName": "AWSCloud9SSMInstanceProfile", "RoleName": "AWSCloud9SSMAccessRole"}
    ready.client("iam").remove_role_from_instance_profile(**name)
    with pytest.raises(RefusedError, match="holds no role, not /service-role/AWSCloud9SSMAccessRole"):
        EnvironmentStep(ready).apply()


def test_a_subnet_without_a_way_out_is_refused_with_the_reason(ready: Session) -> None:
    without_way_out(ready)
    with pytest.raises(RefusedError, match="NO_ROUTE_TO_DESTINATION"):
        EnvironmentStep(ready).apply()
    assert described(ready) == []


def test_a_young_profile_is_waited_for(session: Session) -> None:
    launching.wait_for_profile(session, session.now() - timedelta(seconds=5))
    (waited,) = session.waits
    assert waited.condition == "the instance profile has propagated"
    assert 0 < waited.seconds <= launching.PROFILE_AGE
    launching.wait_for_profile(session, session.now() - timedelta(seconds=launching.PROFILE_AGE))
    assert len(session.waits) == 1


def test_a_run_that_broke_off_after_the_launch_goes_on_with_the_same_environment(ready: Session) -> None:
    EnvironmentStep(ready).plan().changes[0].run()
    (environment,) = ours(ready)
    assert environment["lifecycle"]["status"] == "CREATING"
    assert [change.action for change in EnvironmentStep(ready).apply().changes] == ["wait"]
    assert [one["id"] for one in described(ready)] == [environment["id"]]


def test_the_same_request_on_the_same_day_is_the_same_environment(ready: Session) -> None:
    first, second = (launching.create(ready, asked(ready)) for _ in range(2))
    assert first == second
    assert len(described(ready)) == 1


def test_a_failed_launch_shows_cloud9s_reason_and_is_replaced_by_the_next(ready: Session, connected: Connected) -> None:
    without_way_out(ready)
    failed = by_hand(ready, clientRequestToken=token(ready, asked(ready), 0))
    with pytest.raises(WaitError, match="CREATE_FAILED"):
        EnvironmentStep(ready).apply()
    plan = EnvironmentStep(ready).plan()
    assert [change.action for change in plan.changes] == ["delete", "create", "wait"]
    assert "CREATE_FAILED: " in plan.changes[0].why
    assert "NO_ROUTE_TO_DESTINATION" in plan.waits_for[0]
    assert "Run step network first" in plan.waits_for[0]
    parted = parts(ready)
    ready.client("ec2").create_route(
        RouteTableId=parted.tables[0]["RouteTableId"],
        DestinationCidrBlock="0.0.0.0/0",
        GatewayId=parted.gateways[0]["InternetGatewayId"],
    )
    EnvironmentStep(ready).apply()
    (environment,) = described(ready)
    assert environment["lifecycle"]["status"] == "CREATED"
    assert environment["id"] != failed


def test_an_environment_that_lost_its_instance_is_made_anew(ready: Session) -> None:
    EnvironmentStep(ready).apply()
    (lost,) = ours(ready)
    instance = instances_of(ready, [lost["id"]])[lost["id"]]["InstanceId"]
    ready.client("ec2").terminate_instances(InstanceIds=[instance])
    plan = EnvironmentStep(ready).plan()
    assert [change.action for change in plan.changes] == ["delete", "create", "wait"]
    assert "its instance was terminated" in plan.changes[0].why
    EnvironmentStep(ready).apply()
    (anew,) = ours(ready)
    assert anew["id"] != lost["id"]
    assert instances_of(ready, [anew["id"]])[anew["id"]]["State"]["Name"] == "running"
    assert EnvironmentStep(ready).plan().changes == ()


def test_one_that_only_stopped_is_left_as_it_is(ready: Session) -> None:
    EnvironmentStep(ready).apply()
    (there,) = ours(ready)
    instance = instances_of(ready, [there["id"]])[there["id"]]["InstanceId"]
    ready.client("ec2").stop_instances(InstanceIds=[instance])
    assert EnvironmentStep(ready).plan().changes == ()
    assert [one["id"] for one in ours(ready)] == [there["id"]]


def test_removed_and_launched_again_on_the_same_day(ready: Session) -> None:
    EnvironmentStep(ready).apply()
    (first,) = ours(ready)
    assert [change.action for change in EnvironmentStep(ready).undo().changes] == ["delete"]
    assert ours(ready) == []
    assert EnvironmentStep(ready).undo().changes == ()
    EnvironmentStep(ready).apply()
    (second,) = ours(ready)
    assert first["id"] != second["id"]


def test_undo_goes_on_with_a_deletion_under_way(ready: Session) -> None:
    made = by_hand(ready)
    ready.client("cloud9").delete_environment(environmentId=made)
    outcome = EnvironmentStep(ready).undo()
    assert outcome.waits[0].last_seen == "gone"
    assert "DeleteEnvironment" not in [call.operation for call in outcome.calls]
    assert described(ready) == []


def test_an_environment_of_the_deployment_that_cannot_serve_is_refused(ready: Session) -> None:
    made = by_hand(ready, connectionType="CONNECT_SSH")
    with pytest.raises(RefusedError, match="is reached by CONNECT_SSH"):
        EnvironmentStep(ready).apply()
    ready.client("cloud9").delete_environment(environmentId=made)


def test_another_name_is_refused_with_the_command_that_renames(ready: Session, connected: Connected) -> None:
    made = by_hand(ready)
    ready.target.let_pass(300)
    renamed = connected(environment_name="new-name")
    with pytest.raises(RefusedError, match=f"update-environment --environment-id {made} --name new-name"):
        EnvironmentStep(renamed).apply()


def test_environments_of_others_are_not_ours(ready: Session) -> None:
    by_hand(ready, tags=[{"Key": DEPLOYMENT_TAG, "Value": "other"}])
    by_hand(ready, tags=[])
    assert len(described(ready)) == 2
    assert ours(ready) == []
    assert EnvironmentStep(ready).plan_undo().changes == ()


def test_an_owner_who_is_gone_when_cloud9_looks_is_its_error_for_people(connected: Connected, done: Done) -> None:
    session = connected(owner_arn="arn:aws:iam::123456789012:user/nobody")
    done(session, *DOCUMENTED)
    session.client("iam").create_user(UserName="nobody")
    plan = EnvironmentStep(session).plan()
    session.client("iam").delete_user(UserName="nobody")
    with pytest.raises(AwsError) as refused:
        carry_out(session, lambda: plan)
    assert refused.value.code == "NotFoundException"


def test_the_request_holds_what_was_asked_and_nothing_empty(connected: Connected) -> None:
    plain = launching.request(connected(), "subnet-1")
    assert "description" not in plain
    assert "ownerArn" not in plain
    assert plain["tags"] == [{"Key": "c9lib:deployment", "Value": "no-ingress"}]
    owner = "arn:aws:iam::123456789012:user/c9-learner"
    told = launching.request(connected(description="for the class", owner_arn=owner), "subnet-1")
    assert (told["description"], told["ownerArn"]) == ("for the class", owner)


def test_a_token_belongs_to_one_request_of_one_day(session: Session, connected: Connected) -> None:
    one = launching.request(session, "subnet-1")
    other = launching.request(session, "subnet-2")
    tokens = {
        token(session, one, 0),
        token(session, one, 1),
        token(session, other, 0),
        token(connected(deployment="other"), one, 0),
    }
    assert len(tokens) == 4
    assert token(session, one, 0) in tokens
    assert all(10 <= len(token) <= 128 and token.isascii() for token in tokens)
    session.target.let_pass(24 * 3600)
    assert token(session, one, 0) not in tokens
