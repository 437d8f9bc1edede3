"""Values out of bounds: the limit, the value given, the nearest right one."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.errors import ParameterError
from c9lib.parameters import NAMES, from_mapping
from c9lib.parameters.hints import unknown_name


def refusal(name: str, value: Any) -> str:
    with pytest.raises(ParameterError) as caught:
        from_mapping({name: value})
    (only,) = (line for line in caught.value.details if line.startswith(f"{name}: "))
    return only.removeprefix(f"{name}: ")


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("target", "AWS", ["'AWS'", "simulated, aws", "nearest: aws"]),
        ("account_id", "1234", ["'1234'", "4 digits, not 12"]),
        ("account_id", "1234-5678-9012", ["hyphens", '"123456789012"']),
        ("account_id", "12345678901x", ["12 digits"]),
        ("account_id", "١٢٣٤٥٦٧٨٩٠١٢", ["has other digits than 0 to 9", '"123456789012"']),
        ("account_id", '"123456789012"', ["has quotes within it", 'write "123456789012"']),
        ("region", "us-esat-1", ["22 Regions", "nearest: us-east-1"]),
        ("region", "eu-centrall-1", ["nearest: eu-central-1"]),
        ("region", "Frankfurt", ["22 Regions", "us-east-1", "eu-central-1"]),
        ("region", "us-gov-west-1", ["nearest: us-west-1"]),
        ("deployment", "Team A", ["'Team A'", "1 to 40", "a-z"]),
        ("deployment", "", ["''", "1 to 40"]),
        ("deployment", "a" * 41, ["1 to 40"]),
        ("deployment", "../up", ["1 to 40"]),
        ("deployment", "a\n", ["1 to 40"]),
        ("deployment", "ends-", ["1 to 40"]),
        ("environment_name", "", ["0 characters, not 1 to 60"]),
        ("environment_name", "x" * 61, ["61 characters, not 1 to 60"]),
        ("environment_name", "a\nb", ["one line"]),
        ("description", "x" * 201, ["201 characters, not up to 200"]),
        ("instance_type", "t3a.small", ["letters after its digit", "nearest: t3.small"]),
        ("instance_type", "t4g.micro", ["nearest: t4.micro"]),
        ("instance_type", "small", ["such as t3.small"]),
        ("image_id", "amazonlinux-2-x86_64", ["is gone", "30 June 2026", "amazonlinux-2023-x86_64"]),
        ("image_id", "resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2-x86_64", ["is gone", "30 June 2026"]),
        ("image_id", "ubuntu-18.04-x86_64", ["is gone", "Ubuntu 18.04", "ubuntu-22.04-x86_64"]),
        ("image_id", "amazonlinux-2023", ["nearest: amazonlinux-2023-x86_64"]),
        ("image_id", "ami-0123456789abcdef0", ["isn't one of", "ubuntu-22.04-x86_64"]),
        ("automatic_stop_minutes", -1, ["-1", "0 to 20160"]),
        ("automatic_stop_minutes", 20161, ["20161", "0 to 20160"]),
        ("owner_arn", "arn:aws:iam::123456789012:role/Admin", ["role's ARN", "assumed-role/ROLE/SESSION"]),
        ("owner_arn", "c9-learner", ["'c9-learner'", "ARN of a user"]),
        ("owner_arn", "arn:aws:iam::123456789012:group/g", ["ARN of a user"]),
        ("network", "publc", ["existing, public", "nearest: public"]),
        ("vpc_id", "vpc-1234567", ["'vpc-1234567'", "8 or 17 hex digits"]),
        ("subnet_id", "subnet-0123456789ABCDEF0", ["8 or 17 hex digits"]),
        ("vpc_cidr", "172.17.0.0/16", ["'172.17.0.0/16'", "Docker", "10.0.0.0/16"]),
        ("availability_zones", 0, ["0", "1 to 3"]),
        ("availability_zones", 4, ["4", "1 to 3"]),
        ("endpoint_services", ["ssm", "ssmmessage"], ["'ssmmessage'", "nearest: ssmmessages"]),
        ("launch_with", "terraform", ["isn't one of api, cloudformation"]),
        ("access_for", ["users/c9-learner"], ["'users/c9-learner'", "user/NAME"]),
        ("access_for", ["role/service-role/R"], ["role/NAME"]),
        ("access_for", ["arn:aws:iam::123456789012:user/a"], ["user/NAME"]),
        ("access_for", [""], ["user/NAME"]),
        ("access_policy", "AWSCloud9Usr", ["nearest: AWSCloud9User"]),
        ("access_policy", "statement", ["nearest: statements"]),
        ("members", ["arn:aws:iam::123456789012:role/Admin"], ["role's ARN", "assumed-role/ROLE/SESSION"]),
        ("members", ["c9-learner"], ["'c9-learner'", "up to 8 ARNs"]),
        ("members", ["arn:aws:iam::123456789012:group/g"], ["up to 8 ARNs"]),
        ("members", [""], ["up to 8 ARNs"]),
        ("members", [f"arn:aws:iam::1:user/{name}" for name in "abcdefghi"], ["9 members", "up to 8"]),
        ("endpoint_url", "localhost:4566", ["http://"]),
    ],
)
def test_a_refusal_holds_value_limit_and_what_is_right(name: str, value: Any, words: list[str]) -> None:
    told = refusal(name, value)
    for word in words:
        assert word in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("owner_arn", "arn:aws:iam::123456789012:root"),
        ("owner_arn", "arn:aws:iam::123456789012:user/team/c9-learner"),
        ("owner_arn", "arn:aws:sts::123456789012:assumed-role/Admin/c9-learner@example.com"),
        ("image_id", "resolve:ssm:/aws/service/cloud9/amis/ubuntu-22.04-x86_64"),
        ("instance_type", "m5.24xlarge"),
        ("automatic_stop_minutes", 0),
        ("automatic_stop_minutes", 20160),
        ("environment_name", "x" * 60),
        ("deployment", "a" * 40),
        ("deployment", "x"),
        ("endpoint_services", ()),
        ("members", tuple(f"arn:aws:iam::123456789012:user/{name}" for name in "abcdefgh")),
        ("members", ("arn:aws:iam::123456789012:root", "arn:aws:sts::123456789012:assumed-role/Admin/ann")),
        ("access_for", ("user/" + "u" * 64, "group/" + "g" * 128, "role/r+=,.@-_")),
    ],
)
def test_a_value_on_the_limit_is_taken(name: str, value: Any) -> None:
    assert getattr(from_mapping({name: value}), name) == value


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("subnetId", "subnet_id"),
        ("subnet-id", "subnet_id"),
        ("Region", "region"),
        ("enviroment_name", "environment_name"),
        ("automaticStopTimeMinutes", "automatic_stop_minutes"),
        ("instanceType", "instance_type"),
        ("ownerArn", "owner_arn"),
        ("cidr", "vpc_cidr"),
        ("name", "environment_name"),
        ("stop", "automatic_stop_minutes"),
    ],
)
def test_an_unknown_name_gets_the_nearest(wrong: str, right: str) -> None:
    assert unknown_name(wrong) == f"there is no such parameter; nearest: {right}"


@pytest.mark.parametrize("name", ["", "zzz", 7, None, "x" * 10_000, ("region",)])
def test_a_name_near_none_gets_none(name: object) -> None:
    assert unknown_name(name) == "there is no such parameter"


def test_the_value_of_an_unknown_name_is_not_shown() -> None:
    with pytest.raises(ParameterError) as caught:
        from_mapping({"aws_secret_access_key": "not-to-be-shown"})
    assert "aws_secret_access_key" in str(caught.value)
    assert "not-to-be-shown" not in str(caught.value)


def test_every_parameter_says_its_limits_when_refused() -> None:
    for name in NAMES:
        assert refusal(name, object()).strip()
