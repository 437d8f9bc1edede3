"""Looking for secrets in text and in files: those that are known, and whatever has the form of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from c9lib.nouns.secrets import HIDDEN, scrubbed

DUMMIES = re.compile(
    r"(?<![A-Za-z0-9])(?:simulated|testing|test|learner|none|hidden|x+|a|b|[A-Za-z0-9/+]*EXAMPLE[A-Za-z0-9/+]*)(?![A-Za-z0-9])"
)
"""Values in the place of a secret that are none: what tests and the simulated AWS sign with, and AWS's own examples."""
UNSIGNED = re.compile(r"Credential=[^\s,]+, ?SignedHeaders=[^\s,]+, ?Signature=0(?![0-9a-fA-F])")
"""An `Authorization` from which the simulated AWS has taken the signature before it kept it in its journal."""
SIGNS = tuple(
    b"secret|password|token|signature|private key|private-key|keymaterial|privatekey|x-amz-|authorization|ws://|wss://|iqoj"
    b"|fwog|fqog|awsaccesskeyid|aws4-".split(b"|")
)
"""In small letters. Without one of these there is nothing that `scrubbed` would hide: most files are done with at once,
ten times as fast as by one regular expression of them."""
LARGEST = 64 * 1024 * 1024
"""Bytes; what is larger isn't written by a test."""


class Scan:
    """Knows the secrets of this run. `known` grows while the simulated AWS gives out keys."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self.known = set(known)

    def found(self, text: str) -> list[str]:
        """What kind of secret stands in which line of a text, without the secret; nothing when there is none."""
        return list(self._found(text)) if text else []

    def in_file(self, path: Path) -> list[str]:
        """The same of a file. What can't be read any more is gone, and holds nothing."""
        try:
            content = path.read_bytes() if path.is_file() and path.stat().st_size <= LARGEST else b""
        except OSError:
            return []
        small = content.lower()
        if not any(sign in small for sign in SIGNS) and not any(secret.encode() in content for secret in self.known):
            return []
        return self.found(content.decode("utf-8", "replace"))

    def _found(self, text: str) -> Iterator[str]:
        for secret in self.known:
            if secret in text:
                yield f"a secret of this run in line {text[: text.index(secret)].count(chr(10)) + 1}"
        if scrubbed(text) == text:
            return
        for number, line in enumerate(text.splitlines(), 1):
            if scrubbed(line) != line and not self._is_dummy(line):
                yield f"what has the form of a secret in line {number}"

    @staticmethod
    def _is_dummy(line: str) -> bool:
        without = DUMMIES.sub(HIDDEN, UNSIGNED.sub(HIDDEN, line))
        return scrubbed(without) == without
