"""A right to everything mends whatever IAM refuses, and is no repair: it is seen, whoever has it, and however."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from c9lib.checks.documented import AWS_POLICIES
from c9lib.labs.grading import LEAST, WELL
from tests.labs.place import SEED, Place, built

ADMINISTRATOR = f"{AWS_POLICIES}AdministratorAccess"
WIDE = {
    "all": {"Action": "*", "Resource": "*"},
    "iam": {"Action": "iam:*", "Resource": "*"},
    "all-of-iam-s-things": {"Action": "*", "Resource": "arn:aws:iam::*:user/*"},
    "to-whom-one-likes": {"Action": ["s3:GetObject", "iam:Attach*Policy"], "Resource": "*"},
    "all-but": {"NotAction": ["iam:*", "organizations:*"], "Resource": "*"},
    "under-a-condition": {"Action": "*", "Resource": "*", "Condition": {"StringLike": {"aws:userid": "*"}}},
}
NARROW = {
    "a-service": {"Action": ["ssm:*", "cloud9:*"], "Resource": "*"},
    "one-role": {"Action": "iam:AttachRolePolicy", "Resource": "arn:aws:iam::*:role/service-role/AWSCloud9*"},
    "reading": {"Action": ["iam:Get*", "iam:List*"], "Resource": "*"},
    "nothing": {"Effect": "Deny", "Action": "*", "Resource": "*"},
}


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A lab that is mended, with a person, so that each test can give them a right, and take it back."""
    with built("refused-before-it-began", SEED) as made:
        assert made.ground.variant["fault"] == "denied"
        for call in made.lab.solution(made.ground).calls:
            made.ground.carry_out(call)
        assert made.grade(*made.right).passed
        yield made


@pytest.mark.parametrize("name", [*WIDE, *NARROW])
def test_what_a_policy_of_the_person_s_own_allows(place: Place, name: str) -> None:
    told = {"UserName": place.ground.variant["person"], "PolicyName": "mine"}
    statement = {"Effect": "Allow", **(WIDE | NARROW)[name]}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    place.ground.iam.put_user_policy(**told, PolicyDocument=document)
    status, word = place.word(place.grade(), LEAST)
    place.ground.iam.delete_user_policy(**told)
    assert status == ("fail" if name in WIDE else "ok"), word
    assert ("inline mine of user" in word) == (name in WIDE)


def test_what_a_group_gives_counts(place: Place) -> None:
    iam, person = place.ground.iam, place.ground.variant["person"]
    iam.create_group(GroupName="admins")
    iam.attach_group_policy(GroupName="admins", PolicyArn=ADMINISTRATOR)
    iam.add_user_to_group(GroupName="admins", UserName=person)
    found = place.grade(*place.right)
    iam.remove_user_from_group(GroupName="admins", UserName=person)
    assert not found.passed
    assert f"user {person} has {ADMINISTRATOR} of group admins" in place.word(found, LEAST)[1]
    assert place.grade(*place.right).passed, "and whoever looks is an administrator, too"


def the_person(place: Place) -> None:
    place.ground.iam.attach_user_policy(UserName=place.ground.variant["person"], PolicyArn=ADMINISTRATOR)


def the_application(place: Place) -> None:
    place.ground.iam.attach_role_policy(RoleName=place.ground.variant["app"], PolicyArn=ADMINISTRATOR)


MENDS: dict[str, Callable[[Place], None]] = {
    "refused-before-it-began": the_person,
    "allowed-and-refused": the_person,
    "lost-for-an-application": the_application,
}


@pytest.mark.parametrize("name", MENDS)
def test_it_works_and_is_not_passed(name: str) -> None:
    with built(name, SEED) as place:
        MENDS[name](place)
        found = place.grade(*place.right)
        assert place.word(found, WELL)[0] == "ok", str(found)
        assert place.word(found, LEAST)[0] == "fail"
        assert not found.passed
