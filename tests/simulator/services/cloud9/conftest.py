"""What most tests of Cloud9 begin with: the role and profile of the documented commands, and an environment."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

ROLE, PROFILE = "AWSCloud9SSMAccessRole", "AWSCloud9SSMInstanceProfile"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": ["ec2.amazonaws.com", "cloud9.amazonaws.com"]},
            "Action": "sts:AssumeRole",
        }
    ],
}
REQUEST = {
    "name": "demo",
    "instanceType": "t3.small",
    "imageId": "amazonlinux-2023-x86_64",
    "connectionType": "CONNECT_SSM",
}
LONG_ENOUGH = 200
"""Simulated seconds after which an environment with everything in order is CREATED."""


@pytest.fixture
def give_profile(aws: Callable[..., Any], wait: Callable[[float], None]) -> Callable[..., None]:
    """Make the role and its profile, by default as documented, and let IAM propagate them."""

    def give(*, path: str = "/cloud9/", role_path: str = "/service-role/", with_role: bool = True) -> None:
        iam = aws("iam")
        iam.create_role(RoleName=ROLE, Path=role_path, AssumeRolePolicyDocument=json.dumps(TRUST))
        iam.attach_role_policy(RoleName=ROLE, PolicyArn=f"arn:aws:iam::aws:policy/{PROFILE}")
        iam.create_instance_profile(InstanceProfileName=PROFILE, Path=path)
        if with_role:
            iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
        wait(30)

    return give


@pytest.fixture
def cloud9(aws: Callable[..., Any]) -> Any:
    return aws("cloud9")


@pytest.fixture
def create(cloud9: Any) -> Callable[..., str]:
    """Ask for an environment; returns its id."""

    def ask(**changed: Any) -> str:
        return str(cloud9.create_environment_ec2(**{**REQUEST, **changed})["environmentId"])

    return ask


@pytest.fixture
def ready(give_profile: Callable[..., None], create: Callable[..., str], wait: Callable[[float], None]) -> str:
    """The id of an environment that is CREATED."""
    give_profile()
    environment_id = create()
    wait(LONG_ENOUGH)
    return environment_id


@pytest.fixture
def described(cloud9: Any) -> Callable[[str], dict[str, Any]]:
    def describe(environment_id: str) -> dict[str, Any]:
        found: dict[str, Any] = cloud9.describe_environments(environmentIds=[environment_id])["environments"][0]
        return found

    return describe


@pytest.fixture
def key_of(aws: Callable[..., Any]) -> Callable[..., str]:
    """`key_of("ann", "AWSCloud9User")`: a new user with these AWS managed policies; returns an access key."""

    def make(name: str, *policies: str) -> str:
        iam = aws("iam")
        iam.create_user(UserName=name)
        for policy in policies:
            iam.attach_user_policy(UserName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
        return str(iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"])

    return make


@pytest.fixture
def refused() -> Callable[..., Any]:
    """`with refused("NotFoundException", "does not exist"):` the error's code, and a piece of its message."""
    from botocore.exceptions import ClientError

    class Refused:
        def __init__(self, code: str, *pieces: str) -> None:
            self.code, self.pieces = code, pieces

        def __enter__(self) -> Refused:
            self.context = pytest.raises(ClientError)
            self.caught = self.context.__enter__()
            return self

        def __exit__(self, *how: Any) -> bool:
            handled = bool(self.context.__exit__(*how))
            told = self.caught.value.response["Error"]
            assert told["Code"] == self.code, told
            for piece in self.pieces:
                assert piece in told["Message"]
            self.message = told["Message"]
            return handled

    return Refused
