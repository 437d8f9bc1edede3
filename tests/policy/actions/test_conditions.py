"""Condition keys: what a request says, what a resource says, and that nothing is told that an action ignores."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.policy.actions import conditions, supports
from tests.policy.actions.account import ENVIRONMENT, VPC, Account, asked


@pytest.mark.parametrize(
    ("value", "compared"),
    [
        (True, ("true",)),
        (False, ("false",)),
        (8, ("8",)),
        ("t3.small", ("t3.small",)),
        (["a", ["b", True]], ("a", "b", "true")),
        (None, ()),
    ],
)
def test_values_are_texts_as_iam_compares_them(value: Any, compared: tuple[str, ...]) -> None:
    assert conditions.texts(value) == compared


def test_tags_of_a_request() -> None:
    tags = [{"Key": "team", "Value": "blue"}, {"Key": "empty", "Value": ""}]
    assert conditions.of_tags(tags) == {
        "aws:RequestTag/team": ("blue",),
        "aws:RequestTag/empty": ("",),
        "aws:TagKeys": ("team", "empty"),
    }


def test_a_tag_without_a_value_tells_its_key_alone() -> None:
    assert conditions.of_tags([{"Key": "team"}]) == {"aws:TagKeys": ("team",)}


@pytest.mark.parametrize("tags", ["x", [["x"]], [1, None], {"Key": "x"}])
def test_what_has_no_form_of_tags_is_left_to_the_service(tags: Any) -> None:
    assert asked("cloud9", "TagResource", ResourceARN="x", Tags=tags)
    assert asked("ec2", "CreateVpc", TagSpecifications=tags)
    assert asked(
        "ec2", "RunInstances", NetworkInterfaces=tags, TagSpecifications=[{"ResourceType": "vpc", "Tags": tags}]
    )
    assert asked("kms", "CreateKey", Tags=tags)


def test_a_request_without_tags_has_no_key_of_tags() -> None:
    """`Null: aws:TagKeys` is true for it."""
    assert conditions.of_tags([]) == {}
    assert conditions.of_tag_keys([]) == {}


def test_a_tag_of_the_resource_is_told_in_every_way_that_the_action_knows() -> None:
    stop, session = asked("ec2", "StopInstances", InstanceIds=["i-0123456789abcdef0"]), "i-0123456789abcdef0"
    assert stop[0].context["ec2:ResourceTag/aws:cloud9:environment"] == (ENVIRONMENT,)
    assert "ssm:resourceTag/aws:cloud9:environment" not in stop[0].context
    start = asked("ssm", "StartSession", Target=session)[0]
    assert start.context["ssm:resourceTag/aws:cloud9:environment"] == (ENVIRONMENT,)
    assert "ec2:ResourceTag/aws:cloud9:environment" not in start.context


def test_what_an_action_does_not_support_is_not_told() -> None:
    """The account knows more of the group than its VPC; no operation on groups lists `ec2:Tenancy`."""
    needed = asked("ec2", "DeleteSecurityGroup", GroupId="sg-0123456789abcdef0")[0]
    assert needed.context["ec2:Vpc"] == (VPC,)
    assert "ec2:Tenancy" not in needed.context


def test_keys_are_supported_in_whatever_case_and_with_any_tag() -> None:
    action = supports("ec2:DeleteVpc")
    told = {"AWS:resourcetag/x": ("1",), "ec2:vpcid": ("v",), "aws:RequestTag/x": ("1",), "aws:ResourceTagX": ("1",)}
    assert set(conditions.supported(told, action, action.type("vpc"))) == {"AWS:resourcetag/x", "ec2:vpcid"}


def test_of_what_is_to_be_made_nothing_is_looked_up() -> None:
    class Curious(Account):
        def tags(self, arn: str) -> dict[str, str]:
            raise AssertionError(f"{arn} doesn't exist yet")

    made = asked("ec2", "CreateInternetGateway", Curious())
    assert [one.resource.rpartition(":")[2] for one in made] == ["internet-gateway/*"]
    assert asked("cloud9", "ListEnvironments", Curious())[0].resource == "*"
    assert asked("kms", "DescribeKey", Curious(), KeyId="alias/x")[0].resource.endswith(":key/*")
