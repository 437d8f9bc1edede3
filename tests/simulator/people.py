"""Policies and users for tests: `make_user(aws("iam"), "ann", allow("kms:*"))`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any


def document(*statements: dict[str, Any]) -> str:
    """A policy of these statements; each allows, on everything, unless it says otherwise."""
    whole = [{"Effect": "Allow", **({} if "NotResource" in one else {"Resource": "*"}), **one} for one in statements]
    return json.dumps({"Version": "2012-10-17", "Statement": whole})


def allow(*actions: str, **more: Any) -> str:
    """A policy with one statement that allows these actions."""
    return document({"Action": list(actions), **more})


def deny(*actions: str, **more: Any) -> str:
    """A policy with one statement that denies these actions."""
    return document({"Effect": "Deny", "Action": list(actions), **more})


def make_user(iam: Any, name: str, *inline: str, attached: Iterable[str] = (), **more: Any) -> str:
    """A user with inline policies and AWS managed ones; gives an access key."""
    iam.create_user(UserName=name, **more)
    for number, text in enumerate(inline, start=1):
        iam.put_user_policy(UserName=name, PolicyName=f"own{number}", PolicyDocument=text)
    for policy in attached:
        iam.attach_user_policy(UserName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    return str(iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"])


def error_of(call: Any, **params: Any) -> tuple[str, str]:
    """The code and the message with which AWS refuses a call."""
    from botocore.exceptions import ClientError

    try:
        call(**params)
    except ClientError as error:
        told = error.response["Error"]
        return str(told["Code"]), str(told.get("Message", ""))
    raise AssertionError("it isn't refused")
