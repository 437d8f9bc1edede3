"""From grants to statements for steps, and to documents that IAM takes."""

from __future__ import annotations

import json
import re

from c9lib.rehearsal.grants import Condition, Grant
from c9lib.rehearsal.statements import LONGEST, Stated, documents, size, statements

EC2 = "arn:aws:ec2:us-east-1:123456789012"
NEW = (Condition("StringEquals", "aws:RequestTag/c9lib:deployment", ("demo",)),)
OURS = (Condition("StringEquals", "aws:ResourceTag/c9lib:deployment", ("demo",)),)


def tags(creation: str) -> tuple[Condition, ...]:
    return (*NEW, Condition("StringEquals", "ec2:CreateAction", (creation,)))


def told(*grants: Grant) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    return [(one.sid, one.actions, one.resources) for one in statements(grants)]


def test_a_sid_names_the_step_with_letters_and_digits() -> None:
    made = statements([Grant("tear-down", "ec2:DeleteVpc", f"{EC2}:vpc/*", OURS), Grant("role", "iam:GetRole", "x")])
    assert [one.sid for one in made] == ["TearDown1", "Role1"]
    assert all(re.fullmatch(r"[A-Za-z0-9]+", one.sid) for one in made)


def test_what_several_steps_need_stands_in_the_first_ones_statement_only() -> None:
    found = told(
        Grant("start", "iam:GetRole", "arn:aws:iam::1:role/a"),
        Grant("role", "iam:GetRole", "arn:aws:iam::1:role/b"),
        Grant("role", "iam:ListRolePolicies", "arn:aws:iam::1:role/b"),
    )
    assert found == [
        ("Start1", ("iam:GetRole",), ("arn:aws:iam::1:role/a", "arn:aws:iam::1:role/b")),
        ("Role1", ("iam:ListRolePolicies",), ("arn:aws:iam::1:role/b",)),
    ]


def test_together_where_no_action_reaches_the_others_resources() -> None:
    found = told(
        Grant("network", "ec2:CreateVpc", f"{EC2}:vpc/*", NEW),
        Grant("network", "ec2:CreateInternetGateway", f"{EC2}:internet-gateway/*", NEW),
    )
    assert found == [
        ("Network1", ("ec2:CreateInternetGateway", "ec2:CreateVpc"), (f"{EC2}:internet-gateway/*", f"{EC2}:vpc/*"))
    ]


def test_apart_where_one_would_reach_them() -> None:
    """CreateRouteTable takes a VPC, too: together with CreateVpc's it would be any VPC, for a new table with a tag."""
    found = told(
        Grant("network", "ec2:CreateVpc", f"{EC2}:vpc/*", NEW),
        Grant("network", "ec2:CreateRouteTable", f"{EC2}:route-table/*", NEW),
    )
    assert [sid for sid, _, _ in found] == ["Network1", "Network2"]


def test_apart_where_conditions_or_services_differ_or_nothing_is_named() -> None:
    found = told(
        Grant("network", "ec2:CreateVpc", f"{EC2}:vpc/*", NEW),
        Grant("network", "ec2:DeleteSubnet", f"{EC2}:subnet/*", OURS),
        Grant("network", "iam:DeleteRole", "arn:aws:iam::1:role/a", OURS),
        Grant("network", "ec2:DescribeVpcs", "*", OURS),
    )
    assert len(found) == 4


def test_an_unknown_action_stays_by_itself() -> None:
    """Nobody knows which resources it could reach."""
    found = told(
        Grant("network", "ec2:CreateVpc", f"{EC2}:vpc/*", NEW), Grant("network", "ec2:CreateMoon", f"{EC2}:moon/*", NEW)
    )
    assert len(found) == 2


def test_the_tags_of_all_creations_are_one_statement() -> None:
    (one,) = statements(
        [
            Grant("network", "ec2:CreateTags", f"{EC2}:vpc/*", tags("CreateVpc")),
            Grant("endpoints", "ec2:CreateTags", f"{EC2}:vpc-endpoint/*", tags("CreateVpcEndpoint")),
        ]
    )
    assert (one.sid, one.resources) == ("Network1", (f"{EC2}:vpc-endpoint/*", f"{EC2}:vpc/*"))
    assert one.body["Condition"]["StringEquals"]["ec2:CreateAction"] == ["CreateVpc", "CreateVpcEndpoint"]


def test_words_say_what_holds_a_statement() -> None:
    def why(*conditions: Condition, resource: str = f"{EC2}:vpc/*") -> str:
        return Stated("A1", "a", ("ec2:X",), (resource,), conditions).why

    assert why(*NEW) == "makes only what carries this deployment's tag"
    assert why(resource="arn:aws:iam::1:role/a") == "by name"
    assert why() == "all of this kind: what others have is looked at, too"
    assert why(resource="*") == "AWS knows no resource for these actions"
    here = Condition("StringEquals", "aws:RequestedRegion", ("us-east-1",))
    assert why(here, resource="*") == "AWS knows no resource for these actions, in the Regions named only"


def test_only_a_region_or_nothing_at_all_is_wide() -> None:
    here = Condition("StringEquals", "aws:RequestedRegion", ("us-east-1",))
    assert not Stated("A1", "a", ("ec2:X",), ("*",)).is_narrow
    assert not Stated("A1", "a", ("ec2:X",), ("*",), (here,)).is_narrow
    assert Stated("A1", "a", ("ec2:X",), ("*",), (here, *NEW)).is_narrow
    assert Stated("A1", "a", ("ec2:X",), (f"{EC2}:vpc/*",)).is_narrow


def long(number: int) -> Stated:
    return Stated(f"A{number}", "a", ("ec2:CreateVpc",), tuple(f"{EC2}:vpc/vpc-{n:017x}" for n in range(30)))


def test_as_few_documents_as_the_limit_allows_in_order() -> None:
    stated = [long(number) for number in range(5)]
    made = documents(stated)
    assert [one["Sid"] for document in made for one in document["Statement"]] == ["A0", "A1", "A2", "A3", "A4"]
    assert all(size(document) <= LONGEST for document in made)
    assert size({**made[0], "Statement": [*made[0]["Statement"], made[1]["Statement"][0]]}) > LONGEST
    assert documents([]) == []


def test_the_size_is_counted_without_white_space() -> None:
    (document,) = documents([Stated("A1", "a", ("ec2:X",), ("*",), (Condition("StringEquals", "k", ("a b",)),))])
    assert size(document) == len(re.sub(r"\s", "", json.dumps(document, indent=4)))
