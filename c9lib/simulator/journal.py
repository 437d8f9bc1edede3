"""What was written to a world, in order, with its simulated time: enough to build the same world again.

One JSON line per write. Replaying it gives the same ids, because ids depend on the seed and the requests alone
(`seeding.py`), and the same states, because what happens by itself depends on simulated time alone (`events.py`).
"""

from __future__ import annotations

import base64
import json
import os
import re
import threading
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

import c9lib
from c9lib.simulator import others
from c9lib.simulator.front import Front

KEPT = (
    *("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_TYPE", "HTTP_AUTHORIZATION", "HTTP_X_AMZ_TARGET"),
    "HTTP_USER_AGENT",  # policies may ask for it, and what was allowed must be allowed again
)
SIGNATURE = re.compile(r"(Signature=)[0-9a-fA-F]+")
SESSION_TOKEN = re.compile(r"(X-Amz-Security-Token=)[^&]*")


class StaleJournalError(Exception):
    """The journal can't be replayed by this version; the world has to start afresh."""


class Journal:
    """The journal of one world: replayed once, then open for appending. Only its owner can read the file."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.seed = seed
        self._head = {"c9lib": c9lib.__version__, "moto": version("moto"), "seed": seed}
        self._file: TextIO | None = None
        self._lock = threading.Lock()

    def replay(self, front: Front) -> int:
        """Do again what was written; returns how many writes. Raises `StaleJournalError` when the world comes out
        another."""
        count = 0
        for line in self._lines():
            try:
                moment, request = float(line["now"]), line.get("request")
                body = base64.b64decode(line["body"]) if request else b""
                done = [(verb, dict(line[verb])) for verb in others.VERBS if verb in line]
            except (KeyError, TypeError, ValueError, AttributeError):
                raise StaleJournalError(
                    f"{self.path.name} holds a line that isn't a write: {str(line)[:100]}"
                ) from None
            front.world.clock.at_least(moment)
            for verb, told in done:
                self._act_again(front, verb, told)
            if request:
                self._do_again(front, request, body, count + 1)
                count += 1
        return count

    def _act_again(self, front: Front, verb: str, told: dict[str, Any]) -> None:
        front.world.events.settle()
        try:
            others.act(front.world, verb, told)
        except (KeyError, TypeError, ValueError) as error:
            raise StaleJournalError(f"{self.path.name} holds a line that isn't a write: {verb}: {error}") from None

    @staticmethod
    def _do_again(front: Front, request: dict[str, Any], body: bytes, number: int) -> None:
        front.world.events.settle()
        response = front.take_again(request, body)
        if response.status >= 400:
            raise StaleJournalError(
                f"write {number} of the journal is refused now: {response.body[:200].decode(errors='replace')}"
            )

    def _lines(self) -> Iterator[Any]:
        """The lines below the head. A torn last line is no line: the server died while it wrote it, so nobody got an
        answer either."""
        told = self.path.read_bytes().split(b"\n")[:-1] if self.path.exists() else []
        for number, text in enumerate(told):
            try:
                line = json.loads(text)
            except ValueError:
                raise StaleJournalError(f"line {number + 1} of {self.path.name} can't be read") from None
            if number:
                yield line
            elif line != self._head:
                raise StaleJournalError(f"the journal was written by {line}, this is {self._head}")

    def start(self, *, afresh: bool) -> None:
        """Open the journal for appending; `afresh` forgets what it holds."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
        self._file.truncate(0 if afresh else self._whole_bytes())
        if self._file.seek(0, os.SEEK_END) == 0:
            self._write(self._head)

    def _whole_bytes(self) -> int:
        """The length of the journal without a torn last line."""
        return self.path.read_bytes().rfind(b"\n") + 1

    def wrote(self, now: float, environ: dict[str, Any], body: bytes) -> None:
        """Note a write that succeeded, without its signature."""
        request = {name: _unsigned(environ[name]) for name in KEPT if environ.get(name)}
        self._write({"now": now, "request": request, "body": base64.b64encode(body).decode()})

    def passed(self, now: float) -> None:
        """Note how late it is."""
        self._write({"now": now})

    def done(self, now: float, verb: str, told: dict[str, Any]) -> None:
        """Note what others did to the account (`others.VERBS`)."""
        self._write({"now": now, verb: told})

    def _write(self, line: dict[str, Any]) -> None:
        with self._lock:
            if self._file is None:
                raise RuntimeError("the journal isn't open")
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def close(self) -> None:
        """Nothing is noted any more. May be called twice."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None


def seed_of(path: Path) -> int | None:
    """The seed of the world that a journal tells of, by its head; None where there is no journal, or no head."""
    try:
        with path.open(encoding="utf-8") as lines:
            told = json.loads(next(lines))["seed"]
    except (OSError, StopIteration, ValueError, LookupError, TypeError):
        return None
    return told if type(told) is int else None


def _unsigned(text: str) -> str:
    """A header or an address without what only its sender may know."""
    return SESSION_TOKEN.sub(r"\1hidden", SIGNATURE.sub(r"\g<1>0", text))
