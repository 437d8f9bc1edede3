"""The buckets of a pace in a folder, a file each, for the threads and processes of one machine.

The system takes a file's lock from whoever dies while it holds it; nobody waits for a call's turn while it holds one.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from c9lib.aws.pace_buckets import Kept, slowed, taken
from c9lib.call_limits import Draw

LOCK_SECONDS = 10.0
"""Nobody waits longer for the file of a bucket: whoever has stopped with its lock holds nobody up. The call is made
without, and AWS throttles it if need be."""
POLL_SECONDS = 0.002


@dataclass(frozen=True)
class FileStore:
    """Buckets in the files of a folder, which is made when it isn't there."""

    folder: Path

    def take(self, name: str, draw: Draw, now: float) -> float:
        """Take a call's tokens; returns for how many seconds it has to wait for them."""
        with self._held(name) as file:
            if file is None:
                return 0.0
            kept, seconds = taken(_read(file), draw, now)
            _write(file, name, kept)
            return seconds

    def throttled(self, name: str, draw: Draw, sent_at: float, now: float) -> None:
        """AWS has throttled a call that was sent at a moment."""
        with self._held(name) as file:
            if file is not None:
                _write(file, name, slowed(_read(file), draw, sent_at, now))

    def waited(self) -> None:
        """Nobody has taken the turn away meanwhile."""

    def told(self) -> dict[str, Kept]:
        """Every bucket that was used so far, by its name."""
        found = {}
        for file in sorted(self.folder.glob("*.json")):
            with suppress(OSError, ValueError, TypeError, KeyError):  # being written, or torn: it isn't told
                told = json.loads(file.read_text(encoding="utf-8"))
                found[str(told["name"])] = Kept(**told["bucket"])
        return found

    @contextmanager
    def _held(self, name: str) -> Iterator[Path | None]:
        """The file of a bucket, to be changed by nobody else; None when its lock isn't to be had."""
        file = self.folder / f"{re.sub('[^A-Za-z0-9-]+', '_', name)}.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        with _within_this_process(file):
            lock = FileLock(file.with_suffix(".lock"), timeout=LOCK_SECONDS, poll_interval=POLL_SECONDS)
            try:
                lock.acquire()
            except Timeout:
                yield None
                return
            try:
                yield file
            finally:
                lock.release()


def _read(file: Path) -> Kept | None:
    try:
        return Kept(**json.loads(file.read_text(encoding="utf-8"))["bucket"])
    except (OSError, ValueError, TypeError, KeyError):
        return None  # there is none yet, or a disk that was full has torn it


def _write(file: Path, name: str, kept: Kept) -> None:
    """Replace the file at once: whoever is killed leaves the old one or the new one."""
    new = file.with_suffix(".new")
    new.write_text(json.dumps({"name": name, "bucket": asdict(kept)}), encoding="utf-8")
    new.replace(file)


_locks: dict[Path, threading.Lock] = {}


@contextmanager
def _within_this_process(file: Path) -> Iterator[None]:
    """First among the threads of this process: waiting for one another's file they would look every few
    milliseconds."""
    with _locks.setdefault(file, threading.Lock()):
        yield
