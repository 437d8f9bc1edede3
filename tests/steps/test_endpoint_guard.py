"""The endpoints' security group: exactly the instance's own is let in, and it never keeps Cloud9 from deleting that."""

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.steps import TearDownStep, leftovers
from c9lib.steps.endpoints import EndpointsStep
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.environments import described
from c9lib.steps.group_rules import Rule
from tests.steps.conftest import Connected
from tests.steps.near import SUBNET, guard, own_groups, seen

Done = Callable[..., None]
PAIR = ("role", "profile", "network")


def own_rules(session: Session) -> frozenset[Rule]:
    return frozenset(Rule(name) for name in own_groups(session))


def test_after_the_launch_exactly_the_instances_group_is_let_in(session: Session, done: Done) -> None:
    done(session, *PAIR, "environment", "endpoints")
    assert guard(session) == own_rules(session)
    assert EndpointsStep(session).plan().changes == ()


def test_the_second_visit_narrows_what_the_first_one_opened(connected: Connected, done: Done) -> None:
    session = connected(network="isolated")
    done(session, *PAIR, "endpoints")
    assert guard(session) == {SUBNET}
    done(session, "environment")
    outcome = EndpointsStep(session).apply()
    assert [change.action for change in outcome.changes] == ["allow", "revoke"]
    assert [call.operation for call in outcome.calls if call.writes] == [
        "AuthorizeSecurityGroupIngress",
        "RevokeSecurityGroupIngress",
    ]
    assert guard(session) == own_rules(session)
    session.target.let_pass(900)
    assert EndpointsStep(session).verify().well
    assert EnvironmentStep(session).verify().well


@pytest.mark.parametrize("made", [0, 1])
def test_a_second_visit_that_broke_off_is_finished(connected: Connected, done: Done, made: int) -> None:
    session = connected(network="isolated", endpoint_services=("ssm", "ssmmessages"))
    done(session, *PAIR, "endpoints", "environment")
    for change in EndpointsStep(session).plan().changes[:made]:
        change.run()
    assert SUBNET in guard(session)
    assert len(EndpointsStep(session).apply().changes) == 2 - made
    assert guard(session) == own_rules(session)


def test_whatever_else_was_let_in_goes(session: Session, done: Done) -> None:
    done(session, *PAIR, "environment", "endpoints")
    own = seen(session).own_group
    assert own is not None
    rule = {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 65535, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    session.client("ec2").authorize_security_group_ingress(GroupId=own["GroupId"], IpPermissions=[rule])
    (change,) = EndpointsStep(session).apply().changes
    assert change.action == "revoke"
    assert "TCP 1-65535 of 0.0.0.0/0" in change.what
    assert guard(session) == own_rules(session)


def test_the_environment_goes_though_the_endpoints_named_its_group(session: Session, done: Done) -> None:
    done(session, *PAIR, "environment", "endpoints")
    outcome = EnvironmentStep(session).undo()
    assert [change.action for change in outcome.changes] == ["replace", "delete"]
    assert described(session) == []
    assert guard(session) == {SUBNET}


def test_without_that_cloud9_could_not_delete_its_group(session: Session, done: Done) -> None:
    done(session, *PAIR, "environment", "endpoints")
    (environment,) = described(session)
    session.client("cloud9").delete_environment(environmentId=environment["id"])
    session.target.let_pass(1200)
    (left,) = described(session)
    assert left["lifecycle"]["status"] == "DELETE_FAILED"
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()


def test_the_command_of_the_note_lets_the_environment_be_deleted_by_hand(
    session: Session, done: Done, aws: Callable[..., str]
) -> None:
    done(session, *PAIR, "environment", "endpoints")
    (note,) = [one for one in EndpointsStep(session).plan().notes if "by other means" in one]
    aws(note.split("`")[1])
    assert guard(session) == frozenset()
    (environment,) = described(session)
    session.client("cloud9").delete_environment(environmentId=environment["id"])
    session.target.let_pass(1200)
    assert described(session) == []


def test_the_command_finds_a_group_that_is_not_made_yet_by_its_name(
    session: Session, done: Done, aws: Callable[..., str]
) -> None:
    done(session, *PAIR, "environment")
    (note,) = [one for one in EndpointsStep(session).plan().notes if "by other means" in one]
    done(session, "endpoints")
    aws(note.split("`")[1])
    assert guard(session) == frozenset()


def test_a_new_launch_behind_narrow_endpoints_opens_them_first(session: Session, done: Done) -> None:
    """The group that they name is gone with its environment, and the names of the services still lead to them."""
    done(session, *PAIR, "environment", "endpoints")
    old = own_groups(session)
    EnvironmentStep(session).undo()
    own = seen(session).own_group
    assert own is not None
    session.client("ec2").revoke_security_group_ingress(
        GroupId=own["GroupId"], IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="10.0.0.0/24"
    )
    plan = EnvironmentStep(session).plan()
    assert (plan.refusals, plan.waits_for) == ((), ())
    assert [change.action for change in plan.changes] == ["allow", "create", "wait"]
    EnvironmentStep(session).apply()
    assert own_groups(session) != old
    done(session, "endpoints")
    assert guard(session) == own_rules(session)


def test_the_next_environment_takes_the_place_of_the_one_before(session: Session, done: Done) -> None:
    done(session, *PAIR, "environment", "endpoints")
    before = own_rules(session)
    EnvironmentStep(session).undo()
    done(session, "environment", "endpoints")
    assert guard(session) == own_rules(session) != before


@pytest.fixture
def theirs(session: Session, connected: Connected) -> Callable[..., Session]:
    """A session on a VPC of somebody else with two subnets, in one of which something of theirs works."""
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.5.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    one, other = (
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.5.{at}.0/24", AvailabilityZone="us-east-1a")["Subnet"]["SubnetId"]
        for at in (0, 1)
    )
    ec2.create_network_interface(SubnetId=other, Description="of somebody")
    return lambda **more: connected(network="existing", vpc_id=vpc, subnet_id=one, **more)


def test_in_a_vpc_with_others_nobody_is_cut_off(theirs: Callable[..., Session]) -> None:
    """Private DNS leads the whole VPC to the endpoints, and the gateway takes the route table's traffic to S3."""
    session = theirs()
    (other,) = seen(session).others
    outcome = EndpointsStep(session).apply()
    assert guard(session) == {Rule("10.5.0.0/16")}
    assert [note for note in outcome.notes if other["NetworkInterfaceId"] in note and "whole VPC" in note]
    gateway = seen(session).gateway()
    assert gateway is not None
    assert '"Resource": "*"' in gateway["PolicyDocument"]
    assert [note for note in outcome.notes if "open connections to S3 break once" in note]
    assert EndpointsStep(session).plan().changes == ()


def test_in_a_vpc_of_somebody_without_others_it_is_as_narrow_as_in_our_own(theirs: Callable[..., Session]) -> None:
    session = theirs(endpoint_services=("ssm", "ssmmessages"))
    (other,) = seen(session).others
    session.client("ec2").delete_network_interface(NetworkInterfaceId=other["NetworkInterfaceId"])
    EndpointsStep(session).apply()
    assert guard(session) == {Rule("10.5.0.0/24")}


def test_dns_of_a_vpc_of_somebody_is_turned_on_only_when_repair_is_asked(theirs: Callable[..., Session]) -> None:
    session = theirs()
    session.client("ec2").modify_vpc_attribute(VpcId=session.parameters.vpc_id, EnableDnsHostnames={"Value": False})
    with pytest.raises(RefusedError, match="EnableDnsHostnames is off"):
        EndpointsStep(session).apply()
    repairing = theirs(repair=True)
    assert EndpointsStep(repairing).apply().changes[0].action == "turn on"
    assert all(seen(repairing).dns.values())
    assert EndpointsStep(repairing).plan().changes == ()


@pytest.fixture
def aws(address: str, tmp_path: Path) -> Callable[..., str]:
    """`aws("aws ec2 …")`: a command line run in a POSIX shell, against the simulated AWS."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "simulated",
        "AWS_SECRET_ACCESS_KEY": "simulated",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1,localhost",
    }

    def run(line: str) -> str:
        assert shlex.split(line)[0] == "aws"
        told = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr
        return told.stdout

    return run


def test_before_a_launch_every_subnet_that_instances_go_to_is_let_in(connected: Connected, done: Done) -> None:
    """A class's seats are in all of them, and none of their instances is this deployment's."""
    session = connected(network="nat", availability_zones=2)
    done(session, *PAIR, "endpoints")
    private = {"10.0.1.0/24", "10.0.2.0/24"}
    assert guard(session) == {Rule(cidr) for cidr in private}
    assert EndpointsStep(session).plan().changes == ()
    done(session, "environment", "endpoints")
    assert guard(session) == own_rules(session)
