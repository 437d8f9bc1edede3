"""The AWS CLI meets faults: what it repeats, and what it shows."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., subprocess.CompletedProcess[str]]
Switch = Callable[..., None]


@pytest.fixture
def attempts(tmp_path: Path) -> Callable[[int], None]:
    """`attempts(2)`: how often the CLI tries a call."""

    def write(count: int) -> None:
        (tmp_path / ".aws").mkdir(exist_ok=True)
        text = f"[default]\nretry_mode = standard\nmax_attempts = {count}\n"
        (tmp_path / ".aws" / "config").write_text(text, encoding="utf-8")

    return write


def test_it_gets_through_throttling_as_it_comes(cli: Cli, switch: Switch, met: Callable[[], Any]) -> None:
    """With its own settings, and a call in five throttled."""
    switch({"kind": "throttle", "share": 0.2}, seed=6)
    for _ in range(3):
        told = cli("iam", "list-roles")
        assert told.returncode == 0, told.stderr
    assert met()["throttle"] > 0


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            {"kind": "throttle"},
            "(Throttling) when calling the ListRoles operation (reached max retries: 1): Rate exceeded",
        ),
        ({"kind": "error-500"}, "(ServiceFailure) when calling the ListRoles operation (reached max retries: 1)"),
        ({"kind": "error-503"}, "(ServiceUnavailable) when calling the ListRoles operation (reached max retries: 1)"),
        (
            {"kind": "expired"},
            "(ExpiredToken) when calling the ListRoles operation: The security token included in the",
        ),
        ({"kind": "drop"}, "Connection was closed before we received a valid response"),
    ],
)
def test_it_shows_what_does_not_end(
    cli: Cli, switch: Switch, attempts: Callable[[int], None], fault: dict[str, Any], words: str
) -> None:
    attempts(2)
    switch(fault)
    told = cli("iam", "list-roles")
    assert told.returncode != 0
    assert words in told.stderr


@pytest.mark.parametrize("kind", ["error-500", "error-503", "drop"])
def test_it_tries_again(
    cli: Cli, switch: Switch, attempts: Callable[[int], None], log: Callable[[], Any], kind: str
) -> None:
    attempts(2)
    switch({"kind": kind, "first": 1})
    told = cli("ec2", "create-vpc", "--cidr-block", "10.1.0.0/16")
    assert told.returncode == 0, told.stderr
    assert [(note["fault"], note["attempt"], note["carried_out"]) for note in log()] == [
        (kind, 1, False),
        ("", 2, True),
    ]


def test_it_makes_two_where_the_first_answer_is_lost(
    cli: Cli, switch: Switch, attempts: Callable[[int], None], log: Callable[[], Any]
) -> None:
    attempts(2)
    switch({"kind": "lost", "operation": "CreateVpc", "first": 1})
    assert cli("ec2", "create-vpc", "--cidr-block", "10.1.0.0/16").returncode == 0
    assert [(note["fault"], note["carried_out"]) for note in log()] == [("lost", True), ("", True)]
    seen = json.loads(cli("ec2", "describe-vpcs", "--filters", "Name=cidr,Values=10.1.0.0/16").stdout)
    assert len(seen["Vpcs"]) == 2


def test_it_is_told_that_what_it_made_is_not_there(cli: Cli, switch: Switch, wait: Callable[[float], None]) -> None:
    switch({"kind": "late"})
    made = json.loads(cli("ec2", "create-vpc", "--cidr-block", "10.1.0.0/16").stdout)["Vpc"]["VpcId"]
    told = cli("ec2", "describe-vpcs", "--vpc-ids", made)
    assert told.returncode != 0
    assert (
        f"(InvalidVpcID.NotFound) when calling the DescribeVpcs operation: The vpc ID '{made}' does not" in told.stderr
    )
    wait(11)
    assert cli("ec2", "describe-vpcs", "--vpc-ids", made).returncode == 0
