"""A notebook's door, where it stays shut: what a refusal leaves behind. And what a step tells a run."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.aws.remembering import UNATTENDED
from c9lib.errors import ParameterError
from c9lib.notebook import Guide, TearDown, begin
from c9lib.notebook.guides import NOTHING_DONE


@pytest.mark.parametrize("kind", [Guide, TearDown])
def test_after_a_refusal_no_cell_goes_on_with_the_parameters_of_before(kind):
    """Without this, a cell that deletes would go on in the deployment of the last `begin` that was well."""
    earlier = kind.__new__(kind)  # as an earlier `begin` has left it; none of its verbs is asked here
    names = {"step": earlier, "again": earlier, "region": "us-esat-1", "mine": 3}
    with pytest.raises(ParameterError, match="us-east-1"):
        begin("tear-down", names)
    assert names == {"region": "us-esat-1", "mine": 3}


@pytest.mark.usefixtures("unseen")
def test_a_run_hears_that_a_step_has_nothing_to_do_and_a_person_sees_it(
    names: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for unattended in ("1", "1", "0"):
        monkeypatch.setenv(UNATTENDED, unattended)
        outcome = begin("role", names).apply()
        told.append((bool(outcome.changes), NOTHING_DONE in capsys.readouterr().out.splitlines()))
    assert told == [(True, False), (False, True), (False, False)]
    assert NOTHING_DONE in outcome.table().empty
