"""Users and roles with policies, and what AWS says to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator.front import Front
from c9lib.simulator.leases import Leases
from tests.simulator.people import allow, deny, document
from tests.simulator.services.iam.said import trust

__all__ = ["allow", "deny", "document"]

ACCOUNT = "123456789012"
ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
Make = Callable[..., str]
DENIED = ("UnauthorizedOperation", "AccessDenied", "AccessDeniedException")


def may(ask: Callable[..., Any], **params: Any) -> bool:
    """Whether a call is allowed; anything else that is wrong with it is wrong with the test."""
    try:
        ask(**params)
    except ClientError as error:
        if error.response["Error"]["Code"] not in DENIED:
            raise
        return False
    return True


@pytest.fixture
def user(aws: Callable[..., Any]) -> Make:
    """`user("ann", allow("ec2:*"), attached=["AWSCloud9User"])`: makes a user with inline and AWS managed policies, and
    gives an access key.
    """

    def make(name: str = "ann", *inline: str, attached: tuple[str, ...] = (), **more: Any) -> str:
        iam = aws("iam")
        iam.create_user(UserName=name, **more)
        for number, text in enumerate(inline, start=1):
            iam.put_user_policy(UserName=name, PolicyName=f"own{number}", PolicyDocument=text)
        for policy in attached:
            iam.attach_user_policy(UserName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
        return str(iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"])

    return make


@pytest.fixture
def policy(aws: Callable[..., Any]) -> Make:
    """`policy("limit", allow("ec2:*"))`: makes a managed policy and gives its ARN."""

    def make(name: str, text: str) -> str:
        return str(aws("iam").create_policy(PolicyName=name, PolicyDocument=text)["Policy"]["Arn"])

    return make


@pytest.fixture
def role(aws: Callable[..., Any]) -> Make:
    """`role("worker", allow("ec2:*"))`: makes a role that everybody in the account may assume; gives its ARN."""

    def make(name: str, *inline: str, trusts: str = "", **more: Any) -> str:
        iam = aws("iam")
        made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusts or trust({"AWS": ACCOUNT}), **more)
        for number, text in enumerate(inline, start=1):
            iam.put_role_policy(RoleName=name, PolicyName=f"own{number}", PolicyDocument=text)
        return str(made["Role"]["Arn"])

    return make


@pytest.fixture
def session(aws: Callable[..., Any]) -> Make:
    """`session(role_arn)`: the administrator, or the owner of `key`, assumes a role; gives the session's access key."""

    def make(arn: str, name: str = "seat", key: str | None = None, **more: Any) -> str:
        told = aws("sts", key=key).assume_role(RoleArn=arn, RoleSessionName=name, **more)
        return str(told["Credentials"]["AccessKeyId"])

    return make


@pytest.fixture
def control(front: Front) -> Callable[..., tuple[int, dict[str, Any]]]:
    """`control("scps", policies=[...])`: status and answer of a control address."""
    from c9lib.simulator.control import Control

    asked = Control(front.world, Leases())

    def ask(verb: str, **told: Any) -> tuple[int, dict[str, Any]]:
        response = asked.respond({"PATH_INFO": f"/_c9lib/{verb}"}, json.dumps(told).encode())
        return response.status, json.loads(response.body)

    return ask
