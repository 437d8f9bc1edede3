"""Two simulated AWSs to hold side by side: ours, and plain moto_server. Each is started cold, and ready when it answers
a cheap request of its own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.served import C9LIB, environment

LIMIT_SECONDS = 60.0
LOOK_SECONDS = 0.003
MOTO_SERVER = Path(sys.executable).parent / "moto_server"


@dataclass(frozen=True)
class Server:
    """A way to serve an AWS at a port: the command, and a request that costs it nothing."""

    name: str
    words: Callable[[int, Path], Sequence[str | Path]]
    method: str
    path: str


BY_HAND = Server("c9lib simulator", lambda port, _: (C9LIB, "simulator", "--port", str(port)), "POST", "/_c9lib/health")
SHARED = Server(
    "shared account",
    lambda port, folder: (sys.executable, "-m", "c9lib.simulator", folder / "world", "--port", str(port)),
    "POST",
    "/_c9lib/health",
)
"""As notebooks and commands start it for themselves (`simulator/lifecycle.py`)."""
MOTO = Server("moto_server", lambda port, _: (MOTO_SERVER, "-H", "127.0.0.1", "-p", str(port)), "GET", "/moto-api/")


@contextmanager
def started(server: Server, port: int, folder: Path) -> Iterator[float]:
    """The server, at this port, until the block ends; gives the seconds from the start of its process until it was
    ready. Raises `RuntimeError` when it doesn't get ready."""
    (folder / "world").mkdir(exist_ok=True)
    for old in (folder / "world").iterdir():
        old.unlink()
    with (folder / "server.log").open("wb") as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in server.words(port, folder)],
            env=environment(folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _until_ready(server, port, process, began)
        yield time.perf_counter() - began
    finally:
        process.terminate()
        process.wait()


def _until_ready(server: Server, port: int, process: subprocess.Popen[bytes], began: float) -> None:
    while time.perf_counter() - began < LIMIT_SECONDS and process.poll() is None:
        if _answers(server, port):
            return
        time.sleep(LOOK_SECONDS)
    raise RuntimeError(f"{server.name} isn't ready after {time.perf_counter() - began:.1f} s")


def _answers(server: Server, port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_SECONDS)
    try:
        connection.request(server.method, server.path, "{}" if server.method == "POST" else None)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def quiet() -> None:
    """Let boto3 in this process find nobody's settings, and no way to any other host."""
    told = environment(Path(os.devnull))
    for name in set(os.environ) - set(told):
        del os.environ[name]
    os.environ.update({**told, "AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull})
