"""The last lines of a run: what a tear-down says on the terminal, and as JSON."""

from __future__ import annotations

from pathlib import Path

import pytest

from c9lib.cli.ending import tell_end
from c9lib.errors import StepError
from c9lib.nouns import Piece, Proof, Row
from c9lib.runbook.run import Result

GONE = Row(Piece("VPC", "vpc-1", "available"), "gone")
KEPT = Row(Piece("role", "r", "there"), "kept", "others need it")
LEFT = Row(Piece("NAT gateway", "nat-1", "available", 0.045), "left", "eni-1 needs it")


def ended(*rows: Row, error: StepError | None = None) -> Result:
    proof = Proof("d", rows).to_json()
    return Result(Path("runs/d"), Path("runs/d/report.html"), 1.0, None, error, {}, proof["facts"], proof)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((GONE, KEPT), "end:      1 gone, 1 kept, nothing left\n"),
        ((GONE, KEPT, LEFT), "end:      1 gone, 1 kept, 1 left ($0.0450 per hour)\n"),
    ],
)
def test_the_end_of_a_tear_down_is_counted_and_priced(
    rows: tuple[Row, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_end(ended(*rows))
    assert told in capsys.readouterr().err


def test_the_json_has_what_is_left_and_what_is_kept_and_the_whole_table() -> None:
    told = ended(GONE, KEPT, LEFT, error=StepError("1 thing is left.")).to_json()
    assert told["exit_code"] == 1
    assert [one["detail"] for one in told["left"]] == ["nat-1"]
    assert [one["why"] for one in told["kept"]] == ["others need it"]
    assert [one["end"] for one in told["proof"]["rows"]] == ["gone", "kept", "left"]


def test_a_run_that_tears_nothing_down_says_nothing_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    result = Result(Path("runs/d"), Path("runs/d/report.html"), 1.0, None, None, {}, None)
    tell_end(result)
    assert "end: " not in capsys.readouterr().err
    assert (result.to_json()["left"], result.to_json()["kept"], result.to_json()["proof"]) == (None, None, None)
