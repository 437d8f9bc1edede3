"""`python -m c9lib.runbook.fork_server FD`: a process that has imported what every notebook imports, and has run
nothing. Kernels are forked from it: each a process of its own with globals of its own, ready in the time of a fork.

Started by `forked.py`, not by people. Each line of JSON that comes through the socket FD asks for a kernel
(`arguments`, `cwd`, `env`), or for the rehearsal of a run (`rehearse`: its parameters); its process id is the answer.
When the socket closes, because the run has ended or was killed, all of them end, and so does this process.

What it knows of the inside of others, and refuses to go on without (`check`): ipykernel is started by
`IPKernelApp.launch_instance(argv)`, and importing it, IPython, pyzmq and boto3 starts no thread and opens no socket.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

KERNEL = "ipykernel.kernelapp"
NOTEBOOK = "c9lib.notebook"
VERSIONS = "c9lib.notebook.versions"
PARAMETERS = "c9lib.parameters"
SCRUBBING = "c9lib.aws.scrubbing"
LATER = (
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.display_functions",
    "IPython.core.historyapp",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "botocore.httpchecksum",
    "botocore.parsers",
    "botocore.waiter",
    "c9lib.parameters.files",
    "ipykernel.debugger",
    "ipykernel.zmqshell",
    "jinja2",
    "pdb",
    "tornado.platform.asyncio",
)
"""What is imported only when it is used, and every notebook uses. One that isn't there any more is left out."""
SERVICES = ("ec2", "iam", "cloud9", "ssm", "sts", "service-quotas", "kms")
"""Those that the notebooks ask: their models are read here once for all kernels."""
NO_HISTORY = "--HistoryManager.enabled=False"
"""What a run executes is in its evidence. IPython would write it into the person's own history of commands, too, by a
thread and a database in each kernel."""
RESET = (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP) if hasattr(signal, "SIGHUP") else ()


def main() -> int:
    """Serve until the socket closes; exit code 1, with why as the first line, when no kernel can be forked here."""
    with socket.socket(fileno=int(sys.argv[1])) as desk, desk.makefile("r", encoding="utf-8") as lines:
        return _serve(desk, lines)


def _serve(desk: socket.socket, lines: TextIO) -> int:
    forked, buried = set[int](), list[int]()
    gc.disable()  # what is imported stays: to look through it for rubbish again and again is a quarter of the start
    try:
        _import_own()
        early = _early(desk, lines, forked)
        _prepare()
    except Exception as fault:  # whatever it is, the run goes on with kernels of the usual kind
        _end(forked)
        _tell(desk, {"error": f"{type(fault).__name__}: {fault}"})
        return 1

    def bury(*_: Any) -> None:
        """Let the system forget a process that has ended, as soon as it has: the run waits for that."""
        with suppress(ChildProcessError):  # there is none
            while pid := os.waitpid(-1, os.WNOHANG)[0]:
                buried.append(pid)
                forked.discard(pid)

    signal.signal(signal.SIGCHLD, bury)
    with suppress(OSError):  # the socket may close in the middle of whatever is told
        _tell(desk, {"ready": os.getpid()})
        bury()
        for pid in early:
            _tell(desk, {"pid": pid})
        for line in lines:
            asked, before = json.loads(line), len(buried)
            pid = _fork(desk, asked)
            if pid not in buried[before:]:  # it may have ended in this very moment
                forked.add(pid)
            _tell(desk, {"pid": pid})
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # from here on an id is given to nobody else
    _end(forked)
    return 0


def _early(desk: socket.socket, lines: TextIO, forked: set[int]) -> list[int]:
    """The rehearsal, where one is asked for already: it needs no kernel, and a run's first notebook waits for it."""
    with selectors.DefaultSelector() as heard:  # `select.select` knows no descriptor beyond 1023
        heard.register(desk, selectors.EVENT_READ)
        if not heard.select(0):
            return []
    line = lines.readline()
    if not line:
        return []
    pid = _fork(desk, json.loads(line))
    forked.add(pid)
    return [pid]


def _fork(desk: socket.socket, asked: dict[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        _become(desk, asked)
    return pid


def _end(forked: Iterable[int]) -> None:
    """Kill all that were forked and haven't ended, each with its group."""
    for pid in forked:
        with suppress(OSError):
            os.killpg(pid, signal.SIGKILL)


def _import_own() -> None:
    """Import this library, all that a rehearsal needs of it. Raises whatever stands against it."""
    importlib.import_module(NOTEBOOK)
    importlib.import_module(PARAMETERS).from_mapping({}, where="nothing")
    _refuse_threads()
    gc.freeze()  # what is imported stays shared with what is forked: its collector doesn't touch it


def _prepare() -> None:
    """Import and read what every kernel needs. Raises whatever stands against forking."""
    _no_compilation()
    check(importlib.import_module(KERNEL))
    # Imported outside of a kernel, its debugger would say on standard error that nobody can set a breakpoint in
    # Python's own modules. Kernels get the environment that they are asked for with.
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    for name in LATER:
        with suppress(ImportError):
            importlib.import_module(name)
    # Each of these looks once in a process: into the packages that are installed, into the files of boto3.
    importlib.import_module(VERSIONS).versions()
    importlib.import_module(SCRUBBING).Scrubber.of_process()
    _read_models()
    _refuse_threads()
    gc.freeze()


def _refuse_threads() -> None:
    if threading.active_count() > 1 or _threads() > 1:
        raise RuntimeError("an import has started a thread, and a thread doesn't survive a fork")


def check(kernelapp: Any) -> None:
    """Raise `AttributeError` where ipykernel isn't started as this module starts it."""
    application = kernelapp.IPKernelApp
    if not callable(application.launch_instance) or application.initialized():
        raise AttributeError("IPKernelApp.launch_instance isn't what it was")


def _no_compilation() -> None:
    """As `engine.papermill`: jupyter-events asks for a grammar that takes 1.5 s and that nobody uses."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _read_models() -> None:
    """Make a client of each service, of nobody and to nowhere, so that whatever is read on the way was read."""
    import botocore.session

    from c9lib.aws.service_models import read_once
    from c9lib.aws.target import NOBODYS
    from c9lib.botocore_events import share_names
    from c9lib.botocore_methods import share_methods

    share_names()
    share_methods()
    core = botocore.session.Session(session_vars=NOBODYS)
    core.set_credentials("nobody", "nothing")
    session = read_once(core)
    for service in SERVICES:
        session.client(service, region_name="us-east-1", endpoint_url="http://127.0.0.1:9")


def _threads() -> int:
    """How many threads the system sees, where it tells; those that a library has started beside Python's, too."""
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return 1


def _become(desk: socket.socket, asked: dict[str, Any]) -> None:
    """In the forked process: be what is asked for. Doesn't return."""
    code = 1
    try:
        os.setsid()  # a group of its own, as jupyter_client gives it: a Ctrl-C is the run's, not the kernel's
        desk.close()
        for number in RESET:
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # It lives for a second or two, and keeps what it reads: rubbish is looked for seldom.
        gc.set_threshold(100_000, 20, 100)
        gc.enable()
        if "rehearse" in asked:
            _rehearse(asked["rehearse"])
        else:
            _be_kernel(**asked)
        code = 0
    finally:
        os._exit(code)  # nothing of the server's own is left to do here


def _rehearse(parameters: dict[str, Any]) -> None:
    """Rehearse a run for its first notebook. Where that fails, the notebook does it once more, and tells why."""
    from c9lib.errors import UserError
    from c9lib.parameters import Parameters
    from c9lib.rehearsal.asking import rehearse_here

    with suppress(UserError):
        rehearse_here(Parameters.model_validate(parameters))


def _be_kernel(arguments: list[str], cwd: str, env: dict[str, str]) -> None:
    """Be the kernel that `python -m ipykernel_launcher` would be."""
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    sys.argv = ["ipykernel_launcher", *arguments]
    application = importlib.import_module(KERNEL).IPKernelApp
    application.launch_instance([*arguments, f"--IPKernelApp.parent_handle={os.getppid()}", NO_HISTORY])


def _tell(desk: socket.socket, told: dict[str, Any]) -> None:
    desk.sendall(json.dumps(told).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
