"""The net under the tests: it must catch, or nobody notices when one reaches out or leaves something running."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys

import psutil
import pytest

from tests import leftovers
from tests.isolation import MARK, NOWHERE, clean_environment, is_loopback
from tests.leftovers import end, is_recorded_simulator, left_behind, started_by

SLEEP = [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(60)"]


def sleeper(command: list[str] = SLEEP, **environment: str) -> subprocess.Popen[str]:
    """A process that sleeps and is known to have started; it ends by a signal, or by itself after a minute."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.0.1", "::1", "::1%lo"])
def test_loopback_is_this_machine(host):
    assert is_loopback(host)


OUTSIDE = ["", "0.0.0.0", "10.0.0.1", "169.254.169.254", "ssm.us-east-1.amazonaws.com", "2001:db8::1"]  # noqa: S104


@pytest.mark.parametrize("host", OUTSIDE)
def test_everything_else_is_outside(host):
    assert not is_loopback(host)


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")])
def test_a_connection_to_the_outside_fails_the_test(method, family, address):
    with socket.socket(family) as client, pytest.raises(pytest.fail.Exception, match=f"{address}:443"):
        getattr(client, method)((address, 443))


def test_a_connection_to_this_machine_works():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_this_process_has_no_real_credentials():
    assert os.environ["AWS_ACCESS_KEY_ID"] == "testing"
    assert "AWS_PROFILE" not in os.environ
    assert os.environ["https_proxy"] == os.environ["HTTPS_PROXY"] == NOWHERE


def test_the_environment_drops_what_belongs_to_the_user(monkeypatch, tmp_path):
    user = {
        "AWS_PROFILE": "work",
        "AWS_SESSION_TOKEN": "x",
        "AWS_ENDPOINT_URL": "x",
        "C9LIB_HOME": "x",
        "Ftp_Proxy": "x",
        "LANG": "C",
    }
    for name, value in user.items():
        monkeypatch.setenv(name, value)
    made = clean_environment(tmp_path, "mark")
    assert user.keys() & made.keys() == {"AWS_SESSION_TOKEN", "C9LIB_HOME", "LANG"}
    assert made["AWS_SESSION_TOKEN"] != "x"
    assert made["C9LIB_HOME"] == str(tmp_path / "home")
    assert made[MARK] == "mark"


@pytest.fixture
def other(monkeypatch) -> str:
    """Another session's mark, so that these tests never see, or end, what the real session runs."""
    monkeypatch.setattr(leftovers, "unmarked_children", list)
    monkeypatch.setattr(leftovers, "GRACE", 0.5)
    return f"other-{os.getpid()}"


def test_a_process_that_is_left_is_named_and_ended(other):
    with sleeper(C9LIB_TEST_SESSION=other) as process:
        assert left_behind(other) == [f"{process.pid}: {' '.join(SLEEP)}"]
        assert process.wait(5) == -signal.SIGTERM


def test_a_process_that_will_not_end_is_killed(other):
    stubborn = [
        sys.executable,
        "-c",
        SLEEP[-1].replace("import time;", "import signal, time; signal.signal(15, signal.SIG_IGN);"),
    ]
    with sleeper(stubborn, C9LIB_TEST_SESSION=other) as process:
        end(started_by(other))
        assert process.wait(5) == -signal.SIGKILL


def test_a_simulator_that_a_world_records_is_ended_without_a_word(other, tmp_path):
    with sleeper(C9LIB_TEST_SESSION=other, C9LIB_HOME=str(tmp_path)) as process:
        world = tmp_path / "worlds" / "default"
        world.mkdir(parents=True)
        assert not any(map(is_recorded_simulator, started_by(other)))
        (world / "server.json").write_text(json.dumps({"pid": process.pid}))
        assert left_behind(other) == []
        assert process.wait(5) == -signal.SIGTERM


@pytest.mark.parametrize("record", ["", "[]", '{"port": 1}', '{"pid": 1}'])
def test_a_record_that_names_another_process_excuses_nothing(other, tmp_path, record):
    with sleeper(C9LIB_TEST_SESSION=other, C9LIB_HOME=str(tmp_path)) as process:
        world = tmp_path / "worlds" / "default"
        world.mkdir(parents=True)
        (world / "server.json").write_text(record)
        (found,) = started_by(other)
        assert found.pid == process.pid
        assert not is_recorded_simulator(found)
        end([found])


def test_a_child_without_the_mark_is_found_as_ours():
    unmarked = {name: value for name, value in os.environ.items() if name != MARK}
    with subprocess.Popen(SLEEP, env=unmarked, stdout=subprocess.DEVNULL) as process:
        assert process.pid in [child.pid for child in leftovers.unmarked_children()]
        end([psutil.Process(process.pid)])


def test_the_session_of_these_tests_carries_the_mark():
    with sleeper() as process:
        assert process.pid in [found.pid for found in started_by(os.environ[MARK])]
        end([psutil.Process(process.pid)])
