"""What IAM and EC2 have said, while a fault may say it once more: a replica that is behind.

A replica that is at most `seconds` behind shows the account as it was at some moment since then. An answer that was
given to the very same read can be its answer as long as the first change after it is no longer ago than that.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from c9lib.simulator.answers import Response

LONGEST = 2_000
"""So many different reads are remembered, the last ones."""
ANSWERS = 4
"""So many different answers of each."""


@dataclass
class Memory:
    """Answers by read, the ids and names that were made, and the moments (simulated) at which the account changed."""

    made: dict[str, float] = field(default_factory=dict)
    """When an id (`vpc-…`), or a name with its kind (`role/name`), was made."""
    _changes: list[float] = field(default_factory=list)
    _answers: OrderedDict[str, list[tuple[int, Response]]] = field(default_factory=OrderedDict)

    def changed(self, now: float) -> None:
        """The account has changed."""
        self._changes.append(now)

    def keep(self, read: str, response: Response) -> None:
        """Remember the present answer to a read."""
        kept = self._answers.setdefault(read, [])
        self._answers.move_to_end(read)
        if kept and kept[-1][1].body == response.body:
            kept.pop()
        kept.append((len(self._changes), response))
        del kept[:-ANSWERS]
        if len(self._answers) > LONGEST:
            self._answers.popitem(last=False)

    def earlier(self, read: str, since: float) -> list[Response]:
        """The answers to a read that held at some moment from `since` on, oldest first."""
        return [response for seen, response in self._answers.get(read, []) if self._held(seen, since)]

    def _held(self, seen: int, since: float) -> bool:
        return seen >= len(self._changes) or self._changes[seen] >= since
