"""The shared account's server: started once by whoever comes first, ended with its users, however these end."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import psutil
import pytest

import c9lib
from c9lib.errors import RefusedError, StepError
from c9lib.simulator import lifecycle
from c9lib.simulator.leases import runs

USER = """
from c9lib.simulator import lifecycle
running = lifecycle.join()
print(running.url, running.pid, flush=True)
input()
lifecycle.leave()
"""
FAKE = """
import http.server, json, os, signal, sys
if sys.argv[2] == "deaf": signal.signal(signal.SIGTERM, signal.SIG_IGN)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.dumps({"pid": os.getpid(), "c9lib": sys.argv[3]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An account of its own; its server ends with the test."""
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path))
    monkeypatch.setenv("C9LIB_LINGER_SECONDS", "0.2")
    yield lifecycle.folder()
    running = lifecycle._running(lifecycle.folder())
    if running:
        lifecycle._end(lifecycle.folder(), running.pid)


def iam(url: str) -> Any:
    return boto3.client("iam", endpoint_url=url, region_name="us-east-1")


def ends(pid: int, limit: float = 15.0) -> bool:
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or not runs(psutil.Process(pid)):
            return True
        time.sleep(0.02)
    return False


@dataclass
class User:
    """A process that has joined the account."""

    process: subprocess.Popen[str]

    def joined(self) -> tuple[str, int]:
        assert self.process.stdout is not None
        url, pid = self.process.stdout.readline().split()
        return url, int(pid)

    def leave(self) -> None:
        self.process.communicate("\n", timeout=30)


@pytest.fixture
def user(place: Path) -> Iterator[Callable[[], User]]:
    started: list[subprocess.Popen[str]] = []

    def start() -> User:
        process = subprocess.Popen(
            [sys.executable, "-c", USER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return User(process)

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_two_that_come_at_the_same_time_share_one_server_which_ends_with_the_last(
    place: Path, user: Callable[[], User]
) -> None:
    one, two = user(), user()
    url, pid = one.joined()
    assert two.joined() == (url, pid)
    iam(url).create_user(UserName="shared")
    with pytest.raises(RefusedError, match=r"in use, so it isn't reset\.\n  2 running process"):
        lifecycle.reset()
    one.leave()
    assert iam(url).get_user(UserName="shared")["User"]["UserName"] == "shared"
    two.process.send_signal(signal.SIGKILL)
    assert ends(pid)
    assert not (place / lifecycle.ADDRESS).exists()


def test_the_last_to_leave_ends_the_server_at_once_and_the_account_stays(place: Path) -> None:
    first = lifecycle.join()
    role = iam(first.url).create_user(UserName="kept")["User"]["UserId"]
    began = time.monotonic()
    lifecycle.leave()
    assert time.monotonic() - began < 1.0
    assert ends(first.pid, 0.1)
    again = lifecycle.join()
    assert (again.pid != first.pid, again.notice) == (True, "")
    assert iam(again.url).get_user(UserName="kept")["User"]["UserId"] == role
    lifecycle.reset()
    assert ends(again.pid, 0.1)
    assert not (place / lifecycle.JOURNAL).exists()


def test_a_server_that_was_killed_is_started_again_and_tells_when_the_account_is_another(place: Path) -> None:
    first = lifecycle.join()
    iam(first.url).create_user(UserName="kept")
    os.kill(first.pid, signal.SIGKILL)
    assert ends(first.pid)
    journal = place / lifecycle.JOURNAL
    head, *rest = journal.read_text().splitlines()
    journal.write_text("\n".join([head.replace(c9lib.__version__, "0.0.1"), *rest]) + "\n")
    again = lifecycle.join()
    assert "started afresh: the journal was written by {'c9lib': '0.0.1'" in again.notice
    assert lifecycle.join().notice == again.notice
    assert "kept" not in [told["UserName"] for told in iam(again.url).list_users()["Users"]]
    lifecycle.leave()


def test_who_starts_a_server_lends_it_no_setting(place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("[profile\nno ini file")
    monkeypatch.setenv("AWS_PROFILE", "nobody-has-this")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "broken"))
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "999999999999")
    running = lifecycle.join()
    for name in ("AWS_PROFILE", "AWS_CONFIG_FILE"):
        monkeypatch.delenv(name)
    assert ":123456789012:" in iam(running.url).list_users()["Users"][0]["Arn"]
    lifecycle.leave()


def test_sigterm_ends_it_promptly_and_the_next_comer_starts_another(place: Path) -> None:
    first = lifecycle.join()
    began = time.monotonic()
    os.kill(first.pid, signal.SIGTERM)
    assert ends(first.pid)
    assert time.monotonic() - began < 1.0
    assert lifecycle._running(place) is None
    assert "now" in json.loads((place / lifecycle.JOURNAL).read_text().splitlines()[-1]), "it noted how late it was"


def test_a_server_that_nobody_joins_ends(place: Path) -> None:
    place.mkdir(parents=True)
    process = subprocess.Popen([sys.executable, "-m", lifecycle.MODULE, str(place)])
    assert process.wait(30) == 0
    assert not (place / lifecycle.ADDRESS).exists()


def test_leaving_and_resetting_what_isnt_there_does_nothing(place: Path) -> None:
    lifecycle.leave()
    lifecycle.reset()
    assert not place.exists()


def record(place: Path, url: str, pid: int) -> None:
    place.mkdir(parents=True, exist_ok=True)
    (place / lifecycle.ADDRESS).write_text(json.dumps({"url": url, "pid": pid}))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"url": "http://127.0.0.1:9", "pid": "me"}', "\0"])
def test_a_record_that_cant_be_read_is_no_server(place: Path, text: str) -> None:
    place.mkdir(parents=True)
    (place / lifecycle.ADDRESS).write_text(text)
    assert lifecycle._running(place) is None


def test_a_record_of_a_process_that_has_ended_is_no_server(place: Path) -> None:
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    process.wait()
    record(place, "http://127.0.0.1:9", process.pid)
    assert lifecycle._running(place) is None


def test_another_program_with_that_id_and_port_is_left_alone(place: Path) -> None:
    url, process = fake("well", c9lib.__version__, known=False)
    try:
        record(place, url, process.pid)
        assert lifecycle._running(place) is None
        assert process.poll() is None
    finally:
        process.kill()
        process.communicate()


def fake(manners: str, version: str, *, known: bool = True) -> tuple[str, subprocess.Popen[str]]:
    """A process that passes for a server of a version; `deaf` ones don't end when told to."""
    words = [sys.executable, "-c", FAKE, lifecycle.MODULE if known else "other", manners, version]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return f"http://127.0.0.1:{int(process.stdout.readline())}", process


@pytest.mark.parametrize("manners", ["well", "deaf"])
def test_a_server_of_another_version_is_ended(place: Path, manners: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "END_LIMIT_SECONDS", 0.3)
    url, process = fake(manners, "0.0.1")
    record(place, url, process.pid)
    assert lifecycle._running(place) is None
    assert process.wait(5) == (-signal.SIGTERM if manners == "well" else -signal.SIGKILL)
    assert not (place / lifecycle.ADDRESS).exists()
    process.communicate()


def test_a_server_of_this_version_is_found(place: Path) -> None:
    url, process = fake("well", c9lib.__version__)
    record(place, url, process.pid)
    assert lifecycle._running(place) == lifecycle.Running(url, process.pid)
    process.kill()
    process.communicate()


def test_a_server_that_doesnt_start_says_why(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "MODULE", "c9lib.no_such_module")
    with pytest.raises(StepError) as raised:
        lifecycle.join()
    assert raised.value.title == "The simulated AWS didn't start."
    assert "its process ended with code 1" in str(raised.value)
    assert "No module named c9lib.no_such_module" in str(raised.value)
    assert str(place / lifecycle.LOG) in str(raised.value)


def test_a_server_that_is_never_ready_is_ended(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "START_LIMIT_SECONDS", 0.1)
    monkeypatch.setattr(lifecycle, "_children", [])  # what another test has started may still linger
    with pytest.raises(StepError, match="it wasn't ready within 0 s"):
        lifecycle.join()
    assert [child.poll() is None for child in lifecycle._children] == [False]


def test_a_folder_that_cant_be_written_is_an_error_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path / "file"))
    with pytest.raises(StepError, match=r"can't be kept in .*file/worlds/default: Not a directory") as raised:
        lifecycle.join()
    assert "C9LIB_HOME" in " ".join(raised.value.remedy)


def test_who_holds_the_folder_for_too_long_is_named(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lifecycle, "LOCK_LIMIT_SECONDS", 0.1)
    with lifecycle._held(), pytest.raises(StepError, match="for too long"):
        lifecycle.join()


def test_the_folder_is_the_users_unless_c9lib_home_names_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("C9LIB_HOME", "here")
    assert lifecycle.folder() == tmp_path / "here/worlds/default"
    monkeypatch.setenv("C9LIB_HOME", "")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    assert lifecycle.folder() == tmp_path / "state/c9lib/worlds/default"


@pytest.mark.parametrize("answer", [b"HTTP/1.1 404 NO\r\nContent-Length: 2\r\n\r\nno", b"SSH-2.0-OpenSSH_9\r\n"])
def test_asking_what_isnt_ours_raises_what_callers_expect(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises((LookupError, http.client.HTTPException)):
            lifecycle.ask(f"http://127.0.0.1:{listening.getsockname()[1]}", "health", {})
        thread.join()
