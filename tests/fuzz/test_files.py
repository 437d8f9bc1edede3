"""Files that are hard to draw at random: huge, deep, locked, no file at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from c9lib.parameters import load
from tests.fuzz.outcome import outcome

MEGABYTE = 1024 * 1024


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "parameters.yaml"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"description: " + b"x" * MEGABYTE, "has 1048576 characters, not up to 200"),
        (b"[" * 100_000, "nested too deep"),
        (b"a: " + b"{a: " * 5_000, "nested too deep"),
        (b"account_id: " + b"9" * 100_000, "a number in it has more than 4300 digits"),
        (b"\x00" * 4096, "isn't YAML"),
        (b"\xff\xfe" + "region: us-east-1".encode("utf-16-le"), "isn't UTF-8"),
        (b"region: us-east-1\r\nregoin: us-east-1\r\n", "regoin: there is no such parameter; nearest: region"),
        (b"a: !!python/object/apply:os.system ['exit 1']\n", "isn't YAML"),
    ],
    ids=["a megabyte", "brackets", "braces", "digits", "NUL", "UTF-16", "CRLF", "python"],
)
def test_what_is_huge_or_deep_or_foreign_is_refused_in_words(file: Path, content: bytes, words: str) -> None:
    file.write_bytes(content)
    told = outcome(lambda: load([file]))
    assert isinstance(told, str)
    assert words in told


def test_many_mistakes_are_one_message(file: Path) -> None:
    file.write_text("".join(f"wrong_{number}: 1\n" for number in range(2_000)))
    told = outcome(lambda: load([file]))
    assert isinstance(told, str)
    assert told.startswith("2000 mistakes in the parameters; nothing was called.")
    assert "wrong_1999" in told


def test_a_folder_a_device_and_a_missing_file_are_named_together(tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    told = outcome(lambda: load([tmp_path, tmp_path / "none.yaml", tmp_path / "loop.yaml"]))
    assert isinstance(told, str)
    assert told.startswith("3 mistakes in the parameter files")
    assert "is a folder" in told
    assert "there is no such file" in told
    assert "loop.yaml: Too many levels of symbolic links" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read_is_refused(file: Path) -> None:
    file.write_text("region: us-east-1\n")
    file.chmod(0)
    told = outcome(lambda: load([file]))
    assert isinstance(told, str)
    assert "Permission denied" in told


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_ends_of_lines_and_a_byte_order_mark_make_no_difference(file: Path, ends: str, mark: str) -> None:
    file.write_bytes((mark + ends.join(["region: eu-west-1", "access_for: [ann]", ""])).encode())
    made = load([file])
    assert (made.region, made.access_for) == ("eu-west-1", ("user/ann",))
