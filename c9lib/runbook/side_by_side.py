"""Notebooks of a run side by side: each begins once what it depends on is there, and two run at most.

The graph (`graph.py`) says what depends on what. Each notebook runs in a lane: a thread with kernels of its own. What
happens is told to the thread of the run, which alone decides what begins. Where the first notebook finds that the whole
run has nothing to do, those after it only read, and none waits for another one. When one fails nothing more begins, and
those that run go on to their end; when the run is stopped their kernels end at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from c9lib.aws.target import Workers
from c9lib.errors import UserError
from c9lib.notebook.start_guide import NOTHING_TO_DO
from c9lib.runbook.graph import After
from c9lib.runbook.kernels import Kernels
from c9lib.runbook.order import Chapter
from c9lib.runbook.progress import Reporter

AT_ONCE = 2
"""More than that keeps a machine of two cores, and an account's call limits, no busier, and takes more memory."""
FIRST = "start"
"""The step that plans the whole run."""
TURN = "run"
"""By this name the run itself holds simulated time while it decides what begins."""

Execute = Callable[[Chapter, Reporter, Kernels], float]
"""Runs one notebook; gives its wall time in seconds. Raises `UserError`."""


@dataclass(frozen=True)
class Waits:
    """A running notebook waits for something."""

    chapter: Chapter
    waits_for: str


@dataclass(frozen=True)
class NothingToDo:
    """The first notebook has planned the whole run: everything is as it is to be."""


@dataclass(frozen=True)
class Ended:
    """A notebook has ended: after how many seconds, or why not well. `fault` is one of this program, not the
    notebook's."""

    chapter: Chapter
    seconds: float = 0.0
    error: UserError | None = None
    fault: BaseException | None = None


@dataclass
class Told:
    """How each notebook did that began, as `run.json` tells it, and why those failed that did."""

    notebooks: dict[Chapter, dict[str, Any]] = field(default_factory=dict)
    errors: dict[Chapter, UserError] = field(default_factory=dict)


class Lane:
    """A thread that runs one notebook after another, each in a kernel of its own. `tell` hears of each end."""

    def __init__(self, kernels: Kernels, execute: Execute, tell: Callable[[Ended], None]) -> None:
        self.has_ready = True
        """Whether a kernel is ready for its next notebook, or will be: as whoever gives it notebooks has asked."""
        self._kernels = kernels
        self._execute = execute
        self._tell = tell
        self._asked: SimpleQueue[tuple[Chapter, Reporter, bool] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def run(self, chapter: Chapter, reporter: Reporter, *, ahead: bool) -> None:
        """Run a notebook as soon as the one before has ended; `ahead`: make the next one's kernel ready meanwhile."""
        self.has_ready = ahead
        self._asked.put((chapter, reporter, ahead))

    def close(self, *, at_once: bool = False) -> None:
        """End the thread and its kernels; `at_once`: without the end of the notebook that runs."""
        self._asked.put(None)
        if at_once:
            self._kernels.abandon()
        self._thread.join()

    def _work(self) -> None:
        try:
            with suppress(Exception):  # the first notebook meets the same, and tells it
                self._kernels.prepare()
            while asked := self._asked.get():
                self._tell(self._run(*asked))
        finally:
            self._kernels.close_thread()

    def _run(self, chapter: Chapter, reporter: Reporter, ahead: bool) -> Ended:  # noqa: FBT001 (as it was asked)
        self._kernels.ahead = ahead
        try:
            return Ended(chapter, self._execute(chapter, reporter, self._kernels))
        except UserError as error:
            return Ended(chapter, error=error)
        except BaseException as fault:  # whatever it is, the thread of the run raises it
            return Ended(chapter, fault=fault)


class SideBySide:
    """The notebooks of one run. `told` says how each did, while it goes on, too."""

    _workers: Workers

    def __init__(
        self,
        graph: Mapping[Chapter, tuple[After, ...]],
        tell: Reporter,
        lane: Callable[[Callable[[Ended], None]], Lane],
        last: int,
    ) -> None:
        """`lane` makes one, given whom it tells: at once, so that its first kernel starts. `last` is the number of the
        last notebook of all, for those who are told `3/8`."""
        self.told = Told()
        self._graph = graph
        self._tell = tell
        self._last = last
        self._happened: SimpleQueue[Waits | NothingToDo | Ended] = SimpleQueue()
        self._lanes = [lane(self._happened.put) for _ in range(min(AT_ONCE, len(graph)))]
        self._running: dict[Chapter, Lane] = {}
        self._seen: set[After] = set()
        self._only_reads = False
        self._expected: set[Chapter] = set()

    def run(self, workers: Workers) -> None:
        """Run them to the end: of all, or of those that run when one fails. `workers` lets their waits pass together.
        Raises `KeyboardInterrupt`, and whatever isn't a `UserError`."""
        self._workers = workers
        self._go_on(None)
        while self._running:
            self._hear(self._happened.get())

    def close(self, *, at_once: bool = False) -> None:
        """End the lanes; `at_once`: without the ends of notebooks that run."""
        for lane in self._lanes:
            lane.close(at_once=at_once)

    @property
    def running(self) -> list[Chapter]:
        """Those that run now, in the order of the run."""
        return [chapter for chapter in self._graph if chapter in self._running]

    def _hear(self, one: Waits | NothingToDo | Ended) -> None:
        if isinstance(one, NothingToDo):
            self._only_reads = True
            return
        if isinstance(one, Waits):
            self._seen.add(After(one.chapter, one.waits_for))
            self._go_on(None)
            return
        if one.fault is not None:
            raise one.fault
        self.told.notebooks[one.chapter] |= (
            {"well": True, "seconds": round(one.seconds, 2)} if one.error is None else {}
        )
        if one.error is None:
            self._seen.add(After(one.chapter))
        else:
            self.told.errors[one.chapter] = one.error
        del self._running[one.chapter]
        self._go_on(one.chapter)

    def _go_on(self, ended: Chapter | None) -> None:
        """Begin what can begin now. Meanwhile no simulated time passes: who begins is expected before that."""
        self._workers.expect(TURN)
        if ended is not None:
            self._workers.rest(ended.step)
        if self.told.errors:
            self._give_up()
        else:
            self._begin()
            self._expect()
        self._workers.rest(TURN)

    def _give_up(self) -> None:
        """Nothing more begins, so nobody waits for it."""
        for chapter in self._expected:
            self._workers.rest(chapter.step)
        self._expected.clear()

    def _expect(self) -> None:
        """Say who begins as soon as a lane is free, or as soon as another one waits for something."""
        for chapter in self._graph:
            if chapter in self.told.notebooks:
                continue
            left = self._left(chapter)
            if not left:
                self._expected.add(chapter)
                self._workers.expect(chapter.step)
            elif len(left) == 1 and left[0].waits_for and left[0].chapter in self._running:
                self._expected.add(chapter)
                self._workers.expect(chapter.step, left[0].chapter.step, left[0].waits_for)

    def _begin(self) -> None:
        for chapter in self._graph:
            free = [lane for lane in self._lanes if lane not in self._running.values()]
            if not free:
                return
            if chapter not in self.told.notebooks and not self._left(chapter):
                self._expected.discard(chapter)
                self._workers.expect(chapter.step)
                self._tell.began(chapter, self._last)
                self.told.notebooks[chapter] = {"step": chapter.step, "notebook": chapter.executed, "well": False}
                lane = next((one for one in free if one.has_ready), free[0])
                self._running[chapter] = lane
                listening = _Listening(self._tell, self._awaited(chapter), self._happened.put)
                lane.run(chapter, listening, ahead=self._needs_one_more(lane))

    def _needs_one_more(self, lane: Lane) -> bool:
        """Whether more notebooks are still to begin than the other lanes have kernels ready for."""
        left = len(self._graph) - len(self.told.notebooks)
        return left > sum(other.has_ready for other in self._lanes if other is not lane)

    def _left(self, chapter: Chapter) -> list[After]:
        """What a notebook still comes after. Where all only read that is the first one, and an earlier visit of its own
        step."""
        after = self._graph[chapter]
        if self._only_reads:
            after = tuple(one for one in after if one.chapter.step in (FIRST, chapter.step))
        return [one for one in after if not self._is_over(one)]

    def _is_over(self, after: After) -> bool:
        return After(after.chapter) in self._seen or (bool(after.waits_for) and after in self._seen)

    def _awaited(self, chapter: Chapter) -> set[str]:
        """The waits of a notebook at which others begin."""
        everybody = (one for after in self._graph.values() for one in after)
        return {one.waits_for for one in everybody if one.chapter == chapter and one.waits_for}


class _Listening:
    """Passes on what a notebook tells, and hears when it waits for one of some conditions, or says that the whole run
    has nothing to do."""

    def __init__(self, tell: Reporter, awaited: set[str], heard: Callable[[Waits | NothingToDo], None]) -> None:
        self._tell = tell
        self._awaited = awaited
        self._heard = heard
        self.say, self.began, self.ended = tell.say, tell.began, tell.ended

    def line(self, chapter: Chapter, text: str) -> None:
        self._tell.line(chapter, text)
        if chapter.step == FIRST and text.strip() == NOTHING_TO_DO:
            self._heard(NothingToDo())
        for condition in sorted(self._awaited):
            if text.strip().startswith(f"{condition}: "):
                self._awaited.discard(condition)
                self._heard(Waits(chapter, condition))
