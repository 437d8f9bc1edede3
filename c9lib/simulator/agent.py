"""SSM Agent on one instance: when it tries, when it is heard of, what Systems Manager shows of it.

The agent acts only at moments that are known beforehand: its first try after a boot, the next try after a failed one,
the next heartbeat. Between two changes of its way they need no event: `see` works them off when somebody looks. So the
same changes give the same states, however often somebody looks.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from c9lib.simulator.durations import (
    AGENT_BACKOFF_FIRST,
    AGENT_BACKOFF_LONGEST,
    AGENT_CHANNEL,
    AGENT_HEARTBEAT,
    AGENT_REGISTRATION,
)


@dataclass(frozen=True)
class Way:
    """What an agent can do now: register (`ssm`) and hold its control channel (`ssmmessages`)."""

    registers: bool
    talks: bool
    why: str = ""
    """Why not, in a sentence; "" when it can do both."""


NO_WAY = Way(registers=False, talks=False, why="not looked at yet")


@dataclass
class Agent:
    """One agent. All moments are simulated seconds since 1970."""

    instance_id: str
    way: Way = NO_WAY
    registered: float | None = None
    last_ping: float | None = None
    next_try: float | None = None
    """When it calls UpdateInstanceInformation next; None while the instance doesn't run."""
    connected: bool = False
    """Whether its control channel is open."""
    _started: bool = field(default=False, repr=False)
    """It has been heard of since the last boot."""
    _failures: int = field(default=0, repr=False)
    _turn: float | None = field(default=None, repr=False)
    """When the control channel changes to the other state; None when it stays."""

    def boot(self, now: float) -> None:
        """The instance runs (again): the agent starts with it and forgets its back-off."""
        self.next_try = now + AGENT_REGISTRATION
        self._started, self._failures = False, 0
        self.connected, self._turn = False, None

    def halt(self, now: float) -> None:
        """The instance doesn't run any more."""
        self._live(now)
        self.next_try = None
        self.connected, self._turn = False, None

    def see(self, now: float, way: Way) -> None:
        """Live on till `now` as the way was, and take notice of how it is from now on."""
        self._live(now)
        self.way = way
        wanted = way.talks and self._started and self.next_try is not None
        if wanted == self.connected:
            self._turn = None
        elif self._turn is None:
            self._turn = now + AGENT_CHANNEL

    def ping_status(self, now: float) -> str:
        """`Online` while the last sign of life is no older than a heartbeat, else `ConnectionLost`."""
        heard = self.last_ping is not None and now - self.last_ping <= AGENT_HEARTBEAT
        return "Online" if heard else "ConnectionLost"

    def next_change(self, now: float) -> float | None:
        """The moment at which what AWS shows of this agent changes by itself; None when it stays as it is."""
        moments = [self._turn] if self._turn is not None else []
        online = self.ping_status(now) == "Online"
        if self.next_try is not None and self.way.registers:
            if not (online and self._started):
                moments.append(self.next_try)
        elif online and self.last_ping is not None:
            # A moment after the beat that isn't heard.
            moments.append(self.last_ping + AGENT_HEARTBEAT + 1)
        return min(moments, default=None)

    def _live(self, now: float) -> None:
        while self.next_try is not None and self.next_try <= now:
            if self.way.registers:
                self._heard(self.next_try, now)
            else:
                self._not_heard(self.next_try, now)
        if self._turn is not None and self._turn <= now:
            self.connected, self._turn = not self.connected, None

    def _heard(self, moment: float, now: float) -> None:
        beats = int((now - moment) // AGENT_HEARTBEAT)
        self.registered = moment if self.registered is None else self.registered
        self.last_ping = moment + beats * AGENT_HEARTBEAT
        self.next_try = self.last_ping + AGENT_HEARTBEAT
        if not self._started:
            self._started, self._failures, self._turn = True, 0, None
            self.connected = self.way.talks

    def _not_heard(self, moment: float, now: float) -> None:
        if self._started:
            missed = int((now - moment) // AGENT_HEARTBEAT) + 1
            self.next_try = moment + missed * AGENT_HEARTBEAT
            return
        # It hibernates: each failed try doubles the pause (facts 5.11, 7.4).
        self.next_try = moment + min(AGENT_BACKOFF_FIRST * 2**self._failures, AGENT_BACKOFF_LONGEST)
        self._failures += 1
