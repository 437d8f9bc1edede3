"""The share of the tests: the same for one seed, another for another, all of it where files are named or asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sampling import SHARES, kept, share_of

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


@pytest.mark.parametrize("path", SHARES)
def test_what_is_named_is_there(project: Path, path: str) -> None:
    assert list(project.glob(f"{path}*"))
