"""Where a policy's statements stand in its text, as the policy simulator tells it.

Counted as AWS counts in the examples of its CLI reference: lines and columns from 1 on, the start right behind the sign
before the statement (`[`, `,` or `:`), the end right behind its closing brace.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

Place = dict[str, int]
SPACE = re.compile(r"[ \t\r\n]*")
DECODER = json.JSONDecoder()


@lru_cache(maxsize=256)
def of_statements(text: str) -> tuple[tuple[Place, Place], ...]:
    """Start and end of each statement of a policy document (JSON), in its order. Nobody may change them."""
    return tuple((_place(text, start), _place(text, end)) for start, end in _spans(text))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    at = _after_space(text, 0)
    while text[at] != "}":
        at = _after_space(text, at + 1)
        if text[at] == "}":
            return
        name, at = DECODER.raw_decode(text, at)
        colon = _after_space(text, at)
        if name == "Statement":
            yield from _of_value(text, colon + 1)
            return
        _, at = DECODER.raw_decode(text, _after_space(text, colon + 1))
        at = _after_space(text, at)


def _of_value(text: str, start: int) -> Iterator[tuple[int, int]]:
    at = _after_space(text, start)
    if text[at] != "[":
        yield start, DECODER.raw_decode(text, at)[1]
        return
    while text[at] != "]":
        begin = at + 1
        if text[_after_space(text, begin)] == "]":
            return
        _, end = DECODER.raw_decode(text, _after_space(text, begin))
        yield begin, end
        at = _after_space(text, end)


def _after_space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at


def _place(text: str, at: int) -> Place:
    before = text[:at]
    return {"Line": before.count("\n") + 1, "Column": at - (before.rfind("\n") + 1) + 1}
