"""Every lab: its fault is named, no wrong or half answer passes, its solution does. A third, drawn anew each time: it
begins the same from another lab's state, and a neighbour's differs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c9lib.checks.rootcause import ORDER
from c9lib.labs import LABS, progress, starting
from c9lib.labs.causes import CATALOGUE
from c9lib.labs.grading import CLOSED, NAMED, WELL
from c9lib.nouns import Verdict
from tests.awscli import AwsCli
from tests.faults.canonical import canonical
from tests.isolation import drawn
from tests.labs.place import NEIGHBOURS, SEED, Place, as_built, built, chosen

every_lab = pytest.mark.parametrize("name", LABS)
DOOR = [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]


@every_lab
def test_from_the_symptom_to_the_grade(name: str, cli: AwsCli, tmp_path: Path) -> None:
    with built(name) as place:
        assert_its_words_are_filled(place)
        assert_named(place, place.ground.verdict(), 0)
        assert_the_symptom_is_the_cli_s(place, cli, tmp_path)
        assert_a_wrong_answer_gets_a_word(place)
        named = place.grade(*place.right)
        assert (named.passed, named.mended) == (False, False)
        assert place.word(named, NAMED)[0] == "ok"
        assert place.word(named, WELL)[0] == "fail"
        assert_only_the_whole_solution_passes(place, cli, tmp_path)
        assert_a_door_isn_t_passed_over(place)


def assert_named(place: Place, verdict: Verdict, number: int) -> None:
    """The root cause is the check of this cause of the lab."""
    cause = place.lab.causes_of(place.ground.variant)[number]
    root = next((one for one in verdict.checks if one.id == verdict.root_cause), None)
    assert root is not None, verdict
    assert root.id == cause.check, str(verdict)
    assert root.id in CATALOGUE[cause.id].checks
    assert not cause.reason or root.reason == cause.reason
    assert not CATALOGUE[cause.id].reasons or root.reason in CATALOGUE[cause.id].reasons


def assert_the_symptom_is_the_cli_s(place: Place, cli: AwsCli, home: Path) -> None:
    """What a lab shows as the AWS CLI's output is that: JSON by JSON, refusal by refusal."""
    assert place.symptom.message
    assert place.symptom.shown
    for shown in place.symptom.shown:
        done = cli.sh(shown.command, place.url, home)
        if done.returncode:
            assert shown.output in done.stderr, shown.command
        else:
            assert json.loads(done.stdout or "null") == json.loads(shown.output), shown.command


def assert_a_wrong_answer_gets_a_word(place: Place) -> None:
    """It isn't passed, says for each wrong cause what is observed against it, and doesn't tell the right one."""
    wrong = tuple(place.wrong())
    found = place.grade(*wrong)
    status, word = place.word(found, NAMED)
    assert (found.passed, status) == (False, "fail")
    for name, line in zip(wrong, word.split("\n"), strict=True):
        assert line.startswith(f"{name} isn't it. ")
        assert len(line) > len(f"{name} isn't it. ") + 20
    assert not [right for right in place.right if f"{right} isn't it" in word]
    mixed = place.word(place.grade(*place.right, wrong[0]), NAMED)
    assert mixed == ("fail", word.split("\n")[0]), "the right ones aren't told by what is said of a wrong one"


def assert_only_the_whole_solution_passes(place: Place, cli: AwsCli, home: Path) -> None:
    """Command by command in a shell: no part of it passes, each fault is named in its turn, all of it does."""
    commands, seen = place.lab.solution(place.ground).commands, 0
    for number, command in enumerate(commands):
        assert not place.grade(*place.right).passed, f"passed before {command}"
        if number:
            seen = max(seen, _named_by_now(place, seen))
        place.run(cli, home, command)
    assert seen == len(place.right) - 1, "not every fault had its turn"
    unnamed = place.grade()
    assert (unnamed.passed, unnamed.mended) == (False, True), str(unnamed)
    if len(place.right) > 1:
        half = place.grade(place.right[0])
        assert not half.passed
        assert "one more fault" in place.word(half, NAMED)[1]
    passed = place.grade(*place.right)
    assert passed.passed, str(passed)
    assert len(passed.learned) == len(place.right)


def _named_by_now(place: Place, before: int) -> int:
    """How many faults are behind us, by the root cause that is named now."""
    verdict = place.ground.verdict()
    causes = place.lab.causes_of(place.ground.variant)
    root = next((one for one in verdict.checks if one.id == verdict.root_cause), None)
    for number, cause in enumerate(causes[before + 1 :], before + 1):
        if root and (root.id, root.reason if cause.reason else "") == (cause.check, cause.reason):
            return number
    return before


def assert_a_door_isn_t_passed_over(place: Place) -> None:
    """Port 22 open to the internet: not passed, though all else is well; closed again: passed."""
    ec2 = place.ground.ec2
    groups = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [place.ground.ids["vpc"]]}])
    group = place.ground.ids.get("group", groups["SecurityGroups"][0]["GroupId"])
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=DOOR)
    found = place.grade(*place.right)
    assert not found.passed
    status, word = place.word(found, CLOSED)
    assert status == "fail"
    assert f"{group} lets in 0.0.0.0/0 (22)" in word
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=DOOR)
    assert place.grade(*place.right).passed


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("level", [1, 2, 3])
def test_it_begins_the_same_from_another_lab_s_state(level: int) -> None:
    """The account goes from lab to lab, each left as it was; the first finds one that somebody has used."""
    if progress.current() is None:
        starting.start(LABS["right-names-nothing-found"], SEED + 2, lambda _: None)
    names = drawn([one for one, lab in LABS.items() if lab.level == level], 3)
    for name in names:
        told: list[str] = []
        ground = starting.start(LABS[name], SEED, told.append)
        lines, variant, ids = as_built(name, SEED)
        assert (ground.variant, ground.ids) == (variant, ids)
        assert canonical(ground.session) == lines
        assert len(told) > 1, "a start that takes seconds says what it does"
        again = starting.join(LABS[name])
        assert (again.variant, again.ids, again.seed) == (variant, ids, SEED)
    assert_a_neighbour_s_is_another(names[0])


def assert_a_neighbour_s_is_another(name: str) -> None:
    (one, _, ids), (other, _, their_ids) = as_built(name, SEED), as_built(name, NEIGHBOURS)
    assert one != other
    assert not [key for key in ids if key in their_ids and ids[key] == their_ids[key]]


def test_neighbours_have_different_variants() -> None:
    for mine, theirs in zip(*chosen(SEED, NEIGHBOURS), strict=True):
        assert mine
        assert mine != theirs


@every_lab
def test_it_agrees_with_the_catalogue(name: str) -> None:
    lab = LABS[name]
    assert lab.id == name
    assert name not in CATALOGUE, "its name would be the answer"
    assert 1 <= lab.level <= 3
    assert 3 <= len(lab.hints) <= 5
    assert lab.changes
    assert lab.aims
    assert lab.questions
    for cause in lab.causes:
        assert cause.check in ORDER
        assert cause.check in CATALOGUE[cause.id].checks


def assert_its_words_are_filled(place: Place) -> None:
    """With what the seed has chosen and what was made."""
    lab = place.lab
    asked = [text for one in lab.questions for text in (one.asked, one.answer)]
    words = (lab.story, place.symptom.message, *lab.hints, *lab.changes, *asked)
    assert not [text for text in map(place.ground.filled, words) if "{" in text]
