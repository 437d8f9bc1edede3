"""The rehearsals that come with the library are those that it would make, and are found only where they hold."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from c9lib.kept_data import PLAIN
from c9lib.parameters import Parameters, load
from c9lib.rehearsal import asking, kept, shipped
from c9lib.rehearsal.asking import ACCOUNT, question, rehearse, rehearsed
from c9lib.rehearsal.nouns import Rehearsal
from tools.refresh_rehearsals import RUNS

FILES = Path(__file__).resolve().parents[2] / "parameters"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path))
    for known in (shipped._questions, shipped._head, shipped._read):
        known.cache_clear()


def nobody_plays(_: dict[str, object]) -> Rehearsal:
    pytest.fail("it is there already")


@pytest.mark.parametrize("name", RUNS)
def test_each_is_what_the_library_would_make(name: str) -> None:
    asked = question(RUNS[name])
    text = shipped.text_of(asked, asking._made(asked))
    assert text == (shipped.FOLDER / f"{name}.json").read_text(encoding="utf-8"), "tools/refresh_rehearsals.py"


@pytest.mark.parametrize("name", RUNS)
def test_each_is_found_at_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_made", nobody_plays)
    found = rehearsed(RUNS[name], ACCOUNT)
    assert found is not None
    assert len(found.needs) > 100
    assert rehearse(RUNS[name], ACCOUNT) == found
    assert {file.stem for file in shipped.FOLDER.glob("*.json")} == set(RUNS)


@pytest.mark.parametrize("names", [["simulated"], ["simulated", "nat"], ["simulated", "isolated"]])
def test_the_files_of_parameters_find_theirs(names: list[str]) -> None:
    assert rehearsed(load([FILES / f"{name}.yaml" for name in names], ()), ACCOUNT) is not None


def test_a_real_account_and_its_own_subnet_are_put_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_made", nobody_plays)
    given = {"network": "existing", "vpc_id": "vpc-0b22222222222222b", "subnet_id": "subnet-0b22222222222222b"}
    found = rehearse(Parameters.model_validate(given), "210987654321")
    told = str(found.to_json())
    assert "vpc-0b22222222222222b" in told
    assert "210987654321" in told
    assert ACCOUNT not in told


def test_other_parameters_find_none() -> None:
    for given in ({"deployment": "another"}, {"region": "eu-west-1"}, {"repair": True}, {"restrict_egress": True}):
        assert shipped.find(question(Parameters.model_validate(given))) is None


@pytest.mark.parametrize("library", kept.MADE_WITH)
def test_another_version_of_what_it_was_made_with_finds_none(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped, "version", lambda name: "0.0.1" if name == library else version(name))
    assert shipped.find(question(Parameters())) is None


def test_without_shortcuts_a_run_is_rehearsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLAIN, "1")
    assert shipped.find(question(Parameters())) is None
