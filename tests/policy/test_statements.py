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


ROOT, OWN_ROLE = "arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/agent"
WHO = ("123456789012", ROOT, OWN_ROLE)
OTHER = "arn:aws:iam::999999999999:root"
SOMETIMES = {"Bool": {"aws:SecureTransport": "false"}}


def named(principal: object, effect: str = "Allow", **more: object) -> dict[str, object]:
    return document(effect, Action="*", Principal=principal, **more)


@pytest.mark.parametrize(
    ("documents", "decision"),
    [
        *(([named({"AWS": one})], "allowed") for one in (*WHO, list(WHO), [OTHER, ROOT], "*")),
        ([named({"AWS": OTHER})], "implicitDeny"),
        ([named({"AWS": ["999999999999", "arn:aws:iam::123456789012:role/another"]})], "implicitDeny"),
        ([named({"AWS": ROOT}, Condition=SOMETIMES)], "conditional"),
        ([named({"AWS": "AIDACKCEVSQ6C2EXAMPLE"})], "conditional"),
        ([named({"Service": "ec2.amazonaws.com"})], "conditional"),
        ([ALLOWED, named({"AWS": OTHER}, "Deny")], "allowed"),
        ([ALLOWED, named({"AWS": OWN_ROLE}, "Deny")], "explicitDeny"),
    ],
)
def test_with_the_names_of_who_asks_a_principal_is_decided(documents, decision):
    assert decided(documents, ACTION, who=WHO) == decision


def test_without_names_a_principal_stays_open():
    assert decided([named({"AWS": ROOT})], ACTION) == "conditional"


def test_what_nothing_allows_is_denied_whatever_a_denials_condition_says():
    perhaps = document("Deny", Action=ACTION, Condition=SOMETIMES)
    assert decided([perhaps], ACTION) == "implicitDeny"
    assert decided([perhaps, ALLOWED], ACTION) == "conditional"
