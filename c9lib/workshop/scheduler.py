"""Seats beyond one machine: on the workers of a `dask.distributed` cluster, each seat one task.

A worker that dies loses nothing: its seats go to other workers, and their steps go on from what AWS shows. No seat is
with two workers at once, and all keep to one pace: the cluster's scheduler knows both (`desk.py`). No credentials are
sent: each worker uses those of its own environment, and asks whose account they are of, as everybody does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import c9lib
from c9lib.errors import ParameterError, RefusedError, StepError
from c9lib.workshop.desk import Told
from c9lib.workshop.pool import Limits, Pooled, Say
from c9lib.workshop.scheduler_task import Delivered, Job, failed, mark, topic, unpacked, work
from c9lib.workshop.task import SeatResult, SeatTask

CONNECT_SECONDS = 15.0
LOOK_SECONDS = 2.0
"""How often it is looked whether workers are left."""
ALONE_SECONDS = 60.0
"""How long it is waited for a worker where there is none."""
RESULT_SECONDS = 60.0
"""How long a result that is there may take to come over."""
STOP_SECONDS = 120.0
"""How long it is waited, after Ctrl-C, for seats that stop at their next call."""
RETRIES = 2
"""How often a seat is begun again after a failure of the cluster; a worker that dies isn't counted (dask's
`allowed-failures` is for that)."""
Tell = Callable[[str], None]
Done = Callable[[SeatResult], None]


def pooled_on(
    address: str,
    tasks: Sequence[SeatTask],
    limits: Limits,
    say: Say,
    ended: Done,
    tell: Tell,
    joined: str = "",
) -> Pooled:
    """As `pool.run_all`, on a cluster. `joined` is the address of the shared simulated account, which no worker on
    another machine is to take for one of its own."""
    results: dict[str, SeatResult] = {}
    interrupted = False

    def done(result: SeatResult) -> None:
        results[result.seat] = result
        ended(result)

    if joined:
        at = {"endpoint_url": joined}
        tasks = [replace(task, parameters=task.parameters.model_copy(update=at)) for task in tasks]
    try:
        run_on(address, tasks, done, limits.at_once, limits.errors, tell, say)
    except KeyboardInterrupt:
        interrupted = True
    return Pooled(results, tuple(task.seat for task in tasks if task.seat not in results), interrupted)


def run_on(
    address: str,
    tasks: Sequence[SeatTask],
    done: Done,
    max_concurrency: int,
    max_errors: int,
    tell: Tell,
    say: Say = lambda _seat, _words: None,
) -> None:
    """Run seats on the cluster whose scheduler is at `address`; `done` gets each result, as it comes, and `say` what a
    seat tells on its way, from another thread.

    When more than `max_errors` have failed, no further seat begins. Evidence comes into the tasks' folders, from
    wherever it was written. After Ctrl-C no seat begins, those under way stop at their next call, and KeyboardInterrupt
    goes on.

    Raises `RefusedError` before anything is called where the library isn't installed, or workers have another version
    of c9lib; `StepError` when there is no cluster, or it is lost.
    """
    if any(task.notebooks for task in tasks):
        raise ParameterError(
            "Notebooks aren't run on a cluster: their kernels can't ask the scheduler for their turn.",
            remedy=("Leave out --notebooks, or --scheduler.",),
        )
    distributed = _library()
    with _joined(distributed, address) as client, mark({task.root for task in tasks}) as marked:
        tell(f"{refuse_other_versions(client)} at {address}")
        _put_desk(client)
        _Class(client, marked, done, tell, say).run(tasks, max_concurrency, max_errors)


def refuse_other_versions(client: Any) -> str:
    """Raises `RefusedError` when the scheduler or a worker has another version of c9lib, or none. Gives the workers, in
    words."""
    told = client.get_versions(packages=["c9lib"])
    found = {"the scheduler": told["scheduler"], **told["workers"]}
    wrong = [f"{who} has {version or 'none'}" for who, version in _versions(found) if version != c9lib.__version__]
    if wrong:
        raise RefusedError(
            f"The cluster doesn't have c9lib {c9lib.__version__}, as it is here.",
            details=(*wrong[:10], *([f"and {len(wrong) - 10} more"] if len(wrong) > 10 else []), "nothing was called"),
            remedy=(
                'Install it there (pip install "c9lib[dask]"), start scheduler and workers again, then try again.',
            ),
        )
    workers = len(told["workers"])
    return f"{workers} worker{'' if workers == 1 else 's'}"


def _versions(found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for who, told in found.items():
        yield who, str(((told or {}).get("packages") or {}).get("c9lib") or "")


def _library() -> Any:
    try:
        import distributed
    except ImportError:
        raise RefusedError(
            "--scheduler needs dask.distributed, which isn't installed.",
            details=("nothing was called",),
            remedy=('pip install "c9lib[dask]"',),
        ) from None
    return distributed


@contextmanager
def _joined(distributed: Any, address: str) -> Iterator[Any]:
    """A client of the cluster, with a worker in it. Raises `StepError`."""
    try:
        client = distributed.Client(address, timeout=CONNECT_SECONDS, name="c9lib", set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise StepError(
            f"No scheduler of a cluster answers at {address}.",
            details=(f"{type(error).__name__}: {error}"[:300],),
            remedy=("Give the address that `dask scheduler` prints, such as tcp://10.0.0.5:8786.",),
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=ALONE_SECONDS)
        except TimeoutError:
            raise _alone(address) from None
        yield client


def _put_desk(client: Any) -> None:
    from c9lib.workshop.scheduler_plugin import DeskPlugin

    try:
        client.register_plugin(DeskPlugin())
    except ValueError as error:  # `distributed.scheduler.pickle` is off there
        raise RefusedError(
            "The scheduler doesn't take the part of c9lib that keeps the pace.",
            details=(str(error)[:300], "nothing was called"),
            remedy=("Let it take plugins: distributed.scheduler.pickle true in its configuration.",),
        ) from None


def _alone(address: str) -> StepError:
    return StepError(
        f"The scheduler at {address} has no worker.",
        details=(f"for {ALONE_SECONDS:.0f} s",),
        remedy=(f"Start some: dask worker {address} --nthreads 8; then launch again: it goes on from here.",),
    )


class _Class:
    """The seats of one run on a cluster."""

    def __init__(self, client: Any, marked: Mapping[Path, str], done: Done, tell: Tell, say: Say) -> None:
        self._client, self._marked = client, marked
        self._done, self._tell, self._say = done, tell, say
        self._run = uuid4().hex[:16]
        self._under_way: dict[Any, SeatTask] = {}
        self._failed = 0
        self._alone_since: float | None = None

    def run(self, tasks: Sequence[SeatTask], most: int, max_errors: int) -> None:
        left = list(tasks)
        self._client.subscribe_topic(topic(self._run), self._heard)
        try:
            while self._under_way or (left and self._failed <= max_errors):
                while left and self._failed <= max_errors and len(self._under_way) < self._room(most):
                    self._begin(left.pop(0))
                self._collect(LOOK_SECONDS)
        except KeyboardInterrupt:
            self._stop()
            raise
        finally:
            with suppress(OSError, RuntimeError, ValueError):  # the scheduler is gone, and with it what it knew
                self._client.cancel(list(self._under_way), force=True)
                self._ask("forget", {"run": self._run})

    def _heard(self, event: tuple[float, Mapping[str, str]]) -> None:
        """Called by dask for what a seat tells on its way."""
        self._say(event[1]["seat"], event[1]["words"])

    def _room(self, most: int) -> int:
        """How many seats may be under way: never more than there are threads, so that none waits there that needn't
        begin."""
        return min(most, self._threads())

    def _threads(self) -> int:
        """The threads of all workers. Raises `StepError` when the scheduler is gone."""
        gone = StepError(
            "The scheduler of the cluster is gone.",
            remedy=("Start it and its workers again, then launch again: it goes on from here.",),
        )
        if self._client.status != "running":
            raise gone
        try:
            return int(sum(self._client.nthreads().values()))
        except (OSError, RuntimeError, ValueError, TimeoutError):
            raise gone from None

    def _begin(self, task: SeatTask) -> None:
        job = Job(task, self._run, c9lib.__version__, self._marked[task.root])
        key = f"c9lib-{task.parameters.deployment}-{self._run}"
        future = self._client.submit(work, job, key=key, pure=False, retries=RETRIES)
        self._under_way[future] = task

    def _collect(self, seconds: float) -> None:
        """Wait for a result, and hand over what has come. Raises `StepError` when the cluster is lost."""
        self._refuse_nobody()
        ended = [one for one in self._under_way if one.done()]
        if not ended and self._under_way:
            self._wait(seconds)
            ended = [one for one in self._under_way if one.done()]
        elif not ended:
            time.sleep(min(seconds, 0.5))
        for future in ended:
            task = self._under_way.pop(future)
            result = self._result(future, task)
            if result is None:
                self._under_way[future] = task
                continue
            self._failed += not result.well
            self._done(result)

    def _wait(self, seconds: float) -> None:
        import distributed

        untyped: Any = distributed
        with self._client.as_current(), suppress(TimeoutError, distributed.CancelledError):
            untyped.wait(list(self._under_way), timeout=seconds, return_when="FIRST_COMPLETED")

    def _refuse_nobody(self) -> None:
        if self._threads():
            self._alone_since = None
            return
        now = time.monotonic()
        if self._alone_since is None:
            self._alone_since = now
            self._tell("no worker is left; waiting for one")
        elif now - self._alone_since > ALONE_SECONDS:
            raise _alone(self._client.scheduler.address)

    def _result(self, future: Any, task: SeatTask) -> SeatResult | None:
        """What came of a seat; where the cluster couldn't do it, why. None where its worker has died with the result:
        the seat is begun again."""
        try:
            delivered: Delivered = future.result(timeout=RESULT_SECONDS)
            result = unpacked(delivered, task)
        except TimeoutError:
            return None
        except Exception as fault:
            # Whatever dask has to say of a task: killed workers, a cancelled task, what it couldn't send, and there is
            # no common class. It is one seat's, and the others go on.
            why = f"{type(fault).__name__}: {' '.join(str(fault).split())}"[:500]
            remedy = ("Launch again: it goes on from what is there.",)
            error = StepError("The cluster couldn't run this seat.", details=(why,), remedy=remedy)
            delivered, result = Delivered(failed(task, error)), failed(task, error)
        future.release()
        self._say(task.seat, delivered.last or f"failed: {result.title}")
        return result

    def _stop(self) -> None:
        """Let what is under way stop at its next call, and wait for its evidence; a second Ctrl-C doesn't wait."""
        self._tell("stopping: the seats under way end at their next call")
        self._ask("stop", {"run": self._run})
        deadline = time.monotonic() + STOP_SECONDS
        while self._under_way and time.monotonic() < deadline:
            self._collect(LOOK_SECONDS)

    def _ask(self, verb: str, told: Told) -> Told:
        from c9lib.workshop.scheduler_plugin import HANDLER

        answer: Told = self._client.sync(getattr(self._client.scheduler, HANDLER), verb=verb, told=told)
        return answer
