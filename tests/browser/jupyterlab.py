"""A JupyterLab of the test's own, started as `make lab` starts it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

READY_SECONDS, ENDED_SECONDS = 60, 20


@dataclass(frozen=True)
class JupyterLab:
    """A running server: its address, its secret, and the copy of the notebooks that it serves."""

    url: str
    token: str
    notebooks: Path
    home: Path

    def address(self, file: str) -> str:
        """Where a browser sees a notebook, with nothing else open."""
        return f"{self.url}/lab/tree/{file}?token={self.token}&reset"

    def ask(self, path: str, method: str = "GET") -> Any:
        """What the server's REST API answers."""
        request = urllib.request.Request(
            f"{self.url}/api/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def end_kernels(self) -> None:
        """The kernels end; the simulated account lives as long as one of its users does."""
        for session in self.ask("sessions"):
            self.ask(f"sessions/{session['id']}", "DELETE")


def command(project: Path, notebooks: Path) -> str:
    """What `make lab` runs, taken from the Makefile, but on these notebooks: another way to start it proves little."""
    printed = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "lab", 'LAB="$$@"'],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    line = printed[printed.index("JUPYTER_CONFIG_PATH=") :].replace("\\\n", " ").strip()
    folder = "--notebook-dir=notebooks "
    assert folder in line, "The Makefile starts JupyterLab in another way now"
    return "exec env " + line.replace(folder, f"--notebook-dir='{notebooks}' ")


@contextmanager
def jupyterlab(project: Path, folder: Path, **environment: str) -> Iterator[JupyterLab]:
    """A server on a copy of the notebooks below `folder`, on an account of its own; ends with all that it started."""
    served = JupyterLab(f"http://127.0.0.1:{free_port()}", secrets.token_hex(16), folder / "notebooks", folder / "home")
    shutil.copytree(project / "notebooks", served.notebooks, ignore=shutil.ignore_patterns(".*"))
    options = [
        "--no-browser",
        f"--ServerApp.port={served.url.rpartition(':')[2]}",
        "--ServerApp.port_retries=0",
    ]
    with (folder / "jupyterlab.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            ["/bin/sh", "-c", command(project, served.notebooks), "sh", *options],
            cwd=project,
            env=environment_of(folder, served) | environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(served, process, folder / "jupyterlab.log")
            yield served
        finally:
            end(served, process)


def environment_of(folder: Path, served: JupyterLab) -> dict[str, str]:
    """This environment, with all state of Jupyter, and the account, below `folder`."""
    names = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME")
    own = {name: str(folder / name.lower()) for name in names}
    return {**os.environ, **own, "C9LIB_HOME": str(served.home), "JUPYTER_TOKEN": served.token}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(served: JupyterLab, process: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + READY_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        try:
            served.ask("status")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"JupyterLab didn't start:\n{log.read_text(encoding='utf-8')[-3000:]}")


def end(served: JupyterLab, process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, which ends its kernels; insist, by their ids, where one of them stays.

    A simulated AWS waits a while for its next user. None comes, so it is told to end.
    """
    if process.poll() is not None:
        return
    server = psutil.Process(process.pid)
    started = [server, *server.children(recursive=True)]
    simulators = [one for one in started if "c9lib.simulator" in one.cmdline()]
    served.ask("shutdown", "POST")
    psutil.wait_procs([one for one in started if one not in simulators], timeout=ENDED_SECONDS)
    for one in filter(psutil.Process.is_running, simulators):
        one.terminate()
    _, stubborn = psutil.wait_procs(started, timeout=ENDED_SECONDS)
    for one in stubborn:
        one.kill()
    process.wait(timeout=ENDED_SECONDS)
