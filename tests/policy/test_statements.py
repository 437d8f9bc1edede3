"""The simple reading of policy documents."""

from __future__ import annotations

import pytest

from c9lib.policy.statements import carries, decided

ACTION = "ssmmessages:OpenDataChannel"


def document(effect: str = "Allow", **statement: object) -> dict[str, object]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Resource": "*", **statement}]}


ALLOWED = document(Action=ACTION)


@pytest.mark.parametrize(
    ("documents", "decision"),
    [
        ([], "implicitDeny"),
        ([ALLOWED], "allowed"),
        ([document(Action="*")], "allowed"),
        ([document(Action=["ssm:*", "SSMMessages:open*"])], "allowed"),
        ([document(Action="ssmmessages:OpenDataChanne?")], "allowed"),
        ([document(Action="ssmmessages:OpenData")], "implicitDeny"),
        ([document(Action="ssmmessages.OpenDataChannel")], "implicitDeny"),
        ([document(NotAction="iam:*")], "allowed"),
        ([document(NotAction="ssmmessages:*")], "implicitDeny"),
        ([document(Action=ACTION, Condition={"Bool": {"aws:SecureTransport": "true"}})], "conditional"),
        ([document(Action=ACTION, Resource="arn:aws:ssm:*:*:session/*")], "conditional"),
        ([ALLOWED, document("Deny", Action="ssmmessages:*")], "explicitDeny"),
        ([document("Deny", Action=ACTION)], "explicitDeny"),
        ([ALLOWED, document("Deny", Action=ACTION, Resource="arn:aws:ssm:eu-west-1:*:*")], "conditional"),
        ([ALLOWED, document("Deny", Action="iam:*")], "allowed"),
        ([{"Version": "2012-10-17", "Statement": ALLOWED["Statement"][0]}], "allowed"),  # type: ignore[index]
    ],
)
def test_decisions(documents, decision):
    assert decided(documents, ACTION) == decision


def test_carrying_asks_no_condition_but_an_allow():
    assert carries(document(Action="ssm:StartSession", Condition={"Bool": {"x": "true"}}), "ssm:StartSession")
    assert not carries(document("Deny", Action="ssm:StartSession"), "ssm:StartSession")
