"""A simulated account for each seat: private, light, and ended with whoever started it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from c9lib.aws import Session, connect
from c9lib.errors import ParameterError, RefusedError, StepError
from c9lib.parameters import Parameters, load
from c9lib.simulator import lifecycle
from c9lib.simulator.worlds import Place, serve_many
from c9lib.steps import in_order
from c9lib.workshop import worlds
from tests.workshop.conftest import Read

COMMAND = "import sys; from c9lib.cli.main import main; main(['workshop', 'worlds', *sys.argv[1:]])"
BARE = """
import sys
from pathlib import Path
from c9lib.simulator.worlds import Place, serve_many
places = [Place(name, Path(sys.argv[1]) / name / "journal.jsonl") for name in sys.argv[2:]]
serve_many(places, lambda urls: print(*urls, flush=True))
"""
"""The accounts alone, kept, and with nothing loaded before: it starts sooner."""
ROSTER = "seat,learner\n01,ann\n02,bob\n03,eve\n"
ALLOW = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
LIMIT_SECONDS = 40


@dataclass
class Host:
    """A process that serves accounts, and their addresses."""

    process: subprocess.Popen[str]
    urls: list[str]

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()

    def end(self, told: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(told)
        return self.process.wait(LIMIT_SECONDS)


def started(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def bare(folder: Path, *names: str) -> Iterator[Host]:
    process = started(BARE, str(folder), *names)
    try:
        assert process.stdout is not None
        yield Host(process, process.stdout.readline().split())
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=LIMIT_SECONDS)


def session(url: str) -> Session:
    return connect(Parameters(endpoint_url=url), lambda _: None)


def make_role(session: Session, name: str = "Mine") -> str:
    trust = json.dumps({"Version": "2012-10-17", "Statement": [ALLOW]})
    made = session.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)
    return str(made["Role"]["RoleId"])


def roles(session: Session) -> set[str]:
    return {one["RoleName"] for one in session.pages("iam", "list_roles", "Roles")}


def ended(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=20)
    return not alive


@dataclass
class Class:
    """What the command has served: its document, and where the files are."""

    host: Host
    told: dict[str, Any]
    out: Path

    def asked(self, seat: str) -> Parameters:
        return load([self.out / f"seat-{seat}.yaml"])

    def session(self, seat: str) -> Session:
        return connect(self.asked(seat), lambda _: None)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """The command itself, for a class of three."""
    folder = tmp_path_factory.mktemp("class")
    (folder / "roster.csv").write_text(ROSTER)
    process = started(COMMAND, str(folder / "roster.csv"), "--out", str(folder / "out"), "--json", "-p", *NAMED)
    try:
        assert process.stdout is not None
        lines = []
        while not lines or lines[-1] != "}\n":
            lines.append(process.stdout.readline())
            assert lines[-1], process.communicate()[1]
        told = json.loads("".join(lines))
        yield Class(Host(process, [one["endpoint_url"] for one in told["seats"]]), told, folder / "out")
        process.send_signal(signal.SIGINT)
        assert process.wait(LIMIT_SECONDS) == 0
        assert process.stderr is not None
        assert process.stderr.read().splitlines()[-1] == "They have ended."
    finally:
        process.kill()
        process.communicate()


NAMED = ("deployment", "python")


def test_nobody_s_account_has_a_process_until_somebody_comes(served: Class) -> None:
    assert served.host.children() == []
    assert psutil.Process(served.host.process.pid).num_threads() == 1, "whoever forks has one thread"
    assert lifecycle.ask(served.host.urls[1], "health", {})["account"] == "123456789012"
    assert len(served.host.children()) == 1


def test_the_files_say_where_and_under_which_name(served: Class) -> None:
    asked = served.asked("02")
    assert (asked.deployment, asked.environment_name) == ("python-02", "python-02")
    assert (asked.endpoint_url, asked.target, asked.owner_arn) == (served.host.urls[1], "simulated", "")
    assert [one["file"] for one in served.told["seats"]] == [str(served.out / f"seat-0{one}.yaml") for one in (1, 2, 3)]
    assert len(set(served.host.urls)) == 3


def test_what_is_made_in_one_is_not_in_another(served: Class) -> None:
    ann, bob = served.session("01"), served.session("02")
    before = bob.now()
    first = make_role(ann)
    ann.target.let_pass(24 * 3600)
    assert roles(ann) - roles(bob) == {"Mine"}
    assert (ann.now() - before).total_seconds() > 24 * 3600
    assert (bob.now() - before).total_seconds() < 60
    assert make_role(bob) != first, "each has ids of its own"


def test_the_steps_run_in_it_and_it_costs_less_than_a_server(served: Class) -> None:
    eve = served.session("03")
    for step in in_order(eve.parameters):
        step(eve).apply()
        verdict = step(eve).verify()
        assert not [one for one in verdict if one.status == "fail"]
    pid = lifecycle.ask(served.host.urls[2], "health", {})["pid"]
    if sys.platform == "linux":
        assert 0 < private_megabytes(pid) < 100, "a server by itself has more than 200"


def private_megabytes(pid: int) -> float:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in told if line.startswith("Private_")) / 1024


def test_one_that_is_killed_begins_again_and_the_others_go_on(served: Class) -> None:
    ann, bob = served.session("01"), served.session("02")
    make_role(bob, "Stays")
    pids = [lifecycle.ask(url, "health", {})["pid"] for url in served.host.urls[:2]]
    os.kill(pids[0], signal.SIGKILL)
    ended([psutil.Process(pids[0])] if psutil.pid_exists(pids[0]) else [])
    again = served.session("01")
    assert "Mine" not in roles(again)
    assert again.identity.account == ann.identity.account
    assert "Stays" in roles(bob)
    assert lifecycle.ask(served.host.urls[1], "health", {})["pid"] == pids[1]


def test_notebooks_and_commands_find_it_by_a_variable(served: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(worlds.VARIABLE, served.host.urls[1])
    there = connect(Parameters(), lambda _: None)
    make_role(there, "ByName")
    lifecycle.leave()
    assert "ByName" in roles(served.session("02"))
    with pytest.raises(RefusedError, match="isn't reset"):
        lifecycle.reset()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://192.0.2.1:80", "127.0.0.1"])
def test_a_variable_that_leads_nowhere_is_named(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lifecycle.ELSEWHERE, url)
    with pytest.raises(StepError, match="doesn't answer") as caught:
        connect(Parameters(), lambda _: None)
    assert "C9LIB_WORLD" in str(caught.value)


def test_what_is_kept_is_there_after_the_next_start(tmp_path: Path) -> None:
    with bare(tmp_path, "a", "b") as host:
        first = session(host.urls[0])
        told = make_role(first)
        late = first.now()
        assert host.end() == 0
    with bare(tmp_path, "a", "b") as host:
        again = session(host.urls[0])
        assert again.client("iam").get_role(RoleName="Mine")["Role"]["RoleId"] == told
        assert again.now() >= late
        assert "Mine" not in roles(session(host.urls[1]))


def test_a_journal_that_cannot_be_told_again_is_begun_afresh(tmp_path: Path) -> None:
    journal = tmp_path / "a" / "journal.jsonl"
    journal.parent.mkdir()
    journal.write_text('{"c9lib": "0.0.1"}\n')
    with bare(tmp_path, "a") as host:
        make_role(session(host.urls[0]))
        assert host.end() == 0
        assert "starts afresh" in host.process.stderr.read()  # type: ignore[union-attr]
    assert len(journal.read_text().splitlines()) > 1


def test_all_end_when_the_host_is_killed(tmp_path: Path) -> None:
    with bare(tmp_path, "a", "b") as host:
        for url in host.urls:
            lifecycle.ask(url, "health", {})
        children = host.children()
        assert len(children) == 2
        host.end(signal.SIGKILL)
        assert ended(children)


STARTER = """
import subprocess, sys
process = subprocess.Popen([sys.executable, "-c", *sys.argv[1:]], stdout=subprocess.PIPE, text=True)
print(process.pid, process.stdout.readline(), flush=True)
sys.stdin.readline()
"""


def test_it_ends_with_whoever_started_it(tmp_path: Path) -> None:
    words = [sys.executable, "-c", STARTER, BARE, str(tmp_path), "a"]
    starter = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert starter.stdout is not None
        pid, url = starter.stdout.readline().split()
        lifecycle.ask(url, "health", {})
        host = psutil.Process(int(pid))
        all_of_it = [host, *host.children()]
        assert len(all_of_it) == 2
    finally:
        starter.kill()
        starter.communicate()
    assert ended(all_of_it)


def test_a_port_that_is_taken_is_refused_and_nothing_stays() -> None:
    free, taken = neighbours()
    port = taken.getsockname()[1]
    free.close()
    with taken, pytest.raises(RefusedError, match=str(port)):
        serve_many([Place("a"), Place("b")], _never, port_from=port - 1)
    with socket.socket() as again:
        again.bind(("127.0.0.1", port - 1))


def neighbours() -> tuple[socket.socket, socket.socket]:
    """Two ports beside each other, both ours."""
    for port in range(20_011, 29_000, 97):
        first, second = socket.socket(), socket.socket()
        try:
            first.bind(("127.0.0.1", port))
            second.bind(("127.0.0.1", port + 1))
            second.listen()
            return first, second
        except OSError:
            first.close()
            second.close()
    raise AssertionError("no two ports are free")


def test_ports_beyond_the_last_are_refused() -> None:
    with pytest.raises(RefusedError, match="65535") as caught:
        serve_many([Place(str(one)) for one in range(6)], _never, port_from=65531)
    assert "Begin at 65530" in str(caught.value)


def _never(_: tuple[str, ...]) -> None:
    raise AssertionError("it has started")


def test_a_class_in_subnets_that_are_there_is_refused(class_of: Read) -> None:
    ids = "vpc-0123456789abcdef0,subnet-0123456789abcdef0"
    asked = class_of(f"01,ann,existing,{ids}", heading="seat,learner,network,vpc_id,subnet_id", share="none")
    with pytest.raises(ParameterError, match="1 seat would go to a subnet"):
        worlds.refuse_what_is_elsewhere(asked)


def test_who_is_in_the_account_is_left_out_of_the_files(class_of: Read, tmp_path: Path) -> None:
    asked = class_of(
        "01,arn:aws:iam::111122223333:user/ann,t3.large",
        heading="seat,learner,instance_type",
        share="none",
        target="aws",
        account_id="111122223333",
        access_for="user/helper",
        network="nat",
    )
    made = worlds.write_files(asked, ["http://127.0.0.1:8801"], tmp_path / "out", kept=True)
    assert load([made.seats[0].file]).given() == {
        "deployment": "python-01",
        "environment_name": "python-01",
        "instance_type": "t3.large",
        "network": "nat",
        "endpoint_url": "http://127.0.0.1:8801",
    }
    assert "kept for" in str(made)


def test_a_folder_that_cannot_be_written_is_named(class_of: Read, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ParameterError, match="--out"):
        worlds.write_files(class_of("01,ann"), ["http://127.0.0.1:8801"], tmp_path / "file", kept=False)
