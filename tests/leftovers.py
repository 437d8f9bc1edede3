"""Finds and ends processes that tests have started and left running."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import psutil

from tests.isolation import MARK

# A kernel or a simulator that was just told to end needs a moment; this many seconds are more than any has needed.
GRACE = 5.0


def started_by(session: str) -> list[psutil.Process]:
    """Running processes of this test session: whatever carries its mark, and our descendants that carry none."""
    marked = [process for process in psutil.process_iter() if _environment(process).get(MARK) == session]
    return [process for process in marked + unmarked_children() if process.pid != os.getpid() and _runs(process)]


def unmarked_children() -> list[psutil.Process]:
    """Descendants of this process that were started with an environment of their own, without any session's mark."""
    return [process for process in psutil.Process().children(recursive=True) if MARK not in _environment(process)]


def is_recorded_simulator(process: psutil.Process) -> bool:
    """Whether a world's `server.json` names this process: it serves as long as its user, this test session, lives."""
    home = _environment(process).get("C9LIB_HOME")
    records = Path(home).glob("worlds/*/server.json") if home else ()
    return any(_pid_in(record) == process.pid for record in records)


def end(processes: list[psutil.Process]) -> None:
    """Ask the processes to end, wait, then insist. Afterwards none of them runs."""
    for process in processes:
        _signal(process, insist=False)
    stubborn = still_running(processes)
    for process in stubborn:
        _signal(process, insist=True)
    still_running(stubborn)


def still_running(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that run after a moment of grace. (psutil.wait_procs would take the exit code from who started them.)"""
    limit = time.monotonic() + GRACE
    while (running := [process for process in processes if _runs(process)]) and time.monotonic() < limit:
        time.sleep(0.02)
    return running


def left_behind(session: str) -> list[str]:
    """End the simulators that served the session; then name, and end, what else is running after a moment of grace."""
    end([process for process in started_by(session) if is_recorded_simulator(process)])
    left = still_running(started_by(session))
    names = [f"{process.pid}: {_command(process)}" for process in left]
    end(left)
    return names


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except (psutil.Error, OSError):  # another user's process, or one that has just ended
        return {}


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return "(ended meanwhile)"


def _signal(process: psutil.Process, *, insist: bool) -> None:
    try:
        process.kill() if insist else process.terminate()
    except psutil.NoSuchProcess:
        return


def _pid_in(record: Path) -> int | None:
    try:
        written = json.loads(record.read_text())
    except (OSError, ValueError):  # removed or being written
        return None
    return written.get("pid") if isinstance(written, dict) else None
