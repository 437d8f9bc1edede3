"""restrict_egress: only the endpoints and Amazon S3, with proof that the agent reports; or it is refused."""

from collections.abc import Callable

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError, WaitError
from c9lib.steps import TearDownStep, egress, leftovers
from c9lib.steps.endpoints import EndpointsStep
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.environments import described
from c9lib.steps.group_rules import ANYWHERE, Rule
from tests.steps.conftest import Connected
from tests.steps.near import foreign, group_of, own_groups, rules, seen

Done = Callable[..., None]
PAIR = ("role", "profile", "network")


@pytest.fixture
def launched(connected: Connected, done: Done) -> Session:
    """An environment in a public subnet, whose egress is to be restricted."""
    session = connected(restrict_egress=True)
    done(session, *PAIR, "environment")
    return session


def out(session: Session) -> frozenset[Rule]:
    (group,) = own_groups(session)
    return rules(session, group, "egress")


def restricted(session: Session) -> frozenset[Rule]:
    """HTTPS to the endpoints' group and to the prefix list of Amazon S3."""
    lists = session.client("ec2").describe_prefix_lists()["PrefixLists"]
    s3 = next(one["PrefixListId"] for one in lists if one["PrefixListName"] == "com.amazonaws.us-east-1.s3")
    own = seen(session).own_group
    assert own is not None
    return frozenset({Rule(own["GroupId"]), Rule(s3)})


def test_only_endpoints_and_s3_are_left_and_the_agent_still_reports(launched: Session) -> None:
    assert out(launched) == {ANYWHERE}
    outcome = EndpointsStep(launched).apply()
    assert [change.action for change in outcome.changes[-2:]] == ["restrict", "wait"]
    assert out(launched) == restricted(launched)
    writes = [call.operation for call in outcome.calls if call.writes]
    assert writes[-2:] == ["AuthorizeSecurityGroupEgress", "RevokeSecurityGroupEgress"]
    assert outcome.waits[-1].last_seen == "Online, connected, reported"
    assert EndpointsStep(launched).plan().changes == ()
    launched.target.let_pass(900)
    told = EndpointsStep(launched).verify()
    assert told.well
    assert {check.id: check.status for check in told.checks}["instance.no-egress"] == "ok"


def test_the_plan_warns_as_awss_page_does(launched: Session) -> None:
    notes = " ".join(EndpointsStep(launched).plan().notes)
    for word in ("Lambda", "packages and libraries", "VPC's resolver", "drift"):
        assert word in notes


def test_without_s3_the_ides_dependencies_are_cut_off_too(connected: Connected, launched: Session) -> None:
    told = EndpointsStep(connected(restrict_egress=True, endpoint_services=("ssm", "ssmmessages"))).plan()
    assert any("the IDE's dependencies don't reach" in note for note in told.notes)
    assert not any("the IDE's dependencies don't reach" in note for note in EndpointsStep(launched).plan().notes)


def test_without_an_instance_it_is_refused_and_before_the_launch_put_off(connected: Connected, done: Done) -> None:
    session = connected(restrict_egress=True)
    done(session, "network")
    with pytest.raises(RefusedError, match="Run step environment first"):
        EndpointsStep(session).apply()
    assert seen(session).all == []
    isolated = connected(network="isolated", restrict_egress=True, deployment="isolated", vpc_cidr="10.9.0.0/16")
    done(isolated, "network")
    plan = EndpointsStep(isolated).plan()
    assert (plan.refusals, plan.waits_for) == ((), ())
    assert any("comes back to it after the launch" in note for note in plan.notes)
    assert "restrict" not in [change.action for change in plan.changes]


@pytest.mark.parametrize("made", [7, 8])
def test_a_run_that_broke_off_is_finished(launched: Session, made: int) -> None:
    plan = EndpointsStep(launched).plan()
    for change in plan.changes[:made]:
        change.run()
    EndpointsStep(launched).apply()
    assert out(launched) == restricted(launched)
    assert EndpointsStep(launched).plan().changes == ()


def test_authorised_and_not_revoked_yet_is_finished(launched: Session, done: Done) -> None:
    """Killed between the two calls of one change."""
    EndpointsStep(launched).apply()
    (group,) = own_groups(launched)
    everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    launched.client("ec2").authorize_security_group_egress(GroupId=group, IpPermissions=[everything])
    assert [change.action for change in EndpointsStep(launched).apply().changes] == ["restrict", "wait"]
    assert out(launched) == restricted(launched)


def test_an_agent_that_would_fall_silent_is_left_its_rules(launched: Session) -> None:
    """The endpoints are somebody else's and let the instance's address in; its own network ACL stops the answers."""
    ec2, there = launched.client("ec2"), seen(launched)
    other = ec2.create_subnet(VpcId=there.here.vpc_id, CidrBlock="10.0.9.0/24")["Subnet"]["SubnetId"]
    for service in ("ssm", "ssmmessages", "ec2messages"):
        foreign(launched, service, "10.0.0.0/16", SubnetIds=[other])
    launched.target.let_pass(120)
    (acl,) = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [there.here.vpc_id]}])["NetworkAcls"]
    ec2.create_network_acl_entry(
        NetworkAclId=acl["NetworkAclId"],
        RuleNumber=50,
        Protocol="6",
        RuleAction="deny",
        Egress=True,
        CidrBlock="10.0.9.0/24",
        PortRange={"From": 443, "To": 443},
    )
    with pytest.raises(RefusedError) as refused:
        EndpointsStep(launched).apply()
    assert any("would fall silent" in line and "ssm" in line for line in refused.value.details)
    assert out(launched) == {ANYWHERE}


def test_a_stopped_instance_gives_no_proof(launched: Session) -> None:
    instance = seen(launched).instance
    assert instance is not None
    launched.client("ec2").stop_instances(InstanceIds=[instance["InstanceId"]])
    launched.target.let_pass(120)
    with pytest.raises(RefusedError, match=rf"start-instances --instance-ids {instance['InstanceId']}"):
        EndpointsStep(launched).apply()
    assert out(launched) == {ANYWHERE}


def test_a_silent_agent_is_waited_for_and_nothing_is_taken_from_it(
    launched: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress, "agent", lambda *_: egress.Agent("ConnectionLost", None, connected=False))
    with pytest.raises(WaitError, match="SSM Agent is online"):
        EndpointsStep(launched).apply()
    assert out(launched) == {ANYWHERE}


def test_without_the_proof_it_ends_with_the_command_that_lets_everything_out_again(launched: Session) -> None:
    """Somebody closes the endpoints between the last rule and the agent's next report."""
    *changes, proof = EndpointsStep(launched).plan().changes
    for change in changes:
        change.run()
    own, (group,) = seen(launched).own_group, own_groups(launched)
    assert own is not None
    pair = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": group}]}
    launched.client("ec2").revoke_security_group_ingress(GroupId=own["GroupId"], IpPermissions=[pair])
    with pytest.raises(WaitError) as vain:
        proof.run()
    assert vain.value.remedy[0].startswith(f"aws ec2 authorize-security-group-egress --group-id {group} ")
    # The next run opens them, and waits for the agent before it says that all is well.
    assert [change.action for change in EndpointsStep(launched).apply().changes] == ["allow", "wait"]


def test_endpoints_of_somebody_are_what_is_left(launched: Session) -> None:
    for service in ("ssm", "ssmmessages", "ec2messages"):
        foreign(launched, service, "10.0.0.0/16")
    launched.target.let_pass(120)
    EndpointsStep(launched).apply()
    theirs = {Rule(str(group_of(launched, service)["GroupId"])) for service in ("ssm", "ssmmessages", "ec2messages")}
    assert theirs < out(launched)
    launched.target.let_pass(900)
    assert EnvironmentStep(launched).verify().well


def test_endpoints_go_alone_only_after_the_instance_is_let_out(launched: Session, done: Done) -> None:
    done(launched, "endpoints")
    plan = EndpointsStep(launched).plan_undo()
    assert [change.action for change in plan.changes] == ["replace", "delete", "delete"]
    assert plan.notes != ()
    EndpointsStep(launched).undo()
    assert ANYWHERE in out(launched)
    launched.target.let_pass(900)
    assert EnvironmentStep(launched).verify().well


def test_with_the_environment_the_restriction_goes_by_itself(launched: Session, done: Done) -> None:
    done(launched, "endpoints")
    plan = TearDownStep(launched).plan_undo()
    assert not any("lets everything out" in change.what for change in plan.changes)
    TearDownStep(launched).undo()
    assert leftovers(launched).facts == ()
    assert described(launched) == []
