"""Kernels that are forked: each a process of its own that knows nothing of another; and where they can't be."""

from __future__ import annotations

import io
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import psutil
import pytest

from c9lib.errors import StepError
from c9lib.parameters import Parameters
from c9lib.rehearsal.asking import ACCOUNT, rehearse, rehearsed
from c9lib.runbook import fork_server, forked
from c9lib.runbook.execute import execute
from c9lib.runbook.forked import MODULE, ForkedProcess, Forks, NotForkedError, provisioner
from c9lib.runbook.kernels import Kernels
from c9lib.runbook.order import Chapter
from c9lib.runbook.progress import Plain

WHO = "import os, c9lib.steps as shared; print(os.getpid(), os.getppid())"
FORGETS = """
print(sorted(name for name in ("mine", "shared", "os") if name in globals()))
import c9lib.steps as shared, os, sys
print(getattr(shared, "changed", None), os.environ.get("MINE"), sys.argv[0], __name__, os.getcwd())
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def kernels(tmp_path: Path, said: list[str]) -> Iterator[Kernels]:
    (tmp_path / "evidence").mkdir()
    forks = Forks()
    made = Kernels(tmp_path, tmp_path / "evidence", None, forks, said.append)
    yield made
    made.close()
    forks.close()


def executed(folder: Path, kernels: Kernels, *cells: str) -> list[str]:
    """Run a notebook of these cells; gives the lines that it printed."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    nbformat.write(notebook, folder / "x.ipynb")
    stream = io.StringIO()
    execute(Chapter(1, "role", "x.ipynb"), folder, folder / "evidence" / "x.ipynb", {}, Plain(stream), kernels)
    return [line.removeprefix("    role: ") for line in stream.getvalue().splitlines()[:-1]]


def test_each_notebook_has_a_process_of_its_own_that_knows_nothing_of_another(tmp_path: Path, kernels: Kernels) -> None:
    (first,) = executed(tmp_path, kernels, WHO, "mine = 1; shared.changed = 1; os.environ['MINE'] = 'set'")
    second, state, inside = executed(tmp_path, kernels, WHO, "del os, shared\n" + FORGETS)
    assert [first.split()[1], second.split()[1]] == [second.split()[1]] * 2, "both are forked from the same process"
    assert first.split()[0] != second.split()[0]
    assert state == "[]"
    assert inside == f"None None ipykernel_launcher __main__ {tmp_path}"


def test_a_forked_kernel_knows_its_cells_and_writes_none_into_a_persons_history(
    tmp_path: Path, kernels: Kernels
) -> None:
    kernels._environment["IPYTHONDIR"] = str(tmp_path / "ipython")
    (told,) = executed(tmp_path, kernels, "1 + 1", "print(In[1], Out[1], _i1, _)")
    assert told == "1 + 1 2 1 + 1 2"
    assert list((tmp_path / "ipython").rglob("history.sqlite")) == []


def test_a_forked_kernel_ends_with_its_notebook_and_all_end_with_the_run(tmp_path: Path, kernels: Kernels) -> None:
    (told,) = executed(tmp_path, kernels, WHO)
    pid, server = map(int, told.split())
    assert not psutil.pid_exists(pid)
    assert MODULE in psutil.Process(server).cmdline()
    ahead = psutil.Process(server).children()
    assert len(ahead) == 1, "the one of the next notebook"
    kernels.close()
    assert psutil.wait_procs(ahead, 5)[1] == []


def test_a_killed_run_leaves_no_forked_kernel(tmp_path: Path) -> None:
    forks = Forks()
    pid = forks.fork(["-f", str(tmp_path / "kernel.json")], str(tmp_path), dict(os.environ))
    server = psutil.Process(pid).parent()
    forks._lines.close()
    forks._desk.close()
    assert psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], 10)[1] == []
    assert server is not None
    server.wait(10)
    forks.close()


def test_a_forked_kernel_that_is_killed_is_seen_to_be_dead(tmp_path: Path, kernels: Kernels) -> None:
    with pytest.raises(RuntimeError, match="Kernel died"):
        executed(tmp_path, kernels, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")


def test_what_a_forked_kernel_raises_is_told(tmp_path: Path, kernels: Kernels) -> None:
    with pytest.raises(StepError, match="ZeroDivisionError"):
        executed(tmp_path, kernels, "1 / 0")


def test_where_nothing_can_be_forked_kernels_start_by_themselves_with_a_warning(
    tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forked, "MODULE", "c9lib.runbook.no_such_module")
    (tmp_path / "evidence").mkdir()
    forks = Forks()
    kernels = Kernels(tmp_path, tmp_path / "evidence", None, forks, said.append)
    try:
        (told,) = executed(tmp_path, kernels, WHO)
        executed(tmp_path, kernels, WHO)
    finally:
        kernels.close()
        forks.close()
    assert told.split()[1] == str(os.getpid())
    assert [line for line in said if line.startswith("warning: kernels aren't forked")] == said
    assert len(said) == 1


def test_a_system_that_cannot_fork_starts_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    forks = Forks()
    with pytest.raises(NotForkedError, match="can't fork"):
        forks.fork([], "/", {})
    forks.close()


@pytest.mark.parametrize("argv", [["/usr/bin/python3.9", "-m", "ipykernel_launcher"], ["python", "-m", "xeus"], []])
def test_a_kernel_of_another_python_is_not_forked(argv: list[str]) -> None:
    forks: Any = SimpleNamespace(why_not="")
    manager = SimpleNamespace(provisioner=None, kernel_name="python3", kernel_spec=SimpleNamespace(argv=argv))
    with pytest.raises(NotForkedError, match="kernel python3 isn't started by this Python"):
        provisioner(forks, manager)


def test_a_manager_that_takes_no_provisioner_is_left_alone() -> None:
    forks: Any = SimpleNamespace(why_not="")
    with pytest.raises(NotForkedError, match="takes no provisioner"):
        provisioner(forks, SimpleNamespace())


def test_an_ipykernel_that_starts_otherwise_is_refused() -> None:
    with pytest.raises(AttributeError):
        fork_server.check(SimpleNamespace())
    begun = SimpleNamespace(launch_instance=print, initialized=lambda: True)
    with pytest.raises(AttributeError):
        fork_server.check(SimpleNamespace(IPKernelApp=begun))


def test_the_server_is_ready_where_a_thousand_files_are_open_before_it() -> None:
    """Its socket's number is beyond those that `select.select` takes."""
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1100)]
    forks = Forks()
    try:
        assert "ready" in forks._heard()
    finally:
        forks.close()
        for one in held:
            os.close(one)


def test_the_server_that_cannot_go_on_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = fork_server.socket.socketpair()
    monkeypatch.setattr(fork_server, "KERNEL", "c9lib.runbook.plain")
    monkeypatch.setattr(fork_server.sys, "argv", ["fork_server", str(theirs.detach())])
    monkeypatch.setattr(fork_server, "_refuse_threads", lambda: None)  # of other tests
    monkeypatch.setattr(fork_server.gc, "disable", lambda: None)
    assert fork_server.main() == 1
    told = json.loads(ours.recv(10000))
    ours.close()
    assert "IPKernelApp" in told["error"]


def test_a_process_that_is_gone_counts_as_ended() -> None:
    gone = ForkedProcess(2**22 + 1)
    assert gone.poll() == 0
    assert gone.wait() == 0
    gone.kill()
    gone.terminate()


def test_a_rehearsal_is_made_by_a_forked_process_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path))
    forks, asked = Forks(), Parameters(network="nat", deployment="not-shipped")
    try:
        forks.rehearse(asked.model_dump(mode="json"))
        pid = forks.fork(["-f", str(tmp_path / "kernel.json")], str(tmp_path), dict(os.environ))
        assert MODULE in psutil.Process(pid).cmdline()
        deadline = time.monotonic() + 60
        while (found := rehearsed(asked, ACCOUNT)) is None and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        forks.close()
    assert found is not None
    assert found == rehearse(asked, ACCOUNT)
    (kept,) = (tmp_path / "rehearsals").glob("*.json")
    kept.unlink()
    assert rehearse(asked, ACCOUNT) == found, "a process of its own comes to the same"


def test_a_rehearsal_that_fails_stops_no_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path))
    forks = Forks()
    try:
        forks.rehearse(Parameters(instance_type="z9.huge").model_dump(mode="json"))
        assert psutil.pid_exists(forks.fork(["-f", str(tmp_path / "k.json")], str(tmp_path), dict(os.environ)))
    finally:
        forks.close()
