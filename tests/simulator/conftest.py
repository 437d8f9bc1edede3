"""A fresh simulated account for each test, asked in the process or by the AWS CLI over HTTP."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import make_server

from c9lib.policy import Policy
from c9lib.simulator import account, moto_data
from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.identity import administrator
from c9lib.simulator.inprocess import InProcess
from c9lib.simulator.server import Quiet
from c9lib.simulator.world import World
from tests.awscli import AwsCli
from tests.simulator import place as places
from tests.simulator.place import Place

moto_data.share()
"""As in the process of a simulated AWS. A test makes an account and its clients anew: that is half of many a test."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "expects_fault: something fails inside the simulator, on purpose")


@pytest.fixture
def front() -> Front:
    """A fresh account behind its WSGI application; its clock stands still for foreign clients."""
    return Front(World(seed=1, clock=Clock(speed=0.0)))


@pytest.fixture
def world(front: Front) -> World:
    return front.world


@pytest.fixture
def aws(front: Front) -> Callable[..., Any]:
    """`aws("ec2", region="us-east-1", key=None)`: a boto3 client of the account's administrator, or of an access
    key's owner.
    """
    inside = InProcess()

    def client(service: str, region: str = "us-east-1", key: str | None = None) -> Any:
        return inside.client(service, region, (key,), lambda environ, body: front.respond(_signed(environ, key), body))

    return client


def _signed(environ: dict[str, Any], key: str | None) -> dict[str, Any]:
    if key is None:
        return environ
    signed = re.sub("Credential=[^/]+/", f"Credential={key}/", environ["HTTP_AUTHORIZATION"])
    return {**environ, "HTTP_AUTHORIZATION": signed}


@pytest.fixture
def wait(world: World) -> Callable[[float], None]:
    """`wait(60)`: a minute of simulated time passes, and what is due in it happens."""

    def passes(seconds: float) -> None:
        with world.lock:
            world.clock.advance(seconds)
            world.events.settle()

    return passes


@pytest.fixture
def place(aws: Callable[..., Any], wait: Callable[[float], None]) -> Place:
    """A network that leads out, and the instance profile; IAM's news has spread."""
    return places.furnish(Place(aws("ec2"), aws("iam"), aws("ssm"), wait))


@pytest.fixture
def attach_scp(world: World) -> Callable[[str], None]:
    """Let the organization attach a policy (JSON) to the account."""

    def attach(text: str) -> None:
        with world.lock:
            account.set_scps(world, (Policy(json.loads(text), "limit"),))

    return attach


@pytest.fixture(autouse=True)
def no_fault_is_hidden(request: pytest.FixtureRequest) -> Iterator[None]:
    """A fault of ours becomes a log entry and an answer, so that a client goes on; a test must not.

    A test that provokes one is marked `expects_fault`, and has to provoke it.
    """
    faults: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: faults.append(_told(record))  # type: ignore[method-assign]
    logger = logging.getLogger("c9lib.simulator")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)
    if request.node.get_closest_marker("expects_fault"):
        assert faults, "this test is marked `expects_fault`, and nothing has failed inside the simulator"
    else:
        assert not faults, "failed inside the simulator:\n" + "\n".join(faults)


def _told(record: logging.LogRecord) -> str:
    trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
    return f"{record.getMessage()}\n{trace}"


@pytest.fixture
def admin_arn(world: World) -> str:
    return administrator(world).arn


@dataclass
class Server:
    """The account of `front`, served over HTTP on 127.0.0.1."""

    url: str
    front: Front


@pytest.fixture
def server(front: Front) -> Iterator[Server]:
    made = make_server("127.0.0.1", 0, front, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield Server(f"http://127.0.0.1:{made.server_port}", front)
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def cli(preloaded_cli: AwsCli, server: Server, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`cli("iam", "list-roles")`: the AWS CLI against the account of this test. It can't reach any other host."""

    def run(*words: str, key: str = "test", secret: str = "test", path: str = "") -> subprocess.CompletedProcess[str]:
        environment = preloaded_cli.environment(server.url, tmp_path, "us-east-1")
        environment |= {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret}
        environment["PATH"] = os.pathsep.join(filter(None, [path, environment["PATH"]]))
        return subprocess.run(
            [preloaded_cli.program, *words], env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    return run
