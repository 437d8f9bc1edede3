"""The memory of all processes that work in one `C9LIB_HOME`, whoever started them: command, kernels, servers."""

from __future__ import annotations

import threading
from pathlib import Path

import psutil

SAMPLE_SECONDS = 0.1
MEGABYTE = 1024 * 1024


class Peak:
    """The peak of what they take together while a block runs, in MB: `pss` (what is shared counts once) and `rss` (what
    is shared counts for each)."""

    def __init__(self, home: Path) -> None:
        self._home = str(home)
        self._ours: dict[tuple[int, float], bool] = {}
        self._over = threading.Event()
        self.pss = self.rss = 0.0
        self.processes = 0

    def __enter__(self) -> Peak:
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            self.look()

    def look(self) -> None:
        """Look once."""
        taken = [one for one in map(_memory, filter(self._is_ours, psutil.process_iter())) if one]
        self.pss = max(self.pss, sum(pss for pss, _ in taken) / MEGABYTE)
        self.rss = max(self.rss, sum(rss for _, rss in taken) / MEGABYTE)
        self.processes = max(self.processes, len(taken))

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            key = (process.pid, process.create_time())
            if not self._ours.get(
                key
            ):  # asked again: a forked child has its parent's environment until it becomes itself
                self._ours[key] = process.environ().get("C9LIB_HOME") == self._home
            return self._ours[key]
        except psutil.Error:
            return False


def _memory(process: psutil.Process) -> tuple[float, float] | None:
    try:
        told = process.memory_full_info()
    except psutil.Error:
        return None
    return float(getattr(told, "pss", told.uss)), float(told.rss)
