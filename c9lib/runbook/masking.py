"""Account ids taken out of evidence: each account becomes the same stand-in wherever it stands.

The stand-in has twelve digits, too, so that ARNs, JSON, YAML and the shell script stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

IN_ARN = re.compile(
    r"\barn(?::|%3A)aws[\w-]*(?::|%3A)[^:\s\"'%]*(?::|%3A)[^:\s\"'%]*(?::|%3A)(\d{12})(?!\d)", re.IGNORECASE
)
ACCESS_KEY = re.compile(r"\b(AKIA|ASIA)[A-Z2-7]{16}\b")
"""The id of an access key: no secret, but its account can be read out of it (Base32)."""
STAND_IN = re.compile(r"0{8}\d{4}")
TOLD = "Account ids are masked: each is replaced by a stand-in, 000000000001 and so on."


class Mask:
    """Replaces the ids of these accounts. `first` are numbered in their order, those of ARNs after them."""

    def __init__(self, first: Iterable[str], texts: Iterable[str]) -> None:
        seen = {found for text in texts for found in IN_ARN.findall(text)}
        ids = dict.fromkeys((*filter(None, first), *sorted(seen)))
        real = [one for one in ids if not STAND_IN.fullmatch(one)]
        self._instead = {one: f"{number:012d}" for number, one in enumerate(real, 1)}
        self._pattern = re.compile(rf"(?<!\d)(?:{'|'.join(map(re.escape, real))})(?!\d)") if real else None

    def __call__(self, text: str) -> str:
        """The text without them."""
        if self._pattern is not None:
            text = self._pattern.sub(lambda found: self._instead[found.group()], text)
        return ACCESS_KEY.sub(rf"\1{'X' * 16}", text)
