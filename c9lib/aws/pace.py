"""A pace for all workers of a run: no more calls than AWS's call limits let through, whichever worker makes them.

For each bucket of AWS (`c9lib/call_limits`) there is one here, in a file, with a lock that the system takes from
whoever dies while it holds it. A call takes its tokens before it is sent, each time that it is sent. Where there are
none it takes one that is still to come, and waits for that, outside the lock: first come, first served, and a worker
that is killed meanwhile costs one token.

When AWS throttles all the same (others use the account, its limits are lower), the bucket's rate is halved, and comes
back slowly (docs/decisions/021-keep-to-the-call-limits.md).
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from c9lib.aws.outcomes import Failure, failure_of_answer
from c9lib.aws.retrying import ASKED
from c9lib.aws.target import Target
from c9lib.call_limits import Draw, Level, draws, filled, place

SHARE = 0.8
"""How much of a bucket's capacity a run takes at once: some is left for others, and for calls that arrive together
though they were sent one after another. The refill is taken whole."""
LEAST_SHARE = 1 / 32
"""No rate falls below this part of AWS's."""
RECOVERY = 0.01
"""How much of AWS's rate a slowed bucket gains a second: half of it takes 50 s."""
LOCK_SECONDS = 10.0
"""Nobody waits longer for the file of a bucket: whoever has stopped with its lock holds nobody up. The call is made
without, and AWS throttles it if need be."""
POLL_SECONDS = 0.002
AFRESH_SECONDS = 60.0
"""A bucket that was last looked at so far in the future is of an account that has started afresh since."""
TAKEN = "c9lib-pace-taken"


@dataclass(frozen=True)
class Kept:
    """A bucket as its file has it. `rate` is in tokens a second, `at` and `slowed_at` in seconds since 1970 in the
    account's time; `taken` and `throttled` count calls. Whatever was sent until `slowed_at` knew nothing of the last
    halving."""

    tokens: float
    at: float
    rate: float
    slowed_at: float = 0.0
    taken: int = 0
    throttled: int = 0


@dataclass(frozen=True)
class Pace:
    """The buckets of all workers that name the same folder: threads, and processes on one machine. It can be pickled.

    A folder is for one run, in one account; it is made when it isn't there.
    """

    folder: Path

    def gate(self, client: Any, region: str, target: Target) -> None:
        """Let each call of a client wait for its turn, in the target's time."""
        gate = _Gate(self, client.meta.service_model.service_name, region, target)
        client.meta.events.register_first("request-created.*.*", gate.sending)
        client.meta.events.register("needs-retry.*.*", gate.answered)

    def take(self, draw: Draw, where: str, now: float) -> float:
        """Take a call's tokens from a bucket; returns for how many seconds it has to wait for them."""
        with self._bucket(draw, where, now) as bucket:
            if bucket is None:
                return 0.0
            kept = bucket.kept
            tokens = kept.tokens - min(draw.tokens, _capacity(draw))
            bucket.become(tokens=tokens, taken=kept.taken + 1)
            return max(0.0, -tokens / kept.rate)

    def throttled(self, draw: Draw, where: str, sent_at: float, now: float) -> None:
        """AWS has throttled a call that was sent at a moment: halve the bucket's rate. Calls that had their tokens
        before the last halving tell nothing new."""
        with self._bucket(draw, where, now) as bucket:
            if bucket is None:
                return
            kept = bucket.kept
            bucket.become(throttled=kept.throttled + 1)
            if sent_at <= kept.slowed_at:
                return
            rate = max(kept.rate / 2, draw.limit.refill * LEAST_SHARE)
            promised_until = now + max(0.0, -kept.tokens / kept.rate)
            bucket.become(rate=rate, slowed_at=promised_until, tokens=min(kept.tokens, 0.0))

    def told(self) -> dict[str, Kept]:
        """Every bucket that was used so far, by its name (`ec2:CreateVpc in us-east-1`)."""
        found = {}
        for file in sorted(self.folder.glob("*.json")):
            with suppress(OSError, ValueError, TypeError, KeyError):  # being written, or torn: it isn't told
                told = json.loads(file.read_text(encoding="utf-8"))
                found[str(told["name"])] = Kept(**told["bucket"])
        return found

    @contextmanager
    def _bucket(self, draw: Draw, where: str, now: float) -> Iterator[_Held | None]:
        """The bucket at this moment, to be changed by nobody else; None when its lock isn't to be had."""
        name = f"{draw.bucket} in {where}" if where else draw.bucket
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
                held = _Held(file, name, _at(_read(file), draw, now))
                yield held
                held.write()
            finally:
                lock.release()


class _Held:
    """A bucket whose lock we have."""

    def __init__(self, file: Path, name: str, kept: Kept) -> None:
        self.kept = kept
        self._file, self._name = file, name

    def become(self, **changed: Any) -> None:
        self.kept = Kept(**{**asdict(self.kept), **changed})

    def write(self) -> None:
        """Replace the file at once: whoever is killed leaves the old one or the new one."""
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps({"name": self._name, "bucket": asdict(self.kept)}), encoding="utf-8")
        new.replace(self._file)


def _read(file: Path) -> Kept | None:
    try:
        return Kept(**json.loads(file.read_text(encoding="utf-8"))["bucket"])
    except (OSError, ValueError, TypeError, KeyError):
        return None  # there is none yet, or a disk that was full has torn it


def _at(kept: Kept | None, draw: Draw, now: float) -> Kept:
    """The bucket at a moment: with the tokens that came since it was last looked at, and the rate that came back."""
    if kept is None or kept.at > now + AFRESH_SECONDS:
        return Kept(_capacity(draw), now, draw.limit.refill)
    level = filled(Level(kept.tokens, kept.at), _capacity(draw), kept.rate, now)
    rate = min(draw.limit.refill, kept.rate + draw.limit.refill * RECOVERY * (level.at - kept.at))
    return Kept(level.tokens, level.at, rate, kept.slowed_at, kept.taken, kept.throttled)


def _capacity(draw: Draw) -> float:
    return max(1.0, draw.limit.capacity * SHARE)


_locks: dict[Path, threading.Lock] = {}


@contextmanager
def _within_this_process(file: Path) -> Iterator[None]:
    """First among the threads of this process: waiting for one another's file they would look every few
    milliseconds."""
    with _locks.setdefault(file, threading.Lock()):
        yield


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
