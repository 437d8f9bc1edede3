"""Pictures of notebooks: what has to run before those that are wanted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.screenshots import in_order

GUIDED = [Path(f"notebooks/0{number}-x.ipynb") for number in range(4)]
LABS = [Path("notebooks/labs/01-a.ipynb"), Path("notebooks/labs/02-b.ipynb")]


@pytest.mark.parametrize(
    ("wanted", "run", "pictured"),
    [
        ([GUIDED[2]], GUIDED[:3], [GUIDED[2]]),
        ([GUIDED[1], GUIDED[3]], GUIDED, [GUIDED[1], GUIDED[3]]),
        ([GUIDED[0]], GUIDED[:1], [GUIDED[0]]),
        ([LABS[1]], [LABS[1]], [LABS[1]]),
        ([GUIDED[1], LABS[0]], [*GUIDED[:2], LABS[0]], [GUIDED[1], LABS[0]]),
        ([*GUIDED, *LABS], [*GUIDED, *LABS], [*GUIDED, *LABS]),
        ([], [], []),
    ],
)
def test_those_before_it_run_unseen_and_a_lab_needs_none(
    wanted: list[Path], run: list[Path], pictured: list[Path]
) -> None:
    found = in_order([*GUIDED, *LABS], wanted)
    assert [file for file, _ in found] == run
    assert [file for file, seen in found if seen] == pictured
