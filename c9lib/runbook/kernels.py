"""Kernels made ready ahead of time: while one notebook runs, the kernel of the next one starts and imports the library.

Each notebook still has a kernel of its own, a fresh process that has run nothing but one import.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from c9lib.aws.pace import Pace
from c9lib.notebook.begin import PACE
from c9lib.notebook.notes import FOLDER

KERNEL_NAME = "python3"
START_LIMIT_SECONDS = 60
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


class Kernels:
    """One kernel ahead of whoever asks, working in `folder`, its notes going to `evidence`. `close` ends the last."""

    def __init__(self, folder: Path, evidence: Path, pace: Pace | None = None) -> None:
        self._folder = folder
        self._environment = {**os.environ, FOLDER: str(evidence.resolve())}
        if pace and isinstance(pace.kept_in, Path):  # what is kept elsewhere can't be named to another process
            self._environment[PACE] = str(pace.kept_in.resolve())
        self._ready: Kernel | None = None

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
        run_sync(kernel.client.wait_for_ready)(timeout=START_LIMIT_SECONDS)
        return kernel

    def close(self) -> None:
        """End the kernel that nobody took."""
        if self._ready is not None:
            self._ready.stop()
            self._ready = None

    def _start(self) -> Kernel:
        from jupyter_client.manager import AsyncKernelManager
        from jupyter_core.utils import run_sync

        transport, file = _transport()
        # A file with a full path: the sockets are named after it, and we and the kernel work in different folders.
        manager = AsyncKernelManager(kernel_name=KERNEL_NAME, transport=transport, connection_file=str(file))
        arguments = [f"--IPKernelApp.exec_lines={IMPORTED}"]
        run_sync(manager.start_kernel)(cwd=str(self._folder), env=self._environment, extra_arguments=arguments)
        client = manager.client()
        client.start_channels()
        client.allow_stdin = False
        return Kernel(manager, client)


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
