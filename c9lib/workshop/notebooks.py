"""Steps of one deployment by their notebooks: each executed by papermill in a kernel of its own, and kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from c9lib.notebook.chapters import Chapter, chapter
from c9lib.parameters import Parameters
from c9lib.runbook.evidence import Evidence
from c9lib.runbook.run import run
from c9lib.workshop.in_process import Ran, Ways


def run_notebooks(parameters: Parameters, steps: Sequence[str], evidence: Evidence, ways: Ways) -> Ran:
    """Run the notebooks of these steps; a step that comes a second time is visited again. Once it is stopped no further
    notebook begins: the one that runs goes on to its end. Raises `ParameterError` where there are no notebooks."""
    chapters = [replace(chapter(step), again=step in steps[:at]) for at, step in enumerate(steps)]
    done = run(parameters, chapters, _Chapters(ways), evidence=evidence, pace=ways.pace, stays=True)
    notes = evidence.notes().values()
    calls = Counter(f"{call['service']}:{call['operation']}" for call in evidence.calls())
    waits = sum(wait["seconds"] for note in notes for wait in note["waits"])
    return Ran(done.error, evidence.folder, sum(done.changes.values()), float(waits), round(done.seconds, 1), calls)


class _Chapters:
    """A reporter that tells which notebook runs; what they print is in them."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways

    def say(self, text: str) -> None:
        """What a run says besides: nothing that a class needs once more for each seat."""

    def began(self, chapter: Chapter, of: int) -> None:
        if self._ways.is_stopped():
            raise KeyboardInterrupt  # as Ctrl-C between two notebooks
        self._ways.say(f"runs {chapter.file}")

    def line(self, chapter: Chapter, text: str) -> None:
        """What a notebook prints."""

    def ended(self, chapter: Chapter, seconds: float, *, well: bool) -> None:
        """The next one's beginning, or the seat's end, tells it."""
