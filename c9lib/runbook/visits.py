"""The executed notebooks of a folder, as papermill left them: when each ran, how it ended, what stopped it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from c9lib.runbook.order import CHAPTERS


@dataclass(frozen=True)
class Failure:
    """What a cell raised; named as papermill's own error names it."""

    ename: str
    evalue: str
    exec_count: int | None
    source: str


@dataclass(frozen=True)
class Visit:
    """One executed notebook. Times are UTC, ISO 8601; `ended` is "" when papermill couldn't write it any more."""

    step: str
    notebook: str
    began: str
    ended: str
    seconds: float | None
    given: Mapping[str, Any]
    failure: Failure | None

    @property
    def well(self) -> bool:
        """Whether it came to its end."""
        return bool(self.ended) and self.failure is None

    def to_json(self) -> dict[str, Any]:
        """As `run.json` tells it."""
        told = {"step": self.step, "notebook": self.notebook, "well": self.well, "began": self.began or None}
        return told | {"ended": self.ended or None, "seconds": self.seconds}


def visits(folder: Path) -> tuple[Visit, ...]:
    """The notebooks that papermill executed into this folder, in the order in which they began."""
    found = (visit for file in sorted(folder.glob("*.ipynb")) if (visit := _visit(file)))
    return tuple(sorted(found, key=lambda visit: visit.began))


def _visit(file: Path) -> Visit | None:
    """None for what papermill hasn't executed, or was killed while it wrote it."""
    try:
        notebook = json.loads(file.read_text(encoding="utf-8"))
        told = notebook["metadata"]["papermill"]
    except (OSError, ValueError, LookupError, TypeError):
        return None
    failure = _failure(notebook.get("cells", []))
    ended = "" if failure is None and told.get("exception") else str(told.get("end_time") or "")
    seconds = round(told["duration"], 2) if told.get("duration") and ended else None
    given = told.get("parameters") or {}
    return Visit(_step(file.name), file.name, str(told.get("start_time") or ""), ended, seconds, given, failure)


def noted(name: str) -> str:
    """By which the notes of an executed notebook are kept: `endpoints`, `endpoints-again`."""
    return f"{_step(name)}-again" if name.endswith("-again.ipynb") else _step(name)


def _step(name: str) -> str:
    """The step of an executed notebook: its file may be called after a second visit."""
    numbered = {chapter.file[:2]: chapter.step for chapter in CHAPTERS}
    return numbered.get(name[:2], name.removesuffix(".ipynb"))


def _failure(cells: list[dict[str, Any]]) -> Failure | None:
    for cell in cells:
        for output in cell.get("outputs", ()):
            if output.get("output_type") == "error":
                source = "".join(cell.get("source", ""))
                return Failure(output["ename"], output["evalue"], cell.get("execution_count"), source)
    return None
