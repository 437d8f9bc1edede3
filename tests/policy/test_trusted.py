"""Policies that hang on a resource, alone: trust policies, and those of VPC endpoints."""

from __future__ import annotations

import json

import pytest

from c9lib.policy import UNKNOWN, Asker, Context, Policy, Request, trusted
from tests.policy.cases import ACCOUNT, ANN, ROLE, ROOT, SESSION, STRANGER, allow, deny, failed, policy

EC2 = Asker(service="ec2.amazonaws.com")
TRUST = policy(
    {
        "Effect": "Allow",
        "Principal": {"Service": ["ec2.amazonaws.com", "cloud9.amazonaws.com"]},
        "Action": "sts:AssumeRole",
    }
)


def asked(asker: Asker | None, context: Context = UNKNOWN, action: str = "sts:AssumeRole") -> Request:
    return Request(action, context=context, asker=asker)


@pytest.mark.parametrize(
    ("asker", "outcome"),
    [
        (EC2, "allowed"),
        (Asker(service="cloud9.amazonaws.com"), "allowed"),
        (Asker(service="lambda.amazonaws.com"), "implicitDeny"),
        (ANN, "implicitDeny"),
        (None, "conditional"),
    ],
)
def test_the_trust_of_cloud9s_role(asker, outcome):
    assert trusted(TRUST, asked(asker)).outcome == outcome
    assert trusted(json.dumps(TRUST), asked(asker)).outcome == outcome


def trust(principal: object, **more: object) -> Policy:
    return Policy(policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}), "trust of R")


@pytest.mark.parametrize("principal", ["*", {"AWS": ACCOUNT}, {"AWS": ROOT}, {"AWS": ROLE}, {"AWS": SESSION.arn}])
def test_a_session_is_meant_by_itself_by_its_role_and_by_its_account(principal):
    decision = trusted(trust(principal), asked(SESSION))
    assert decision.allowed
    assert str(decision.statement) == "statement 1 of trust of R"
    assert decision.layer == "resource"


def test_whom_nobody_means_is_told_whom_it_means():
    decision = trusted(trust({"AWS": [ROOT, ANN.arn]}), asked(STRANGER))
    assert decision.outcome == "implicitDeny"
    assert [str(one) for one in decision.misses] == [
        f"statement 1 of trust of R: Principal wants {ROOT} or {ANN.arn}; it is {STRANGER.arn}"
    ]


def test_a_denial_denies():
    document = {"Statement": [*TRUST["Statement"], {**TRUST["Statement"][0], "Effect": "Deny", "Sid": "No"}]}
    decision = trusted(document, asked(EC2))
    assert decision.outcome == "explicitDeny"
    assert str(decision.statement) == "statement 2 (No)"


def test_a_condition_decides_when_its_key_is_known():
    document = trust({"Service": "ec2.amazonaws.com"}, Condition={"StringEquals": {"aws:SourceAccount": ACCOUNT}})
    assert trusted(document, asked(EC2)).outcome == "conditional"
    assert trusted(document, asked(EC2, Context({"aws:SourceAccount": ACCOUNT}))).allowed
    decision = trusted(document, asked(EC2, Context()))
    assert failed(decision) == ["trust of R 1 StringEquals aws:SourceAccount: absent"]


ENDPOINT = policy(
    allow("*", Principal="*", Sid="All"),
    deny("ssmmessages:*", "*", {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}, Principal="*", Sid="Vpc"),
    deny("ssm:*", "*", Principal={"AWS": ROLE}, Sid="Role"),
)


@pytest.mark.parametrize(
    ("action", "asker", "context", "outcome"),
    [
        ("ec2messages:GetMessages", None, UNKNOWN, "allowed"),
        ("ssmmessages:OpenDataChannel", None, UNKNOWN, "conditional"),
        ("ssmmessages:OpenDataChannel", None, Context({"aws:SourceVpc": "vpc-1"}, complete=False), "allowed"),
        ("ssmmessages:OpenDataChannel", None, Context({"aws:SourceVpc": "vpc-2"}, complete=False), "explicitDeny"),
        ("ssm:UpdateInstanceInformation", None, UNKNOWN, "conditional"),
        ("ssm:UpdateInstanceInformation", SESSION, UNKNOWN, "explicitDeny"),
        ("ssm:UpdateInstanceInformation", ANN, UNKNOWN, "allowed"),
    ],
)
def test_an_endpoints_policy(action, asker, context, outcome):
    assert trusted(ENDPOINT, asked(asker, context, action)).outcome == outcome


def test_what_isnt_known_is_told():
    decision = trusted(Policy(ENDPOINT, "vpce-1"), asked(None, action="ssm:UpdateInstanceInformation"))
    assert failed(decision) == ["vpce-1 Role Principal: unknown"]
    decision = trusted(Policy(ENDPOINT, "vpce-1"), asked(None, action="ssmmessages:OpenDataChannel"))
    assert [str(one) for one in decision.misses] == [
        "statement 2 (Vpc) of vpce-1: StringNotEquals aws:SourceVpc wants vpc-1; it isn't known"
    ]
