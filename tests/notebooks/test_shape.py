"""Every notebook has the one shape: sections, cells, ids, tags."""

from __future__ import annotations

import ast
import itertools
import re

import pytest

from c9lib.parameters import cell as parameters_cell
from tests.notebooks.shelf import FILES, FOLDER, OF_A_CLASS, STEPS, code_cells, headings, read, tags

STEP_SECTIONS = [
    "Parameters",
    "What is there now",
    "What will change",
    "Make the change",
    "Check it",
    "If it goes wrong",
    "What you learned",
]
WITHOUT_WRITING = [name for name in STEP_SECTIONS if name not in ("Make the change", "Check it")]
SECTIONS = {
    "00-start-here.ipynb": ["Nine notebooks, in this order", *WITHOUT_WRITING],
    "07-verify.ipynb": ["Parameters", "Check it", "If it goes wrong", "What you learned"],
    "08-tear-down.ipynb": [name for name in STEP_SECTIONS if name != "What is there now"],
    **dict.fromkeys(STEPS, STEP_SECTIONS),
}
LONGEST_CELL, MOST_CELLS, LEAST_PROSE = 12, 40, 1.5

every_notebook = pytest.mark.parametrize("file", FILES)
and_the_trainers = pytest.mark.parametrize("file", [*FILES, OF_A_CLASS])


def test_the_folder_holds_the_chapters_and_nothing_else():
    assert sorted(path.name for path in FOLDER.glob("*.ipynb")) == [*FILES, OF_A_CLASS]
    assert len(FILES) == 9


@and_the_trainers
def test_one_h1_and_it_comes_first(file):
    first = read(file).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert [level for level, _ in headings(file)].count(1) == 1


@and_the_trainers
def test_headings_go_down_one_level_at_a_time(file):
    levels = [level for level, _ in headings(file)]
    assert levels[0] == 1
    assert all(below <= above + 1 for above, below in itertools.pairwise(levels)), levels


@every_notebook
def test_the_sections_are_there_in_order(file):
    assert [words for level, words in headings(file) if level == 2] == SECTIONS[file]


@every_notebook
def test_one_cell_of_parameters_and_it_is_the_models(file):
    tagged = [cell.source for cell in code_cells(file) if "parameters" in tags(cell)]
    assert tagged == [parameters_cell()]


@every_notebook
def test_cells_are_short_and_few(file):
    cells = read(file).cells
    long = [cell.id for cell in code_cells(file) if len(cell.source.splitlines()) > LONGEST_CELL]
    assert long == [cell.id for cell in code_cells(file) if "parameters" in tags(cell)]
    assert len(cells) <= MOST_CELLS


@and_the_trainers
def test_there_is_more_text_than_code(file):
    cells = read(file).cells
    code = len(code_cells(file))
    assert len(cells) - code >= LEAST_PROSE * code


@and_the_trainers
def test_every_call_is_announced_and_explained(file):
    """Text stands before and after each code cell, but between the two that only prepare."""
    kinds = [(cell.cell_type, cell.id) for cell in read(file).cells]
    neighbours = itertools.pairwise(kinds)
    assert not [(one, other) for (a, one), (b, other) in neighbours if a == b == "code"]
    assert kinds[-1][0] == "markdown"


@and_the_trainers
def test_imports_stand_in_one_cell(file):
    importing = [cell.id for cell in code_cells(file) if imports(cell.source)]
    assert len(importing) == 1


@every_notebook
def test_a_cell_writes_when_it_is_tagged_and_only_then(file):
    tagged = {cell.id for cell in code_cells(file) if "writes" in tags(cell)}
    writing = {cell.id for cell in code_cells(file) if calls(cell.source) & {"apply", "undo"}}
    assert tagged == writing


@and_the_trainers
def test_who_writes_says_so_before_and_in_the_cell(file):
    cells = read(file).cells
    for before, cell in itertools.pairwise(cells):
        writes = "writes" in tags(cell)
        assert ("✎" in cell.source) == writes or cell.cell_type == "markdown"
        if cell.cell_type == "code":
            assert bool(re.search(r"\*\*✎ The next cell (writes|deletes)", before.source)) == writes


def test_only_these_notebooks_write():
    writing = [file for file in FILES if any("writes" in tags(cell) for cell in code_cells(file))]
    assert writing == [*STEPS, "08-tear-down.ipynb"]


@and_the_trainers
def test_cell_ids_are_readable_and_unique(file):
    ids = [cell.id for cell in read(file).cells]
    assert len(set(ids)) == len(ids)
    step = ids[0].partition("-")[0]
    assert [name for name in ids if not re.fullmatch(rf"{step}(-[a-z]+)+", name)] == []


def imports(source: str) -> bool:
    return any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(ast.parse(source)))


def calls(source: str) -> set[str]:
    """The names of the methods that a cell calls."""
    found = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {name.attr for name in found if isinstance(name, ast.Attribute)}
