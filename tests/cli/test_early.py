"""What a run starts early ends, whatever becomes of the command; and is what the run then uses."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import psutil
import pytest

from c9lib.cli.early import early
from c9lib.cli.main import main
from c9lib.errors import StepError
from c9lib.kept_data import is_plain
from c9lib.parameters import Parameters
from c9lib.runbook.forked import MODULE
from c9lib.simulator import lifecycle


@pytest.fixture(autouse=True)
def others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that other tests share may still run in this process."""
    monkeypatch.setattr(sys.modules[__name__], "OTHERS", {one.pid for one in psutil.Process().children()})


OTHERS: set[int] = set()


def begun() -> list[psutil.Process]:
    """Fork servers and simulators among the children of this process that this test has begun."""
    children = (one for one in psutil.Process().children() if one.pid not in OTHERS)
    return [one for one in children if {MODULE, lifecycle.MODULE} & set(one.cmdline())]


def test_both_are_started_and_both_end() -> None:
    with early(Parameters(), plain=False) as forks:
        assert forks is not None
        assert not forks.why_not
        lifecycle.join()
        assert len(begun()) == 2
    assert begun() == []


def test_an_account_elsewhere_starts_no_simulator() -> None:
    for asked in (Parameters(endpoint_url="http://127.0.0.1:9"), Parameters(target="aws", account_id="111122223333")):
        with early(asked, plain=False):
            time.sleep(0.1)
            assert [MODULE in one.cmdline() for one in begun()] == [True]
        assert begun() == []


def test_plain_starts_nothing_early() -> None:
    with early(Parameters(), plain=True) as forks:
        assert forks is None
        assert is_plain()
        assert begun() == []
    assert not is_plain()


def test_a_command_that_is_refused_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["run", "--only", "nonsense", "--runs", str(tmp_path)])
    assert ended.value.code == 2
    assert "There is no step 'nonsense'" in capsys.readouterr().err
    assert begun() == []


def test_a_simulator_that_does_not_start_is_told_by_whoever_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path / "file"))
    with early(Parameters(), plain=False), pytest.raises(StepError, match="can't be kept"):
        lifecycle.join()
    assert begun() == []
