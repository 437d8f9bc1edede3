"""Kernels made ready ahead of time: while one notebook runs, the kernel of the next one starts.

Each notebook still has a kernel of its own, a fresh process that has run nothing but one import: forked from one that
has imported everything (`forked.py`), or, where that can't be, started as Jupyter starts it.
"""

from __future__ import annotations

import asyncio
import os
import queue
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from c9lib.aws.pace import Pace
from c9lib.aws.remembering import UNATTENDED
from c9lib.kept_data import is_plain
from c9lib.notebook.begin import BESIDE, PACE
from c9lib.notebook.notes import FOLDER
from c9lib.runbook.forked import Forks, NotForkedError, provisioner
from c9lib.runbook.plain import PlainKernels

KERNEL_NAME = "python3"
START_LIMIT_SECONDS = 60
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""Windows has no SIGKILL, and ends a process at once by the other."""
IMPORTED = "import c9lib.notebook as _; del _"
"""What a kernel runs ahead of time: it leaves no name behind, and makes the first cell of a notebook quick."""


@dataclass(frozen=True)
class Kernel:
    """A started kernel with a client of its own, both jupyter_client's."""

    manager: Any
    client: Any

    def stop(self) -> None:
        """End the process. Nothing in it is worth waiting for: what a notebook did is on AWS and in its outputs."""
        from jupyter_core.utils import run_sync

        self.client.stop_channels()
        run_sync(self.manager.shutdown_kernel)(now=True)

    def kill(self) -> None:
        """End the process alone, from whichever thread; whoever speaks to it finds it dead, and stops it."""
        with suppress(RuntimeError):  # it has been stopped already
            asyncio.run(self.manager.signal_kernel(KILL))


class Kernels:
    """One kernel ahead of whoever asks, working in `folder`, its notes going to `evidence`. `close` ends the last.

    With `forks` they are forked; `warn` is told when they can't be. Whoever made the forks closes them.
    """

    def __init__(
        self,
        folder: Path,
        evidence: Path,
        pace: Pace | None = None,
        forks: Forks | None = None,
        warn: Callable[[str], None] = lambda _: None,
        *,
        beside: bool = False,
        watched: bool = False,
    ) -> None:
        """`beside`: others are at work at the same time, and in simulated time all wait together. `watched`: the
        notebooks ask as they do where a person runs them."""
        self._folder = folder
        self._forks = forks
        self._warn = warn
        self._environment = {
            **os.environ,
            **told_to_kernels(evidence, pace, beside=beside),
            **({UNATTENDED: "0"} if watched else {}),
        }
        self.ahead = True
        """Whether `execute` makes the next kernel ready meanwhile; whoever has no more notebooks says no."""
        self._ready: Kernel | None = None
        self._taken: Kernel | None = None
        self._over = False

    def prepare(self) -> None:
        """Start a kernel without waiting until it is ready, unless one is on its way."""
        if self._ready is None:
            self._ready = self._start()

    def take(self) -> Kernel:
        """A kernel that is ready; the caller stops it."""
        from jupyter_core.utils import run_sync

        self.prepare()
        kernel, self._ready = self._ready, None
        assert kernel is not None, "prepare has made one"
        self._taken = kernel
        if self._over:
            kernel.kill()
        try:
            run_sync(_ready)(kernel, START_LIMIT_SECONDS)
        except BaseException:
            kernel.stop()
            raise
        return kernel

    def execute(self, library: Any, source: str, target: str, **told: Any) -> None:
        """Have papermill run a notebook on the next kernel, which then ends; the one after it is prepared meanwhile."""
        from c9lib.runbook import engine

        kernel = self.take()
        if self.ahead:
            self.prepare()
        try:
            library.execute_notebook(
                source, target, progress_bar=False, engine_name=engine.register(), kernel=kernel, **told
            )
        except KeyboardInterrupt:
            engine.drop_cell()
            raise
        finally:
            self._taken = None
            kernel.stop()

    def abandon(self) -> None:
        """From another thread: end the kernel that works, and whichever is taken after it."""
        self._over = True
        if (kernel := self._taken) is not None:
            kernel.kill()

    def close_thread(self) -> None:
        """As `close`, at the end of the thread that has used them."""
        from c9lib.runbook import engine

        self.close()
        engine.close_loop()

    def close(self) -> None:
        """End the kernel that nobody took."""
        if self._ready is not None:
            self._ready.stop()
            self._ready = None

    def _start(self) -> Kernel:
        try:
            manager = self._forked() if self._forks else self._begun()
        except NotForkedError as why:
            self._warn(f"warning: kernels aren't forked, so each starts by itself and takes longer: {why}")
            self._forks = None
            manager = self._begun()
        client = manager.client()
        client.start_channels()
        client.allow_stdin = False
        return Kernel(manager, client)

    def _forked(self) -> Any:
        """The manager of a kernel that has imported everything already. Raises `NotForkedError`."""
        from jupyter_core.utils import run_sync

        assert self._forks is not None
        manager = _manager()
        manager.provisioner = provisioner(self._forks, manager)
        run_sync(manager.start_kernel)(cwd=str(self._folder), env=dict(self._environment))
        return manager

    def _begun(self) -> Any:
        """The manager of a kernel that is started as Jupyter starts it, and then imports."""
        from jupyter_core.utils import run_sync

        manager = _manager()
        arguments = [f"--IPKernelApp.exec_lines={IMPORTED}"]
        run_sync(manager.start_kernel)(cwd=str(self._folder), env=self._environment, extra_arguments=arguments)
        return manager


async def _ready(kernel: Kernel, limit: float) -> None:
    """Ask the kernel, for some seconds at most, until both channels answer: that it has become idle after the last
    question. jupyter_client's `wait_for_ready` ends with 0.2 s in which nothing may come, for each notebook.

    Raises `RuntimeError` as it does.
    """
    client, end = kernel.client, time.monotonic() + limit
    while not await _has_answered(client, client.kernel_info()):
        if not await kernel.manager.is_alive():
            raise RuntimeError("Kernel died before replying to kernel_info")
        if time.monotonic() > end:
            raise RuntimeError(f"Kernel didn't respond in {limit:g} seconds")


async def _has_answered(client: Any, asked: str) -> bool:
    """Whether the reply to a question comes within a second, and what is told of it to all right after."""
    try:
        while (await client.get_shell_msg(timeout=1))["parent_header"].get("msg_id") != asked:
            pass
        while True:
            told = await client.get_iopub_msg(timeout=0.2)
            idle = told["msg_type"] == "status" and told["content"]["execution_state"] == "idle"
            if idle and told["parent_header"].get("msg_id") == asked:
                return True
    except queue.Empty:
        return False


def kernels_for(
    folder: Path, evidence: Path, pace: Pace | None, forks: Forks | None, say: Callable[[str], None]
) -> Kernels | PlainKernels:
    """The kernels of a run: forked ones that are made ready ahead, unless somebody wants no shortcut."""
    if is_plain():
        return PlainKernels(folder, told_to_kernels(evidence, pace))
    return Kernels(folder, evidence, pace, forks, say)


def told_to_kernels(evidence: Path, pace: Pace | None, *, beside: bool = False) -> dict[str, str]:
    """The environment variables by which a run tells its notebooks where notes go, which pace they keep, that nobody
    watches them, and whether others are at work beside them."""
    told = {FOLDER: str(evidence.resolve()), UNATTENDED: "1", **({BESIDE: str(os.getpid())} if beside else {})}
    if pace and isinstance(pace.kept_in, Path):  # what is kept elsewhere can't be named to another process
        told[PACE] = str(pace.kept_in.resolve())
    return told


def _manager() -> Any:
    from jupyter_client.manager import AsyncKernelManager

    transport, file = _transport()
    # A file with a full path: the sockets are named after it, and we and the kernel work in different folders.
    return AsyncKernelManager(kernel_name=KERNEL_NAME, transport=transport, connection_file=str(file))


def _transport() -> tuple[str, Path]:
    """How a kernel is spoken to, and its connection file.

    By sockets that only this user can open, not by TCP that others on this machine could read; but not where the system
    has no such sockets, or where the path of one would be longer than it takes (about 100 characters).
    """
    from jupyter_core.paths import jupyter_runtime_dir

    folder = Path(jupyter_runtime_dir())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"kernel-{uuid4()}.json"
    fits = hasattr(socket, "AF_UNIX") and len(f"{file.with_suffix('')}-ipc-1".encode()) < 100
    return ("ipc" if fits else "tcp"), file
