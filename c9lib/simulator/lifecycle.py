"""The simulated accounts that notebooks and commands share: each started by whoever needs it first, ended when nobody
uses it.

An account is known by the name of its world: `default` is that of the guided path, `labs` that of the labs. Its state
outlives its server: it is in the journal of the world's folder. This module imports nothing of the simulator but names,
so that joining costs no import of moto.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
from filelock import FileLock, Timeout
from platformdirs import user_state_path

import c9lib
from c9lib.errors import RefusedError, StepError

DEFAULT = "default"
"""The world of the guided path."""
LOCK, ADDRESS, JOURNAL, LOG, PORT = "lock", "server.json", "journal.jsonl", "server.log", "port"
"""In a world's folder: who holds the lock may start, join or end its server; where the server is; what was written;
what it said; at which port it wants to be found again, where somebody has asked for that (`afresh`)."""
ELSEWHERE = "C9LIB_WORLD"
"""The environment variable that names the address of an account to use instead of that of the guided path, which
somebody else serves and ends (`c9lib workshop worlds`)."""
MODULE = "c9lib.simulator"
"""What a server's process runs (`python -m`), and is known by."""
START_LIMIT_SECONDS = 60.0
END_LIMIT_SECONDS = 10.0
LOCK_LIMIT_SECONDS = START_LIMIT_SECONDS + END_LIMIT_SECONDS
LOOK_SECONDS = 0.01

_children: list[subprocess.Popen[bytes]] = []
"""Servers that this process started. Kept, because a child that has ended stays in the table of processes until its
parent looks at it."""


@dataclass(frozen=True)
class Running:
    """A server of the shared account: its address, its process id, and what whoever joins should be told."""

    url: str
    pid: int
    notice: str = ""


def folder(world: str = DEFAULT) -> Path:
    """Where the account of a world is kept: in `$C9LIB_HOME`, or the user's state directory."""
    home = os.environ.get("C9LIB_HOME")
    return (Path(home).expanduser().absolute() if home else user_state_path("c9lib")) / "worlds" / world


def join(world: str = DEFAULT) -> Running:
    """Join a world's account as this process, starting its server if none runs. Raises `StepError` when it doesn't
    start, or when that of somebody else doesn't answer."""
    if elsewhere := _elsewhere(world):
        return elsewhere
    with _held(world) as place:
        running = _running(place) or _start(place)
        ask(running.url, "lease", {"pid": os.getpid()})
    return running


def afresh(world: str, seed: int) -> Running:
    """Forget a world's account, and join a new one with this seed, from which all its ids follow.

    Whoever uses the account goes on using the new one: its server is at the same port, unless another program has taken
    that meanwhile, and knows the processes that the old one knew. Raises `StepError` when it doesn't start.
    """
    with _held(world) as place:
        running, users = _running(place), {os.getpid()}
        if running:
            users |= set(ask(running.url, "others", {"pid": os.getpid()})["pids"])
            (place / PORT).write_text(str(urlsplit(running.url).port), encoding="utf-8")
            _end(place, running.pid)
        (place / JOURNAL).unlink(missing_ok=True)
        started = _start(place, "--seed", str(seed))
        (place / PORT).write_text(str(urlsplit(started.url).port), encoding="utf-8")
        for pid in users:
            ask(started.url, "lease", {"pid": pid})
    return started


def leave(world: str = DEFAULT) -> None:
    """This process no longer uses a world's account; nobody else does: its server ends now."""
    if not folder(world).exists() or _is_elsewhere(world):
        return
    with _held(world) as place:
        running = _running(place)
        if running and ask(running.url, "release", {"pid": os.getpid()})["users"] == 0:
            _end(place, running.pid)


def reset(world: str = DEFAULT) -> None:
    """Forget a world's account. Raises `RefusedError` while another process uses it, or when somebody else serves
    it."""
    if _is_elsewhere(world):
        raise RefusedError(
            f"The simulated account at {os.environ[ELSEWHERE]} isn't this machine's shared one, so it isn't reset.",
            details=(f"the environment variable {ELSEWHERE} names it",),
            remedy=("Unset the variable to reset the shared one; whoever serves the other one can begin it anew.",),
        )
    if not folder(world).exists():
        return
    with _held(world) as place:
        running = _running(place)
        if running:
            users = ask(running.url, "others", {"pid": os.getpid()})["users"]
            if users:
                raise RefusedError(
                    "The shared simulated account is in use, so it isn't reset.",
                    details=(
                        f"{users} running process(es) use it: notebooks that are open, or a run in another terminal.",
                    ),
                    remedy=("Shut those kernels down or let that run end, then reset again.",),
                )
            _end(place, running.pid)
        (place / JOURNAL).unlink(missing_ok=True)


def _is_elsewhere(world: str) -> bool:
    return world == DEFAULT and bool(os.environ.get(ELSEWHERE))


def _elsewhere(world: str) -> Running | None:
    """The account that somebody else serves to this process; None where none is named. Only ever on this machine."""
    if not _is_elsewhere(world):
        return None
    url = os.environ[ELSEWHERE]
    try:
        if urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("it isn't on this machine")
        return Running(url, int(ask(url, "health", {})["pid"]))
    except (OSError, ValueError, LookupError, http.client.HTTPException) as error:
        raise StepError(
            f"The simulated account at {url} doesn't answer.",
            details=(f"the environment variable {ELSEWHERE} names it", str(error)),
            remedy=("Ask whoever serves it, or unset the variable to use an account of your own.",),
        ) from None


@contextmanager
def _held(world: str = DEFAULT) -> Iterator[Path]:
    """The world's folder, made if need be, and held so that nobody else starts or ends its server meanwhile. Raises
    `StepError`."""
    place = folder(world)
    lock = FileLock(place / LOCK, timeout=LOCK_LIMIT_SECONDS)
    try:
        place.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise StepError(
            "Another process has been starting or ending the simulated AWS for too long.",
            details=(f"it has held {place / LOCK} for more than {LOCK_LIMIT_SECONDS:.0f} s",),
            remedy=("End that process, then run the same command again.",),
        ) from None
    except OSError as error:
        raise StepError(
            f"The simulated account can't be kept in {place}: {error.strerror or error}.",
            details=(
                "its folder is the user's state directory, or the one that the environment variable C9LIB_HOME names",
            ),
            remedy=("Let C9LIB_HOME name a folder that you can write to, then run the same command again.",),
        ) from None
    try:
        yield place
    finally:
        lock.release()


class _Connection(http.client.HTTPConnection):
    """One that is closed when nobody has it any more."""

    def __del__(self) -> None:
        self.close()


class _Kept(threading.local):
    """The open connections of a thread to simulators' control addresses, and the process that opened them: a fork has
    the same ones, and mustn't speak on them."""

    def __init__(self) -> None:
        self.pid = 0
        self.connections: dict[str, _Connection] = {}

    def take(self, url: str) -> _Connection | None:
        """The open connection to an address, which is the caller's from now on."""
        if self.pid != os.getpid():
            self.pid, self.connections = os.getpid(), {}
        return self.connections.pop(url, None)


_kept = _Kept()


def ask(url: str, verb: str, told: dict[str, Any]) -> dict[str, Any]:
    """Ask a simulator's control address. Raises `OSError` when nobody answers, `LookupError` when it isn't a simulator
    of ours.

    The connection stays open for the next question. One that was closed meanwhile is opened anew: its server has ended,
    or another one is there, and has heard nothing yet.
    """
    kept = _kept.take(url)
    if kept is not None:
        try:
            return _asked(kept, url, verb, told)
        except (ConnectionError, http.client.RemoteDisconnected):
            kept.close()
    address = urlsplit(url)
    opened = _Connection(address.hostname or "127.0.0.1", address.port or 80, timeout=30)
    return _asked(opened, url, verb, told)


def _asked(connection: _Connection, url: str, verb: str, told: dict[str, Any]) -> dict[str, Any]:
    try:
        connection.request("POST", f"/_c9lib/{verb}", json.dumps(told), {"Content-Type": "application/json"})
        response = connection.getresponse()
        content = response.read()
    except BaseException:
        connection.close()
        raise
    if response.status != 200 or response.will_close:
        connection.close()
    else:
        _kept.connections[url] = connection
    if response.status != 200:
        raise LookupError(f"{url}/_c9lib/{verb} answers {response.status}: {content[:2000].decode(errors='replace')}")
    answer: dict[str, Any] = json.loads(content)
    return answer


def _running(place: Path) -> Running | None:
    """The server that runs for this folder, of this version; one of another version, or one that doesn't answer, is
    ended."""
    try:
        told = json.loads((place / ADDRESS).read_text(encoding="utf-8"))
        url, pid = str(told["url"]), int(told["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not _serves(pid):
        return None  # Whoever listens at that address now is another program.
    try:
        health = ask(url, "health", {})
    except (OSError, ValueError, LookupError, http.client.HTTPException):
        health = {}
    if health.get("pid") != pid or health.get("c9lib") != c9lib.__version__:
        _end(place, pid)
        return None
    return Running(url, pid, health.get("notice", ""))


def _serves(pid: int) -> bool:
    """Whether this process is a simulator's server; ids of ended processes are given out again."""
    try:
        process = psutil.Process(pid)
        return MODULE in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _start(place: Path, *options: str) -> Running:
    (place / ADDRESS).unlink(missing_ok=True)
    with suppress(OSError, ValueError):  # none is wanted, or the file is torn
        options += ("--port", str(int((place / PORT).read_text(encoding="utf-8"))))
    with (place / LOG).open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", MODULE, str(place), *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _children.append(process)
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        running = _running(place) if (place / ADDRESS).exists() else None
        if running:
            return running
        time.sleep(LOOK_SECONDS)
    raise _not_started(place, process)


def _not_started(place: Path, process: subprocess.Popen[bytes]) -> StepError:
    ended = process.poll()
    why = (
        f"it wasn't ready within {START_LIMIT_SECONDS:.0f} s"
        if ended is None
        else f"its process ended with code {ended}"
    )
    if ended is None:
        process.kill()
        process.wait()
    last = (place / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
    return StepError(
        "The simulated AWS didn't start.",
        details=(why, *last, f"its log is {place / LOG}"),
        remedy=("Read the log; `c9lib simulator --reset` forgets the account that it tried to restore.",),
    )


def _end(place: Path, pid: int) -> None:
    """End a server of this folder, by its process id, and wait until its journal is closed. One that doesn't end when
    told to is killed."""
    for told in (signal.SIGTERM, signal.SIGKILL):
        if _serves(pid):
            os.kill(pid, told)
        deadline = time.monotonic() + END_LIMIT_SECONDS
        while _serves(pid) and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
    for child in _children:
        if child.pid == pid:  # it has ended, and may not be buried yet
            with suppress(subprocess.TimeoutExpired):
                child.wait(END_LIMIT_SECONDS)
    _children[:] = [child for child in _children if child.poll() is None]
    (place / ADDRESS).unlink(missing_ok=True)
