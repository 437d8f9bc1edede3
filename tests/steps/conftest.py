"""A fresh simulated account for each test, served over HTTP on 127.0.0.1 and spoken to as a run does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from werkzeug.serving import make_server

from c9lib.aws import Session, connect
from c9lib.nouns import Call
from c9lib.parameters import Parameters
from c9lib.simulator.clock import Clock
from c9lib.simulator.control import Control
from c9lib.simulator.front import Front
from c9lib.simulator.leases import Leases
from c9lib.simulator.server import Application, Quiet
from c9lib.simulator.world import World
from c9lib.steps import STEPS, needed
from tests.awscli import AwsCli

Connected = Callable[..., Session]
LEARNER = "user/c9-learner"
ENABLED = needed.Needs._enabled


@pytest.fixture(autouse=True)
def few_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tear-down looks into 4 Regions instead of 22: a client for each of two services in each takes its time."""
    some = ["eu-west-1", "sa-east-1", "us-east-1", "us-west-2"]
    monkeypatch.setattr(needed.Needs, "_enabled", lambda _: some)


@pytest.fixture
def every_region(few_regions: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needed.Needs, "_enabled", ENABLED)


@pytest.fixture(autouse=True)
def one_boto_session(monkeypatch: pytest.MonkeyPatch, boto_session: boto3.Session) -> None:
    """All connections, and the simulator's inside clients, share boto3's cache of service models."""
    monkeypatch.setattr(boto3, "Session", lambda **_: boto_session)


@pytest.fixture(scope="session")
def boto_session() -> boto3.Session:
    return boto3.Session(aws_access_key_id="simulated", aws_secret_access_key="simulated")


@pytest.fixture
def front() -> Front:
    return Front(World(seed=1, clock=Clock(speed=0.0)))


@pytest.fixture
def address(front: Front) -> Iterator[str]:
    leases = Leases()
    application = Application(front, Control(front.world, leases), leases)
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
    # Half a second goes by at the end of each test with what is usual.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def connected(address: str) -> Connected:
    """`connected(deployment="b")`: another session on the same account, with these parameters."""

    def make(**given: Any) -> Session:
        return connect(Parameters(endpoint_url=address, **given), progress=lambda _: None)

    return make


@pytest.fixture
def session(connected: Connected) -> Session:
    """A session with the default parameters."""
    return connected()


@pytest.fixture
def done() -> Callable[..., None]:
    """`done(session, "role", "profile")`: these steps are applied."""

    def apply(session: Session, *names: str) -> None:
        for name in names:
            STEPS[name](session).apply()

    return apply


@pytest.fixture
def in_shell(preloaded_cli: AwsCli, address: str, tmp_path: Path) -> Callable[[str], None]:
    """`in_shell("aws iam …")`: a printed command, run word for word on the account of the test."""

    def run(line: str) -> None:
        done = preloaded_cli.sh(line, address, tmp_path)
        assert done.returncode == 0, f"{line}\n{done.stderr}"

    return run


@pytest.fixture
def writes() -> Callable[[Session], list[Call]]:
    """`writes(session)`: the requests of a session that change something."""
    return lambda session: [call for call in session.calls if call.writes]
