"""One seat, in the process of a worker: its steps, its evidence, and what became of it as plain data."""

from __future__ import annotations

from collections.abc import Callable

from c9lib.aws.side_by_side import SideBySide
from c9lib.errors import UserError
from c9lib.nouns import Call, Waited, duration
from c9lib.runbook.evidence import Evidence
from c9lib.workshop.in_process import Ran, Ways, bug, run_steps
from c9lib.workshop.notebooks import run_notebooks
from c9lib.workshop.stopping import Stopped, begins, never
from c9lib.workshop.task import SeatResult, SeatTask

Tell = Callable[[str], None]
STOPPED = 130
"""The exit code of what somebody has stopped."""
LAUNCHING = ("cloud9:CreateEnvironmentEC2", "cloudformation:CreateStack")


def silent(_: str) -> None:
    """Tell nobody."""


def run_seat(
    task: SeatTask,
    tell: Tell = silent,
    *,
    is_stopped: Stopped = never,
    joined: str = "",
    side_by_side: SideBySide | None = None,
) -> SeatResult:
    """Run a seat; tell of each change of its state in a few words. Raises nothing: what a person can mend and what is a
    fault of ours both become a result, and so does Ctrl-C (exit code 130).

    Once `is_stopped` says so it ends at its next call or wait. `joined` is the address of the shared simulated account
    where this process has joined it already, `side_by_side` what its seats read for one another.
    """
    tell("begun")
    try:
        ran = _run(task, tell, is_stopped, joined, side_by_side)
    except UserError as error:
        return _without_evidence(task, error, tell)
    except Exception as fault:
        return _without_evidence(task, bug("", fault), tell)
    _tell_end(task, ran.error, ran, tell)
    return SeatResult(
        task.seat,
        ran.error is None,
        ran.changes,
        ran.waits_seconds,
        ran.seconds,
        str(ran.error) if ran.error else "",
        ran.error.title if ran.error else "",
        ran.error.exit_code if ran.error else 0,
        str(ran.folder),
        dict(sorted(ran.calls.items())),
    )


def _without_evidence(task: SeatTask, error: UserError, tell: Tell) -> SeatResult:
    """Of a seat that came to nothing, such as where its evidence can't be written."""
    tell(f"failed: {error.title}")
    return SeatResult.failed(task.seat, error)


def _run(task: SeatTask, tell: Tell, is_stopped: Stopped, joined: str, side_by_side: SideBySide | None) -> Ran:
    evidence = Evidence.make(task.root, task.parameters, task.seat)
    steps = ("tear-down",) if task.undo else task.steps
    if task.notebooks:
        return run_notebooks(task.parameters, steps, evidence, Ways(task.pace, joined, is_stopped, say=tell))
    heard = _Teller(tell)
    ways = Ways(task.pace, joined, is_stopped, heard.hear, side_by_side=side_by_side)
    return run_steps(task.parameters, steps, evidence, ways)


def _tell_end(task: SeatTask, error: UserError | None, ran: Ran, tell: Tell) -> None:
    if error is None:
        done = "gone" if task.undo else "online" if "environment" in task.steps else "done"
        tell(f"{done} after {duration(ran.seconds)}" if ran.changes else f"{done}: nothing was to be changed")
    else:
        tell(f"{'stopped' if error.exit_code == STOPPED else 'failed'}: {error.title}")


class _Teller:
    """Tells that an environment is launched, and what is waited for, with the normal length of each wait."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._last = ""

    def hear(self, happened: Call | Waited) -> None:
        if isinstance(happened, Call):
            if happened.name in LAUNCHING and happened.outcome == "ok":
                self._once("launched")
        elif begins(happened):
            self._once(f"waits until {happened.condition}, normally {duration(happened.normal_seconds)}")

    def _once(self, words: str) -> None:
        if words != self._last:
            self._tell(words)
        self._last = words
