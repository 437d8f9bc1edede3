"""A whole run: notebooks in order, stopped at the first that fails, evidence and report in any case."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from c9lib.aws.target import leave_simulated, run_address
from c9lib.errors import StepError, UserError
from c9lib.parameters import Parameters
from c9lib.runbook import order
from c9lib.runbook.engine import papermill
from c9lib.runbook.evidence import Evidence
from c9lib.runbook.execute import execute
from c9lib.runbook.kernels import Kernels
from c9lib.runbook.order import Chapter
from c9lib.runbook.progress import Reporter
from c9lib.runbook.report import write_report

RUNS = Path("runs")


@dataclass(frozen=True)
class Result:
    """How a run ended: the folder with its evidence, the report, the verdict if it came to one, the error if it
    stopped. `changes` counts what each step changed (not what the step that stopped had begun); `left` is what a
    tear-down found afterwards, None in other runs.
    """

    folder: Path
    report: Path
    seconds: float
    verdict: dict[str, Any] | None
    error: UserError | None
    changes: dict[str, int]
    left: list[dict[str, Any]] | None

    @property
    def exit_code(self) -> int:
        return self.error.exit_code if self.error else 0

    def to_json(self) -> dict[str, Any]:
        return {
            "exit_code": self.exit_code,
            "folder": str(self.folder),
            "report": str(self.report),
            "seconds": round(self.seconds, 1),
            "changes": self.changes,
            "verdict": self.verdict,
            "left": self.left,
            "error": str(self.error) if self.error else None,
        }


class StoppedError(UserError):
    """Somebody stopped the run: Ctrl-C, or SIGTERM."""

    exit_code = 130


def run(parameters: Parameters, chapters: Sequence[Chapter], tell: Reporter, root: Path = RUNS) -> Result:
    """Run these notebooks one after the other. What a notebook raises ends the run and is in the result."""
    source = order.folder()
    evidence = Evidence.make(root, parameters)
    began = time.monotonic()
    kernels = Kernels(source, evidence.folder)
    try:
        given = {**parameters.given(), **_address(parameters, tell, kernels)}
        ended, error = _notebooks(chapters, source, evidence, given, tell, kernels)
    finally:
        kernels.close()
        leave_simulated(parameters)
    seconds = time.monotonic() - began
    notes = evidence.notes()
    evidence.finish(_summary(parameters, ended, error, seconds, notes))
    report = write_report(evidence)
    evidence.seal()
    return _result(evidence.folder, report, seconds, error, notes)


def _address(parameters: Parameters, tell: Reporter, kernels: Kernels) -> dict[str, str]:
    """The address of the simulated AWS. While its server starts, so do the first kernel and papermill."""
    with ThreadPoolExecutor(1) as pool:
        address = pool.submit(run_address, parameters, tell.say)
        kernels.prepare()
        papermill()
        return address.result()


def _notebooks(
    chapters: Sequence[Chapter],
    source: Path,
    evidence: Evidence,
    given: dict[str, Any],
    tell: Reporter,
    kernels: Kernels,
) -> tuple[list[dict[str, Any]], UserError | None]:
    """Run them until one fails: how each ended, and why the last one did if it failed."""
    ended: list[dict[str, Any]] = []
    for chapter in chapters:
        tell.began(chapter, order.CHAPTERS[-1].number)
        about = {"step": chapter.step, "notebook": chapter.executed}
        try:
            seconds = execute(chapter, source, evidence.folder / chapter.executed, given, tell, kernels)
        except UserError as failed:
            return [*ended, {**about, "well": False}], failed
        except (RuntimeError, TimeoutError) as fault:  # nbclient's and jupyter_client's errors about a kernel
            return [*ended, {**about, "well": False}], _kernel_gone(chapter, fault)
        except KeyboardInterrupt:
            return [*ended, {**about, "well": False}], _stopped(chapter)
        ended.append({**about, "well": True, "seconds": round(seconds, 2)})
    return ended, None


def _kernel_gone(chapter: Chapter, fault: Exception) -> StepError:
    return StepError(
        f"Step {chapter.step} stopped: the kernel of {chapter.file} ended or didn't answer.",
        details=(f"{type(fault).__name__}: {fault}", "often the machine is short of memory, or somebody ended it"),
        remedy=("Run the same command again: it goes on from here.",),
    )


def _stopped(chapter: Chapter) -> StoppedError:
    return StoppedError(
        f"Interrupted in step {chapter.step}.",
        details=("what was done until then stays on AWS; a call that was on its way may have been carried out",),
        remedy=("Run the same command again: it goes on from here. `c9lib tear-down` removes what there is.",),
    )


def _result(folder: Path, report: Path, seconds: float, error: UserError | None, notes: dict[str, Any]) -> Result:
    results = {step: note["results"] for step, note in notes.items()}
    outcomes = {step: told.get("apply") or told.get("undo") for step, told in results.items()}
    changes = {step: len(outcome["changes"]) for step, outcome in outcomes.items() if outcome}
    left = results.get("tear-down", {}).get("proof", {}).get("facts")
    return Result(folder, report, seconds, results.get("verify", {}).get("verdict"), error, changes, left)


def _summary(
    parameters: Parameters, ended: list[dict[str, Any]], error: UserError | None, seconds: float, notes: dict[str, Any]
) -> dict[str, Any]:
    first: dict[str, Any] = next(iter(notes.values()), {})
    return {
        "target": parameters.target,
        "region": parameters.region,
        "deployment": parameters.deployment,
        "identity": first.get("identity"),
        "notebooks": ended,
        "seconds": round(seconds, 1),
        "error": str(error) if error else None,
    }
