"""One notebook under papermill: what it prints arrives, what it raises is told on one screen."""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path

import nbformat
import pytest

from c9lib.errors import ParameterError, RefusedError, StepError, UserError
from c9lib.notebook.begin import BESIDE
from c9lib.runbook import engine
from c9lib.runbook.execute import execute
from c9lib.runbook.kernels import Kernels, told_to_kernels
from c9lib.runbook.order import Chapter
from c9lib.runbook.progress import Plain


def run(folder: Path, *cells: str) -> str:
    """Execute a notebook of these cells; gives what the reporter said."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    nbformat.write(notebook, folder / "x.ipynb")
    evidence = folder / "evidence"
    evidence.mkdir()
    stream = io.StringIO()
    chapter, tell = Chapter(1, "role", "x.ipynb"), Plain(stream)
    tell.began(chapter, of=8)
    kernels = Kernels(folder, evidence)
    try:
        execute(chapter, folder, evidence / "x.ipynb", {}, tell, kernels)
    finally:
        kernels.close()
    return stream.getvalue()


def test_what_a_notebook_prints_is_told(tmp_path: Path) -> None:
    assert "role: waited 2 min" in run(tmp_path, "print('waited 2 min')")


def test_the_master_stays_as_it_was(tmp_path: Path) -> None:
    run(tmp_path, "1 + 1")
    master = nbformat.read(tmp_path / "x.ipynb", as_version=4)
    assert master.cells[0].outputs == []
    assert nbformat.read(tmp_path / "evidence" / "x.ipynb", as_version=4).cells[-1].outputs


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [("ParameterError", ParameterError, 2), ("RefusedError", RefusedError, 3), ("StepError", StepError, 1)],
)
def test_an_error_keeps_its_kind_its_words_and_its_remedy(
    tmp_path: Path, name: str, kind: type[UserError], code: int
) -> None:
    raised = f"{name}('The role is wrong.', details=('path is /',), remedy=('aws iam x',))"
    cell = f"from c9lib.errors import {name}\nraise {raised}"
    with pytest.raises(kind) as caught:
        run(tmp_path, "1 + 1", cell)
    told = str(caught.value)
    assert caught.value.exit_code == code
    assert "Step role stopped: The role is wrong." in told
    assert "path is /" in told
    assert "aws iam x" in told
    assert "cell 2" in told
    assert "goes on from here" in told


def test_a_fault_of_ours_names_its_exception(tmp_path: Path) -> None:
    with pytest.raises(StepError) as caught:
        run(tmp_path, "1 / 0")
    assert "ZeroDivisionError: division by zero" in str(caught.value)


def test_the_failed_notebook_is_kept(tmp_path: Path) -> None:
    with pytest.raises(StepError):
        run(tmp_path, "1 / 0")
    assert (tmp_path / "evidence" / "x.ipynb").exists()


def test_what_the_cells_before_gave_is_in_the_file_while_a_cell_runs(tmp_path: Path) -> None:
    """Whoever kills a run in the middle of a cell has the outputs of all cells before it."""
    cell = "import json; print([o['text'] for c in json.load(open('evidence/x.ipynb'))['cells'] for o in c['outputs']])"
    assert "role: ['first\\n', 'second\\n']" in run(tmp_path, "print('first')", "print('second')", cell)


def test_a_notebook_that_has_ended_is_written_as_jupyter_writes_it(tmp_path: Path) -> None:
    run(tmp_path, "print('first')")
    text = (tmp_path / "evidence" / "x.ipynb").read_text()
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    assert nbformat.writes(notebook).strip() == text.strip()
    assert notebook.metadata.papermill.end_time
    assert not list((tmp_path / "evidence").glob("*.new"))


def test_a_kernel_that_dies_leaves_what_there_was(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="Kernel died"):
        run(tmp_path, "print('first')", "import os; os._exit(1)")
    notebook = nbformat.read(tmp_path / "evidence" / "x.ipynb", as_version=4)
    assert notebook.cells[0].outputs[0].text == "first\n"
    assert notebook.metadata.papermill.end_time
    assert (tmp_path / "evidence" / "x.ipynb").read_text().startswith("{\n")


def test_a_papermill_with_another_record_of_executions_saves_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    engine.papermill()
    monkeypatch.setattr("papermill.engines.NotebookExecutionManager", object)
    assert engine._saving() is None


def test_a_kernel_that_is_abandoned_ends_its_notebook_from_another_thread(tmp_path: Path) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('here'); import time; time.sleep(60)")])
    nbformat.write(notebook, tmp_path / "x.ipynb")
    kernels, chapter = Kernels(tmp_path, tmp_path, beside=True), Chapter(1, "role", "x.ipynb")

    class Stopping(Plain):
        def line(self, chapter: Chapter, text: str) -> None:
            threading.Thread(target=kernels.abandon).start()

    try:
        with pytest.raises(RuntimeError, match=r"[Kk]ernel died"):
            execute(chapter, tmp_path, tmp_path / "y.ipynb", {}, Stopping(io.StringIO()), kernels)
        with pytest.raises(RuntimeError, match=r"[Kk]ernel died"):  # and so does the next one
            execute(chapter, tmp_path, tmp_path / "z.ipynb", {}, Plain(io.StringIO()), kernels)
    finally:
        kernels.close()


@pytest.mark.parametrize("beside", [True, False])
def test_a_notebook_is_told_whether_others_are_at_work_beside_it(tmp_path: Path, beside: bool) -> None:
    told = told_to_kernels(tmp_path, None, beside=beside)
    assert told.get(BESIDE) == (str(os.getpid()) if beside else None)
