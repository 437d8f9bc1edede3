"""Tags: none of AWS's own, none twice, at most 50."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.services.iam.said import ACCOUNT, permissions, refused, trust

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "role": ("RoleName", {"AssumeRolePolicyDocument": trust()}),
    "user": ("UserName", {}),
    "instance_profile": ("InstanceProfileName", {}),
    "policy": ("PolicyName", {"PolicyDocument": permissions()}),
}


def _tags(*keys: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": "v"} for key in keys]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _existing(iam: Any, kind: str) -> dict[str, str]:
    member, more = KINDS[kind]
    getattr(iam, f"create_{kind}")(**{member: "x"}, **more)
    return {"PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/x"} if kind == "policy" else {member: "x"}


@pytest.mark.parametrize("key", ["aws:cloud9:environment", "AWS:mine"])
def test_tags_of_aws_are_refused(iam: Any, kind: str, key: str) -> None:
    member, more = KINDS[kind]
    code, message, status = refused(getattr(iam, f"create_{kind}"), **{member: "x"}, **more, Tags=_tags("ok", key))
    assert (code, status) == ("InvalidInput", 400)
    assert key.lower() in message
    named = _existing(iam, kind)
    assert refused(getattr(iam, f"tag_{kind}"), **named, Tags=_tags(key))[0] == "InvalidInput"
    assert refused(getattr(iam, f"untag_{kind}"), **named, TagKeys=[key])[0] == "InvalidInput"


def test_tags_are_added_replaced_and_taken_away(iam: Any, kind: str) -> None:
    named = _existing(iam, kind)
    getattr(iam, f"tag_{kind}")(**named, Tags=_tags("a", "b"))
    getattr(iam, f"tag_{kind}")(**named, Tags=[{"Key": "b", "Value": "new"}])
    getattr(iam, f"untag_{kind}")(**named, TagKeys=["a", "never"])
    assert getattr(iam, f"list_{kind}_tags")(**named)["Tags"] == [{"Key": "b", "Value": "new"}]


def test_keys_that_differ_in_case_are_the_same(iam: Any, kind: str) -> None:
    words = "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    named = _existing(iam, kind)
    assert refused(getattr(iam, f"tag_{kind}"), **named, Tags=_tags("a", "A")) == ("InvalidInput", words, 400)


def test_fifty_tags_and_no_more(iam: Any, kind: str) -> None:
    named = _existing(iam, kind)
    tag = getattr(iam, f"tag_{kind}")
    assert refused(tag, **named, Tags=_tags(*(f"k{number}" for number in range(51))))[0] == "ValidationError"
    tag(**named, Tags=_tags(*(f"k{number}" for number in range(50))))
    tag(**named, Tags=_tags("k7"))
    assert refused(tag, **named, Tags=_tags("one-more"))[0::2] == ("LimitExceeded", 409)
