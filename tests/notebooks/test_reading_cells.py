"""Every cell of every notebook that isn't tagged `writes` only reads, by the record of calls; and every plan is whole.

The nine are carried out one after the other in this process, cell by cell, on one account.
"""

from __future__ import annotations

import ast
from typing import Any

import pytest

from c9lib.nouns import Plan
from tests.notebooks.shelf import FILES, code_cells, read, tags
from tests.steps.conftest import address, boto_session, few_regions, front, one_boto_session

__all__ = ["address", "boto_session", "few_regions", "front", "one_boto_session"]

SECTION = "## What will change"
WITHOUT_CHANGES = ("07-verify.ipynb",)


@pytest.fixture
def given(address: str) -> dict[str, Any]:
    """What papermill would inject: the address of the account."""
    return {"endpoint_url": address}


def carried_out(source: str, names: dict[str, Any]) -> Any:
    """A cell as IPython carries it out: the value of its last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)  # noqa: S102 (that is what a notebook is)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None  # noqa: S307


def test_only_cells_that_are_tagged_write_and_they_do(given: dict[str, Any]) -> None:
    for file in FILES:
        names: dict[str, Any] = {}
        plans: list[Plan] = []
        for cell in code_cells(file):
            calls = names["step"].session.calls if "step" in names else []
            before = len(calls)
            shown = carried_out(cell.source, names)
            if "parameters" in tags(cell):
                names.update(given)
            calls = names["step"].session.calls if "step" in names else []
            wrote = [call.name for call in calls[before:] if call.writes]
            assert bool(wrote) == ("writes" in tags(cell)), (file, cell.id, wrote)
            plans += [shown] if isinstance(shown, Plan) else []
        assert (len(plans) == 0) == (file in WITHOUT_CHANGES), file
        for plan in plans:
            assert plan.changes, "on this account every step has something to do"
            assert all(one.what and one.why and one.permission and one.undo for one in plan.changes), file
            assert plan.counted in str(plan).partition("\n")[0]
            if plan.cost_per_hour:
                assert "list prices of us-east-1, August 2026" in " ".join(str(plan).split())


@pytest.mark.parametrize("file", [name for name in FILES if name not in WITHOUT_CHANGES])
def test_what_will_change_is_a_plan_and_its_columns_say_all(file: str) -> None:
    """In the notebooks as they are committed: the first plan after that heading, with its outputs."""
    cells = read(file).cells
    start = next(at for at, cell in enumerate(cells) if SECTION in cell.source)
    plan = next(cell for cell in cells[start:] if cell.cell_type == "code" and "step.plan()" in cell.source)
    assert "writes" not in tags(plan)
    told = next(output.data["text/plain"] for output in plan.outputs if "data" in output)
    title, columns, *_ = told.splitlines()
    assert "change" in title
    for word in ("action", "what", "why", "cost per hour", "permission", "undo"):
        assert word in columns
