"""The rehearsing process: alone with its account, heard to its end, and never left behind."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from c9lib.errors import StepError
from c9lib.parameters import Parameters
from c9lib.rehearsal import asking, kept, shipped
from c9lib.rehearsal.asking import MODULE, rehearse
from c9lib.rehearsal.nouns import Rehearsal

ACCOUNT = "123456789012"
ASKS = f"""
from c9lib.parameters import Parameters
from c9lib.rehearsal.asking import rehearse
rehearse(Parameters(deployment="not-shipped"), "{ACCOUNT}")
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(shipped, "_questions", dict)


def test_what_cannot_be_rehearsed_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulated account knows no such instance type, so the run is refused there."""
    with pytest.raises(StepError, match="can't be rehearsed") as raised:
        rehearse(Parameters(instance_type="z9.huge"), ACCOUNT)
    told = str(raised.value)
    assert "its process ended with code 1" in told
    assert "z9.huge" in told


def test_one_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LIMIT_SECONDS", 0.2)
    with pytest.raises(StepError, match="can't be rehearsed") as raised:
        rehearse(Parameters(), ACCOUNT)
    assert "it wasn't done within 0 s" in str(raised.value)
    assert rehearsing() == []


def test_it_ends_with_whoever_asked() -> None:
    """A parent that is killed can't end anything: its pipe closes, and that is enough."""
    parent = subprocess.Popen([sys.executable, "-c", ASKS])
    child = wait_for(lambda: [one for one in rehearsing() if one.ppid() == parent.pid])
    parent.kill()
    parent.wait()
    gone, alive = psutil.wait_procs(child, timeout=20)
    assert (len(gone), alive) == (1, [])


def test_it_listens_to_nobody() -> None:
    reading, writing = os.pipe()
    with subprocess.Popen([sys.executable, "-m", MODULE], stdin=reading, stdout=subprocess.PIPE) as process:
        os.write(writing, b"{}\n")
        assert process.stdout is not None
        seen: list[object] = []
        while not select.select([process.stdout], [], [], 0.05)[0]:
            seen += psutil.Process(process.pid).net_connections()
        told = process.stdout.read()
    os.close(writing)
    os.close(reading)
    assert (seen, process.returncode) == ([], 0)
    assert told.startswith(b'{"caller"')


def rehearsing() -> list[psutil.Process]:
    """Our rehearsing processes; those of other tests that run beside this one aren't ours."""
    mine = psutil.Process().children(recursive=True)
    found = []
    for one in mine:
        try:
            if MODULE in one.cmdline() and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one)
        except psutil.Error:
            continue
    return found


def wait_for(look: Callable[[], list[psutil.Process]]) -> list[psutil.Process]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError("no rehearsing process appeared")


def test_two_that_want_the_same_at_once_make_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run begins it before its first notebook asks for it."""
    made: list[dict[str, object]] = []

    def slowly(told: dict[str, object]) -> Rehearsal:
        made.append(told)
        time.sleep(0.5)
        return Rehearsal((), "arn:aws:iam::123456789012:user/Administrator")

    monkeypatch.setattr(asking, "_made", slowly)
    with ThreadPoolExecutor(3) as pool:
        found = [pool.submit(rehearse, Parameters(network=network), ACCOUNT) for network in ("public", "public", "nat")]
        assert len({one.result().caller for one in found}) == 1
    assert len(made) == 2


def test_where_nothing_can_be_locked_it_is_made_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(asking, "_made", lambda _: Rehearsal((), "somebody"))
    assert rehearse(Parameters(), ACCOUNT).caller == "somebody"


def test_what_was_rehearsed_before_needs_no_simulated_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Parameters(deployment="not-shipped")
    kept.keep(asking.question(asked), Rehearsal(needs=(), caller=""))
    monkeypatch.setitem(sys.modules, "c9lib.rehearsal.play", None)
    asking.rehearse_here(asked)
    with pytest.raises(ImportError):
        asking.rehearse_here(Parameters(deployment="another"))
