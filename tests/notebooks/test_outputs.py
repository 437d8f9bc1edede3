"""The committed outputs: complete, without an error, without anything volatile."""

from __future__ import annotations

import re

import pytest

from tests.notebooks.shelf import FILES, FOLDER, code_cells, read, tags
from tools.refresh_notebooks import LANGUAGE, changed_cells, stripped, text_of

REPR = r"<[\w.]+ object|[A-Z]\w+\("  # what Python shows of an object that cannot draw itself
QUIET = ("-import", "-learner")  # the cells that only prepare

every_notebook = pytest.mark.parametrize("file", FILES)


@every_notebook
def test_cells_were_executed_in_order(file):
    counts = [cell.execution_count for cell in code_cells(file)]
    assert counts == list(range(1, len(counts) + 1))


@every_notebook
def test_no_output_is_an_error(file):
    kinds = {output.output_type for cell in code_cells(file) for output in cell.outputs}
    assert "error" not in kinds
    assert not [output for cell in code_cells(file) for output in cell.outputs if output.get("name") == "stderr"]


@every_notebook
def test_every_call_shows_something(file):
    """All cells but those that only prepare have an output: a call whose result isn't seen teaches nothing."""
    silent = [cell.id for cell in code_cells(file) if not cell.outputs]
    prepares = [cell.id for cell in code_cells(file) if "parameters" in tags(cell) or cell.id.endswith(QUIET)]
    assert sorted(silent) == sorted(prepares)


@every_notebook
def test_what_is_drawn_can_be_read_without_html(file):
    drawn = [output.data for cell in code_cells(file) for output in cell.outputs if "data" in output]
    assert drawn
    assert [data for data in drawn if not data.get("text/plain", "").strip()] == []
    assert [data["text/plain"] for data in drawn if re.match(REPR, data["text/plain"])] == []


@every_notebook
def test_an_output_holds_one_idea(file):
    assert [cell.id for cell in code_cells(file) if len(cell.outputs) > 2] == []


@every_notebook
def test_the_file_is_as_the_refresh_saves_it(file):
    text = (FOLDER / file).read_text(encoding="utf-8")
    assert text_of(stripped(read(file))) == text


def test_versions_times_and_tools_are_stripped():
    notebook = read(FILES[1])
    before = text_of(stripped(read(FILES[1])))
    notebook.metadata["papermill"] = {"duration": 3.2}
    notebook.metadata["widgets"] = {"state": {}}
    notebook.metadata.language_info["version"] = "3.13.1"
    for cell in notebook.cells:
        cell.metadata["execution"] = {"iopub.execute_input": "2026-11-22T12:00:00Z"}
        cell.metadata["papermill"] = {"duration": 0.1}
    clean = stripped(notebook)
    assert clean.metadata.language_info == LANGUAGE
    assert text_of(clean) == before


def test_a_changed_cell_is_named():
    notebook = read(FILES[1])
    before = text_of(notebook)
    assert changed_cells(before, text_of(notebook)) == []
    notebook.cells[3].source += "\n"
    assert changed_cells(before, text_of(notebook)) == [notebook.cells[3].id]
