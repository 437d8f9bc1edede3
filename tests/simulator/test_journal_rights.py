"""Who may do what outlives a server: users, sessions, policies of the organization, each in its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator import account
from c9lib.simulator.control import Control
from c9lib.simulator.leases import Leases
from tests.simulator.test_journal import INSIDE, TRUST, Account, Open, opened, path

__all__ = ["opened", "path"]  # fixtures


def test_what_others_did_is_done_again_in_its_place(opened: Open) -> None:
    """A user's writes between two changes of the organization are allowed again, and refused again."""
    before = opened()
    iam = before.aws("iam")
    key = _user_with_keys(before)
    control = Control(before.front.world, Leases(), done=before.journal.done)
    _control(control, "closed", {"closed": True})
    own = _as(before, key)
    own.create_group(GroupName="first")
    denial = {"Effect": "Deny", "Action": "iam:CreateGroup", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [denial]}
    _control(control, "scps", {"policies": [{"name": "no-groups", "document": document}]})
    with pytest.raises(ClientError, match="explicit deny in a service control policy"):
        own.create_group(GroupName="second")
    _control(control, "scps", {"policies": []})
    own.create_group(GroupName="third")
    _control(control, "scps", {"policies": [{"name": "no-groups", "document": document}], "full_aws_access": False})
    after = opened()
    assert [group["GroupName"] for group in after.aws("iam").list_groups()["Groups"]] == ["first", "third"]
    assert account.is_closed(after.front.world)
    assert account.scps(after.front.world) == account.scps(before.front.world) != ()
    with pytest.raises(ClientError, match="explicit deny in a service control policy"):
        _as(after, key).create_group(GroupName="second")
    assert iam.list_groups()["Groups"]


def test_what_a_policy_allowed_by_the_callers_program_is_allowed_again(opened: Open) -> None:
    before = opened()
    key = _user_with_keys(before, Condition={"StringLike": {"aws:UserAgent": "*Boto3*"}})
    _as(before, key).create_group(GroupName="team")
    assert [group["GroupName"] for group in opened().aws("iam").list_groups()["Groups"]] == ["team"]


def test_sessions_outlive_a_server_with_what_limits_them(opened: Open) -> None:
    before = opened()
    anybody = TRUST.replace('{"Service": "ec2.amazonaws.com"}', '{"AWS": "123456789012"}')
    arn = before.aws("iam").create_role(RoleName="worker", AssumeRolePolicyDocument=anybody)["Role"]["Arn"]
    everything = json.dumps(
        {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}], "Version": "2012-10-17"}
    )
    before.aws("iam").put_role_policy(RoleName="worker", PolicyName="p", PolicyDocument=everything)
    limit = everything.replace('"*", "Resource"', '"iam:ListUsers", "Resource"')
    made = before.aws("sts").assume_role(RoleArn=arn, RoleSessionName="seat", Policy=limit)
    own = _as(opened(), made["Credentials"]["AccessKeyId"])
    assert own.list_users()["Users"]
    with pytest.raises(ClientError, match="because no session policy allows the iam:ListRoles action"):
        own.list_roles()


def _user_with_keys(held: Account, **more: Any) -> str:
    iam = held.aws("iam")
    iam.create_user(UserName="ann")
    statement = {"Effect": "Allow", "Action": "iam:CreateGroup", "Resource": "*", **more}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=document)
    return str(iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"])


def _as(held: Account, key: str) -> Any:
    """IAM, asked with somebody's access key."""

    def respond(environ: dict[str, Any], body: bytes) -> Any:
        signed = environ["HTTP_AUTHORIZATION"].replace("Credential=INPROCESS/", f"Credential={key}/")
        return held.front.respond({**environ, "HTTP_AUTHORIZATION": signed}, body)

    return INSIDE.client("iam", "us-east-1", (id(held.front), key), respond)


def _control(control: Control, verb: str, told: dict[str, Any]) -> None:
    assert control.respond({"PATH_INFO": f"/_c9lib/{verb}"}, json.dumps(told).encode()).status == 200
