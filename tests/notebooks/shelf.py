"""The notebooks as the tests of this folder read them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat

from c9lib.runbook.order import CHAPTERS

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
OF_A_CLASS = "workshop.ipynb"
FILES = [chapter.file for chapter in CHAPTERS]
STEPS = [chapter.file for chapter in CHAPTERS if chapter.step not in ("start", "verify", "tear-down")]


def read(file: str) -> Any:
    return nbformat.read(FOLDER / file, as_version=4)


def code_cells(file: str) -> list[Any]:
    return [cell for cell in read(file).cells if cell.cell_type == "code"]


def tags(cell: Any) -> list[str]:
    return list(cell.metadata.get("tags", []))


def prose(file: str) -> str:
    """All text cells, one after another."""
    return "\n\n".join(cell.source for cell in read(file).cells if cell.cell_type == "markdown")


def headings(file: str) -> list[tuple[int, str]]:
    """Level and text of each heading, in order; what looks like one in a block of code isn't."""
    text = re.sub(r"^```.*?^```", "", prose(file), flags=re.MULTILINE | re.DOTALL)
    return [(len(marks), words) for marks, words in re.findall(r"^(#+) (.+)$", text, flags=re.MULTILINE)]


def links(file: str) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", prose(file))
