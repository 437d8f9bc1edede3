"""What a worker of a cluster does for one seat, and how its evidence comes to whoever began the class.

A worker that sees the client's folder (one machine, a shared file system) writes there. One that doesn't writes into a
folder of its own, and returns it as an archive.
"""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import c9lib
from c9lib.aws import Pace
from c9lib.errors import StepError, UserError
from c9lib.runbook.run import StoppedError
from c9lib.workshop.scheduler_store import StoppedSeat, claimed, in_worker
from c9lib.workshop.seat import run_seat
from c9lib.workshop.task import SeatResult, SeatTask
from c9lib.workshop.telling import DONE

MARK = ".c9lib-client-"
"""How the name of a file begins by which a worker knows the client's folder."""

ENDED = (*DONE, "failed", "stopped")
"""How the words begin in which a seat tells that it has ended (`telling.py`)."""


@dataclass(frozen=True)
class Job:
    """A seat on its way to a worker: `run` names the run, `version` is the client's c9lib, `marked` the name of a file
    in the client's folder."""

    task: SeatTask
    run: str
    version: str
    marked: str


@dataclass(frozen=True)
class Delivered:
    """What comes back: the result, and the evidence as a tar archive if the client can't see it where it is."""

    result: SeatResult
    archive: bytes = b""
    last: str = ""
    """The words in which the seat told how it ended."""


@contextmanager
def mark(roots: Collection[Path]) -> Iterator[dict[Path, str]]:
    """For as long as this lasts a file in each folder, made if need be, of which nobody else knows the name."""
    made = {root: f"{MARK}{uuid4().hex}" for root in roots}
    try:
        for root, name in made.items():
            root.mkdir(parents=True, exist_ok=True)
            (root / name).touch()
        yield made
    finally:
        for root, name in made.items():
            (root / name).unlink(missing_ok=True)


def work(job: Job) -> Delivered:
    """Run a seat as its only worker. Raises nothing that a person can mend: it is in the result."""
    try:
        if job.version != c9lib.__version__:
            raise StepError(
                f"This worker has c9lib {c9lib.__version__}; whoever began the class has {job.version}.",
                remedy=("Install the same version on all workers, then launch again.",),
            )
        with claimed(job.run, _seat_name(job.task)) as store:
            task = job.task if job.task.pace is None else replace(job.task, pace=Pace(store))
            told = _Told(job)
            is_here = (job.task.root / job.marked).exists()
            made = Delivered(run_seat(task, told.hear)) if is_here else _elsewhere(task, told)
            return replace(made, last=told.last)
    except StoppedSeat as stopped:
        return Delivered(failed(job.task, StoppedError(f"The seat stopped: {stopped}.")))
    except UserError as error:
        return Delivered(failed(job.task, error))


class _Told:
    """What a seat tells: on its way by the scheduler's events, how it ended with the result."""

    def __init__(self, job: Job) -> None:
        self.last = ""
        self._topic, self._seat = topic(job.run), job.task.seat

    def hear(self, words: str) -> None:
        if words.startswith(ENDED):
            self.last = words
        else:
            in_worker().log_event(self._topic, {"seat": self._seat, "words": words})


def topic(run: str) -> str:
    """Under which name the events of a run are kept."""
    return f"c9lib-{run}"


def _elsewhere(task: SeatTask, told: _Told) -> Delivered:
    """Run a seat with its evidence in a folder of this machine, which is sent and then removed."""
    with tempfile.TemporaryDirectory(prefix="c9lib-seat-") as folder:
        result = run_seat(replace(task, root=Path(folder)), told.hear)
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w:gz") as packed:
            packed.add(folder, arcname=".")
        inside = str(Path(result.evidence).relative_to(folder)) if result.evidence else ""
        return Delivered(replace(result, evidence=inside), archive.getvalue())


def unpacked(delivered: Delivered, task: SeatTask) -> SeatResult:
    """The result, with its evidence in the task's folder; beside that of an earlier try, if there is one."""
    result = delivered.result
    if not delivered.archive:
        return result
    with tempfile.TemporaryDirectory(prefix=".coming-", dir=task.root) as folder:
        with tarfile.open(fileobj=io.BytesIO(delivered.archive), mode="r:gz") as packed:
            packed.extractall(folder, filter="data")  # nothing but plain files, and nowhere but there
        if not result.evidence:
            return result
        came = Path(folder, result.evidence)
        place, number = task.root / came.name, 1
        while place.exists():
            number += 1
            place = task.root / f"{came.name}-{number}"
        came.rename(place)
    return replace(result, evidence=str(place))


def _seat_name(task: SeatTask) -> str:
    """By which the scheduler knows a seat, whoever began its class: account, Region and deployment."""
    asked = task.parameters
    return "/".join((asked.target, asked.account_id or asked.endpoint_url, asked.region, asked.deployment))


def failed(task: SeatTask, error: UserError) -> SeatResult:
    """The result of a seat that never ran."""
    return SeatResult(
        task.seat,
        well=False,
        changes=0,
        waits_seconds=0.0,
        seconds=0.0,
        error=str(error),
        title=error.title,
        exit_code=error.exit_code,
        evidence="",
        calls={},
    )
