"""A process that is killed at a certain call: right before it is sent, or when AWS has carried it out and nobody has
heard the answer yet.
"""

from __future__ import annotations

from typing import Any, Literal

from c9lib.aws import Session
from c9lib.nouns.call import reads

Moment = Literal["before", "after"]
MOMENTS: tuple[Moment, ...] = ("before", "after")


class Killed(BaseException):
    """The process is gone. No code of ours may catch it: nothing runs after SIGKILL."""


class Counter:
    """Counts the calls of a session from now on, over all of its clients; kills it at the call `at`, if told."""

    def __init__(self, session: Session, at: int = 0, moment: Moment = "before", *, writes_only: bool = False) -> None:
        self.calls = 0
        self._at, self._moment, self._writes_only = at, moment, writes_only
        self._known: set[int] = set()
        self._client = session.client
        session.client = self.client  # type: ignore[method-assign]
        # One after another, so that it is certain which one is the call `at`: what goes at once only reads.
        session.at_once = lambda *reads: [read() for read in reads]  # type: ignore[method-assign]

    def client(self, service: str, region: str | None = None) -> Any:
        """The session's client, watched."""
        found = self._client(service, region)
        if id(found) not in self._known:
            self._known.add(id(found))
            found.meta.events.register("before-send.*.*", self._sent)
            found.meta.events.register_first("after-call.*.*", self._answered)
        return found

    def _sent(self, event_name: str, **_: Any) -> None:
        operation = event_name.rpartition(".")[2]
        if self._writes_only and reads(operation):
            return
        self.calls += 1
        if self._moment == "before" and self.calls == self._at:
            raise Killed(operation)

    def _answered(self, model: Any, **_: Any) -> None:
        counts = not (self._writes_only and reads(model.name))
        if counts and self._moment == "after" and self.calls == self._at:
            raise Killed(model.name)
