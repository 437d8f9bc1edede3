"""A server knows its users by their processes, however these end."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from c9lib.simulator.leases import Leases


@pytest.fixture
def leases() -> Leases:
    return Leases()


def sleeper() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])


def test_a_process_counts_once_until_it_lets_go(leases: Leases) -> None:
    leases.add(os.getpid())
    leases.add(os.getpid())
    assert leases.count() == 1
    assert leases.others(os.getpid()) == []
    leases.drop(os.getpid())
    leases.drop(os.getpid())
    assert leases.count() == 0


def test_a_killed_process_uses_nothing_even_before_its_parent_buries_it(leases: Leases) -> None:
    process = sleeper()
    leases.add(process.pid)
    assert leases.count() == 1
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and is still in the table of processes
    assert leases.count() == 0
    process.wait()
    assert leases.count() == 0


def test_a_process_that_has_ended_already_isnt_noted(leases: Leases) -> None:
    process = sleeper()
    process.kill()
    process.wait()
    leases.add(process.pid)
    assert leases.count() == 0


def test_what_is_no_process_id_is_refused(leases: Leases) -> None:
    with pytest.raises(ValueError, match="pid must be a positive integer"):
        leases.add(-5)


def test_idle_time_counts_from_the_last_request_and_from_the_last_user(leases: Leases) -> None:
    time.sleep(0.05)
    assert leases.idle_seconds() >= 0.05
    leases.used()
    assert leases.idle_seconds() < 0.05
    leases.add(os.getpid())
    time.sleep(0.05)
    assert leases.idle_seconds() < 0.05, "somebody holds it"
    leases.drop(os.getpid())
    assert leases.idle_seconds() < 0.05, "the next user has the whole time from now on"
    time.sleep(0.05)
    assert leases.idle_seconds() >= 0.05
