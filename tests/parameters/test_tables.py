"""The table, the notebooks' cell and the README's table come from the model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from papermill.inspection import inspect_notebook

from c9lib.parameters import NAMES, Parameters, cell, describe, from_mapping, options, readme_table


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    made = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    )
    made.cells = [nbformat.v4.new_code_cell(cell(), metadata={"tags": ["parameters"]}, id="parameters")]
    file = tmp_path / "one.ipynb"
    nbformat.write(made, file)
    return file


def test_the_cell_runs_and_gives_the_defaults() -> None:
    names: dict[str, object] = {}
    exec(cell(), names)  # noqa: S102 - our own source, as a notebook runs it
    given = {name: names[name] for name in NAMES}
    assert from_mapping(given) == Parameters()


def test_papermill_reads_name_type_default_and_help_of_every_line(notebook: Path) -> None:
    read = inspect_notebook(notebook)
    assert list(read) == list(NAMES)
    for one in options():
        seen = read[one.name]
        assert seen["inferred_type_name"] == one.type
        assert seen["help"] == f"{one.help} ({one.limits})"
        default = eval(seen["default"])  # noqa: S307 - our own source
        assert (tuple(default) if isinstance(default, list) else default) == one.default


def test_no_line_of_the_cell_is_too_long() -> None:
    assert max(map(len, cell().splitlines())) <= 140
    assert len(cell().splitlines()) == len(NAMES)


def test_ruff_finds_nothing_in_the_cell() -> None:
    ruff = [sys.executable, "-m", "ruff"]
    check = [*ruff, "check", "--ignore", "E501,D100", "--stdin-filename", "cell.py", "-"]
    found = subprocess.run(check, input=cell() + "\n", text=True, capture_output=True, check=False)
    assert found.returncode == 0, found.stdout
    done = subprocess.run(
        [*ruff, "format", "--line-length", "140", "-"], input=cell() + "\n", text=True, capture_output=True, check=True
    )
    assert done.stdout == cell() + "\n"


def test_every_parameter_has_help_and_limits_of_its_own() -> None:
    assert all(one.help and one.limits for one in options())
    assert len({one.help for one in options()}) == len(NAMES)


def test_the_table_has_a_row_for_every_parameter() -> None:
    table = describe()
    assert [row[0] for row in table.rows] == list(NAMES)
    stop = next(row for row in table.rows if row[0] == "automatic_stop_minutes")
    assert stop[1:4] == ("int", "30", "0 to 20160")
    assert "automatic_stop_minutes" in str(table)


def test_a_choice_stands_in_the_tables_with_all_its_values() -> None:
    rows = {row[0]: row[3] for row in describe().rows}
    for one in (one for one in options() if one.choices and one.name not in ("region", "endpoint_services")):
        assert all(choice.rpartition("/")[2] in rows[one.name] for choice in one.choices)
    assert rows["launch_with"] == "api, cloudformation"


def test_the_readme_table_is_markdown_with_a_row_for_every_parameter() -> None:
    lines = readme_table().splitlines()
    assert len(lines) == len(NAMES) + 2
    assert all(line.count(" | ") == 3 for line in lines)
    assert lines[2].startswith("| `target` | `simulated` | simulated, aws |")
