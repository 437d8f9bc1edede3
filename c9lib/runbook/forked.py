"""Kernels forked from a process that has imported everything (`fork_server.py`), for jupyter_client's kernel manager.

A shortcut: where it can't be taken, `Forks.why_not` says so in words, and kernels are started as Jupyter starts them.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

import psutil

from c9lib.kept_data import is_plain
from c9lib.parameters import Parameters

MODULE = "c9lib.runbook.fork_server"
LAUNCHER = ("-m", "ipykernel_launcher")
"""How the kernel specification of this Python starts a kernel; one that does otherwise isn't forked."""
READY_LIMIT_SECONDS = 60.0
END_LIMIT_SECONDS = 5.0
LOOK_SECONDS = 0.005
"""Between two looks whether a process that was told to end has done so."""


class NotForkedError(RuntimeError):
    """No kernel can be forked; the words say why."""


class Forks:
    """A fork server of this process. `start` doesn't wait until it is ready; `close` ends it with all its kernels."""

    def __init__(self) -> None:
        self.why_not = ""
        self.rehearses = False
        self._lock = Lock()
        self._due = ["ready"]
        """The answers that are to come before that to the next question."""
        self._process: subprocess.Popen[bytes] | None = None
        if not hasattr(os, "fork") or sys.platform == "darwin":  # Apple's own libraries don't survive a fork
            self.why_not = "this system can't fork a process that has loaded libraries"
            return
        ours, theirs = socket.socketpair()
        ours.settimeout(READY_LIMIT_SECONDS)
        self._desk, self._lines = ours, ours.makefile("r", encoding="utf-8")
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", MODULE, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # a Ctrl-C on the terminal is for the run, which then ends this
            )
        except OSError as error:
            self.why_not = f"its process can't be started: {error}"
        finally:
            theirs.close()

    def fork(self, arguments: list[str], cwd: str, env: dict[str, str]) -> int:
        """The process id of a new kernel. Raises `NotForkedError`; after that no other one is forked. Any thread may
        ask."""
        with self._lock:
            while self._due and not self.why_not:
                self._heard()
                self._due.pop()
            if not self.why_not:
                self._ask({"arguments": arguments, "cwd": cwd, "env": env})
                pid = self._heard().get("pid", 0)
                if pid:
                    return int(pid)
        raise NotForkedError(self.why_not)

    def rehearse(self, parameters: dict[str, Any]) -> None:
        """Have a run rehearsed as soon as the server is ready, by a process that keeps what it finds for whoever asks.
        Nobody waits for it here; where it fails, whoever asks does it anew."""
        if not self.why_not:
            self._ask({"rehearse": parameters})
            self._due.append("pid")
            self.rehearses = True

    def _ask(self, told: dict[str, Any]) -> None:
        with suppress(OSError):  # then there is no answer, either
            self._desk.sendall(json.dumps(told).encode() + b"\n")

    def _heard(self) -> dict[str, Any]:
        """The server's next line. What is none is why there are no forks."""
        try:
            told: dict[str, Any] = json.loads(self._lines.readline() or "{}")
        except (OSError, ValueError) as error:
            told = {"error": f"it doesn't answer: {error}"}
        if "ready" not in told and "pid" not in told:
            self.why_not = told.get("error", "its process has ended")
        return told

    def close(self) -> None:
        """End the server, and with it whatever it has forked."""
        if self._process is None:
            return
        self._lines.close()
        self._desk.close()
        try:
            self._process.wait(END_LIMIT_SECONDS)
        except subprocess.TimeoutExpired:  # it still imports
            self._process.kill()
            self._process.wait()
        self._process = None


@contextmanager
def forking(parameters: Parameters, there: Forks | None = None) -> Iterator[Forks | None]:
    """What the kernels of a run are forked from, with its rehearsal begun: those that are there already, or new ones
    that are closed in the end. None where no shortcut is wanted."""
    if there is not None or is_plain():
        yield there
        return
    made = Forks()
    try:
        made.rehearse(parameters.model_dump(mode="json"))
        yield made
    finally:
        made.close()


class ForkedProcess:
    """A forked kernel, with as much of `subprocess.Popen` as jupyter_client's local provisioner uses.

    It is another process's child, so nobody here hears its exit code: 0 stands for whatever it was.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        try:
            self._process: psutil.Process | None = psutil.Process(pid)  # knows a later process of that id for another
        except psutil.NoSuchProcess:
            self._process = None

    def poll(self) -> int | None:
        return None if self._process is not None and self._process.is_running() else 0

    def wait(self, timeout: float | None = None) -> int:
        if self._process is not None:
            self._process.wait(timeout)
        return 0

    def send_signal(self, number: int) -> None:
        if self._process is not None:
            with suppress(psutil.NoSuchProcess):
                self._process.send_signal(number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def provisioner(forks: Forks, manager: Any) -> Any:
    """What starts the kernel of a manager by a fork; jupyter_client's own provisioner in everything else.

    Raises `NotForkedError` where this jupyter_client doesn't take one so, or where the kernel isn't this Python's.
    """
    if forks.why_not:
        raise NotForkedError(forks.why_not)
    if getattr(manager, "provisioner", "") is not None:
        raise NotForkedError("this jupyter_client's KernelManager takes no provisioner")
    if not _is_ours(manager.kernel_spec.argv):
        raise NotForkedError(f"the kernel {manager.kernel_name} isn't started by this Python's `-m ipykernel_launcher`")
    return _kind()(forks=forks, kernel_id=manager.kernel_id, kernel_spec=manager.kernel_spec, parent=manager)


def _is_ours(command: list[str]) -> bool:
    """Whether a kernel specification starts ipykernel by this very Python."""
    pythons = {"python", "python3", f"python{sys.version_info[0]}.{sys.version_info[1]}", sys.executable}
    return len(command) > 2 and command[0] in pythons and tuple(command[1:3]) == LAUNCHER


@cache
def _kind() -> Any:
    """The class, made where jupyter_client is imported already: importing it takes a while."""
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner

    class Forked(LocalProvisioner):
        """Starts a kernel by a fork instead of a `Popen`."""

        def __init__(self, forks: Forks, **told: Any) -> None:
            super().__init__(**told)
            self.forks = forks

        async def launch_kernel(self, cmd: list[str], **told: Any) -> Any:
            """A fork of the server. Raises `NotForkedError`."""
            cwd = str(told.get("cwd") or Path.cwd())
            forked = ForkedProcess(self.forks.fork(cmd[1 + len(LAUNCHER) :], cwd, told["env"]))
            self.process = cast("subprocess.Popen[bytes]", forked)
            self.pid = self.pgid = forked.pid
            self.cwd = cwd
            return self.connection_info

        async def kill(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 (as jupyter_client has it)
            """End it, and see that it has ended: jupyter_client itself would look a tenth of a second later, after each
            notebook."""
            await super().kill(restart)
            with suppress(TimeoutError):
                async with asyncio.timeout(END_LIMIT_SECONDS):
                    while await self.poll() is None:
                        await asyncio.sleep(LOOK_SECONDS)

    return Forked
