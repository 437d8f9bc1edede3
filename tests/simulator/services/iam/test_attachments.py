"""Managed policies on roles, users and groups."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.services.iam.said import ACCOUNT, POLICY, permissions, refused, trust

HOLDERS = {"role": "RoleName", "user": "UserName", "group": "GroupName"}


def _make(iam: Any, kind: str) -> dict[str, str]:
    more = {"AssumeRolePolicyDocument": trust()} if kind == "role" else {}
    named = {HOLDERS[kind]: "holder"}
    getattr(iam, f"create_{kind}")(**named, **more)
    return named


@pytest.mark.parametrize("kind", HOLDERS)
def test_attached_twice_counts_once(iam: Any, kind: str) -> None:
    holder = _make(iam, kind)
    for _ in range(2):
        getattr(iam, f"attach_{kind}_policy")(**holder, PolicyArn=POLICY)
    assert iam.get_policy(PolicyArn=POLICY)["Policy"]["AttachmentCount"] == 1
    attached = getattr(iam, f"list_attached_{kind}_policies")(**holder)["AttachedPolicies"]
    assert [each["PolicyArn"] for each in attached] == [POLICY]
    getattr(iam, f"detach_{kind}_policy")(**holder, PolicyArn=POLICY)
    assert iam.get_policy(PolicyArn=POLICY)["Policy"]["AttachmentCount"] == 0
    gone = refused(getattr(iam, f"detach_{kind}_policy"), **holder, PolicyArn=POLICY)
    assert gone == ("NoSuchEntity", f"Policy {POLICY} was not found.", 404)


@pytest.mark.parametrize("kind", HOLDERS)
def test_what_cannot_be_attached(iam: Any, kind: str) -> None:
    attach, holder = getattr(iam, f"attach_{kind}_policy"), _make(iam, kind)
    nowhere = f"arn:aws:iam::{ACCOUNT}:policy/AWSCloud9SSMInstanceProfile"
    words = f"Policy {nowhere} does not exist or is not attachable."
    assert refused(attach, **holder, PolicyArn=nowhere) == ("NoSuchEntity", words, 404)
    name = "AWSCloud9SSMInstanceProfile"
    assert refused(attach, **holder, PolicyArn=name) == ("InvalidInput", f"ARN {name} is not valid.", 400)


@pytest.mark.parametrize(("kind", "limit"), [("role", 20), ("user", 10), ("group", 10)])
def test_so_many_policies_and_no_more(iam: Any, kind: str, limit: int) -> None:
    attach, holder = getattr(iam, f"attach_{kind}_policy"), _make(iam, kind)
    for number in range(limit + 1):
        arn = iam.create_policy(PolicyName=f"p{number}", PolicyDocument=permissions())["Policy"]["Arn"]
        if number < limit:
            attach(**holder, PolicyArn=arn)
    words = f"Cannot exceed quota for PoliciesPer{kind.capitalize()}: {limit}"
    assert refused(attach, **holder, PolicyArn=arn) == ("LimitExceeded", words, 409)
    assert iam.get_account_summary()["SummaryMap"][f"AttachedPoliciesPer{kind.capitalize()}Quota"] == limit
