"""The last thing that happens to evidence: secrets out, account ids out where that is asked for, hashes over it all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Compared:
    """A folder beside its seal: files that are otherwise, that are no longer there, and that came later."""

    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.changed or self.missing or self.added)

    @property
    def altered(self) -> tuple[str, ...]:
        """What was sealed and isn't so any more, in words; files that came later alter nothing."""
        return (*(f"changed: {name}" for name in self.changed), *(f"missing: {name}" for name in self.missing))

    def lines(self) -> list[str]:
        """One per file."""
        return [*self.altered, *(f"added: {name}" for name in self.added)]


def seal(folder: Path) -> None:
    """Write `SHA256SUMS` over every file, so that a later change shows (`sha256sum -c SHA256SUMS`)."""
    lines = [f"{_hash(file)}  {file.relative_to(folder).as_posix()}\n" for file in files(folder)]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def is_sealed(folder: Path) -> bool:
    """Whether it was sealed, whatever happened since."""
    return (folder / SUMS).exists()


def compare(folder: Path) -> Compared:
    """What differs from the seal. Raises `OSError` when there is none."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    sealed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    found = {file.relative_to(folder).as_posix(): file for file in files(folder)}
    both = sorted(sealed.keys() & found.keys())
    return Compared(
        tuple(name for name in both if _hash(found[name]) != sealed[name]),
        tuple(sorted(sealed.keys() - found.keys())),
        tuple(sorted(found.keys() - sealed.keys())),
    )


def files(folder: Path) -> list[Path]:
    """Every file of it, but the seal."""
    return sorted(file for file in folder.rglob("*") if file.is_file() and file != folder / SUMS)


def texts(folder: Path) -> Iterator[tuple[Path, str]]:
    """Every file of it that is text, with what it says."""
    for file in files(folder):
        try:
            yield file, file.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue  # a picture that somebody put beside it


def rewrite(folder: Path, *through: Callable[[str], str]) -> None:
    """Put every text file through these, one after another. What they leave as it is isn't touched."""
    for file, before in texts(folder):
        text = before
        for each in through:
            text = each(text)
        if text != before:
            seen = file.stat()
            file.write_bytes(text.encode("utf-8"))
            os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))  # the time tells when it was noted


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
