"""A whole run: notebooks in order, stopped at the first that fails, evidence and report in any case."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from c9lib.aws.pace import Pace
from c9lib.aws.target import Workers, leave_simulated, run_address
from c9lib.errors import StepError, UserError
from c9lib.kept_data import is_plain
from c9lib.notebook.versions import versions
from c9lib.parameters import Parameters
from c9lib.runbook import order
from c9lib.runbook.engine import papermill
from c9lib.runbook.evidence import RUN, Evidence
from c9lib.runbook.execute import execute
from c9lib.runbook.finish import finish
from c9lib.runbook.forked import Forks, forking
from c9lib.runbook.graph import graph
from c9lib.runbook.kernels import Kernels, kernels_for
from c9lib.runbook.least import Ahead
from c9lib.runbook.order import Chapter
from c9lib.runbook.plain import PlainKernels
from c9lib.runbook.progress import Reporter
from c9lib.runbook.report import make_ready
from c9lib.runbook.side_by_side import Ended, Lane, SideBySide
from c9lib.runbook.summary import BY_RUN

RUNS = Path("runs")
STOPPING = tuple(number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)))
"""The signals that end a run; Windows has no SIGHUP."""


@dataclass(frozen=True)
class Result:
    """How a run ended: the folder with its evidence, the report, the verdict if it came to one, the error if it
    stopped. `changes` counts what each step changed (not what the step that stopped had begun); `left` is what a
    tear-down found afterwards, `proof` what became of everything, `Proof` as plain data; both None in other runs.
    """

    folder: Path
    report: Path
    seconds: float
    verdict: dict[str, Any] | None
    error: UserError | None
    changes: dict[str, int]
    left: list[dict[str, Any]] | None
    proof: dict[str, Any] | None = None

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
            "kept": self.proof["kept"] if self.proof else None,
            "proof": self.proof,
            "error": str(self.error) if self.error else None,
        }


class StoppedError(UserError):
    """Somebody stopped the run: Ctrl-C, SIGTERM, or the end of the terminal."""

    exit_code = 130


def run(
    parameters: Parameters,
    chapters: Sequence[Chapter],
    tell: Reporter,
    root: Path = RUNS,
    *,
    mask: bool = False,
    evidence: Evidence | None = None,
    pace: Pace | None = None,
    stays: bool = False,
    forks: Forks | None = None,
) -> Result:
    """Run these notebooks one after the other. What a notebook raises ends the run and is in the result.

    `mask` takes account ids out of the evidence before it is sealed. `evidence` is the folder, where there is one
    already; else it is made in `root`. `pace` holds the notebooks to AWS's call limits, together with others. `stays`:
    this process goes on using the shared simulated account afterwards. `forks` are what kernels are forked from, where
    that was started already. With C9LIB_PLAIN=1 in the environment there are no shortcuts (`plain.py`).
    """
    evidence = evidence or Evidence.make(root, parameters)
    with forking(parameters, forks) as there:
        return _run(parameters, chapters, tell, evidence, pace, there, mask=mask, stays=stays)


def _run(
    parameters: Parameters,
    chapters: Sequence[Chapter],
    tell: Reporter,
    evidence: Evidence,
    pace: Pace | None,
    forks: Forks | None,
    *,
    mask: bool,
    stays: bool,
) -> Result:
    began = time.monotonic()
    about = begun(parameters) | {"order": [chapter.noted for chapter in chapters]}
    evidence.put(RUN, about)
    rehearsing = forks is not None and forks.rehearses
    ahead = Ahead(parameters, {chapter.step for chapter in chapters}, begun=rehearsing)
    threading.Thread(target=make_ready, daemon=True).start()
    try:
        ended, error = _all(parameters, chapters, evidence, tell, pace, forks)
    except BaseException:
        if not stays:
            with undisturbed():
                leave_simulated(parameters)
        raise
    with undisturbed(), ThreadPoolExecutor(1) as pool:
        # The server takes a moment to end, and the report one to be made.
        leaving = None if stays else pool.submit(leave_simulated, parameters)
        seconds = time.monotonic() - began
        evidence.put(RUN, {**about, **ending(ended, error, seconds)})
        if error is None:
            ahead.wait()
        report, clean = finish(evidence, mask=mask, rehearse=error is None)
        if leaving is not None:
            leaving.result()
    return _result(evidence, report, seconds, cleaned(error, clean))


def begun(parameters: Parameters) -> dict[str, Any]:
    """What is known of a run when it begins."""
    return {
        "made_by": BY_RUN,
        "target": parameters.target,
        "region": parameters.region,
        "deployment": parameters.deployment,
        "account_asked": parameters.account_id or None,
        "versions": versions(),
        "began": _now(),
        "ended": None,
        "exit_code": None,
        "error": None,
        "notebooks": [],
    }


def ending(ended: list[dict[str, Any]], error: UserError | None, seconds: float) -> dict[str, Any]:
    """What is known of it once it has ended: how each notebook did, and why the last one failed, if it did."""
    return {
        "ended": _now(),
        "seconds": round(seconds, 1),
        "exit_code": error.exit_code if error else 0,
        "error": str(error) if error else None,
        "notebooks": ended,
    }


def _all(
    parameters: Parameters,
    chapters: Sequence[Chapter],
    evidence: Evidence,
    tell: Reporter,
    pace: Pace | None,
    forks: Forks | None,
) -> tuple[list[dict[str, Any]], UserError | None]:
    """Run the notebooks: how each ended, and why the first one did that failed. Whatever stops it, kernels end."""
    if pace is None and len(chapters) > 1 and not is_plain():
        return _beside(parameters, chapters, evidence, tell, forks)
    source = order.folder()
    kernels = kernels_for(source, evidence.folder, pace, forks, tell.say)
    ended: list[dict[str, Any]] = []
    try:
        _prepare(parameters, tell, kernels)
        error = _notebooks(chapters, source, evidence, parameters.given(), tell, kernels, ended)
    except KeyboardInterrupt:  # between two notebooks
        error = stopped("")
    finally:
        with undisturbed():
            kernels.close()
    return ended, error


def _beside(
    parameters: Parameters, chapters: Sequence[Chapter], evidence: Evidence, tell: Reporter, forks: Forks | None
) -> tuple[list[dict[str, Any]], UserError | None]:
    """As `_all`, side by side what doesn't depend on each other."""
    source, given = order.folder(), parameters.given()

    def execute_one(chapter: Chapter, reporter: Reporter, kernels: Kernels) -> float:
        try:
            return execute(chapter, source, evidence.folder / chapter.executed, given, reporter, kernels)
        except (RuntimeError, TimeoutError) as fault:  # as in `_notebooks`
            raise _kernel_gone(chapter, fault) from None

    def lane(told: Callable[[Ended], None]) -> Lane:
        return Lane(Kernels(source, evidence.folder, None, forks, tell.say, beside=True), execute_one, told)

    interrupted: UserError | None = None
    with ThreadPoolExecutor(1) as pool:
        joining = pool.submit(run_address, parameters, tell.say)
        papermill()
        # Their first kernels start while the server of the simulated AWS still does.
        running = SideBySide(graph(chapters, parameters), tell, lane, order.CHAPTERS[-1].number)
        try:
            joining.result()
            running.run(Workers(parameters))
        except KeyboardInterrupt:
            interrupted = stopped(" and step ".join(chapter.step for chapter in running.running))
        finally:
            with undisturbed():
                running.close(at_once=bool(running.running))
    told = running.told
    ended = [told.notebooks[chapter] for chapter in chapters if chapter in told.notebooks]
    return ended, interrupted or next((told.errors[one] for one in chapters if one in told.errors), None)


def _prepare(parameters: Parameters, tell: Reporter, kernels: Kernels | PlainKernels) -> None:
    """Join the simulated AWS, which the notebooks then find running. While its server starts, so do papermill and the
    first kernel."""
    with ThreadPoolExecutor(1) as pool:
        joining = pool.submit(run_address, parameters, tell.say)
        papermill()
        kernels.prepare()
        joining.result()


def _notebooks(
    chapters: Sequence[Chapter],
    source: Path,
    evidence: Evidence,
    given: Mapping[str, Any],
    tell: Reporter,
    kernels: Kernels | PlainKernels,
    ended: list[dict[str, Any]],
) -> UserError | None:
    """Run them until one fails, and note in `ended` how each did; gives why the last one failed."""
    for chapter in chapters:
        tell.began(chapter, order.CHAPTERS[-1].number)
        about = {"step": chapter.step, "notebook": chapter.executed, "well": False}
        ended.append(about)
        kernels.ahead = chapter is not chapters[-1]
        try:
            seconds = execute(chapter, source, evidence.folder / chapter.executed, given, tell, kernels)
        except UserError as failed:
            return failed
        except (RuntimeError, TimeoutError) as fault:  # nbclient's and jupyter_client's errors about a kernel
            return _kernel_gone(chapter, fault)
        except KeyboardInterrupt:
            return stopped(chapter.step)
        about |= {"well": True, "seconds": round(seconds, 2)}
    return None


def _kernel_gone(chapter: Chapter, fault: Exception) -> StepError:
    return StepError(
        f"Step {chapter.step} stopped: the kernel of {chapter.file} ended or didn't answer.",
        details=(f"{type(fault).__name__}: {fault}", "often the machine is short of memory, or somebody ended it"),
        remedy=("Run the same command again: it goes on from here.",),
    )


def stopped(step: str) -> StoppedError:
    """What a run says that somebody stopped in this step; "" between two."""
    return StoppedError(
        f"Interrupted in step {step}." if step else "Interrupted between two steps.",
        details=("what was done until then stays on AWS; a call that was on its way may have been carried out",),
        remedy=("Run the same command again: it goes on from here. `c9lib tear-down` removes what there is.",),
    )


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let nobody's second Ctrl-C leave evidence half sealed, or a kernel running. It takes about a second."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def cleaned(error: UserError | None, clean: Callable[[str], str]) -> UserError | None:
    """The error as it may be shown: without secrets and, when that was asked for, without account ids."""
    return error.rewritten(clean) if error else None


def _result(evidence: Evidence, report: Path, seconds: float, error: UserError | None) -> Result:
    results = {step: note["results"] for step, note in evidence.notes().items()}
    outcomes = {step: told.get("apply") or told.get("undo") for step, told in results.items()}
    # As a plan counts them: a wait changes nothing.
    made = {step: outcome["changes"] for step, outcome in outcomes.items() if outcome}
    changes = {step: sum(one["action"] != "wait" for one in some) for step, some in made.items()}
    proof = results.get("tear-down", {}).get("proof")
    verdict = results.get("verify", {}).get("verdict")
    return Result(evidence.folder, report, seconds, verdict, error, changes, proof["facts"] if proof else None, proof)


def _now() -> str:
    return datetime.now(UTC).isoformat()
