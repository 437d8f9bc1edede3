"""The notebooks of the labs: one for each, made of the lab's own words, with the outputs that are committed; headless
they end well, and a wrong answer ends them."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from c9lib.labs import LABS, starting
from c9lib.simulator import lifecycle
from tools import make_lab_notebooks as tool

FOLDER = Path(__file__).resolve().parents[2] / "notebooks" / "labs"
NAME = "runs-but-silent"
CELL_LIMIT_SECONDS = 60
MOST_CELLS, LEAST_PROSE = 40, 1.4
every_lab = pytest.mark.parametrize("name", LABS)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path))
    yield tmp_path
    lifecycle.leave("labs")
    lifecycle.reset("labs")


def test_each_lab_has_its_notebook_and_there_is_no_other() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.ipynb")) == sorted(path.name for path in tool.files().values())


@every_lab
def test_it_says_what_the_lab_says(name: str) -> None:
    """A lab whose words were changed needs `python -m tools.make_lab_notebooks`."""
    wanted, found = tool.notebook_of(LABS[name]), nbformat.read(tool.files()[name], as_version=4)
    assert [(cell.id, cell.source, cell.metadata) for cell in found.cells] == [
        (cell.id, cell.source, cell.metadata) for cell in wanted.cells
    ]


@every_lab
def test_its_shape_is_that_of_all_notebooks(name: str) -> None:
    cells = nbformat.read(tool.files()[name], as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert cells[0].source.startswith("# ")
    assert len(cells) <= MOST_CELLS
    assert len(cells) - len(code) >= LEAST_PROSE * len(code)
    assert not [one.id for one, other in itertools.pairwise(cells) if one.cell_type == other.cell_type == "code"]
    assert [cell.id for cell in code if "✎" in cell.source] == [
        cell.id for cell in code if "writes" in cell.metadata.get("tags", [])
    ]
    prose = [line for cell in cells if cell.cell_type == "markdown" for line in cell.source.splitlines()]
    levels = [len(line.split(" ")[0]) for line in prose if line.startswith("#")]
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels))
    assert not [output for cell in code for output in cell.outputs if output.output_type == "error"]
    assert "passed" in str(next(cell.outputs for cell in code if cell.source == "here.check(answer)"))


@every_lab
def test_the_outputs_are_those_that_are_committed(name: str, home: Path) -> None:
    words = ("--nbval", "--nbval-current-env", f"--nbval-cell-timeout={CELL_LIMIT_SECONDS}", "-p", "no:cacheprovider")
    ended = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-c",
            os.devnull,
            "--rootdir",
            str(FOLDER),
            *words,
            "-q",
            str(tool.files()[name]),
        ],
        env={**os.environ, starting.SEED: tool.SEED},
        capture_output=True,
        text=True,
        cwd=FOLDER,
    )
    assert ended.returncode == 0, ended.stdout[-20000:] + ended.stderr[-2000:]


@pytest.mark.parametrize(
    ("words", "code", "word"),
    [
        (("-p", "seed", "3"), 0, ""),
        (("-p", "seed", "3", "-p", "cause", "key-policy"), 1, "key-policy isn't it."),
        (("-p", "target", "aws"), 1, "Labs only exist on the simulated AWS."),
    ],
    ids=("well", "wrong-answer", "real-account"),
)
def test_papermill_runs_it_and_never_waits(words: tuple[str, ...], code: int, word: str, home: Path) -> None:
    path = tool.files()[NAME]
    ended = subprocess.run(
        [sys.executable, "-m", "papermill", str(path), str(home / "out.ipynb"), *words],
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert ended.returncode == code, ended.stderr[-3000:]
    assert word in ended.stderr
    if not code:
        assert "(seed 3)" in str(nbformat.read(home / "out.ipynb", as_version=4).cells)
