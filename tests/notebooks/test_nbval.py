"""All notebooks, executed in order on a fresh simulated account, give the outputs that are committed."""

from __future__ import annotations

import os
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.notebooks.shelf import FILES, FOLDER, code_cells

CELL_LIMIT_SECONDS = 60


def nbval(home, files, **options):
    """pytest with nbval alone, in a process of its own: neither our settings nor our fixtures are in its way."""
    words = [
        "--nbval",
        "--nbval-current-env",
        f"--nbval-cell-timeout={CELL_LIMIT_SECONDS}",
        "-p",
        "no:cacheprovider",
        "-q",
    ]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", str(FOLDER), *words, *map(str, files)],
        env={**os.environ, "C9LIB_HOME": str(home)},
        capture_output=True,
        text=True,
        **options,
    )


@pytest.mark.timeout(400)
def test_the_outputs_are_those_that_are_committed(tmp_path):
    ended = nbval(tmp_path, [FOLDER / file for file in FILES], cwd=FOLDER)
    assert ended.returncode == 0, ended.stdout[-20000:] + ended.stderr[-2000:]
    cells = sum(len(code_cells(file)) for file in FILES)
    assert f"{cells} passed" in ended.stdout


def test_another_output_is_found(tmp_path):
    """Without this, a comparison that compares nothing would pass unnoticed."""
    wrong = new_output("execute_result", {"text/plain": "3"}, execution_count=1)
    notebook = new_notebook(cells=[new_code_cell("1 + 1", execution_count=1, outputs=[wrong])])
    nbformat.write(notebook, tmp_path / "wrong.ipynb")
    ended = nbval(tmp_path / "home", [tmp_path / "wrong.ipynb"], cwd=tmp_path)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "1 failed" in ended.stdout
