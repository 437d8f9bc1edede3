"""Who uses a simulator: processes by their id. One that has ended uses it no longer, however it ended."""

from __future__ import annotations

import threading
import time

import psutil


class Leases:
    """The processes that use a server; psutil knows a process by id and start, so an id that was given out again is
    another one."""

    def __init__(self) -> None:
        self._users: dict[int, psutil.Process] = {}
        self._lock = threading.Lock()
        self._last_use = time.monotonic()

    def used(self) -> None:
        """Somebody has asked something just now."""
        self._last_use = time.monotonic()

    def add(self, pid: int) -> None:
        """Process `pid` uses the server until it ends. One that has ended already is not noted. Raises `ValueError`
        for no process id."""
        with self._lock:
            try:
                self._users[pid] = psutil.Process(pid)
            except psutil.Error:
                self._users.pop(pid, None)

    def drop(self, pid: int) -> None:
        """Process `pid` no longer uses the server."""
        with self._lock:
            self._users.pop(pid, None)

    def count(self) -> int:
        """How many processes use the server now."""
        return len(self.others(0))

    def others(self, besides: int) -> list[int]:
        """The processes that use the server now, without this one; ascending."""
        with self._lock:
            self._users = {pid: process for pid, process in self._users.items() if runs(process)}
            return sorted(self._users.keys() - {besides})

    def idle_seconds(self) -> float:
        """For how long nobody has used the server: seconds of wall time since the last request, or since a look last
        found a user."""
        if self.count():
            self.used()
        return time.monotonic() - self._last_use


def runs(process: psutil.Process) -> bool:
    """Whether a process runs; one that has ended and that its parent hasn't buried yet doesn't."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
