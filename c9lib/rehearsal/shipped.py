"""Rehearsals that come with the library, for the parameters that most people begin with: `data/*.json`, a need a line.

They are made by `tools/refresh_rehearsals.py`, and a test plays each again: what a change makes a run ask for is in its
diff. Where botocore or moto is another one than they were made with, or no shortcut is wanted, a run is rehearsed as
every other one is.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from c9lib.kept_data import is_plain
from c9lib.rehearsal.kept import MADE_WITH
from c9lib.rehearsal.nouns import Rehearsal

FOLDER = Path(__file__).with_name("data")


def find(asked: dict[str, Any]) -> Rehearsal | None:
    """The rehearsal of these parameters; None where none is shipped, or it may be otherwise by now.

    Raises `ValueError`, `TypeError`, `KeyError` for a file that isn't one of ours.
    """
    if is_plain():
        return None
    found = _questions().get(json.dumps(asked, sort_keys=True))
    return _read(found) if found else None


def text_of(asked: dict[str, Any], made: Rehearsal) -> str:
    """The file of a rehearsal."""
    told = made.to_json()
    needs = ",\n".join(json.dumps(need) for need in told["needs"])
    head = {"asked": asked, "made_with": {name: version(name) for name in MADE_WITH}, "caller": told["caller"]}
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items())
    return f'{{\n{lines},\n "needs": [\n{needs}\n ]\n}}\n'


@cache
def _questions() -> dict[str, Path]:
    """The files by what they answer."""
    return {
        json.dumps(_head(file)["asked"], sort_keys=True): file
        for file in sorted(FOLDER.glob("*.json"))
        if _head(file)["made_with"] == {name: version(name) for name in MADE_WITH}
    }


@cache
def _head(file: Path) -> dict[str, Any]:
    """A file without its needs, which are most of it."""
    lines = []
    with file.open(encoding="utf-8") as text:
        for line in text:
            if line.startswith(' "needs"'):
                break
            lines.append(line)
    head: dict[str, Any] = json.loads("".join(lines).rstrip().removesuffix(",") + "}")
    return head


@cache
def _read(file: Path) -> Rehearsal:
    return Rehearsal.from_json(json.loads(file.read_text(encoding="utf-8")))
