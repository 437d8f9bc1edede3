"""Who may assume a role: decided by evaluating the trust policy, not by its shape."""

from __future__ import annotations

import pytest

from c9lib.checks.documented import CLOUD9, EC2, TRUST, TRUSTED
from c9lib.checks.trust import assumes, is_open, letting_in, others, reason, untrusted, why

ACCOUNT = "123456789012"
BOTH = TRUST["Statement"][0]


def statement(**changed):
    return {**BOTH, **changed}


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def when(operator, value, **changed):
    """The documented statement under a condition on the account for which a service asks."""
    return statement(Condition={operator: {"aws:SourceAccount": value}}, **changed)


@pytest.mark.parametrize(
    ("statements", "ec2", "cloud9"),
    [
        ([statement()], "allowed", "allowed"),
        ([statement(Principal={"Service": EC2})], "allowed", "implicitDeny"),
        ([statement(Principal={"Service": EC2}), statement(Principal={"Service": CLOUD9})], "allowed", "allowed"),
        ([statement(Principal="*")], "allowed", "allowed"),
        ([statement(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:root"})], "implicitDeny", "implicitDeny"),
        ([statement(Action="sts:*")], "allowed", "allowed"),
        ([statement(Action="STS:assumerole")], "allowed", "allowed"),
        ([statement(Action="sts:TagSession")], "implicitDeny", "implicitDeny"),
        ([statement(Effect="Deny")], "explicitDeny", "explicitDeny"),
        ([statement(), statement(Effect="Deny", Principal={"Service": EC2})], "explicitDeny", "allowed"),
        ([statement(), {"Effect": "Deny", "NotPrincipal": {"Service": EC2}, "Action": "*"}], "allowed", "explicitDeny"),
        ([{"Effect": "Allow", "NotPrincipal": {"Service": CLOUD9}, "Action": "*"}], "allowed", "implicitDeny"),
        ([when("StringEquals", ACCOUNT)], "conditional", "conditional"),
        ([when("StringEquals", "9" * 12)], "implicitDeny", "implicitDeny"),
        ([when("StringEqualsIfExists", ACCOUNT)], "allowed", "allowed"),
        ([statement(Condition={"Bool": {"aws:SecureTransport": "true"}})], "conditional", "conditional"),
        ([statement(), when("StringNotEquals", ACCOUNT, Effect="Deny")], "conditional", "conditional"),
        ([statement(), when("StringEquals", "9" * 12, Effect="Deny")], "allowed", "allowed"),
        ([statement(), when("StringNotEqualsIfExists", "9" * 12, Effect="Deny")], "explicitDeny", "explicitDeny"),
    ],
)
def test_a_service_is_let_in_or_kept_out(statements, ec2, cloud9):
    told = document(*statements)
    assert (assumes(told, EC2, ACCOUNT).outcome, assumes(told, CLOUD9, ACCOUNT).outcome) == (ec2, cloud9)
    kept_out = {name for name, outcome in ((EC2, ec2), (CLOUD9, cloud9)) if outcome != "allowed"}
    assert set(untrusted(told, TRUSTED, ACCOUNT)) == kept_out


def test_a_single_statement_needs_no_list():
    assert assumes({"Statement": statement()}, EC2, ACCOUNT).allowed
    told = letting_in({"Statement": statement(Principal={"Service": EC2})}, [CLOUD9], ACCOUNT)
    assert told is not None
    assert not untrusted(told, TRUSTED, ACCOUNT)


def test_what_lets_a_service_in_takes_nobody_out():
    before = document(statement(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"}))
    told = letting_in(before, TRUSTED, ACCOUNT)
    assert told is not None
    assert told["Statement"][:1] == before["Statement"]
    assert not untrusted(told, TRUSTED, ACCOUNT)


@pytest.mark.parametrize("denial", [statement(Effect="Deny"), when("StringNotEquals", ACCOUNT, Effect="Deny")])
def test_no_further_statement_outweighs_a_denial(denial):
    assert letting_in(document(statement(), denial), TRUSTED, ACCOUNT) is None


def test_the_reason_is_the_first_that_is_certain_with_its_statement():
    some = document(
        when("StringEquals", ACCOUNT),
        statement(Sid="Guard", Effect="Deny", Principal={"Service": CLOUD9}),
    )
    lacking = untrusted(some, TRUSTED, ACCOUNT)
    assert reason(lacking) == "explicitDeny sts:AssumeRole; statement 2 (Guard)"
    assert not is_open(lacking)
    told = why(lacking)
    assert "statement 2 (Guard) denies" in told
    assert "StringEquals aws:SourceAccount wants 123456789012; it isn't known" in told


def test_whom_else_a_trust_policy_lets_in_is_told_as_it_is_written():
    told = document(
        statement(Principal={"Service": [EC2, "lambda.amazonaws.com"], "AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
        statement(Principal="*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        {"Effect": "Allow", "NotPrincipal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"},
        statement(Principal={"Service": "sqs.amazonaws.com"}, Action="sts:TagSession"),
        statement(Principal={"Service": "sns.amazonaws.com"}, Effect="Deny"),
    )
    expected = [f"arn:aws:iam::{ACCOUNT}:root", "everybody (*)", f"everybody but {ACCOUNT}", "lambda.amazonaws.com"]
    assert others(told, TRUSTED) == expected
    assert others(TRUST, TRUSTED) == []
