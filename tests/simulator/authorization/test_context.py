"""The condition keys that every request has, asked for by policies: what they hold, and when they aren't there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.policy import Value
from c9lib.simulator.api import Principal, Temporary
from c9lib.simulator.authorization import Asked, context
from c9lib.simulator.clock import SEEDED_START
from c9lib.simulator.world import World
from tests.simulator.authorization.conftest import ACCOUNT, ANN, Make, allow, may
from tests.simulator.services.iam.said import trust


@pytest.fixture
def allows(aws: Callable[..., Any], user: Make) -> Callable[..., bool]:
    """`allows({"StringEquals": {...}})`: whether a user whose one policy has this condition may describe VPCs."""
    made: list[str] = []

    def ask(condition: dict[str, Any], region: str = "us-east-1", key: str = "") -> bool:
        if not made:
            made.append(user("ann", Tags=[{"Key": "Team", "Value": "blue"}]))
        text = allow("ec2:DescribeVpcs", "iam:ListUsers", Condition=condition)
        aws("iam").put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=text)
        return may(aws("ec2", region=region, key=key or made[0]).describe_vpcs)

    return ask


@pytest.mark.parametrize(
    ("key", "value", "wrong"),
    [
        ("aws:PrincipalArn", ANN, "arn:aws:iam::123456789012:user/bob"),
        ("aws:PrincipalAccount", ACCOUNT, "210987654321"),
        ("aws:PrincipalType", "User", "AssumedRole"),
        ("aws:username", "ann", "Ann"),
        ("aws:PrincipalTag/Team", "blue", "red"),
        ("aws:PrincipalTag/team", "blue", "Blue"),
        ("aws:RequestedRegion", "us-east-1", "eu-west-1"),
    ],
)
def test_who_calls_and_where(allows: Callable[..., bool], key: str, value: str, wrong: str) -> None:
    assert allows({"StringEquals": {key: value}})
    assert not allows({"StringEquals": {key: wrong}})


def test_the_region_is_that_of_the_request_and_us_east_1_for_global_services(
    aws: Callable[..., Any], allows: Callable[..., bool]
) -> None:
    there = {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
    assert allows(there, region="eu-west-1")
    assert not allows(there)
    key = aws("iam").create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    assert not may(aws("iam", region="eu-west-1", key=key).list_users)
    allows({"StringEquals": {"aws:RequestedRegion": "us-east-1"}})
    assert may(aws("iam", region="eu-west-1", key=key).list_users)


def test_the_time_is_simulated(allows: Callable[..., bool], wait: Callable[[float], None]) -> None:
    assert allows({"DateGreaterThanEquals": {"aws:CurrentTime": "2030-01-07T09:00:00Z"}})
    assert not allows({"DateGreaterThan": {"aws:CurrentTime": "2030-01-07T10:00:00Z"}})
    assert allows({"NumericLessThan": {"aws:EpochTime": str(int(SEEDED_START) + 3600)}})
    wait(3700)
    assert allows({"DateGreaterThan": {"aws:CurrentTime": "2030-01-07T10:00:00Z"}})
    assert not allows({"NumericLessThan": {"aws:EpochTime": str(int(SEEDED_START) + 3600)}})


def test_requests_come_from_the_loopback_address_and_count_as_encrypted(allows: Callable[..., bool]) -> None:
    assert allows({"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}})
    assert not allows({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}})
    assert allows({"Bool": {"aws:SecureTransport": "true"}})
    assert not allows({"Bool": {"aws:SecureTransport": "false"}})


def test_the_program_is_as_it_names_itself(allows: Callable[..., bool]) -> None:
    assert allows({"StringLike": {"aws:UserAgent": "*Boto*"}})
    assert not allows({"StringLike": {"aws:UserAgent": "Mozilla*"}})


@pytest.mark.parametrize(
    "key",
    ["aws:TokenIssueTime", "aws:MultiFactorAuthPresent", "aws:CalledVia", "aws:CalledViaFirst", "aws:SourceIdentity"],
)
def test_a_users_own_key_has_none_of_these(allows: Callable[..., bool], key: str) -> None:
    assert allows({"Null": {key: "true"}})
    assert not allows({"Null": {key: "false"}})


@pytest.mark.parametrize("key", ["aws:ViaAWSService", "aws:PrincipalIsAWSService"])
def test_nobody_is_aws(allows: Callable[..., bool], key: str) -> None:
    assert allows({"Bool": {key: "false"}})
    assert not allows({"Bool": {key: "true"}})


def test_temporary_credentials_say_since_when_and_without_mfa(
    aws: Callable[..., Any], allows: Callable[..., bool], wait: Callable[[float], None]
) -> None:
    allows({})
    own = aws("iam").create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    key = aws("sts", key=own).get_session_token()["Credentials"]["AccessKeyId"]
    wait(600)
    assert allows({"DateEquals": {"aws:TokenIssueTime": "2030-01-07T09:00:00Z"}}, key=key)
    assert allows({"Bool": {"aws:MultiFactorAuthPresent": "false"}}, key=key)
    assert not allows({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, key=key)


def test_a_session_is_its_role_with_tags_of_its_own(
    aws: Callable[..., Any], role: Make, session: Make, world: World
) -> None:
    tags = [{"Key": "Team", "Value": "blue"}, {"Key": "Stage", "Value": "dev"}]
    trusts = trust({"AWS": ACCOUNT}, Action=["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])
    arn = role("worker", trusts=trusts, Tags=tags)
    given: dict[str, Any] = {"Tags": [{"Key": "team", "Value": "red"}], "SourceIdentity": "ann.smith"}
    key = session(arn, **given)
    role_id = aws("iam").get_role(RoleName="worker")["Role"]["RoleId"]
    wanted = {
        "aws:PrincipalArn": arn,
        "aws:PrincipalType": "AssumedRole",
        "aws:userid": f"{role_id}:seat",
        "aws:PrincipalTag/Team": "red",
        "aws:PrincipalTag/Stage": "dev",
        "aws:SourceIdentity": "ann.smith",
    }
    for name, value in wanted.items():
        text = allow("ec2:DescribeVpcs", Condition={"StringEquals": {name: value}})
        aws("iam").put_role_policy(RoleName="worker", PolicyName="p", PolicyDocument=text)
        assert may(aws("ec2", key=key).describe_vpcs), name
    text = allow("ec2:DescribeVpcs", Condition={"Null": {"aws:username": "true"}})
    aws("iam").put_role_policy(RoleName="worker", PolicyName="p", PolicyDocument=text)
    assert may(aws("ec2", key=key).describe_vpcs)


def test_a_policy_variable_is_filled_from_the_request(aws: Callable[..., Any], user: Make) -> None:
    own = f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"
    iam = aws("iam", key=user("ann", allow("iam:GetUser", Resource=own)))
    user("bob")
    assert may(iam.get_user)
    assert may(iam.get_user, UserName="ann")
    assert not may(iam.get_user, UserName="bob")


def test_tags_of_the_request_and_of_the_resource_count(aws: Callable[..., Any], user: Make) -> None:
    made = f"arn:aws:ec2:*:{ACCOUNT}:vpc/*"
    key = user(
        "ann",
        allow("ec2:CreateVpc", Resource=made),
        allow("ec2:CreateTags", Resource=made, Condition={"StringEquals": {"aws:RequestTag/Team": "blue"}}),
        allow("ec2:DeleteVpc", Condition={"StringEquals": {"aws:ResourceTag/Team": "blue"}}),
    )
    ec2 = aws("ec2", key=key)

    def tagged(value: str) -> dict[str, Any]:
        tags = [{"Key": "Team", "Value": value}]
        return {"CidrBlock": "10.9.0.0/16", "TagSpecifications": [{"ResourceType": "vpc", "Tags": tags}]}

    assert not may(ec2.create_vpc, **tagged("red"))
    own = ec2.create_vpc(**tagged("blue"))["Vpc"]["VpcId"]
    others = aws("ec2").create_vpc(**tagged("red"))["Vpc"]["VpcId"]
    assert not may(ec2.delete_vpc, VpcId=others)
    assert may(ec2.delete_vpc, VpcId=own)


def _known(world: World, principal: Principal, **more: Any) -> dict[str, Value]:
    return context.of(world, Asked("ec2", "DescribeVpcs", {}, "us-east-1", principal, **more))


def test_by_way_of_a_service_there_is_no_address_and_the_services_are_named_in_order(world: World) -> None:
    chain = ("cloudformation.amazonaws.com", "cloud9.amazonaws.com")
    known = _known(world, Principal(ANN, "AIDA"), via=chain)
    assert (known["aws:CalledVia"], known["aws:CalledViaFirst"], known["aws:CalledViaLast"]) == (chain, *chain)
    assert known["aws:ViaAWSService"] is True
    assert "aws:SourceIp" not in known
    assert known["aws:UserAgent"] == "cloud9.amazonaws.com"


def test_aws_itself_is_no_user(world: World) -> None:
    known = _known(world, world.aws_itself)
    assert known["aws:PrincipalIsAWSService"] is True
    assert not {"aws:PrincipalArn", "aws:userid", "aws:username"} & set(known)


def test_the_key_of_a_session_is_there_from_its_first_moment(world: World) -> None:
    known = _known(world, Principal(ANN, "AIDA", session=Temporary(world.clock.now)))
    assert known["aws:TokenIssueTime"] == known["aws:CurrentTime"] == "2030-01-07T09:00:00Z"
