"""The share of the tests: the same for one seed, another for another, all of it where files are named or asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.isolation import WHOLE, examples
from tests.sampling import LONGEST, SHARES, kept, share_of, turn_of

CASES = [f"tests/networks/test_acls.py::test_a_network_acl[{number}]" for number in range(30)]
ALONE = "tests/networks/test_acls.py::test_one"


def test_a_family_gives_its_share_and_what_stands_alone_stays() -> None:
    found = list(kept([*CASES, ALONE], "1"))
    assert len(found) == len(CASES) // SHARES["tests/networks/"] + 1
    assert ALONE in found


def test_the_seed_decides() -> None:
    assert list(kept(CASES, "1")) == list(kept(CASES, "1"))
    assert list(kept(CASES, "1")) != list(kept(CASES, "2"))


def test_every_case_has_its_turn() -> None:
    assert {one for seed in range(60) for one in kept(CASES, str(seed))} == set(CASES)


def test_what_isnt_named_is_taken_whole() -> None:
    assert share_of("tests/aws/test_gate.py::test_x[1]") == 1
    cases = [f"tests/aws/test_gate.py::test_x[{number}]" for number in range(9)]
    assert sorted(kept(cases, "1")) == cases


@pytest.mark.parametrize("path", [*SHARES, *LONGEST])
def test_what_is_named_is_there(project: Path, path: str) -> None:
    file, _, function = path.partition("::")
    (first, *_) = project.glob(f"{file}*")
    assert not function or f"def {function}" in first.read_text()


def test_the_longest_files_come_first_and_stay_together() -> None:
    names = ["tests/a.py::test_a", f"{LONGEST[1]}.py::test_b", f"{LONGEST[0]}.py::test_c", f"{LONGEST[1]}.py::test_d"]
    assert sorted(names, key=turn_of) == [names[2], names[1], names[3], names[0]]


def test_of_examples_a_share_is_drawn_and_all_where_all_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WHOLE, raising=False)
    assert (examples(1000), examples(7, 2)) == (334, 4)
    monkeypatch.setenv(WHOLE, "1")
    assert (examples(1000), examples(7, 2)) == (1000, 7)
