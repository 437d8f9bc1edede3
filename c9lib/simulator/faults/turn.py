"""One request from outside while faults are on: which of them it meets."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c9lib.simulator.faults.fault import Fault
from c9lib.simulator.faults.notes import Note

if TYPE_CHECKING:
    from c9lib.simulator.faults.chances import Chances, Odds


@dataclass
class Turn:
    """A request on its way. `kind` is the fault that decides its answer, "" for none; `hold` the seconds of wall time
    that it is held up."""

    chances: Chances
    note: Note
    kind: str = ""
    hold: float = 0.0
    late: Odds | None = None
    """Set when it is a replica that answers, which is behind."""

    def takes(self, fault: Fault) -> bool:
        """Let the request meet a fault. One fault decides its answer, the first in order; being slow goes with any."""
        if fault.kind == "slow":
            self.hold += fault.seconds
            self.note.fault = self.note.fault or fault.kind
            return True
        if self.kind:
            return False
        self.kind = self.note.fault = fault.kind
        return True

    def meets(self, odds: Odds) -> None:
        """Let the request meet a fault that shows only when it is carried out."""
        odds.met += 1
        self.note.fault = odds.fault.kind

    def wait(self) -> float:
        """Be slow, while the caller holds no lock; returns for how many seconds."""
        if self.hold:
            time.sleep(self.hold)
        return self.hold
