"""What a grade looks at: named causes, open doors, lost things, what time mends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from c9lib.errors import ParameterError
from c9lib.labs import grading
from c9lib.labs.causes import CATALOGUE, Known
from c9lib.labs.grading import CLOSED, LEAST, NAMED, THERE, WELL
from c9lib.labs.pages import Bullets, Code, Folded, Page
from c9lib.nouns import Table
from tests.labs.place import Place, built

DOORS = [
    ({"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, "0.0.0.0/0 (443)"),
    ({"IpRanges": [{"CidrIp": "203.0.113.7/32"}, {"CidrIp": "8.8.0.0/16"}]}, "8.8.0.0/16 (443)"),
    ({"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}, "::/0 (443)"),
]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A lab that is mended, so that each test can spoil one thing of it, and put it back."""
    with built("runs-but-silent") as made:
        for call in made.lab.solution(made.ground).calls:
            made.ground.carry_out(call)
        yield made


@pytest.mark.parametrize(("let_in", "word"), DOORS, ids=("everybody", "a-public-range", "ipv6"))
def test_a_door_to_the_internet_is_damage(place: Place, let_in: dict[str, object], word: str) -> None:
    rule = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **let_in}]
    group = place.ground.ids["group"]
    place.ground.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule)
    found = place.word(place.grade(*place.right), CLOSED)
    place.ground.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=rule)
    assert found[0] == "fail"
    assert word in found[1]


def test_a_door_within_the_network_is_none(place: Place) -> None:
    rule = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]
    group = place.ground.ec2.create_security_group(
        GroupName="inside", Description="inside", VpcId=place.ground.ids["vpc"]
    )["GroupId"]
    place.ground.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule)
    assert place.word(place.grade(), CLOSED)[0] == "ok"


def test_a_door_in_a_group_that_nothing_uses_counts(place: Place) -> None:
    """An instance may get that group a moment later."""
    ec2 = place.ground.ec2
    group = ec2.create_security_group(GroupName="mine", Description="mine", VpcId=place.ground.ids["vpc"])["GroupId"]
    ec2.authorize_security_group_ingress(
        GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    )
    found = place.word(place.grade(), CLOSED)
    ec2.delete_security_group(GroupId=group)
    assert found == ("fail", f"an inbound rule is open to the internet: {group} lets in 0.0.0.0/0 (all traffic)")


def test_causes_are_read_with_commas_and_spaces_once_each() -> None:
    told = ("private-dns-off, endpoint-group", "private-dns-off", " ", "")
    assert grading.known(told) == ("private-dns-off", "endpoint-group")


def test_an_unknown_cause_is_told_with_what_is_near() -> None:
    with pytest.raises(ParameterError, match="'private-dns' isn't a cause") as refused:
        grading.known(["private-dns"])
    assert "private-dns-off" in "\n".join(refused.value.details)
    assert "c9lib lab causes" in "\n".join(refused.value.remedy)


def test_an_answer_with_a_wrong_cause_beside_the_right_one_isn_t_passed(place: Place) -> None:
    found = place.grade("no-public-address", "key-policy")
    assert (found.passed, found.mended) == (False, True)
    status, word = place.word(found, NAMED)
    assert status == "fail"
    assert word.startswith("key-policy isn't it.")
    assert "no-public-address isn't" not in word


def test_the_word_against_a_cause_is_of_the_beginning_and_not_of_now(place: Place) -> None:
    """Mended, every check is well; what the learner saw was otherwise."""
    before = {"path.ssm": {"status": "fail", "evidence": "seen first", "reason": "NO_ROUTE_TO_DESTINATION"}}
    same = grading._against(CATALOGUE["no-default-route"], before)
    other = grading._against(CATALOGUE["acl-stops-requests"], before)
    assert "did fail, but its evidence says otherwise: seen first" in same
    assert "failed with NO_ROUTE_TO_DESTINATION; this would show SUBNET_ACL_RESTRICTION" in other


def test_the_word_without_anything_seen_isn_t_empty() -> None:
    assert grading._against(Known("a", "b", ("c.d",)), {}) == "a isn't it. When the lab began, nothing pointed to it"


def test_a_grade_as_json_has_no_answer_in_it(place: Place) -> None:
    told = place.grade().to_json()
    assert (told["lab"], told["passed"], told["mended"]) == ("runs-but-silent", False, True)
    assert [line["what"] for line in told["lines"]] == [WELL, THERE, CLOSED, LEAST, NAMED]
    assert "no-public-address" not in str(told["lines"])


def test_what_is_terminated_is_lost(tmp_path: Path) -> None:
    """Last of all: to remove the broken instance mends nothing."""
    with built("runs-but-silent") as place:
        place.ground.ec2.terminate_instances(InstanceIds=[place.ground.ids["instance"]])
        place.ground.wait(120)
        found = place.grade(*place.right)
        assert not found.passed
        assert place.word(found, THERE) == (
            "fail",
            f"this was there in the beginning, and is gone: instance {place.ground.ids['instance']}",
        )
        assert place.word(found, WELL)[0] == "fail", "without an instance no agent is online"


def test_every_cause_of_the_catalogue_is_one_sentence() -> None:
    assert len(CATALOGUE) >= 30
    for known in CATALOGUE.values():
        assert known.sentence.endswith(".")
        assert known.checks


def test_a_page_draws_the_same_as_text_and_as_html() -> None:
    rows = Table("t", ("a",), (("<b>",),))
    page = Page("A & B", ("One.", Code(("x < y",)), Bullets("Two:", ("three",)), Folded("open", ("four", rows))))
    bundle = page._repr_mimebundle_()
    for word in ("One.", "three", "four", "open"):
        assert word in bundle["text/plain"]
        assert word in bundle["text/html"]
    assert "x < y" in bundle["text/plain"]
    assert "x &lt; y" in bundle["text/html"]
    assert "<b>" not in bundle["text/html"].replace("<body>", "")
    assert bundle["text/html"].count("<details>") == 1
