"""People of a lab: IAM users, whom the simulated AWS holds to their policies when they act.

An access key is made for as long as they act, and deleted then: no secret is kept, or shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from typing import Any

import boto3
from botocore.exceptions import ClientError

from c9lib.aws import Session
from c9lib.labs.ground import Ground
from c9lib.policy import Document


def hire(ground: Ground, name: str, policies: Mapping[str, Document]) -> None:
    """Make a user with these inline policies; known to the lab's texts as `{person}`."""
    ground.variant["person"] = name
    ground.iam.create_user(UserName=name)
    for policy, document in policies.items():
        ground.iam.put_user_policy(UserName=name, PolicyName=policy, PolicyDocument=json.dumps(document))


@contextmanager
def acting(ground: Ground) -> Iterator[Ground]:
    """The same account in the person's name: what it reads and asks for, they do."""
    name = {"UserName": ground.variant["person"]}
    key = ground.iam.create_access_key(**name)["AccessKey"]
    keys = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    target = replace(ground.session.target, session=boto3.Session(**keys))
    theirs = copy(ground)
    theirs.session = Session(ground.session.parameters, target, lambda _: None)
    yield theirs
    ground.iam.delete_access_key(**name, AccessKeyId=key["AccessKeyId"])


def refusal(theirs: Ground, service: str, operation: str, **arguments: Any) -> str:
    """How AWS refuses what somebody asks; "" when AWS does it. For what only reads."""
    try:
        theirs.carry_out(theirs.call(service, operation, **arguments))
    except ClientError as error:
        return str(error)
    return ""
