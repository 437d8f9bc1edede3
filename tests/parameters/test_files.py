"""YAML files: what is read, and what is refused with path and line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from papermill.iorw import read_yaml_file

from c9lib.parameters.files import Entry, parse, read, write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.yaml"


def test_entries_carry_their_lines(file: Path) -> None:
    file.write_text("# first\nregion: us-east-1\n\naccess_for:\n  - a\n  - b\n", encoding="utf-8")
    assert read(file) == [Entry("region", "us-east-1", 2), Entry("access_for", ["a", "b"], 4)]


def test_an_account_id_without_quotes_keeps_its_zero(file: Path) -> None:
    file.write_text("a: 012345678901\nb: 012345670123\nc: 000000000000\nd: 123456789012\n", encoding="utf-8")
    assert [entry.value for entry in read(file)] == ["012345678901", "012345670123", "000000000000", 123456789012]


def test_dates_and_times_stay_text(file: Path) -> None:
    file.write_text("a: 2026-11-22\nb: 12:30:45\n", encoding="utf-8")
    assert [entry.value for entry in read(file)] == ["2026-11-22", "12:30:45"]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_a_file_may_be_empty_of_names(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert [entry for entry in read(file) if entry.name] == []


def test_a_byte_order_mark_is_no_part_of_the_first_name(file: Path) -> None:
    file.write_text("region: us-east-1\n", encoding="utf-8-sig")
    assert read(file)[0].name == "region"


def test_names_that_are_not_text_are_shown(file: Path) -> None:
    file.write_text("1: a\n? [b]\n: c\nyes: d\n~: e\n", encoding="utf-8")
    assert [entry.name for entry in read(file)] == ["1", "['b']", "true", "nothing"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("region: us-east-1\nnetwork: [a\n", "line 3"),
        ("region: us-east-1\n\tnetwork: a\n", "line 2"),
        ("a: b: c\n", "line 1, column 5: isn't YAML"),
        ("- a\n- b\n", "line 1: must be lines of `name: value`"),
        ("just words\n", "must be lines of `name: value`"),
        ("a: 1\n---\nb: 2\n", "single document"),
        ("a: *nowhere\n", "line 1"),
        ("a: !!python/object:os.system x\n", "line 1"),
        ('a: !!int ""\n', "isn't YAML"),
        ("a: !!bool maybe\n", "isn't YAML"),
        ("a: !!timestamp x\n", "isn't YAML"),
        ("a: " + "9" * 5000 + "\n", "a number in it has more than 4300 digits"),
        ("a: \x00\n", "isn't YAML"),
        ("a: " + "[" * 3000, "nested too deep"),
    ],
)
def test_what_is_no_parameter_file_is_refused_with_its_path(file: Path, text: str, words: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"some\.yaml") as refusal:
        read(file)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_missing_file_gets_the_nearest(file: Path) -> None:
    file.write_text("", encoding="utf-8")
    wrong = file.with_name("sone.yml")
    with pytest.raises(ValueError, match="there is no such file") as refusal:
        read(wrong)
    assert str(refusal.value) == f"{wrong}: there is no such file; nearest: {file}"


def test_a_missing_folder_is_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"there is no such file$"):
        read(tmp_path / "none" / "some.yaml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is a folder, not a file"):
        read(tmp_path)


def test_bytes_that_are_not_utf8_are_refused(file: Path) -> None:
    file.write_bytes(b"description: \xff\n")
    with pytest.raises(ValueError, match=r"isn't UTF-8 text \(byte 13\)"):
        read(file)


def test_a_path_that_no_system_takes_is_refused() -> None:
    with pytest.raises(ValueError, match="null"):
        read(Path("a\x00b"))


def test_many_aliases_do_not_explode(file: Path) -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert len(read(file)) == 10


def test_what_is_written_means_the_same_to_papermill(file: Path) -> None:
    values = {
        "account_id": "012345670123",
        "environment_name": "42",
        "access_for": ["on", "2026-11-22"],
        "repair": True,
    }
    file.write_text(write(values), encoding="utf-8")
    assert read_yaml_file(str(file)) == values
    assert yaml.safe_load(write(values)) == values


def test_parse_reads_one_value() -> None:
    assert parse("[a, 012]") == ["a", "012"]
