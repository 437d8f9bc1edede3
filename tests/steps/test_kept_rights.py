"""What somebody made of our security group, role, profile and policies: told in the plan, kept where it serves them."""

from __future__ import annotations

import json
from collections.abc import Callable

from c9lib.aws import Session
from c9lib.checks.documented import PROFILE, ROLE, TRUST
from c9lib.nouns import Plan
from c9lib.steps import TearDownStep, leftovers
from c9lib.steps.endpoint_parts import group_name
from tests.steps.conftest import LEARNER, Connected

Done = Callable[..., None]
Shell = Callable[[str], None]
ALLOWING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}


def note(plan: Plan, begins: str) -> str:
    (found,) = (one for one in plan.notes if one.startswith(begins))
    return found


def own_group(session: Session) -> str:
    filters = [{"Name": "group-name", "Values": [group_name(session)]}]
    (found,) = session.client("ec2").describe_security_groups(Filters=filters)["SecurityGroups"]
    return str(found["GroupId"])


def test_a_group_that_somebodys_rule_names_stays_until_the_rule_is_gone(
    connected: Connected, done: Done, in_shell: Shell
) -> None:
    session, ec2 = connected(endpoint_services=("ssm",)), connected(deployment="somebody").client("ec2")
    done(session, "network", "endpoints")
    ours = own_group(session)
    vpc_id = ec2.describe_security_groups(GroupIds=[ours])["SecurityGroups"][0]["VpcId"]
    theirs = ec2.create_security_group(VpcId=vpc_id, GroupName="theirs", Description="of somebody")["GroupId"]
    pair = {"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "UserIdGroupPairs": [{"GroupId": ours}]}
    ec2.authorize_security_group_ingress(GroupId=theirs, IpPermissions=[pair])
    before = ec2.describe_security_groups(GroupIds=[theirs])["SecurityGroups"]
    TearDownStep(session).undo()
    assert {fact.thing for fact in leftovers(session).facts} == {"security group", "VPC"}
    assert ec2.describe_security_groups(GroupIds=[theirs])["SecurityGroups"] == before
    in_shell(note(TearDownStep(session).plan_undo(), f"The security group {ours} stays").partition("To end that: ")[2])
    in_shell(f"aws ec2 delete-security-group --group-id {theirs} --region us-east-1")
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()


def test_the_rule_that_lets_the_instance_in_is_nobody_elses(connected: Connected, done: Done) -> None:
    session = connected(network="isolated")
    done(session, "role", "profile", "network", "endpoints", "environment", "endpoints")
    assert not [one for one in TearDownStep(session).plan_undo().notes if "somebody added" in one]


def test_rules_that_somebody_added_to_a_group_that_goes_are_told(connected: Connected, done: Done) -> None:
    session = connected(endpoint_services=("ssm",))
    done(session, "network", "endpoints")
    ours = own_group(session)
    assert not [one for one in TearDownStep(session).plan_undo().notes if "somebody added" in one]
    open_to = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]}
    session.client("ec2").authorize_security_group_ingress(GroupId=ours, IpPermissions=[open_to])
    told = note(TearDownStep(session).plan_undo(), f"The security group {ours} goes")
    assert told.endswith("somebody added: tcp 22 from 192.0.2.0/24.")
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()


def test_a_role_goes_with_what_somebody_gave_it_and_says_how_that_comes_back(session: Session, done: Done) -> None:
    done(session, "role", "profile")
    assert not [one for one in TearDownStep(session).plan_undo().notes if "somebody gave it" in one]
    iam = session.client("iam")
    iam.put_role_policy(RoleName=ROLE, PolicyName="mine", PolicyDocument=json.dumps(ALLOWING))
    iam.tag_role(RoleName=ROLE, Tags=[{"Key": "cost-center", "Value": "7"}])
    iam.tag_instance_profile(InstanceProfileName=PROFILE, Tags=[{"Key": "mine", "Value": "7"}])
    plan = TearDownStep(session).plan_undo()
    assert "policy inline mine, tag cost-center" in note(plan, f"The role {ROLE} goes")
    assert "tag mine" in note(plan, f"The instance profile {PROFILE} goes")
    assert "put-role-policy --role-name" in plan.changes[-1].undo
    assert "s3:GetObject" in plan.changes[-1].undo
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()


def test_a_role_that_others_may_assume_stays_until_they_may_not(session: Session, done: Done, in_shell: Shell) -> None:
    done(session, "role", "profile")
    iam = session.client("iam")
    more = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = {**TRUST, "Statement": [*TRUST["Statement"], more]}
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(trust))
    plan = TearDownStep(session).plan_undo()
    assert [change.what.split()[0] for change in plan.changes] == ["instance"]
    told = note(plan, f"The role {ROLE} is kept: lambda.amazonaws.com may assume it, too.")
    TearDownStep(session).undo()
    assert iam.get_role(RoleName=ROLE)["Role"]["AssumeRolePolicyDocument"] == trust
    in_shell(told.partition("If nobody does: ")[2].removesuffix("."))
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()


def test_a_policy_that_somebody_changed_is_told(connected: Connected, done: Done) -> None:
    session = connected(access_for=(LEARNER,), access_policy="statements")
    done(session, "access")
    assert not [one for one in TearDownStep(session).plan_undo().notes if one.startswith("Somebody changed")]
    iam = session.client("iam")
    (name, *_) = [one for one in iam.list_policies(Scope="Local")["Policies"] if one["PolicyName"].startswith("c9lib-")]
    iam.create_policy_version(PolicyArn=name["Arn"], PolicyDocument=json.dumps(ALLOWING), SetAsDefault=True)
    told = note(TearDownStep(session).plan_undo(), "Somebody changed")
    assert name["PolicyName"] in told
    assert "s3:GetObject" in told
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()
