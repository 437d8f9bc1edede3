"""The tear-down of what stacks hold: with the stack, in an order that AWS takes, and not what is somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib import templates
from c9lib.aws import Session
from c9lib.checks.documented import PROFILE, ROLE
from c9lib.errors import RefusedError
from c9lib.nouns import Call
from c9lib.steps import STEPS, TearDownStep, leftovers
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.environments import described
from c9lib.steps.network_parts import parts
from c9lib.steps.place import place
from tests.checks.refusing import refusing
from tests.steps.conftest import LEARNER, Connected
from tests.steps.stacked import NAME, by_stack, foreign, stack

Done = Callable[..., None]
Writes = Callable[[Session], list[Call]]
DOCUMENTED = ("role", "profile", "network")


def home(session: Session) -> str:
    """The subnet of the deployment."""
    here = place(session)
    assert here is not None
    return here.subnet_id


def deployed(session: Session, template: templates.Name, **given: str) -> str:
    """A stack of one of our templates, with this deployment's tag, as somebody makes it by hand; gives its name."""
    name = f"by-hand-{template}"
    session.client("cloudformation").create_stack(
        StackName=name,
        TemplateBody=templates.text(template),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()],
        Capabilities=["CAPABILITY_NAMED_IAM"],
        Tags=session.tags(),
    )
    session.target.let_pass(3600)
    found = stack(session, name)
    assert found is not None
    assert found["StackStatus"] == "CREATE_COMPLETE"
    return name


def test_a_deployment_with_a_stack_goes_and_a_second_tear_down_finds_nothing(
    address: str, done: Done, writes: Writes
) -> None:
    session = by_stack(address, access_for=(LEARNER,))
    done(session, *STEPS)
    (environment,) = described(session)
    plan = TearDownStep(session).plan_undo()
    words = [f"{change.action} {change.what.split()[0]}" for change in plan.changes]
    assert words[1] == "delete stack"
    assert environment["id"] in plan.changes[1].what
    assert words[0].startswith("replace"), "the endpoints let the environment's group go before"
    assert "delete environment" not in words
    outcome = TearDownStep(session).undo()
    assert outcome.changes == plan.changes
    assert leftovers(session).facts == ()
    assert stack(session) is None
    before = len(writes(session))
    assert TearDownStep(session).undo().changes == ()
    assert len(writes(session)) == before


@pytest.mark.parametrize("undone", [EnvironmentStep, TearDownStep])
def test_a_deployment_that_launches_with_the_api_again_deletes_the_stack_all_the_same(
    address: str, connected: Connected, done: Done, undone: Any
) -> None:
    done(by_stack(address), *DOCUMENTED, "environment")
    session = connected()
    undone(session).undo()
    assert stack(session) is None
    assert described(session) == []
    assert "DeleteEnvironment" not in [call.operation for call in session.calls]


def test_the_whole_in_one_stack_goes_with_it_and_with_nothing_else(connected: Connected, done: Done) -> None:
    session = connected()
    done(session, "role", "profile")
    name = deployed(session, "whole", Network="nat", RoleAndProfile="existing")
    there = {fact.thing for fact in leftovers(session).facts}
    assert {"environment", "stack", "VPC", "NAT gateway", "VPC endpoint", "Elastic IP address"} <= there
    plan = TearDownStep(session).plan_undo()
    assert plan.refusals == ()
    assert [change.what.split()[0] for change in plan.changes] == ["stack", "instance", "role"]
    assert name in plan.changes[0].what
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()


def test_what_steps_made_in_the_network_of_a_stack_goes_before_it(connected: Connected, done: Done) -> None:
    session = connected()
    done(session, "role", "profile")
    without = {f"EndpointFor{service}": "false" for service in ("Ssm", "SsmMessages", "Ec2Messages", "S3")}
    deployed(session, "whole", Network="public", RoleAndProfile="existing", **without)
    done(session, "endpoints")
    words = [change.what.split()[0] for change in TearDownStep(session).plan_undo().changes]
    assert words.index("VPC") < words.index("stack"), "the endpoints before the stack that has their network"
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()


def test_in_the_network_of_a_stack_nobody_else_may_live(connected: Connected, done: Done, writes: Writes) -> None:
    session = connected()
    done(session, "role", "profile")
    deployed(session, "whole", Network="public", RoleAndProfile="existing")
    subnet = parts(session).subnets[0]["SubnetId"]
    session.client("ec2").create_network_interface(SubnetId=subnet, Description="of somebody")
    before = len(writes(session))
    with pytest.raises(RefusedError, match="of somebody"):
        TearDownStep(session).undo()
    assert len(writes(session)) == before


def test_the_step_alone_does_not_delete_a_stack_that_holds_more(connected: Connected, done: Done) -> None:
    session = connected()
    done(session, "role", "profile")
    name = deployed(session, "whole", Network="public", RoleAndProfile="existing")
    (refusal,) = EnvironmentStep(session).plan_undo().refusals
    assert refusal.startswith(f"The stack {name} holds the environment and more (")
    assert "EC2::VPC vpc-" in refusal


def test_a_stack_with_the_shared_pair_stays_while_others_need_it(
    connected: Connected, done: Done, writes: Writes
) -> None:
    first, second = connected(), connected(deployment="second", environment_name="second", region="us-west-2")
    name = deployed(first, "role-and-profile")
    done(second, "network", "environment")
    (environment,) = described(second)
    with pytest.raises(RefusedError) as refused:
        TearDownStep(first).undo()
    (told,) = refused.value.details
    assert told.startswith(f"The stack {name} holds {ROLE} and {PROFILE}, which the whole account shares: in us-west-2")
    assert environment["id"] in told
    done_before = len(writes(first))
    TearDownStep(second).undo()
    assert len(writes(first)) == done_before
    TearDownStep(first).undo()
    assert leftovers(first).facts == ()
    assert stack(first, name) is None


def test_an_environment_of_ours_in_somebody_elses_stack_is_refused_by_name(
    connected: Connected, done: Done, writes: Writes
) -> None:
    session = connected()
    done(session, *DOCUMENTED)
    made = foreign(session, home(session), "no-ingress")
    (environment,) = described(session)
    session.client("cloud9").tag_resource(ResourceARN=environment["arn"], Tags=session.tags())
    before = len(writes(session))
    for undone in (EnvironmentStep(session), TearDownStep(session)):
        with pytest.raises(
            RefusedError, match=f"{made}.* belongs to the stack no-ingress, which this deployment didn't"
        ):
            undone.undo()
    assert len(writes(session)) == before


def test_without_the_right_to_ask_for_the_stack_the_environments_tags_tell(
    connected: Connected, done: Done, writes: Writes
) -> None:
    session = connected()
    done(session, *DOCUMENTED)
    foreign(session, home(session), "no-ingress")
    (environment,) = described(session)
    session.client("cloud9").tag_resource(ResourceARN=environment["arn"], Tags=session.tags())
    refusing(session, "cloudformation", describe_stack_resources=("AccessDenied", "not authorized"))
    with pytest.raises(RefusedError, match="belongs to the stack no-ingress"):
        TearDownStep(session).undo()


def test_among_stacks_of_others_an_environment_of_the_api_goes_as_ever(connected: Connected, done: Done) -> None:
    session = connected()
    done(session, *DOCUMENTED, "environment")
    kept = foreign(session, home(session))
    before = len(session.calls)
    plan = EnvironmentStep(session).plan_undo()
    assert [change.what.split()[0] for change in plan.changes] == ["environment"]
    assert plan.refusals == ()
    asked = [call.operation for call in session.calls[before:]]
    assert asked.count("DescribeStackResources") == 1
    EnvironmentStep(session).undo()
    assert [one["id"] for one in described(session)] == [kept]


def test_where_cloud9_alone_has_stacks_nothing_more_is_asked(connected: Connected, done: Done) -> None:
    session = connected()
    done(session, *DOCUMENTED, "environment")
    before = len(session.calls)
    TearDownStep(session).plan_undo()
    asked = [call.operation for call in session.calls[before:] if call.service == "cloudformation"]
    assert asked == ["DescribeStacks"]


def test_termination_protection_is_a_refusal_whose_command_helps(
    address: str, done: Done, writes: Writes, in_shell: Callable[[str], None]
) -> None:
    session = by_stack(address)
    done(session, *DOCUMENTED, "environment")
    told = {"StackName": NAME, "EnableTerminationProtection": True}
    session.client("cloudformation").update_termination_protection(**told)
    before = len(writes(session))
    with pytest.raises(RefusedError) as refused:
        TearDownStep(session).undo()
    assert len(writes(session)) == before
    (line,) = refused.value.details
    in_shell(line.rpartition("lift that: ")[2])
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()


def test_stacks_of_others_and_of_other_deployments_stay(connected: Connected, address: str, done: Done) -> None:
    first = by_stack(address)
    done(first, *DOCUMENTED, "environment")
    second = by_stack(address, deployment="second", environment_name="second")
    done(second, "network", "environment")
    TearDownStep(first).undo()
    assert leftovers(first).facts == ()
    assert stack(second, "c9lib-second") is not None
    assert EnvironmentStep(second).verify().well
