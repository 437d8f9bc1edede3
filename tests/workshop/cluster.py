"""A real cluster of `dask.distributed` on this machine, each of its members a process; and an account for it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from c9lib.simulator import lifecycle

LIMIT_SECONDS = 40
QUIET = ("--no-dashboard", "--host", "127.0.0.1")


@dataclass
class Cluster:
    """Its address, its processes, and where they log."""

    address: str
    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add(self, threads: int, **environment: str) -> subprocess.Popen[bytes]:
        """One more worker; it comes when it is ready."""
        number = len(self.workers)
        words = ["distributed.cli.dask_worker", self.address, "--no-nanny", "--nthreads", str(threads), *QUIET]
        room = ["--local-directory", str(self.folder / f"worker-{number}"), "--name", f"w{number}"]
        made = _process([*words, *room], self.folder / f"worker-{number}.log", environment)
        self.workers.append(made)
        return made

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text()


@contextmanager
def cluster(folder: Path, *threads: int, **environment: str) -> Iterator[Cluster]:
    """A scheduler (with more in its environment), and a worker with so many threads each. All of them end with it."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["distributed.cli.dask_scheduler", *QUIET, "--port", "0", "--scheduler-file", str(folder / "where.json")]
    made = Cluster("", folder, _process(words, folder / "scheduler.log", environment))
    try:
        made.address = _address(made)
        for many in threads:
            made.add(many)
        yield made
    finally:
        for process in (*made.workers, made.scheduler):
            process.kill()
            process.wait(LIMIT_SECONDS)


def _address(made: Cluster) -> str:
    deadline = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < deadline and made.scheduler.poll() is None:
        for line in made.log("scheduler").splitlines():
            if "Scheduler at:" in line:
                return line.split()[-1]
        time.sleep(0.05)
    raise AssertionError(made.log("scheduler"))


def _process(words: list[str], log: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", *words], stdout=file, stderr=file, env={**os.environ, **environment}
        )


SIMULATOR = "from c9lib.cli.main import main; main(['simulator', '--seed', '7', '--call-limits'])"


@contextmanager
def account() -> Iterator[str]:
    """The address of a simulated account with AWS's call limits, in a process of its own."""
    process = subprocess.Popen([sys.executable, "-c", SIMULATOR], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip().removeprefix("AWS_ENDPOINT_URL=")
        lifecycle.ask(url, "health", {})
        yield url
    finally:
        process.terminate()
        process.communicate(timeout=LIMIT_SECONDS)
