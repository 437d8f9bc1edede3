"""The trainer's notebook: run headlessly by papermill it leaves nothing of its class; its outputs are saved."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.notebooks.shelf import OF_A_CLASS, read

ROSTER = "seat,learner\na,ann\nb,bob\n"


def texts(notebook: Any) -> dict[str, str]:
    """What each code cell shows, as text."""
    return {
        cell.id.removeprefix("workshop-"): "".join(
            output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs
        )
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


@pytest.fixture(scope="module")
def executed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("class")
    (folder / "roster.csv").write_text(ROSTER)
    given = ("-p", "roster", "roster.csv", "-p", "class_file", project / "parameters" / "class.yaml")
    words = ("-m", "papermill", project / "notebooks" / OF_A_CLASS, folder / "out.ipynb", *given, "--cwd", folder)
    environment = {**os.environ, "C9LIB_HOME": str(folder / "home")}
    ended = subprocess.run([sys.executable, *map(str, words)], env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert {path.name for path in folder.glob("*.html")} == {"board.html", "cards.html"}
    return texts(nbformat.read(folder / "out.ipynb", as_version=4))


def test_everybody_is_launched_and_found_well(executed: dict[str, str]) -> None:
    assert "Class course fits: 2 seats" in executed["plan"]
    assert "Class course: 2 of 2 seats well" in executed["launch"]
    assert "2 seats: 2 online" in executed["board"]
    assert "all 2 seats work" in executed["verify"]


def test_one_cause_is_mended_once_for_all(executed: dict[str, str]) -> None:
    assert "lets nobody in any more" in executed["break"]
    assert "Repair of class course: 1 remedy" in executed["repair"]
    assert "2 of 2 broken seats mended in 1 round" in executed["mend"]


def test_nothing_is_left(executed: dict[str, str]) -> None:
    assert "nothing left" in executed["tear-down"]


def test_the_saved_outputs_are_those_of_a_class_that_ended_well() -> None:
    saved = texts(read(OF_A_CLASS))
    assert "4 of 4 seats well" in saved["launch"]
    assert "nothing left" in saved["tear-down"]
    assert "/root" not in str(saved)
