"""A rule is what it is for, whatever its description says."""

from __future__ import annotations

import json
from collections.abc import Callable
from subprocess import CompletedProcess
from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def pair(aws: Callable[..., Any]) -> tuple[Any, str, str]:
    """EC2 and two groups of one VPC: the first lets the second in on 443, under a description."""
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ids = [ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"] for name in ("a", "b")]
    ec2.authorize_security_group_ingress(GroupId=ids[0], IpPermissions=[https(ids[1], "SSM Agent")])
    return ec2, ids[0], ids[1]


def https(group_id: str, description: str = "") -> dict[str, Any]:
    told = {"GroupId": group_id, **({"Description": description} if description else {})}
    return {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [told]}


def test_it_is_revoked_without_its_description_by_the_cli(
    cli: Callable[..., CompletedProcess[str]], pair: tuple[Any, str, str]
) -> None:
    ec2, own, other = pair
    words = ("--group-id", own, "--protocol", "tcp", "--port", "443", "--source-group", other)
    done = cli("ec2", "revoke-security-group-ingress", *words)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Return"] is True
    assert ec2.describe_security_groups(GroupIds=[own])["SecurityGroups"][0]["IpPermissions"] == []


def test_it_isnt_made_twice_under_another_description(pair: tuple[Any, str, str]) -> None:
    ec2, own, other = pair
    with pytest.raises(ClientError, match=r"InvalidPermission.Duplicate"):
        ec2.authorize_security_group_ingress(GroupId=own, IpPermissions=[https(other, "another")])
    ec2.authorize_security_group_egress(GroupId=own, IpPermissions=[https(other, "the other direction")])


@pytest.mark.parametrize("changed", [{"ToPort": 444}, {"UserIdGroupPairs": [{"GroupId": "sg-0123456789abcdef0"}]}])
def test_what_isnt_there_isnt_revoked(pair: tuple[Any, str, str], changed: dict[str, Any]) -> None:
    ec2, own, other = pair
    with pytest.raises(ClientError, match=r"InvalidPermission.NotFound|InvalidGroup.NotFound"):
        ec2.revoke_security_group_ingress(GroupId=own, IpPermissions=[{**https(other), **changed}])
    assert ec2.describe_security_groups(GroupIds=[own])["SecurityGroups"][0]["IpPermissions"]
