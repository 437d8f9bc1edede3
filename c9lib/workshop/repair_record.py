"""What is kept of a repair: its calls as they are made, the commands, and what came of it."""

from __future__ import annotations

from pathlib import Path

from c9lib.aws import Session
from c9lib.notebook.notes import Notes
from c9lib.runbook import sealing
from c9lib.runbook.commands import script
from c9lib.runbook.evidence import Evidence
from c9lib.workshop.mending import RepairPlan
from c9lib.workshop.repair import Repaired

REPAIR = "repair.json"


class RepairRecord:
    """A folder of the class's runs, made when the first remedy is agreed to: who only looks leaves nothing."""

    def __init__(self, session: Session, runs: Path) -> None:
        self._session, self._runs = session, runs
        self._notes: Notes | None = None
        self._evidence: Evidence | None = None

    @property
    def folder(self) -> Path | None:
        """Where it is; None where nothing was changed."""
        return self._evidence.folder if self._evidence else None

    def agreed(self, plan: RepairPlan) -> None:
        """This is about to be done. Raises `ParameterError` when nothing can be kept."""
        if self._evidence is None:
            self._evidence = Evidence.make(self._runs, self._session.parameters)
            self._notes = Notes("repair", self._session, self._evidence.folder, continued=True)
        assert self._notes is not None
        self._notes.tell("plan", plan)

    def end(self, done: Repaired | None) -> None:
        """Nothing more is done; `done` is None where it was stopped in the middle."""
        if self._evidence is None or self._notes is None:
            return
        with self._notes.kept():
            pass
        if done:
            self._evidence.put(REPAIR, done.to_json())
        self._evidence.put_text("commands.sh", script(self._evidence.calls()))
        sealing.seal(self._evidence.folder)
