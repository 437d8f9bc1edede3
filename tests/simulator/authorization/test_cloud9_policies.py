"""The managed policies of Cloud9 at work, over HTTP: who creates, for whom, and who only looks (facts 5.4, 5.5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.authorization.conftest import ACCOUNT, ANN, Make, allow
from tests.simulator.place import Place

CREATE = ["cloud9", "create-environment-ec2", "--name", "demo", "--instance-type", "t3.small"]
CREATE += ["--image-id", "amazonlinux-2023-x86_64", "--connection-type", "CONNECT_SSM"]
BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"
DENIED = "(AccessDeniedException) when calling the CreateEnvironmentEC2 operation"


@pytest.mark.parametrize(
    ("name", "for_oneself", "for_another"),
    [
        ("AWSCloud9User", True, False),
        ("AWSCloud9Administrator", True, True),
        ("AWSCloud9EnvironmentMember", False, False),
        ("ReadOnlyAccess", False, False),
    ],
)
def test_who_may_create_for_whom(
    cli: Callable[..., Any], user: Make, place: Place, name: str, for_oneself: bool, for_another: bool
) -> None:
    key = user("ann", attached=(name,))
    user("bob")
    for words, allowed in (([], for_oneself), (["--owner-arn", BOB], for_another), (["--owner-arn", ANN], for_another)):
        done = cli(*CREATE, "--subnet-id", place.subnet, *words, key=key)
        if allowed:
            assert (done.returncode, done.stderr) == (0, "")
            assert len(json.loads(done.stdout)["environmentId"]) == 32
        else:
            assert done.returncode != 0
            assert DENIED in done.stderr
            assert "because no identity-based policy allows the cloud9:CreateEnvironmentEC2 action" in done.stderr


def test_tags_need_a_permission_of_their_own(aws: Callable[..., Any], user: Make, place: Place) -> None:
    cloud9 = aws("cloud9", key=user("ann", attached=("AWSCloud9User",)))
    asked = {"name": "demo", "instanceType": "t3.small", "imageId": "amazonlinux-2023-x86_64"}
    asked |= {"connectionType": "CONNECT_SSM", "subnetId": place.subnet, "tags": [{"Key": "Team", "Value": "blue"}]}
    with pytest.raises(cloud9.exceptions.ClientError, match="not authorized to perform: cloud9:TagResource"):
        cloud9.create_environment_ec2(**asked)
    text = allow("cloud9:TagResource", Resource=f"arn:aws:cloud9:*:{ACCOUNT}:environment:*")
    aws("iam").put_user_policy(UserName="ann", PolicyName="tags", PolicyDocument=text)
    assert cloud9.create_environment_ec2(**asked)["environmentId"]


def test_a_closed_account_says_so_whatever_the_policies(
    cli: Callable[..., Any], user: Make, control: Callable[..., Any]
) -> None:
    control("closed", closed=True)
    for key in ("test", user("ann"), user("bob", attached=("AWSCloud9Administrator",))):
        done = cli("cloud9", "list-environments", key=key)
        assert "(AccessDeniedException) when calling the ListEnvironments operation" in done.stderr
        assert "This account does not have access to the Cloud9 service" in done.stderr
