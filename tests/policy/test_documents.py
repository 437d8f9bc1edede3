"""What documents decide by themselves, and which keys they ask for."""

from __future__ import annotations

import json

import pytest

from c9lib.policy import Context, carries, context_keys, decided, statements

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
        ([{"Statement": {"Effect": "Allow", "Action": ACTION, "NotResource": "*"}}], "conditional"),
        ([{"Statement": {"Effect": "Allow", "Action": ACTION}}], "conditional"),
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


KNOWN = {"aws:PrincipalArn": OWN_ROLE, "aws:SourceVpc": "vpc-1"}
OF_VPC = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
OF_ROLE = {"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/agent"}}


@pytest.mark.parametrize(
    ("documents", "decision"),
    [
        ([document(Action=ACTION, Condition=OF_VPC)], "allowed"),
        ([document(Action=ACTION, Condition={"StringNotEquals": {"aws:SourceVpc": "vpc-1"}})], "implicitDeny"),
        ([document(Action=ACTION, Condition=SOMETIMES)], "conditional"),
        ([document(Action=ACTION, Condition={**OF_VPC, **SOMETIMES})], "conditional"),
        ([ALLOWED, document("Deny", Action=ACTION, Condition=OF_VPC)], "explicitDeny"),
        ([ALLOWED, document("Deny", Action=ACTION, Condition=OF_ROLE)], "allowed"),
        ([ALLOWED, document("Deny", Action=ACTION, Condition={**OF_ROLE, **SOMETIMES})], "allowed"),
        ([ALLOWED, document("Deny", Action=ACTION, Condition=SOMETIMES)], "conditional"),
    ],
)
def test_keys_that_are_known_decide_conditions(documents, decision):
    assert decided(documents, ACTION, context=Context(KNOWN, complete=False)) == decision


def test_a_key_that_is_known_to_be_absent_decides_too():
    told = Context(complete=False, absent=["AWS:SecureTransport"])
    assert decided([document(Action=ACTION, Condition=SOMETIMES)], ACTION, context=told) == "implicitDeny"
    assert decided([ALLOWED, document("Deny", Action=ACTION, Condition=SOMETIMES)], ACTION, context=told) == "allowed"


def test_json_text_is_read_as_a_document_is():
    text = json.dumps(document(Action=ACTION))
    assert decided([text], ACTION) == "allowed"
    assert carries(text, ACTION)
    assert [one["Effect"] for one in statements(text)] == ["Allow"]


def test_the_keys_that_documents_ask_for():
    first = document(
        Action=ACTION,
        Resource="arn:aws:s3:::b/${aws:username, 'x'}/${*}",
        Condition={"StringLike": {"aws:PrincipalTag/Team": ["${aws:userid}", "${AWS:UserName}"]}},
    )
    second = document(NotAction="*", Condition={"Null": {"AWS:principaltag/team": "true", "cloud9:OwnerArn": "true"}})
    wanted = ("aws:PrincipalTag/Team", "aws:username", "aws:userid", "cloud9:OwnerArn")
    assert context_keys([first, json.dumps(second)]) == wanted


def test_without_their_version_variables_ask_for_nothing():
    assert (
        context_keys([{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::${aws:userid}"}}])
        == ()
    )


@pytest.mark.parametrize(
    "block", ["x", ["x"], {"StringEquals": "x"}, {"StringNotEquals": ["x"]}, {"StringIs": {"a:b": "c"}}]
)
def test_of_what_is_no_condition_nobody_knows_whether_it_is_met(block):
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": block}
    assert decided([{"Version": "2012-10-17", "Statement": [statement]}], "s3:GetObject") == "conditional"
