"""What the policy simulator decides: denials, conditions, boundaries, organizations, policies of resources, groups."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.services.iam.said import ACCOUNT, permissions, refused, trust
from tests.simulator.services.iam.test_simulation import ANN, CLOUD9, INSTANCE, entry, results


@pytest.fixture
def ann(iam: Any) -> str:
    iam.create_user(UserName="ann")
    return ANN


def test_a_denial_is_named_alone(iam: Any, ann: str) -> None:
    iam.put_user_policy(UserName="ann", PolicyName="yes", PolicyDocument=permissions(Action="*"))
    iam.put_user_policy(UserName="ann", PolicyName="no", PolicyDocument=permissions(Effect="Deny", Action="ec2:*"))
    told = iam.simulate_principal_policy(PolicySourceArn=ann, ActionNames=["ec2:DescribeVpcs", "iam:ListUsers"])
    first, second = told["EvaluationResults"]
    assert (first["EvalDecision"], [one["SourcePolicyId"] for one in first["MatchedStatements"]]) == (
        "explicitDeny",
        ["user_ann_no"],
    )
    assert second["EvalDecision"] == "allowed"


@pytest.mark.parametrize(
    ("entries", "decision"),
    [
        ([entry("aws:CalledViaFirst", CLOUD9), entry("ssm:resourceTag/aws:cloud9:environment", "x")], "allowed"),
        ([entry("AWS:calledviafirst", CLOUD9), entry("ssm:resourceTag/aws:cloud9:environment", "x")], "allowed"),
        ([entry("aws:CalledViaFirst", "cloudformation.amazonaws.com")], "implicitDeny"),
        ([entry("ssm:resourceTag/aws:cloud9:environment", "x")], "implicitDeny"),
        ([], "implicitDeny"),
    ],
)
def test_conditions_are_decided_by_what_is_told(
    iam: Any, ann: str, entries: list[dict[str, Any]], decision: str
) -> None:
    iam.attach_user_policy(UserName="ann", PolicyArn="arn:aws:iam::aws:policy/AWSCloud9User")
    told = iam.simulate_principal_policy(
        PolicySourceArn=ann, ActionNames=["ssm:StartSession"], ResourceArns=[INSTANCE], ContextEntries=entries
    )
    assert results(told) == [("ssm:StartSession", INSTANCE, decision)]
    missing = told["EvaluationResults"][0]["ResourceSpecificResults"][0]["MissingContextValues"]
    assert ("aws:CalledViaFirst" in missing) is not any("called" in one["ContextKeyName"].lower() for one in entries)


@pytest.mark.parametrize(
    ("operator", "given", "wanted"),
    [
        ("NumericLessThan", entry("aws:EpochTime", "5", kind="numeric"), "6"),
        ("Bool", entry("aws:SecureTransport", "true", kind="boolean"), "true"),
        ("IpAddress", entry("aws:SourceIp", "203.0.113.7", kind="ip"), "203.0.113.0/24"),
        ("DateLessThan", entry("aws:CurrentTime", "2030-01-01T00:00:00Z", kind="date"), "2031-01-01T00:00:00Z"),
        ("BinaryEquals", entry("aws:example", "QmluYXJ5", kind="binary"), "QmluYXJ5"),
        ("ForAnyValue:StringEquals", entry("aws:TagKeys", "a", "b", kind="stringList"), "b"),
        ("ForAnyValue:NumericEquals", entry("aws:example", "1", "2", kind="numericList"), "2"),
    ],
)
def test_context_entries_of_every_type(iam: Any, operator: str, given: dict[str, Any], wanted: str) -> None:
    text = permissions(Action="ec2:*", Condition={operator: {given["ContextKeyName"]: wanted}})
    asked = {"PolicyInputList": [text], "ActionNames": ["ec2:DescribeVpcs"]}
    assert results(iam.simulate_custom_policy(**asked, ContextEntries=[given]))[0][2] == "allowed"
    without = iam.simulate_custom_policy(**asked)["EvaluationResults"][0]
    assert (without["EvalDecision"], without["MissingContextValues"]) == ("implicitDeny", [given["ContextKeyName"]])


def test_a_boundary_is_the_entitys_own_or_the_one_of_the_request(iam: Any, ann: str) -> None:
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=permissions(Action="*"))
    boundary = iam.create_policy(PolicyName="limit", PolicyDocument=permissions(Action="ec2:*"))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=boundary)
    asked = {"PolicySourceArn": ann, "ActionNames": ["ec2:DescribeVpcs", "iam:ListUsers"]}

    def said(**more: Any) -> list[tuple[str, bool]]:
        told = iam.simulate_principal_policy(**asked, **more)["EvaluationResults"]
        detail = "PermissionsBoundaryDecisionDetail"
        return [(one["EvalDecision"], one[detail]["AllowedByPermissionsBoundary"]) for one in told]

    assert said() == [("allowed", True), ("implicitDeny", False)]
    other = [permissions(Action="iam:*")]
    assert said(PermissionsBoundaryPolicyInputList=other) == [("implicitDeny", False), ("allowed", True)]
    told = iam.simulate_custom_policy(PolicyInputList=[permissions(Action="*")], ActionNames=["ec2:DescribeVpcs"])
    assert "PermissionsBoundaryDecisionDetail" not in told["EvaluationResults"][0]


def test_the_organization_has_its_say(iam: Any, ann: str, world: Any) -> None:
    from c9lib.simulator import others

    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=permissions(Action="*"))
    asked = {"PolicySourceArn": ann, "ActionNames": ["ec2:DescribeVpcs", "iam:ListUsers"]}
    assert "OrganizationsDecisionDetail" not in iam.simulate_principal_policy(**asked)["EvaluationResults"][0]
    denial = {"name": "no-ec2", "document": permissions(Effect="Deny", Action="ec2:*")}
    others.act(world, "scps", {"policies": [denial]})
    first, second = iam.simulate_principal_policy(**asked)["EvaluationResults"]
    assert (first["EvalDecision"], first["OrganizationsDecisionDetail"]) == (
        "explicitDeny",
        {"AllowedByOrganizations": False},
    )
    assert (second["EvalDecision"], second["OrganizationsDecisionDetail"]) == (
        "allowed",
        {"AllowedByOrganizations": True},
    )


def test_service_control_policies_of_the_request_have_to_allow_at_every_level(iam: Any) -> None:
    everything, only = permissions(Action="*"), permissions(Action="ec2:*")
    asked = {"PolicyInputList": [everything], "ActionNames": ["ec2:DescribeVpcs", "iam:ListUsers"]}
    levels = [{"ServiceControlPolicyInputList": [everything]}, {"ServiceControlPolicyInputList": [only]}]
    told = iam.simulate_custom_policy(**asked, OrderedOrganizationPolicyInputList=levels)
    assert [decision for _, _, decision in results(told)] == ["allowed", "implicitDeny"]


def test_a_resources_policy_lets_in_whom_it_names(iam: Any, ann: str) -> None:
    bucket = "arn:aws:s3:::bucket"
    statement = {"Effect": "Allow", "Principal": {"AWS": ann}, "Action": "s3:ListBucket", "Resource": bucket}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    asked = {"ActionNames": ["s3:ListBucket"], "ResourceArns": [bucket], "ResourcePolicy": text}
    told = iam.simulate_principal_policy(PolicySourceArn=ann, **asked)
    assert told["EvaluationResults"][0]["EvalDecision"] == "allowed"
    (matched,) = told["EvaluationResults"][0]["MatchedStatements"]
    assert matched["SourcePolicyId"] == "ResourcePolicy"
    bob = f"arn:aws:iam::{ACCOUNT}:user/bob"
    as_bob = iam.simulate_principal_policy(PolicySourceArn=ann, CallerArn=bob, **asked)
    assert as_bob["EvaluationResults"][0]["EvalDecision"] == "implicitDeny"
    nothing = [permissions(Action="ec2:*")]
    custom = iam.simulate_custom_policy(PolicyInputList=nothing, CallerArn=ann, **asked)
    assert custom["EvaluationResults"][0]["EvalDecision"] == "allowed"


def test_a_group_and_a_role_have_policies_as_well(iam: Any) -> None:
    iam.create_group(GroupName="team", Path="/a/")
    iam.put_group_policy(GroupName="team", PolicyName="p", PolicyDocument=permissions(Action="ec2:*"))
    iam.create_role(RoleName="worker", Path="/b/", AssumeRolePolicyDocument=trust())
    iam.put_role_policy(RoleName="worker", PolicyName="p", PolicyDocument=permissions(Action="ec2:*"))
    for arn, source in (("group/a/team", "group_team_p"), ("role/b/worker", "role_worker_p")):
        told = iam.simulate_principal_policy(
            PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:{arn}", ActionNames=["ec2:DescribeVpcs"]
        )
        assert told["EvaluationResults"][0]["MatchedStatements"][0]["SourcePolicyId"] == source


def test_policies_of_the_request_come_on_top(iam: Any, ann: str) -> None:
    more = [permissions(Action="ec2:DescribeVpcs"), permissions(Action="ec2:Describe*")]
    told = iam.simulate_principal_policy(PolicySourceArn=ann, PolicyInputList=more, ActionNames=["ec2:DescribeVpcs"])
    matched = told["EvaluationResults"][0]["MatchedStatements"]
    assert [one["SourcePolicyId"] for one in matched] == ["PolicyInputList.1", "PolicyInputList.2"]


def test_the_simulation_and_the_real_thing_agree(iam: Any, aws: Callable[..., Any], ann: str) -> None:
    """What is simulated is what happens, for the managed policies of Cloud9."""
    key = iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    asks = {
        "ec2:DescribeVpcs": aws("ec2", key=key).describe_vpcs,
        "ec2:DescribeInstances": aws("ec2", key=key).describe_instances,
        "cloud9:ListEnvironments": aws("cloud9", key=key).list_environments,
        "iam:ListUsers": aws("iam", key=key).list_users,
        "iam:ListRoles": aws("iam", key=key).list_roles,
    }
    for policy in ("AWSCloud9User", "AWSCloud9Administrator", "AWSCloud9EnvironmentMember", "ReadOnlyAccess"):
        arn = f"arn:aws:iam::aws:policy/{policy}"
        iam.attach_user_policy(UserName="ann", PolicyArn=arn)
        told = iam.simulate_principal_policy(PolicySourceArn=ann, ActionNames=list(asks))
        for (action, _, decision), ask in zip(results(told), asks.values(), strict=True):
            if decision == "allowed":
                ask()
            else:
                assert refused(ask)[0] in ("UnauthorizedOperation", "AccessDenied", "AccessDeniedException"), action
        iam.detach_user_policy(UserName="ann", PolicyArn=arn)
