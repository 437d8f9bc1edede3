"""An instance that is stopped while it is looked at: Cloud9 stops one that nobody uses, and time that is waited here is
time without use (facts 3.3). It is started again, and that is told."""

from __future__ import annotations

from datetime import datetime

from c9lib.aws import Session
from c9lib.checks.documented import ENVIRONMENT_TAG
from c9lib.checks.reader import Answer
from c9lib.checks.what_if import subject
from c9lib.checks.what_if_agent import agent_now
from c9lib.nouns.what_if import Agent
from c9lib.steps.base import translated

BOOTED = 300
"""Seconds after a start within which an agent has spoken, if it can (facts 7.4)."""
MOST = 3
"""How often an instance is started again before it is called hopeless."""
BY_CLOUD9 = "as Cloud9's automatic stop does after the time without use"
AGAIN = (
    f"it was started {MOST} times and is stopped again: something stops it sooner than that shows. Cloud9 doesn't stop"
    " an environment with automatic_stop_minutes: 0"
)


class Waking:
    """Looks at an agent, and starts its instance again where it is stopped. `starts` says when and why, in
    sentences."""

    def __init__(self, session: Session, environment_id: str | None, instance_id: str | None) -> None:
        self.session = session
        self.starts: list[str] = []
        self._subject = (environment_id, instance_id)
        self._last: datetime | None = None
        self._hopeless = False

    def look(self) -> Agent:
        """How the agent is now. Starts the instance where it is stopped: so the next look shows more. Writes then.

        Raises `AwsError` when AWS doesn't start it.
        """
        with translated(self.session):
            seen = subject(self.session, *self._subject)
            now = agent_now(seen)
            if now.state == "stopped":
                self._start(seen.instance)
        return now

    @property
    def hopeless(self) -> str:
        """Why waiting for it is no use; "" while it is."""
        return AGAIN if self._hopeless else ""

    @property
    def booted(self) -> bool:
        """Whether what was started has had the time to speak."""
        return self._last is None or (self.session.now() - self._last).total_seconds() >= BOOTED

    def _start(self, instance: Answer) -> None:
        if len(self.starts) >= MOST:
            self._hopeless = True
            return
        name = instance["InstanceId"]
        why = f", {BY_CLOUD9}" if any(one["Key"] == ENVIRONMENT_TAG for one in instance.get("Tags", ())) else ""
        self.session.client("ec2").start_instances(InstanceIds=[name])
        self._last = self.session.now()
        self.starts.append(f"{name} was stopped{why}; it was started again, and runs on.")
        self.session.progress(f"{name} is stopped{why}: it is started again.")
