"""What AWS said to a call: for tests that compare codes and messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

ACCOUNT = "123456789012"
ROLE, PROFILE = "AWSCloud9SSMAccessRole", "AWSCloud9SSMInstanceProfile"
POLICY = f"arn:aws:iam::aws:policy/{PROFILE}"


def refused(call: Callable[..., Any], **params: Any) -> tuple[str, str, int]:
    """Code, message and HTTP status of the refusal that a call has to end in."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    told = caught.value.response
    return told["Error"]["Code"], told["Error"]["Message"], told["ResponseMetadata"]["HTTPStatusCode"]


def trust(principal: Any = None, **changed: Any) -> str:
    """A trust policy with one statement, by default the documented role's; a `changed` element of None is left out."""
    statement = {
        "Effect": "Allow",
        "Principal": principal or {"Service": ["ec2.amazonaws.com", "cloud9.amazonaws.com"]},
        "Action": "sts:AssumeRole",
        **changed,
    }
    told = {name: value for name, value in statement.items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [told]})


def permissions(**changed: Any) -> str:
    """A permission policy with one statement."""
    statement = {"Effect": "Allow", "Action": "ssm:StartSession", "Resource": "*", **changed}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
