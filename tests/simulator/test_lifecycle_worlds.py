"""Accounts by name, and one that is made afresh under the feet of those who use it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import psutil
import pytest

from c9lib.simulator import lifecycle
from c9lib.simulator.journal import seed_of
from c9lib.simulator.server import DEFAULT_SEED

WORLD = "labs"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Accounts of this test's own; their servers end with it."""
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path))
    monkeypatch.setenv("C9LIB_LINGER_SECONDS", "0.5")
    yield lifecycle.folder(WORLD)
    for world in (WORLD, lifecycle.DEFAULT):
        running = lifecycle._running(lifecycle.folder(world))
        if running:
            lifecycle._end(lifecycle.folder(world), running.pid)


def ec2(url: str) -> Any:
    return boto3.client("ec2", endpoint_url=url, region_name="us-east-1")


def vpcs(url: str) -> list[str]:
    return sorted(one["VpcId"] for one in ec2(url).describe_vpcs()["Vpcs"])


def seed(url: str) -> int:
    return int(lifecycle.ask(url, "health", {})["seed"])


def test_worlds_are_accounts_of_their_own(place: Path) -> None:
    labs, guided = lifecycle.join(WORLD), lifecycle.join()
    assert labs.url != guided.url
    made = ec2(labs.url).create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    assert made in vpcs(labs.url)
    assert made not in vpcs(guided.url)
    lifecycle.leave(WORLD)
    assert not psutil.pid_exists(labs.pid), "nobody uses it: its server has ended"
    assert psutil.pid_exists(guided.pid)
    assert seed(guided.url) == DEFAULT_SEED
    lifecycle.reset(WORLD)
    assert not (place / lifecycle.JOURNAL).exists()
    assert (lifecycle.folder() / lifecycle.JOURNAL).exists()


def test_the_default_is_where_it_was(place: Path) -> None:
    assert lifecycle.folder().name == "default"
    assert lifecycle.folder() == lifecycle.folder("default")


def test_afresh_forgets_the_account_and_keeps_its_address(place: Path) -> None:
    first = lifecycle.afresh(WORLD, 41)
    client = ec2(first.url)  # a client that is open meanwhile, with its connection
    (default,) = vpcs(first.url)
    client.create_vpc(CidrBlock="10.1.0.0/16")
    again = lifecycle.afresh(WORLD, 41)
    assert (again.url, again.pid != first.pid) == (first.url, True)
    assert [one["VpcId"] for one in client.describe_vpcs()["Vpcs"]] == [default], "the same seed gives the same ids"
    other = lifecycle.afresh(WORLD, 42)
    assert other.url == first.url
    assert vpcs(other.url) != [default]


def test_the_seed_and_the_address_survive_the_server(place: Path) -> None:
    first = lifecycle.afresh(WORLD, 43)
    made = ec2(first.url).create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    lifecycle.leave(WORLD)
    assert seed_of(place / lifecycle.JOURNAL) == 43
    again = lifecycle.join(WORLD)
    assert (again.pid != first.pid, again.url, again.notice) == (True, first.url, "")
    assert seed(again.url) == 43
    assert made in vpcs(again.url)


def test_another_program_may_have_taken_the_port(place: Path) -> None:
    first = lifecycle.afresh(WORLD, 44)
    port = int((place / lifecycle.PORT).read_text())
    lifecycle.leave(WORLD)
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        again = lifecycle.afresh(WORLD, 44)
        assert again.url != first.url
        assert vpcs(again.url)
    assert lifecycle.afresh(WORLD, 45).url == again.url, "the new port is the one to come back to"


def test_whoever_uses_the_account_goes_on_using_it(place: Path) -> None:
    """A kernel in another process has joined; a command makes the account afresh, and ends."""
    joining = "from c9lib.simulator import lifecycle; print(lifecycle.join('labs').url, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", joining], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as kernel:
        assert kernel.stdout is not None
        url = kernel.stdout.readline().strip()
        again = lifecycle.afresh(WORLD, 46)
        assert again.url == url
        assert lifecycle.ask(url, "others", {"pid": os.getpid()}) == {"users": 1, "pids": [kernel.pid]}
        lifecycle.leave(WORLD)
        assert lifecycle.ask(url, "health", {})["pid"] == again.pid, "the kernel keeps it"
        kernel.communicate("\n", timeout=30)


@pytest.mark.parametrize("head", ["", "{", "[]", '{"c9lib": "x"}', '{"seed": "7"}', '{"seed": true}'])
def test_a_journal_without_a_seed_has_none(head: str, tmp_path: Path) -> None:
    (tmp_path / "journal").write_text(head + "\n")
    assert seed_of(tmp_path / "journal") is None
    assert seed_of(tmp_path / "nowhere") is None


def test_a_torn_port_is_as_none(place: Path) -> None:
    place.mkdir(parents=True)
    (place / lifecycle.PORT).write_text("80 or so")
    assert json.loads(json.dumps(vpcs(lifecycle.join(WORLD).url)))
