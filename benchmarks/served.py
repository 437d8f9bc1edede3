"""A simulated AWS in a process of its own, as somebody would start it by hand, and what processes take meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import psutil
from botocore.config import Config

from c9lib.simulator import lifecycle

C9LIB = Path(sys.executable).parent / "c9lib"
NOWHERE = "http://127.0.0.1:9"
SAMPLE_SECONDS = 0.5
MEGABYTE = 1024 * 1024


def environment(home: Path) -> dict[str, str]:
    """Of a process that is measured: nobody's AWS settings, no way to any other host. It keeps what Python compiles,
    as `make run` does."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "C9LIB_"))}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        kept |= {name: NOWHERE, name.lower(): NOWHERE}
    return kept | {
        "AWS_ACCESS_KEY_ID": "simulated",
        "AWS_SECRET_ACCESS_KEY": "simulated",
        "AWS_EC2_METADATA_DISABLED": "true",
        "C9LIB_HOME": str(home),
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


@contextmanager
def simulator(home: Path, *options: str) -> Iterator[tuple[str, psutil.Process]]:
    """Its address and its process. It ends with the block."""
    words = [str(C9LIB), "simulator", *options]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment(home)) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield line.strip().removeprefix("AWS_ENDPOINT_URL="), psutil.Process(process.pid)
        finally:
            process.terminate()


def client(url: str, service: str) -> Any:
    """A boto3 client of the account's administrator."""
    keys = {"aws_access_key_id": "simulated", "aws_secret_access_key": "simulated"}
    config = Config(proxies={}, retries={"mode": "standard", "total_max_attempts": 10})
    return boto3.client(service, region_name="us-east-1", endpoint_url=url, config=config, **keys)


def clock(url: str) -> float:
    """Seconds since 1970 in the simulated account."""
    return float(lifecycle.ask(url, "clock", {})["now"])


class Memory:
    """The peak of the resident memory of some processes and their children, in MB, while a block runs."""

    def __init__(self, *processes: psutil.Process) -> None:
        self.peaks = dict.fromkeys(processes, 0.0)
        self.together = 0.0
        self._over = threading.Event()

    def __enter__(self) -> Memory:
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            now = {process: _resident(process) for process in self.peaks}
            self.peaks = {process: max(self.peaks[process], now[process]) for process in now}
            self.together = max(self.together, sum(now.values()))


def _resident(process: psutil.Process) -> float:
    try:
        family = [process, *process.children(recursive=True)]
        return sum(one.memory_info().rss for one in family) / MEGABYTE
    except psutil.NoSuchProcess:
        return 0.0
