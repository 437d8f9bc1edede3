"""What is kept of what was typed."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from c9lib.notebook.form_memory import Memory, folder

pytestmark = pytest.mark.usefixtures("open_notebook")


def test_it_is_kept_in_the_users_folder_and_readable_by_nobody_else(tmp_path: Path) -> None:
    memory = Memory()
    assert memory.keep({"network": "nat", "access_for": ["user/a"]}) == ""
    assert memory.file.parent == folder() == tmp_path / "home" / "forms"
    assert stat.S_IMODE(memory.file.stat().st_mode) == 0o600
    assert Memory().values() == {"network": "nat", "access_for": ["user/a"]}
    assert list(Path.cwd().iterdir()) == []


def test_each_folder_of_notebooks_has_its_own(tmp_path: Path) -> None:
    Memory().keep({"network": "nat"})
    other = tmp_path / "elsewhere" / "notebooks"
    other.mkdir(parents=True)
    assert Memory(other).values() == {}


def test_without_a_folder_of_its_own_it_is_the_users_state_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("C9LIB_HOME")
    assert folder().name == "forms"
    assert "c9lib" in str(folder())


def test_two_notebooks_add_to_it() -> None:
    first, second = Memory(), Memory()
    first.keep({"network": "nat"})
    second.keep({"region": "eu-west-1"})
    first.keep({"network": "isolated"})
    assert Memory().values() == {"network": "isolated", "region": "eu-west-1"}


def test_a_default_isnt_kept_and_takes_away_what_was() -> None:
    memory = Memory()
    memory.keep({"network": "nat", "s3_access": ["packages"], "members": []})
    assert memory.values() == {"network": "nat"}
    memory.keep({"network": "public"})
    assert memory.values() == {}


@pytest.mark.parametrize(
    "secret", ["aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "IQoJ" + "b3JpZ2luX2VjE" * 8]
)
def test_a_secret_in_the_wrong_place_isnt_kept(secret: str) -> None:
    memory = Memory()
    memory.keep({"description": secret, "network": "nat"})
    assert memory.values() == {"network": "nat"}
    assert secret not in memory.file.read_text()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"typed": 3}', '{"typed": {"no_such_parameter": 1}}', "\x00"])
def test_a_file_that_says_nothing_is_no_memory_and_is_written_anew(content: str) -> None:
    memory = Memory()
    memory.file.parent.mkdir(parents=True)
    memory.file.write_text(content)
    assert memory.values() == {}
    memory.keep({"network": "nat"})
    assert memory.values() == {"network": "nat"}


def test_forgetting_twice_is_well() -> None:
    memory = Memory()
    memory.keep({"network": "nat"})
    memory.forget()
    memory.forget()
    assert Memory().values() == {}
