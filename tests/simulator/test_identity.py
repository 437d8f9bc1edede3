"""Whose key it is: a user's, a session's, nobody's any more, or one that was never given out here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator.api import ApiError, Principal
from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.identity import LEARNER, administrator, principal
from c9lib.simulator.world import World

UNKNOWN = "The security token included in the request is invalid."


@pytest.fixture
def key(aws: Callable[..., Any]) -> str:
    return str(aws("iam").create_access_key(UserName=LEARNER)["AccessKey"]["AccessKeyId"])


@pytest.mark.parametrize("foreign", ["test", "", "AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "INPROCESS"])
def test_a_key_from_elsewhere_is_the_administrators(world: World, foreign: str) -> None:
    assert principal(world, foreign) == administrator(world)
    assert administrator(world).administrator


def test_a_key_is_its_users(world: World, key: str) -> None:
    found = principal(world, key)
    assert (found.arn, found.administrator) == (f"arn:aws:iam::123456789012:user/{LEARNER}", False)


def test_the_administrators_own_key_is_as_good(world: World, aws: Callable[..., Any]) -> None:
    key = aws("iam").create_access_key()["AccessKey"]["AccessKeyId"]
    assert principal(world, key) == administrator(world)


@pytest.mark.parametrize(
    ("protocol", "code", "status"),
    [("query", "InvalidClientTokenId", 403), ("ec2", "AuthFailure", 401), ("json", "UnrecognizedClientException", 400)],
)
def test_a_deleted_key_is_nobodys(
    world: World, aws: Callable[..., Any], key: str, protocol: str, code: str, status: int
) -> None:
    aws("iam").delete_access_key(UserName=LEARNER, AccessKeyId=key)
    with pytest.raises(ApiError) as caught:
        principal(world, key, protocol)
    assert (caught.value.code, caught.value.status) == (code, status)


def test_an_inactive_key_is_refused_until_it_is_active_again(aws: Callable[..., Any], key: str) -> None:
    aws("iam").update_access_key(UserName=LEARNER, AccessKeyId=key, Status="Inactive")
    with pytest.raises(ClientError, match=UNKNOWN):
        aws("sts", key=key).get_caller_identity()
    with pytest.raises(ClientError, match="AuthFailure"):
        aws("ec2", key=key).describe_vpcs()
    aws("iam").update_access_key(UserName=LEARNER, AccessKeyId=key, Status="Active")
    assert aws("sts", key=key).get_caller_identity()["Arn"].endswith(LEARNER)


def test_a_key_of_a_deleted_user_or_another_world_is_refused(key: str) -> None:
    other = Front(World(seed=2, clock=Clock(speed=0.0))).world
    with pytest.raises(ApiError, match=UNKNOWN):
        principal(other, key)


def test_a_session_is_its_roles_by_its_id(world: World, aws: Callable[..., Any]) -> None:
    text = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}'
    arn = aws("iam").create_role(RoleName="worker", AssumeRolePolicyDocument=text)["Role"]["Arn"]
    key = aws("sts").assume_role(RoleArn=arn, RoleSessionName="seat")["Credentials"]["AccessKeyId"]
    found = principal(world, key)
    assert (found.kind, found.name, found.administrator) == ("assumed-role", "worker", False)
    assert found.session is not None
    assert found.session.issued == world.clock.now
    aws("iam").delete_role(RoleName="worker")
    aws("iam").create_role(RoleName="worker", AssumeRolePolicyDocument=text)
    for protocol, code in (("query", "InvalidClientTokenId"), ("ec2", "AuthFailure"), ("json", "UnrecognizedClient")):
        with pytest.raises(ApiError) as caught:
            principal(world, key, protocol)
        assert caught.value.code.startswith(code)


@pytest.mark.parametrize(
    ("arn", "kind", "name"),
    [
        ("arn:aws:iam::123456789012:user/team/ann", "user", "ann"),
        ("arn:aws:sts::123456789012:assumed-role/worker/seat", "assumed-role", "worker"),
        ("arn:aws:iam::123456789012:root", "root", "root"),
        ("arn:aws:sts::123456789012:federated-user/ann", "federated-user", "ann"),
    ],
)
def test_a_principals_arn_says_what_it_is(arn: str, kind: str, name: str) -> None:
    found = Principal(arn, "id")
    assert (found.kind, found.name) == (kind, name)


def test_the_account_begins_with_an_administrator_and_a_learner(aws: Callable[..., Any]) -> None:
    iam = aws("iam")
    assert [user["UserName"] for user in iam.list_users()["Users"]] == ["Administrator", LEARNER]
    attached = iam.list_attached_user_policies(UserName="Administrator")["AttachedPolicies"]
    assert [policy["PolicyName"] for policy in attached] == ["AdministratorAccess"]
    assert iam.list_attached_user_policies(UserName=LEARNER)["AttachedPolicies"] == []
    assert iam.list_roles()["Roles"] == []


def test_the_same_seed_gives_the_same_ids(aws: Callable[..., Any]) -> None:
    def ids(seed: int) -> list[str]:
        iam = Front(World(seed=seed, clock=Clock(speed=0.0))).world
        return [administrator(iam).user_id, principal(iam, "x").user_id]

    assert ids(1) == ids(1) != ids(2)
