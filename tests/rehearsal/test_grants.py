"""From one request to what a policy allows: patterns for ids that AWS makes up, conditions that AWS documents."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.rehearsal.grants import Condition, Given, Grant, grants, pattern
from c9lib.rehearsal.nouns import Need

ACCOUNT = "123456789012"
UUID = "1e95b74d-1eb4-60f9-ebf8-7717c8733466"
VPC = "vpc-0123456789abcdef0"
OURS = {"aws:ResourceTag/c9lib:deployment": ("demo",)}
NEW = {"aws:RequestTag/c9lib:deployment": ("demo",), "aws:TagKeys": ("c9lib:deployment",)}
GIVEN = Given("demo", f"arn:aws:iam::{ACCOUNT}:user/Administrator", ("arn:a", "arn:b"), frozenset({VPC}))


def need(action: str, resource: str = "*", step: str = "network", **more: Any) -> Need:
    told = {"purposes": ("run",), "region": "us-east-1", **more}
    return Need(step=step, action=action, resource=resource, **told)


def ec2(resource: str) -> str:
    return f"arn:aws:ec2:us-east-1:{ACCOUNT}:{resource}"


def iam(resource: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{resource}"


def one(*needs: Need, given: Given = GIVEN) -> Grant:
    (made,) = grants(needs, given)
    return made


def conditions(grant: Grant) -> dict[str, tuple[str, ...]]:
    return {f"{one.operator} {one.key}": one.values for one in grant.conditions}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (ec2("vpc/vpc-0a2b4c6d8e0f1a2b3"), ec2("vpc/*")),
        (ec2("security-group-rule/sgr-0a2b4c6d8e0f1a2b3"), ec2("security-group-rule/*")),
        (ec2(f"vpc/{VPC}"), ec2(f"vpc/{VPC}")),
        (
            f"arn:aws:cloud9:us-east-1:{ACCOUNT}:environment:{'0a' * 16}",
            f"arn:aws:cloud9:us-east-1:{ACCOUNT}:environment:*",
        ),
        (
            f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/aws-cloud9-demo-{'0a' * 16}/{UUID}",
            f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/aws-cloud9-demo-*/*",
        ),
        (iam("role/service-role/AWSCloud9SSMAccessRole"), iam("role/service-role/AWSCloud9SSMAccessRole")),
        ("*", "*"),
    ],
)
def test_ids_that_aws_makes_up_give_way(resource: str, expected: str) -> None:
    assert pattern(resource, frozenset({VPC}))[0] == expected


def test_what_is_made_must_carry_the_tag() -> None:
    made = one(need("ec2:CreateVpc", ec2("vpc/*"), context=NEW))
    assert conditions(made) == {"StringEquals aws:RequestTag/c9lib:deployment": ("demo",)}


def test_what_is_there_must_carry_the_tag() -> None:
    made = one(need("ec2:CreateSubnet", ec2("vpc/vpc-0a2b4c6d8e0f1a2b3"), context=OURS))
    assert (made.resource, conditions(made)) == (
        ec2("vpc/*"),
        {"StringEquals aws:ResourceTag/c9lib:deployment": ("demo",)},
    )


def test_a_tag_of_others_holds_nothing() -> None:
    other = {"aws:ResourceTag/c9lib:deployment": ("other",)}
    assert one(need("ec2:DeleteVpc", ec2("vpc/vpc-0a2b4c6d8e0f1a2b3"), context=other)).conditions == ()


def test_a_key_that_the_action_does_not_take_is_no_condition() -> None:
    """A condition on a key that AWS doesn't give would deny everything."""
    assert one(need("iam:GetInstanceProfile", iam("instance-profile/x"), context=NEW)).conditions == ()


def test_what_is_given_is_named_and_what_is_in_it_is_held_by_its_vpc() -> None:
    inside = {"ec2:Vpc": (ec2(f"vpc/{VPC}"),)}
    made = one(need("ec2:CreateRoute", ec2("route-table/rtb-0a2b4c6d8e0f1a2b3"), context=inside))
    assert (made.resource, conditions(made)) == (ec2("route-table/*"), {"ArnEquals ec2:Vpc": (ec2(f"vpc/{VPC}"),)})
    assert one(need("ec2:CreateSubnet", ec2(f"vpc/{VPC}"))).resource == ec2(f"vpc/{VPC}")


def test_tags_of_a_creation_come_with_that_creation_only() -> None:
    made = one(need("ec2:CreateTags", ec2("vpc/*"), context={**NEW, "ec2:CreateAction": ("CreateVpc",)}))
    assert conditions(made)["StringEquals ec2:CreateAction"] == ("CreateVpc",)


def test_iam_is_held_to_names_services_and_policies() -> None:
    role = iam("role/service-role/AWSCloud9SSMAccessRole")
    passed = one(need("iam:PassRole", role, context={**OURS, "iam:PassedToService": ("ec2.amazonaws.com",)}))
    assert conditions(passed) == {"StringEquals iam:PassedToService": ("ec2.amazonaws.com",)}
    policy = "arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile"
    attached = one(need("iam:AttachRolePolicy", role, context={**OURS, "iam:PolicyARN": (policy,)}))
    assert conditions(attached) == {"ArnEquals iam:PolicyARN": (policy,)}
    linked = one(need("iam:CreateServiceLinkedRole", role, context={"iam:AWSServiceName": ("cloud9.amazonaws.com",)}))
    assert conditions(linked) == {"StringEquals iam:AWSServiceName": ("cloud9.amazonaws.com",)}


def test_a_name_of_iam_is_held_by_its_tag_only_where_it_is_removed() -> None:
    role = iam("role/service-role/AWSCloud9SSMAccessRole")
    assert one(need("iam:GetRole", role, context=OURS)).conditions == ()
    removed = one(need("iam:DeleteRole", role, context=OURS, purposes=("tear-down",), step="tear-down"))
    assert conditions(removed) == {"StringEquals aws:ResourceTag/c9lib:deployment": ("demo",)}


def test_tags_on_people_are_held_to_their_keys() -> None:
    key = "c9lib:access:demo"
    tagged = {f"aws:RequestTag/{key}": ("AWSCloud9User",), "aws:TagKeys": (key,)}
    made = one(need("iam:TagUser", iam("user/ann"), context=tagged))
    assert conditions(made) == {"ForAllValues:StringEquals aws:TagKeys": (key,)}


def test_a_session_comes_by_way_of_cloud9_to_a_tagged_instance() -> None:
    tagged = {**OURS, "ssm:resourceTag/c9lib:deployment": ("demo",)}
    made = one(
        need("ssm:StartSession", ec2("instance/i-0a2b4c6d8e0f1a2b3"), context=tagged, via=("cloud9.amazonaws.com",))
    )
    assert conditions(made) == {
        "StringEquals aws:CalledViaFirst": ("cloud9.amazonaws.com",),
        "StringEquals ssm:resourceTag/c9lib:deployment": ("demo",),
    }


def test_by_way_of_cloud9_and_directly_is_one_grant_without_the_way() -> None:
    """AWS documents only for sessions that Cloud9's calls say by way of whom they come."""
    made = one(need("ec2:DescribeVpcs"), need("ec2:DescribeVpcs", via=("cloud9.amazonaws.com",)))
    assert conditions(made) == {"StringEquals aws:RequestedRegion": ("us-east-1",)}


def test_an_environment_is_the_callers_own_unless_it_is_for_somebody_else() -> None:
    told = {"cloud9:EnvironmentName": ("demo",), "cloud9:InstanceType": ("t3.small",)}
    mine = one(need("cloud9:CreateEnvironmentEC2", context={**NEW, **told}))
    assert conditions(mine)["Null cloud9:OwnerArn"] == ("true",)
    owner = iam("user/ann")
    its = one(need("cloud9:CreateEnvironmentEC2", context={**NEW, **told, "cloud9:OwnerArn": (owner,)}))
    assert conditions(its)["StringEquals cloud9:OwnerArn"] == (owner,)
    assert "Null cloud9:OwnerArn" not in conditions(its)


def test_a_made_up_subnet_is_no_condition_and_a_given_one_is() -> None:
    made_up = one(need("cloud9:CreateEnvironmentEC2", context={"cloud9:SubnetId": ("subnet-0a2b4c6d8e0f1a2b3",)}))
    assert "StringEquals cloud9:SubnetId" not in conditions(made_up)
    subnet = "subnet-0123456789abcdef0"
    given = Given("demo", GIVEN.caller, GIVEN.holders, frozenset({subnet}))
    held = one(need("cloud9:CreateEnvironmentEC2", context={"cloud9:SubnetId": (subnet,)}), given=given)
    assert conditions(held)["StringEquals cloud9:SubnetId"] == (subnet,)


def test_a_name_is_taken_as_it_is() -> None:
    told = {"cloud9:EnvironmentName": ("${aws:username}",)}
    made = one(need("cloud9:CreateEnvironmentEC2", context=told))
    assert conditions(made)["StringEquals cloud9:EnvironmentName"] == ("${$}{aws:username}",)


def test_regions_are_the_runs_or_cloud9s_or_all() -> None:
    alone = one(need("cloud9:ListEnvironments"))
    assert conditions(alone) == {"StringEquals aws:RequestedRegion": ("us-east-1",)}
    more = one(need("cloud9:ListEnvironments"), need("cloud9:ListEnvironments", region="eu-west-1"))
    assert len(conditions(more)["StringEquals aws:RequestedRegion"]) == 22
    beyond = one(need("ec2:DescribeVpcs"), need("ec2:DescribeVpcs", region="ap-southeast-7"))
    assert beyond.conditions == ()
    assert one(need("iam:ListRoles")).conditions == ()


def test_an_action_without_resources_is_allowed_on_everything() -> None:
    """Systems Manager names `arn:aws:ssm:…:*` in its refusals, and AWS documents `*` for policies."""
    made = one(need("ssm:DescribeInstanceInformation", f"arn:aws:ssm:us-east-1:{ACCOUNT}:*"))
    assert made.resource == "*"


def test_values_of_alike_requests_stand_together_and_the_first_step_counts() -> None:
    names = ("com.amazonaws.us-east-1.ssm", "com.amazonaws.us-east-1.s3")
    needs = [
        need("ec2:CreateVpcEndpoint", ec2("vpc-endpoint/*"), step, context={**NEW, "ec2:VpceServiceName": (name,)})
        for step, name in zip(("endpoints", "later"), names, strict=True)
    ]
    made = one(*needs)
    assert made.step == "endpoints"
    assert conditions(made)["StringEquals ec2:VpceServiceName"] == names


def test_a_wider_grant_makes_a_narrower_one_needless_and_takes_its_step() -> None:
    narrow = need("ec2:DeleteVpc", ec2("vpc/vpc-0a2b4c6d8e0f1a2b3"), "network", context=OURS)
    wide = need("ec2:DeleteVpc", ec2("vpc/vpc-1a2b4c6d8e0f1a2b3"), "endpoints")
    made = one(narrow, wide)
    assert (made.step, made.conditions) == ("network", ())


def test_the_caller_is_whoever_holds_the_policy() -> None:
    made = grants([need("iam:SimulatePrincipalPolicy", GIVEN.caller)], GIVEN)
    assert [one.resource for one in made] == ["arn:a", "arn:b"]


def test_covering() -> None:
    region = Condition("StringEquals", "aws:RequestedRegion", ("us-east-1", "eu-west-1"))
    here = Condition("StringEquals", "aws:RequestedRegion", ("us-east-1",))
    wide, narrow = Grant("a", "ec2:X", "*", (region,)), Grant("a", "ec2:X", "*", (here,))
    assert wide.covers(narrow)
    assert not narrow.covers(wide)
    assert Grant("a", "ec2:X", "*").covers(wide)
    assert not wide.covers(Grant("a", "ec2:X", "*"))
    assert not Grant("a", "ec2:Y", "*").covers(wide)
