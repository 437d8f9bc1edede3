"""The forecast before a launch: open, closed for good, mended by a step of the run, or only to be waited for."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.nouns import Call
from c9lib.steps.endpoints import EndpointsStep
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.environments import described
from c9lib.steps.prospect import prospect
from tests.steps.conftest import Connected
from tests.steps.near import document, foreign, modify, seen

Done = Callable[..., None]
Writes = Callable[[Session], list[Call]]
PAIR = ("role", "profile", "network")


@pytest.fixture
def isolated(connected: Connected, done: Done) -> Session:
    """A subnet that leads nowhere."""
    session = connected(network="isolated", endpoint_services=("ssm", "ssmmessages"))
    done(session, *PAIR)
    return session


def test_where_a_way_leads_out_nothing_stands_against_a_launch(session: Session, done: Done) -> None:
    done(session, "network")
    told = prospect(seen(session))
    assert (told.changes, told.notes, told.refusals, told.waits_for) == ((), (), (), ())


def test_an_isolated_subnet_waits_for_its_endpoints_and_nothing_is_created(isolated: Session, writes: Writes) -> None:
    before = len(writes(isolated))
    with pytest.raises(RefusedError, match=r"NO_ROUTE_TO_DESTINATION.*Run step endpoints first") as refused:
        EnvironmentStep(isolated).apply()
    assert refused.value.exit_code == 3
    assert len(writes(isolated)) == before
    assert EnvironmentStep(isolated).plan().refusals == ()


def test_one_service_is_not_enough(isolated: Session) -> None:
    """The agent would register, and take no session."""
    changes = EndpointsStep(isolated).plan().changes
    for change in changes:
        if "ssmmessages" not in change.what and change.action != "wait":
            change.run()
    isolated.target.let_pass(120)
    (told,) = prospect(seen(isolated)).waits_for
    assert "ssmmessages.us-east-1.amazonaws.com:443" in told


def test_endpoints_that_are_still_starting_are_waited_for(isolated: Session) -> None:
    for change in EndpointsStep(isolated).plan().changes[:-1]:
        change.run()
    plan = EnvironmentStep(isolated).plan()
    assert (plan.refusals, plan.waits_for) == ((), ())
    assert [change.action for change in plan.changes] == ["wait", "create", "wait"]
    EnvironmentStep(isolated).apply()
    assert EnvironmentStep(isolated).verify().well


def test_a_nat_gateway_that_is_still_starting_is_waited_for(connected: Connected, done: Done) -> None:
    session = connected(network="nat")
    done(session, *PAIR)
    plan = EnvironmentStep(session).plan()
    assert (plan.refusals, plan.waits_for) == ((), ())
    assert [change.action for change in plan.changes] == ["wait", "create", "wait"]
    EnvironmentStep(session).apply()
    assert EnvironmentStep(session).verify().well


def test_what_no_step_mends_is_refused_with_the_remedy(connected: Connected, done: Done) -> None:
    """No step touches network ACLs."""
    session = connected(endpoint_services=())
    done(session, *PAIR)
    deny(session, "0.0.0.0/0")
    told = prospect(seen(session))
    assert told.waits_for == ()
    assert "SUBNET_ACL_RESTRICTION" in told.refusals[0]
    assert "Mend it with: aws ec2 " in told.refusals[0]
    with pytest.raises(RefusedError, match="SUBNET_ACL_RESTRICTION") as refused:
        EnvironmentStep(session).apply()
    assert refused.value.exit_code == 3
    assert described(session) == []


def test_what_step_network_mends_is_waited_for(session: Session, done: Done) -> None:
    done(session, *PAIR)
    ec2, here = session.client("ec2"), seen(session).here
    ec2.modify_vpc_attribute(VpcId=here.vpc_id, EnableDnsSupport={"Value": False})
    told = prospect(seen(session))
    assert told.refusals == ()
    assert "UNKNOWN_DESTINATION" in told.waits_for[0]
    done(session, "network")
    assert prospect(seen(session)).waits_for == ()


def test_a_closed_network_acl_is_refused_although_endpoints_are_to_come(session: Session, done: Done) -> None:
    done(session, *PAIR)
    theirs = [foreign(session, service, "10.0.0.0/16", **elsewhere(session)) for service in ("ssm", "ssmmessages")]
    session.target.let_pass(120)
    deny(session)
    told = prospect(seen(session))
    assert told.waits_for == ()
    assert all("SUBNET_ACL_RESTRICTION" in line for line in told.refusals)
    assert described(session) == []
    assert len(theirs) == 2


def elsewhere(session: Session) -> dict[str, Any]:
    """Another subnet of the VPC, one for all who ask."""
    ec2, here = session.client("ec2"), seen(session).here
    there = ec2.describe_subnets(Filters=[{"Name": "cidr-block", "Values": ["10.0.9.0/24"]}])["Subnets"]
    if not there:
        there = [ec2.create_subnet(VpcId=here.vpc_id, CidrBlock="10.0.9.0/24")["Subnet"]]
    return {"SubnetIds": [there[0]["SubnetId"]]}


def deny(session: Session, cidr: str = "10.0.9.0/24") -> None:
    """Let no HTTPS out to a range any more, by the network ACL of all subnets."""
    ec2, here = session.client("ec2"), seen(session).here
    (acl,) = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [here.vpc_id]}])["NetworkAcls"]
    ports = {"From": 443, "To": 443}
    ec2.create_network_acl_entry(
        NetworkAclId=acl["NetworkAclId"],
        RuleNumber=50,
        Protocol="6",
        RuleAction="deny",
        Egress=True,
        CidrBlock=cidr,
        PortRange=ports,
    )


def test_our_own_endpoint_whose_policy_denies_the_agent_is_mended_first(isolated: Session, done: Done) -> None:
    done(isolated, "endpoints")
    modify(isolated, "ssmmessages", PolicyDocument=document("ssmmessages:*", effect="Deny"))
    with pytest.raises(RefusedError, match=r"ssmmessages:CreateControlChannel.*Run step endpoints first"):
        EnvironmentStep(isolated).apply()
    done(isolated, "endpoints", "environment")
    assert EnvironmentStep(isolated).verify().well


def test_somebody_elses_policy_that_denies_the_agent_is_refused_with_the_command(
    session: Session, done: Done, in_shell: Callable[[str], None]
) -> None:
    done(session, *PAIR)
    foreign(session, "ssm", "10.0.0.0/16", PolicyDocument=document("ssm:*", effect="Deny"))
    session.target.let_pass(120)
    with pytest.raises(RefusedError, match="--policy-document") as refused:
        EnvironmentStep(session).apply()
    in_shell(refused.value.details[0].partition("Mend it with: ")[2])
    assert EnvironmentStep(session).plan().refusals == ()


@pytest.mark.parametrize(("account", "lets_in"), [("123456789012", True), ("999999999999", False)])
def test_a_policy_for_one_account_lets_its_own_agent_in_alone(
    session: Session, done: Done, account: str, lets_in: bool
) -> None:
    """As `endpoint.policy` judges it after the launch."""
    done(session, *PAIR)
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": "*",
        "Resource": "*",
    }
    foreign(session, "ssm", "10.0.0.0/16", PolicyDocument=json.dumps({"Statement": [statement]}))
    session.target.let_pass(120)
    plan = EnvironmentStep(session).plan()
    assert (plan.refusals == ()) == lets_in
    assert all("Its policy doesn't allow ssm:UpdateInstanceInformation" in told for told in plan.refusals)


def test_what_nobody_can_tell_is_a_note_and_no_refusal(session: Session, done: Done) -> None:
    done(session, *PAIR)
    ec2, here = session.client("ec2"), seen(session).here
    options = ec2.create_dhcp_options(DhcpConfigurations=[{"Key": "domain-name-servers", "Values": ["10.9.9.9"]}])[
        "DhcpOptions"
    ]["DhcpOptionsId"]
    ec2.associate_dhcp_options(DhcpOptionsId=options, VpcId=here.vpc_id)
    plan = EnvironmentStep(session).plan()
    assert (plan.refusals, plan.waits_for) == ((), ())
    assert "10.9.9.9" in " ".join(plan.notes)
