"""When one more seat may begin: once no call of those that run waits for its turn any more.

Seats that begin one after the other use all buckets of AWS's call limits at once; those that begin together are in each
other's way, first at IAM's, then at Cloud9's.
"""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.aws import Session
from c9lib.aws.pace import Pace


@dataclass(frozen=True)
class Turns:
    """The turns of a run's seats; `session` is one that works side by side with theirs."""

    session: Session
    pace: Pace

    def wait(self) -> None:
        """Wait for the next one."""
        now = self.session.moment()
        behind = self.pace.behind(now)
        if behind:
            self.session.target.wait_until(now + behind)
        self.session.rest()
