"""What AWS says, to the letter, by protocol and by the kind of policy that says no."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.authorization.conftest import ACCOUNT, ANN, Make, allow, deny
from tests.simulator.services.iam.said import refused

EC2 = "You are not authorized to perform this operation. "
WHO = f"User: {ANN} is not authorized to perform: "
SCP_ARN = "arn:aws:organizations::111122223333:policy/o-simulated0/service_control_policy/p-{}"
Control = Callable[..., tuple[int, dict[str, Any]]]


def nothing_allows(action: str, kind: str = "identity-based policy") -> str:
    return f" because no {kind} allows the {action} action"


@pytest.mark.parametrize(
    ("service", "ask", "params", "said"),
    [
        ("ec2", "describe_vpcs", {}, ("UnauthorizedOperation", "ec2:DescribeVpcs", "", 403)),
        (
            "ec2",
            "create_vpc",
            {"CidrBlock": "10.0.0.0/16"},
            ("UnauthorizedOperation", "ec2:CreateVpc", f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/*", 403),
        ),
        (
            "ec2",
            "delete_subnet",
            {"SubnetId": "subnet-0123456789abcdef0"},
            (
                "UnauthorizedOperation",
                "ec2:DeleteSubnet",
                f"arn:aws:ec2:us-east-1:{ACCOUNT}:subnet/subnet-0123456789abcdef0",
                403,
            ),
        ),
        ("iam", "get_user", {}, ("AccessDenied", "iam:GetUser", "user ann", 403)),
        ("iam", "get_role", {"RoleName": "none"}, ("AccessDenied", "iam:GetRole", "role none", 403)),
        (
            "iam",
            "get_instance_profile",
            {"InstanceProfileName": "AWSCloud9SSMInstanceProfile"},
            ("AccessDenied", "iam:GetInstanceProfile", "instance profile AWSCloud9SSMInstanceProfile", 403),
        ),
        (
            "sts",
            "decode_authorization_message",
            {"EncodedMessage": "x"},
            ("AccessDenied", "sts:DecodeAuthorizationMessage", "*", 403),
        ),
        (
            "cloudformation",
            "describe_stacks",
            {"StackName": "aws-cloud9-x"},
            (
                "AccessDenied",
                "cloudformation:DescribeStacks",
                f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack/aws-cloud9-x/*",
                403,
            ),
        ),
        ("cloud9", "list_environments", {}, ("AccessDeniedException", "cloud9:ListEnvironments", "*", 400)),
        (
            "cloud9",
            "delete_environment",
            {"environmentId": "0123456789abcdef0123456789abcdef"},
            (
                "AccessDeniedException",
                "cloud9:DeleteEnvironment",
                f"arn:aws:cloud9:us-east-1:{ACCOUNT}:environment:0123456789abcdef0123456789abcdef",
                400,
            ),
        ),
        (
            "ssm",
            "describe_instance_information",
            {},
            ("AccessDeniedException", "ssm:DescribeInstanceInformation", f"arn:aws:ssm:us-east-1:{ACCOUNT}:*", 400),
        ),
        (
            "ssm",
            "start_session",
            {"Target": "i-0123456789abcdef0"},
            (
                "AccessDeniedException",
                "ssm:StartSession",
                f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0123456789abcdef0",
                400,
            ),
        ),
        ("service-quotas", "list_services", {}, ("AccessDeniedException", "servicequotas:ListServices", "*", 400)),
    ],
)
def test_nothing_allows_it(
    aws: Callable[..., Any], user: Make, service: str, ask: str, params: dict[str, Any], said: tuple[str, str, str, int]
) -> None:
    code, action, resource, status = said
    on = f" on resource: {resource}" if resource else ""
    begins = EC2 if service == "ec2" else ""
    message = f"{begins}{WHO}{action}{on}{nothing_allows(action)}"
    assert refused(getattr(aws(service, key=user("ann")), ask), **params) == (code, message, status)


def test_a_session_document_is_named_where_it_is_what_lacks(aws: Callable[..., Any], user: Make) -> None:
    key = user("ann", allow("ssm:StartSession", Resource="arn:aws:ec2:*:*:instance/*"))
    arn = f"arn:aws:ssm:us-east-1:{ACCOUNT}:document/SSM-SessionManagerRunShell"
    _, message, _ = refused(aws("ssm", key=key).start_session, Target="i-0123456789abcdef0")
    assert message == f"{WHO}ssm:StartSession on resource: {arn}{nothing_allows('ssm:StartSession')}"


def test_an_inline_policy_denies(aws: Callable[..., Any], user: Make) -> None:
    key = user("ann", allow("ec2:*"), deny("ec2:DescribeVpcs"))
    said = (
        "UnauthorizedOperation",
        f"{EC2}{WHO}ec2:DescribeVpcs with an explicit deny in an identity-based policy",
        403,
    )
    assert refused(aws("ec2", key=key).describe_vpcs) == said


def test_a_managed_policy_denies_by_its_arn(aws: Callable[..., Any], user: Make, policy: Make) -> None:
    key, arn = user("ann", allow("iam:*")), policy("no-users", deny("iam:ListUsers"))
    aws("iam").attach_user_policy(UserName="ann", PolicyArn=arn)
    on = f"arn:aws:iam::{ACCOUNT}:user/"
    said = f"{WHO}iam:ListUsers on resource: {on} with an explicit deny in an identity-based policy: {arn}"
    assert refused(aws("iam", key=key).list_users) == ("AccessDenied", said, 403)


def test_a_boundary_allows_nothing_or_denies(aws: Callable[..., Any], user: Make, policy: Make) -> None:
    arn = policy("limit", allow("cloud9:*"))
    key = user("ann", allow("*"), PermissionsBoundary=arn)
    aws("cloud9", key=key).list_environments()
    said = f"{EC2}{WHO}ec2:DescribeVpcs{nothing_allows('ec2:DescribeVpcs', 'permissions boundary')}"
    assert refused(aws("ec2", key=key).describe_vpcs)[1] == said
    version = json.loads(deny("ec2:DescribeVpcs"))["Statement"] + json.loads(allow("*"))["Statement"]
    text = json.dumps({"Version": "2012-10-17", "Statement": version})
    aws("iam").create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)
    said = f"{EC2}{WHO}ec2:DescribeVpcs with an explicit deny in a permissions boundary: {arn}"
    assert refused(aws("ec2", key=key).describe_vpcs)[1] == said


def test_a_session_policy_allows_nothing_or_denies(aws: Callable[..., Any], role: Make, session: Make) -> None:
    arn = role("worker", allow("*"))
    seat = f"User: arn:aws:sts::{ACCOUNT}:assumed-role/worker/seat is not authorized to perform: "
    key = session(arn, Policy=allow("ec2:DescribeSubnets"))
    said = f"{EC2}{seat}ec2:DescribeVpcs{nothing_allows('ec2:DescribeVpcs', 'session policy')}"
    assert refused(aws("ec2", key=key).describe_vpcs)[1] == said
    key = session(arn, Policy=deny("ec2:DescribeVpcs"))
    said = f"{EC2}{seat}ec2:DescribeVpcs with an explicit deny in a session policy"
    assert refused(aws("ec2", key=key).describe_vpcs)[1] == said


def test_a_service_control_policy_allows_nothing_or_denies(
    aws: Callable[..., Any], user: Make, control: Control
) -> None:
    key = user("ann", allow("*"))
    control("scps", policies=[{"name": "guard rail", "document": json.loads(deny("ec2:DescribeVpcs"))}])
    arn = SCP_ARN.format("guard_rail")
    said = f"{EC2}{WHO}ec2:DescribeVpcs with an explicit deny in a service control policy: {arn}"
    assert refused(aws("ec2", key=key).describe_vpcs)[1] == said
    control("scps", policies=[{"name": "only", "document": allow("cloud9:*")}], full_aws_access=False)
    said = f"{EC2}{WHO}ec2:DescribeVpcs{nothing_allows('ec2:DescribeVpcs', 'service control policy')}"
    assert refused(aws("ec2", key=key).describe_vpcs)[1] == said


def test_the_aws_cli_prints_it(cli: Callable[..., Any], user: Make) -> None:
    key = user("ann")
    printed = {
        ("ec2", "describe-vpcs"): f"(UnauthorizedOperation) when calling the DescribeVpcs operation: {EC2}{WHO}"
        f"ec2:DescribeVpcs{nothing_allows('ec2:DescribeVpcs')}",
        ("cloud9", "list-environments"): "(AccessDeniedException) when calling the ListEnvironments operation: "
        f"{WHO}cloud9:ListEnvironments on resource: *{nothing_allows('cloud9:ListEnvironments')}",
        ("iam", "list-roles"): f"(AccessDenied) when calling the ListRoles operation: {WHO}iam:ListRoles on resource: "
        f"arn:aws:iam::{ACCOUNT}:role/{nothing_allows('iam:ListRoles')}",
    }
    for words, said in printed.items():
        done = cli(*words, key=key)
        assert done.returncode != 0
        assert done.stderr.strip().endswith(f"An error occurred {said}")


def test_a_dry_run_asks_for_permission_alone(aws: Callable[..., Any], user: Make) -> None:
    asked = {"CidrBlock": "10.0.0.0/16", "DryRun": True}
    key = user("ann")
    assert refused(aws("ec2", key=key).create_vpc, **asked)[0] == "UnauthorizedOperation"
    aws("iam").put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=allow("ec2:CreateVpc"))
    code, message, status = refused(aws("ec2", key=key).create_vpc, **asked)
    assert (code, message, status) == (
        "DryRunOperation",
        "Request would have succeeded, but DryRun flag is set.",
        412,
    )


def test_what_a_request_lacks_is_said_before_who_may_make_it(aws: Callable[..., Any], front: Any, user: Make) -> None:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential={user('ann')}/20300107/us-east-1/iam/aws4_request",
    }
    lacking = front.respond(environ, b"Action=GetRole&Version=2010-05-08")
    assert lacking.status == 400
    assert b"<Code>ValidationError</Code>" in lacking.body
    whole = front.respond(environ, b"Action=GetRole&RoleName=none&Version=2010-05-08")
    assert whole.status == 403
    assert b"<Code>AccessDenied</Code>" in whole.body


def test_whoever_may_not_ask_does_not_hear_whether_it_exists(aws: Callable[..., Any], user: Make, role: Make) -> None:
    role("there")
    iam = aws("iam", key=user("ann"))
    said = {name: refused(iam.get_role, RoleName=name)[1].replace(name, "NAME") for name in ("there", "none")}
    assert said["there"] == said["none"]
