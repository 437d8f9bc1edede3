"""`c9lib simulator --call-limits`: throttles another client as AWS does."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from c9lib.simulator import lifecycle
from tests.cli.test_simulator import simulator


def impatient(url: str) -> Any:
    """A client that tries each call once."""
    config = Config(proxies={}, retries={"mode": "standard", "total_max_attempts": 1})
    return boto3.client("ec2", endpoint_url=url, region_name="us-east-1", config=config)


def test_a_foreign_client_is_throttled_at_the_speed_that_is_asked_for() -> None:
    with simulator("--call-limits", "--speed", "0.01") as (_process, url):
        ec2 = impatient(url)
        for _ in range(4):
            ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"])
        with pytest.raises(ClientError, match="RequestLimitExceeded"):
            ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"])
        told = lifecycle.ask(url, "call-limits", {})
        assert told == {
            "on": True,
            "answered": {"ec2:DeleteVpcEndpoints": 4},
            "throttled": {"ec2:DeleteVpcEndpoints": 1},
        }


def test_they_are_off_unless_asked_for() -> None:
    with simulator() as (_process, url):
        assert lifecycle.ask(url, "call-limits", {})["on"] is False
