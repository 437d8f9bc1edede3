"""Steps of one deployment, one after the other in this process: the verbs of their notebooks, without kernels.

The evidence is that of a run of notebooks, but for the executed notebooks: two hundred seats have two hundred sessions,
and not a thousand kernels.
"""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from c9lib.aws import Session, connect
from c9lib.aws.pace import Pace
from c9lib.aws.side_by_side import SideBySide
from c9lib.errors import StepError, UserError
from c9lib.notebook.guides import Guide, Verify
from c9lib.notebook.notes import Notes
from c9lib.notebook.showing import shown_to
from c9lib.notebook.tear_down_guide import TearDown
from c9lib.parameters import Parameters
from c9lib.runbook.evidence import RUN, Evidence
from c9lib.runbook.finish import finish
from c9lib.runbook.run import begun, cleaned, ending, stopped, undisturbed
from c9lib.steps import STEPS
from c9lib.workshop.stopping import Heard, Stopped, never, stop_between


@dataclass(frozen=True)
class Ran:
    """How it went: why it stopped if it did, what was changed, seconds in the account's time, calls by operation."""

    error: UserError | None
    folder: Path
    changes: int = 0
    waits_seconds: float = 0.0
    seconds: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Ways:
    """How steps are run: within which call limits, at which address of the shared simulated account if this process has
    joined it, until when, who else hears of each call and wait, and what the seats of this process read for one
    another."""

    pace: Pace | None = None
    joined: str = ""
    is_stopped: Stopped = never
    heard: Heard = lambda _: None
    say: Callable[[str], None] = lambda _: None
    side_by_side: SideBySide | None = None


def run_steps(parameters: Parameters, steps: Sequence[str], evidence: Evidence, ways: Ways) -> Ran:
    """Run these steps, with one session for all of them; what stops one ends the run, and is in the result. Raises
    nothing."""
    began = time.monotonic()
    about = begun(parameters)
    evidence.put(RUN, about)
    run = _Run(parameters, evidence, ways)
    error = run.all(steps)
    with undisturbed(), shown_to(lambda _: None):
        seconds = time.monotonic() - began
        evidence.put(RUN, {**about, **ending(run.ended, error, seconds)})
        _, clean = finish(evidence, rehearse=False)
    return run.told(cleaned(error, clean))


class _Run:
    """A run of steps. `ended` tells of each step as `run.json` tells of notebooks."""

    def __init__(self, parameters: Parameters, evidence: Evidence, ways: Ways) -> None:
        self.ended: list[dict[str, Any]] = []
        self._parameters, self._evidence, self._ways = parameters, evidence, ways
        self._session: Session | None = None
        self._began: datetime | None = None
        self._notes: list[Notes] = []

    def all(self, steps: Sequence[str]) -> UserError | None:
        """Run them until one fails; gives why."""
        step = ""
        try:
            with shown_to(lambda _: None):  # there is no cell below which anything could be shown
                session = self._connected(steps[0] if steps else "")
                for step in steps:
                    self._one(session, step)
        except UserError as error:
            return error
        except KeyboardInterrupt:
            return stopped(step)
        except Exception as fault:
            # A bug of ours in one seat is that seat's; it is told with its place, and the others go on.
            return bug(step, fault)
        return None

    def told(self, error: UserError | None) -> Ran:
        """What came of it."""
        session = self._session
        if session is None:
            return Ran(error, self._evidence.folder)
        seconds = 0.0
        with suppress(UserError):  # the simulated AWS has gone: the error says so
            seconds = (session.now() - self._began).total_seconds() if self._began else 0.0
        changes = sum(_changes(notes.told) for notes in self._notes)
        calls = Counter(call.name for call in session.calls)
        waits = sum(wait.seconds for wait in session.waits)
        session.rest()
        return Ran(error, self._evidence.folder, changes, float(waits), round(seconds, 1), calls)

    def _connected(self, first: str) -> Session:
        if self._ways.is_stopped():
            raise stopped(first)
        made = connect(self._parameters, self._ways.say, pace=self._ways.pace, joined=self._ways.joined)
        made.side_by_side = self._ways.side_by_side
        self._session, self._began = made, made.now()
        return made

    def _one(self, session: Session, step: str) -> None:
        notes = Notes(step, session, self._evidence.folder, continued=bool(self._notes))
        self._notes.append(notes)
        stop_between(session, step, self._ways.is_stopped, self._ways.heard)
        about: dict[str, Any] = {"step": step, "notebook": f"step {notes.name}", "well": False, "began": _now()}
        self.ended.append(about)
        began = time.monotonic()
        try:
            with notes.kept():
                _visit(step, session, notes)
            about["well"] = True
        finally:
            about |= {"ended": _now(), "seconds": round(time.monotonic() - began, 2)}


def _visit(step: str, session: Session, notes: Notes) -> None:
    """The cells of a notebook: what they ask, and what they change."""
    if step == "verify":
        Verify(session, notes).verdict()
    elif step == "tear-down":
        leaving = TearDown(session, notes)
        leaving.plan()
        leaving.undo()
        leaving.proof()
    else:
        Guide(STEPS[step](session), notes).at_once()


def _changes(told: dict[str, Any]) -> int:
    """As a plan counts them: a wait changes nothing."""
    outcome = told.get("apply") or told.get("undo") or {"changes": ()}
    return sum(one["action"] != "wait" for one in outcome["changes"])


def bug(step: str, fault: BaseException) -> StepError:
    """A fault of ours as an error that says its kind and its place."""
    frames = [one for one in traceback.extract_tb(fault.__traceback__) if "c9lib" in one.filename]
    place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "outside of c9lib"
    return StepError(
        f"A fault of ours in step {step}: {type(fault).__name__}." if step else f"A fault of ours: {fault!r:.200}.",
        details=(f"{str(fault)[:300] or 'it says nothing'} ({place})",),
        remedy=("Run the same command again: it goes on from here. If it fails again, report it with these lines.",),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat()
