"""The parameters of a notebook: its own cell, and what papermill put below."""

from __future__ import annotations

from typing import Any

import pytest
from papermill.translators import PythonTranslator

from c9lib.errors import ParameterError
from c9lib.notebook.injected import injected_names, parameters_of
from c9lib.parameters import Parameters


def injected(**values: Any) -> str:
    """The cell that papermill puts into a notebook."""
    return str(PythonTranslator.codify(values))


def notebook(*cells: str) -> dict[str, Any]:
    """A notebook's globals after these cells have run."""
    names: dict[str, Any] = {"In": ["", *cells]}
    for cell in cells:
        exec(cell, names)  # noqa: S102 (a cell of our own)
    return names


def test_a_notebooks_own_cell_gives_its_parameters() -> None:
    names = notebook('region = "eu-west-1"', "unrelated = 1", "access_for = ['user/a']")
    assert parameters_of(names) == Parameters(region="eu-west-1", access_for=("user/a",))


def test_no_cell_gives_the_defaults() -> None:
    assert parameters_of({}) == Parameters()


def test_what_papermill_injects_wins() -> None:
    names = notebook('region = "eu-west-1"\ndeployment = "one"', injected(region="us-west-2", repair=True, vpc_id=""))
    assert parameters_of(names) == Parameters(region="us-west-2", deployment="one", repair=True)


def test_an_injected_name_that_nobody_knows_is_refused() -> None:
    names = notebook('region = "eu-west-1"', injected(regoin="us-west-2"))
    with pytest.raises(ParameterError, match="regoin") as raised:
        parameters_of(names)
    assert "region" in str(raised.value)
    assert "this notebook" in str(raised.value)


def test_every_mistake_is_told_at_once() -> None:
    names = notebook(injected(regoin="x", automatic_stop_minutes=-1, target="moon"))
    with pytest.raises(ParameterError) as raised:
        parameters_of(names)
    assert all(name in str(raised.value) for name in ("regoin", "automatic_stop_minutes", "target"))


def test_a_persons_own_names_are_no_parameters() -> None:
    assert injected_names(["regoin = 1", "x = 2  # Parameters", "def f():\n    # Parameters\n    y = 1"]) == []


def test_only_assignments_to_names_count() -> None:
    cell = injected(a=1, b={"c": 2}) + "\nprint(3)\nobject.d = 4\nfor e in []: pass\n"
    assert injected_names(["", cell]) == ["a", "b"]


@pytest.mark.parametrize("value", ["it's", 'a "quoted" \\ path\n', "é 日本", [], ["x"], {}, None, True, 0, 1.5])
def test_every_value_that_papermill_writes_can_be_read(value: Any) -> None:
    assert injected_names([injected(name=value)]) == ["name"]
