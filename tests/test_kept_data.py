"""Data of libraries that is decoded once on a machine: what is believed, and what isn't."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from c9lib import botocore_data, kept_data

DATA = {"b": [1, 2.5, None, True], "a": {"text": "déjà"}}


class Decoder:
    """Decodes a JSON file, and counts how often."""

    def __init__(self, source: Path) -> None:
        self.source, self.times = source, 0

    def __call__(self) -> Any:
        self.times += 1
        return json.loads(self.source.read_text(encoding="utf-8"))


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data file; what is kept of it is kept below this test's folder."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "compiled"))
    monkeypatch.delenv(kept_data.PLAIN, raising=False)
    found = tmp_path / "data.json"
    found.write_text(json.dumps(DATA), encoding="utf-8")
    return found


def _files(tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "compiled").rglob("*") if path.is_file())


def test_a_file_is_decoded_once(source: Path) -> None:
    decode = Decoder(source)
    found = [kept_data.kept(source, "1", decode) for _ in range(3)]
    assert found == [DATA] * 3
    assert list(found[2]) == ["b", "a"], "in the order of the file"
    assert decode.times == 1


def _newer(source: Path) -> str:
    os.utime(source, ns=(1, 1))
    return "1"


def _longer(source: Path) -> str:
    seen = source.stat()
    source.write_text(json.dumps({**DATA, "c": 1}), encoding="utf-8")
    os.utime(source, ns=(seen.st_mtime_ns, seen.st_mtime_ns))
    return "1"


@pytest.mark.parametrize("change", [_newer, _longer, lambda _: "2"], ids=["newer", "longer", "another version"])
def test_what_has_changed_is_decoded_anew(source: Path, change: Callable[[Path], str]) -> None:
    decode = Decoder(source)
    kept_data.kept(source, "1", decode)
    version = change(source)
    assert kept_data.kept(source, version, decode) == json.loads(source.read_text(encoding="utf-8"))
    assert decode.times == 2


def test_another_python_decodes_anew(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decode = Decoder(source)
    kept_data.kept(source, "1", decode)
    monkeypatch.setattr(sys, "version_info", (*sys.version_info[:2], sys.version_info[2] + 1))
    kept_data.kept(source, "1", decode)
    assert decode.times == 2


@pytest.mark.parametrize("content", [b"", b"torn", b"[\x02\x00", b"i\x01\x00\x00\x00"])
def test_a_file_that_is_torn_is_decoded_anew(source: Path, tmp_path: Path, content: bytes) -> None:
    decode = Decoder(source)
    kept_data.kept(source, "1", decode)
    (file,) = _files(tmp_path)
    file.write_bytes(content)
    assert [kept_data.kept(source, "1", decode) for _ in range(2)] == [DATA, DATA]
    assert decode.times == 2, "and is mended"


def test_parts_of_one_source_are_told_apart(source: Path) -> None:
    assert kept_data.kept(source, "1", lambda: [1], part="one") == [1]
    assert kept_data.kept(source, "1", lambda: [2], part="two") == [2]


def test_nothing_is_kept_where_python_keeps_nothing(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    decode = Decoder(source)
    assert [kept_data.kept(source, "1", decode) for _ in range(2)] == [DATA, DATA]
    assert decode.times == 2
    assert not _files(tmp_path)


def test_nothing_is_kept_nor_believed_when_plain(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decode = Decoder(source)
    kept_data.kept(source, "1", decode)
    monkeypatch.setenv(kept_data.PLAIN, "1")
    assert kept_data.kept(source, "1", decode) == DATA
    assert decode.times == 2


def test_a_folder_that_can_not_be_made_is_no_error(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "compiled").write_text("a file stands there", encoding="utf-8")
    assert kept_data.kept(source, "1", Decoder(source)) == DATA


def test_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        kept_data.kept(tmp_path / "none.json", "1", lambda: DATA)


@pytest.mark.parametrize("service", ["ec2", "iam", "cloud9"])
@pytest.mark.parametrize("kind", ["service-2", "paginators-1"])
def test_models_are_those_of_botocore(source: Path, service: str, kind: str) -> None:
    wanted = botocore_data.Loader().load_service_model(service, kind)
    for _ in range(2):
        assert botocore_data.loader().load_service_model(service, kind) == wanted


@pytest.mark.parametrize("kind", ["service-2", "paginators-1", "waiters-2"])
def test_services_are_those_of_botocore(source: Path, kind: str) -> None:
    wanted = botocore_data._list_available_services(botocore_data.Loader(), kind)
    for _ in range(2):
        assert botocore_data.loader().list_available_services(kind) == wanted


def test_models_of_a_person_come_first(source: Path, tmp_path: Path) -> None:
    own = tmp_path / "models" / "mine" / "2020-01-01"
    own.mkdir(parents=True)
    (own / "service-2.json").write_text(json.dumps({"metadata": {"serviceId": "Mine"}}), encoding="utf-8")
    made = botocore_data.loader(str(tmp_path / "models"))
    assert made.load_service_model("mine", "service-2")["metadata"]["serviceId"] == "Mine"
    assert "ec2" in made.list_available_services("service-2")


def test_what_is_not_there_is_said_as_by_botocore(source: Path) -> None:
    with pytest.raises(botocore_data.botocore.exceptions.DataNotFoundError):
        botocore_data.loader().load_data("nothing-of-that-name")
    with pytest.raises(botocore_data.botocore.exceptions.UnknownServiceError):
        botocore_data.loader().load_service_model("nothing-of-that-name", "service-2")
