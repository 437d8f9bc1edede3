"""A pace for all workers of a run: no more calls than AWS's call limits let through, whichever worker makes them.

For each bucket of AWS (`c9lib/call_limits`) there is one here, in a store: files that the workers of one machine share
(`pace_files.py`), or whatever else they all reach. A call takes its tokens before it is sent, each time that it is
sent. Where there are none it takes one that is still to come, and waits for that: first come, first served, and a
worker that is killed meanwhile costs one token.

When AWS throttles all the same (others use the account, its limits are lower), the bucket's rate is halved, and comes
back slowly (docs/decisions/021-keep-to-the-call-limits.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from c9lib.aws.outcomes import Failure, failure_of_answer
from c9lib.aws.pace_buckets import Kept
from c9lib.aws.pace_files import FileStore
from c9lib.aws.retrying import ASKED
from c9lib.aws.target import Target
from c9lib.call_limits import Draw, draws, place

__all__ = ["FileStore", "Kept", "Pace", "Store"]

TAKEN = "c9lib-pace-taken"


class Store(Protocol):
    """Where the buckets of a run are kept, by name (`ec2:CreateVpc in us-east-1`). It can be pickled; each of these is
    done at once, whoever else asks."""

    def take(self, name: str, draw: Draw, now: float) -> float:
        """Take a call's tokens; returns for how many seconds it has to wait for them."""

    def throttled(self, name: str, draw: Draw, sent_at: float, now: float) -> None:
        """AWS has throttled a call that was sent at a moment."""

    def waited(self) -> None:
        """A call has waited for its turn and is about to be sent. Raises a `UserError` where it mustn't be any
        more."""

    def told(self) -> dict[str, Kept]:
        """Every bucket that was used so far, by its name."""


@dataclass(frozen=True)
class Pace:
    """The buckets of all workers that name the same folder (threads, and processes on one machine) or the same store.
    It can be pickled.

    A folder is for one run, in one account; it is made when it isn't there.
    """

    kept_in: Path | Store

    @property
    def store(self) -> Store:
        """Where the buckets are."""
        return FileStore(self.kept_in) if isinstance(self.kept_in, Path) else self.kept_in

    def gate(self, client: Any, region: str, target: Target) -> None:
        """Let each call of a client wait for its turn, in the target's time."""
        gate = _Gate(self, client.meta.service_model.service_name, region, target)
        client.meta.events.register_first("request-created.*.*", gate.sending)
        client.meta.events.register("needs-retry.*.*", gate.answered)

    def take(self, draw: Draw, where: str, now: float) -> float:
        """Take a call's tokens from a bucket; returns for how many seconds it has to wait for them."""
        return self.store.take(_name(draw, where), draw, now)

    def throttled(self, draw: Draw, where: str, sent_at: float, now: float) -> None:
        """AWS has throttled a call that was sent at a moment: halve the bucket's rate. Calls that had their tokens
        before the last halving tell nothing new."""
        self.store.throttled(_name(draw, where), draw, sent_at, now)

    def told(self) -> dict[str, Kept]:
        """Every bucket that was used so far, by its name (`ec2:CreateVpc in us-east-1`)."""
        return self.store.told()

    def behind(self, now: float) -> float:
        """For how many seconds from now on, in the account's time, calls are waiting for their turn already."""
        left = (-one.tokens / one.rate - (now - one.at) for one in self.told().values())
        return max(0.0, *left, 0.0)


def _name(draw: Draw, where: str) -> str:
    return f"{draw.bucket} in {where}" if where else draw.bucket


@dataclass(frozen=True)
class _Gate:
    """Stands before the calls of one client."""

    pace: Pace
    service: str
    region: str
    target: Target

    def sending(self, request: Any, operation_name: str, **_: Any) -> None:
        """Before each try of a call, and before it is signed: its signature holds for minutes only."""
        wanted = self._draws(operation_name, request.context)
        if not wanted:
            return
        now = self.target.now().timestamp()
        where = place(self.service, self.region)
        seconds = max(self.pace.take(draw, where, now) for draw in wanted)
        if seconds:
            self.target.wait_until(now + seconds)
            self.pace.store.waited()
        request.context[TAKEN] = now + seconds

    def answered(
        self, operation: Any, request_dict: dict[str, Any], response: tuple[Any, dict[str, Any]] | None = None, **_: Any
    ) -> None:
        """After each try: learn from AWS's throttling. Botocore asks here whether to try again; this doesn't say."""
        context = request_dict.get("context", {})
        if response is None or response[0].status_code < 300:
            return
        code = str(response[1].get("Error", {}).get("Code", ""))
        if failure_of_answer(response[0].status_code, code) is not Failure.THROTTLED:
            return
        where, now = place(self.service, self.region), self.target.now().timestamp()
        for draw in self._draws(operation.name, context):
            self.pace.throttled(draw, where, context.get(TAKEN, now), now)

    def _draws(self, operation: str, context: dict[str, Any]) -> tuple[Draw, ...]:
        return draws(self.service, operation, context.get(ASKED, {}))
