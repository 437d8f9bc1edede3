"""What a session has made in the last minute, and may not be known everywhere yet.

IAM and EC2 are eventually consistent (facts 5.11; EC2 API reference, "Eventual consistency").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

KNOWN_EVERYWHERE = timedelta(seconds=60)
"""After that, what AWS doesn't know isn't there (estimate)."""
UNKNOWN = re.compile(r"^(NoSuchEntity|NatGatewayNotFound|Invalid\w+\.NotFound)$")
"""The codes by which IAM and EC2 say that they don't know something."""
ID = re.compile(r"^[a-z]+(-[a-z]+)?-[0-9a-f]{8,17}$|^arn:aws[a-z-]*:iam::\d{12}:policy/.+$")
NAMES = ("RoleName", "InstanceProfileName")
MAKING = ("Create", "Allocate")
ENDING = ("Delete", "Release")


class Lately:
    """Ids and names of new things, with the time of the account at which they were made."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._made: dict[str, datetime] = {}

    def learn(self, operation: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """Take note of what a call has made: what its answer names, and the request didn't; or has taken away."""
        if operation.startswith(ENDING):
            self.forget(operation, asked)
        if not operation.startswith(MAKING):
            return
        named = {one for key in NAMES if (one := asked.get(key))}
        new = {one for one in _texts(answer) if ID.match(one)} - set(_texts(asked))
        if named | new:
            self._made.update(dict.fromkeys(named | new, self._now()))

    def forget(self, operation: str, asked: Mapping[str, Any]) -> None:
        """What a call takes away, or may have taken away, is rightly unknown from now on."""
        if operation.startswith(ENDING):
            for one in _texts(asked):
                self._made.pop(one, None)

    def excuses(self, code: str, message: str, asked: Mapping[str, Any]) -> bool:
        """Whether a refusal as unknown may only mean that what was made just now isn't known everywhere yet.

        AWS's message names what it doesn't know: a new role is no excuse for a policy that was never in it.
        """
        if not self._made or not UNKNOWN.match(code):
            return False
        meant = [made for one in _texts(asked) if (made := self._made.get(one)) and one in message]
        return any(made > self._now() - KNOWN_EVERYWHERE for made in meant)


def _texts(value: Any) -> Iterator[str]:
    """All texts in a request or an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
