"""Rehearsals that were made before: kept in the user's cache folder, because the same question has the same answer.

A file that can't be read or written is no error: the rehearsal is made again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

import c9lib
from c9lib.rehearsal.nouns import Rehearsal

MADE_WITH = ("botocore", "moto")
"""What else decides how a run goes."""
MOST = 20
"""How many are kept: the newest. Each has some 100 KB."""


def folder() -> Path:
    """`$C9LIB_HOME/rehearsals`, or the user's cache folder."""
    home = os.environ.get("C9LIB_HOME")
    return (Path(home).expanduser().absolute() if home else user_cache_path("c9lib")) / "rehearsals"


def find(asked: dict[str, Any]) -> Rehearsal | None:
    """The rehearsal that was made for these parameters by this very library; None when there is none."""
    try:
        return Rehearsal.from_json(json.loads(_file(asked).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def keep(asked: dict[str, Any], made: Rehearsal) -> None:
    """Keep a rehearsal. Whoever reads meanwhile finds the whole of it, or nothing."""
    place = _file(asked)
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=place.parent, encoding="utf-8", delete=False) as file:
            json.dump(made.to_json(), file)
        Path(file.name).replace(place)
        for old in sorted(place.parent.glob("*.json"), key=lambda one: one.stat().st_mtime, reverse=True)[MOST:]:
            old.unlink(missing_ok=True)


@contextmanager
def alone(asked: dict[str, Any], seconds: float) -> Iterator[None]:
    """Within it no other process makes the rehearsal of these parameters: a run begins it before its first notebook
    asks for it. Where that can't be had, or not within these seconds, it is made twice."""
    file = _file(asked).with_suffix(".lock")
    lock = FileLock(file)
    with suppress(OSError, Timeout):
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=seconds)
    try:
        yield
    finally:
        if lock.is_locked:
            file.unlink(missing_ok=True)  # whoever waits for it finds what was kept meanwhile
            lock.release()


def _file(asked: dict[str, Any]) -> Path:
    told = json.dumps([asked, _library()], sort_keys=True)
    return folder() / f"{hashlib.sha256(told.encode()).hexdigest()[:32]}.json"


@cache
def _library() -> list[str]:
    """What this library is: its version, those of what it works with, and, as it may be worked on, its files."""
    root = Path(c9lib.__file__).parent
    files = [(path, path.stat()) for path in sorted(root.rglob("*")) if path.suffix in (".py", ".json")]
    told = [[str(path.relative_to(root)), seen.st_size, seen.st_mtime_ns] for path, seen in files]
    digest = hashlib.sha256(json.dumps(told).encode()).hexdigest()
    return [c9lib.__version__, *(version(name) for name in MADE_WITH), digest]
