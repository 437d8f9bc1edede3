"""What is noted of each request from outside while faults are on, or while somebody watches."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from c9lib.simulator.wire import Request

LONGEST = 200_000
"""So many requests are kept, the last ones; a whole run has about a thousand."""
ATTEMPT = re.compile(r"attempt=(\d+)")


@dataclass
class Note:
    """One request, the `n`-th since the faults were set.

    `invocation` and `attempt` are what botocore says of itself (its headers amz-sdk-invocation-id and amz-sdk-request):
    the same call tried again has the same invocation. `carried_out`: it was, and AWS said yes, whether or not the
    answer arrived. `status` is that of the answer, 0 for none.
    """

    n: int
    service: str
    operation: str
    region: str
    invocation: str
    attempt: int | None
    fault: str = ""
    carried_out: bool = False
    status: int = 0

    def told(self) -> dict[str, Any]:
        return dict(vars(self))


@dataclass
class Notes:
    """The notes of all requests, in the order in which they came in."""

    _notes: deque[Note] = field(default_factory=lambda: deque(maxlen=LONGEST))
    _count: int = 0

    def begin(self, request: Request) -> Note:
        """Note that a request has come in; the rest of it is filled in later."""
        self._count += 1
        environ = request.environ
        attempt = ATTEMPT.search(environ.get("HTTP_AMZ_SDK_REQUEST", ""))
        note = Note(
            self._count,
            request.service,
            request.operation,
            request.region,
            environ.get("HTTP_AMZ_SDK_INVOCATION_ID", ""),
            int(attempt[1]) if attempt else None,
        )
        self._notes.append(note)
        return note

    def told(self) -> list[dict[str, Any]]:
        """As JSON."""
        return [note.told() for note in list(self._notes)]
