"""An account over HTTP whose faults a test switches on and off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config

from c9lib.simulator.faults import reading
from c9lib.simulator.world import World
from tests.simulator.conftest import Server


@pytest.fixture
def client(server: Server, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`client("ec2", attempts=3)`: a boto3 client that comes over the network, and tries each call so often, without a
    pause."""
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)

    def make(service: str, attempts: int = 1, key: str = "test") -> Any:
        retries = {"mode": "standard", "total_max_attempts": attempts}
        keys = {"aws_access_key_id": key, "aws_secret_access_key": "test"}
        config = Config(proxies={}, retries=retries)
        return boto3.client(service, endpoint_url=server.url, region_name="us-east-1", config=config, **keys)

    return make


@pytest.fixture
def switch(world: World) -> Callable[..., None]:
    """`switch({"kind": "throttle"}, seed=7)`: these faults, and no others, are on."""

    def replace(*faults: dict[str, Any], seed: int = 1) -> None:
        world.faults.replace(reading.faults(list(faults)), seed)

    return replace


@pytest.fixture
def met(world: World) -> Callable[[], dict[str, int]]:
    """How often each kind of fault was met."""
    return lambda: dict(world.faults.told()["met"])


@pytest.fixture
def log(world: World) -> Callable[[], list[dict[str, Any]]]:
    """What is noted of each request."""
    return lambda: list(world.faults.told(log=True)["log"])
