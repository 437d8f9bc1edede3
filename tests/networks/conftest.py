"""What every network of the table needs: the preloaded AWS CLI, a fresh account, and no hidden fault inside it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.networks.account import Account, opened
from tests.networks.awscli import AwsCli, aws_cli
from tests.simulator.conftest import no_fault_is_hidden

__all__ = ["no_fault_is_hidden"]


@pytest.fixture(scope="session")
def cli(tmp_path_factory: pytest.TempPathFactory, nothing_left_running: None) -> Iterator[AwsCli]:
    """The AWS CLI, loaded once for all tests of this process."""
    with aws_cli(tmp_path_factory.mktemp("aws-cli")) as started:
        yield started


@pytest.fixture(scope="package", autouse=True)
def models_are_no_garbage(cli: AwsCli, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Python looks for garbage rarely here, and not among what is loaded once: that would be a quarter of the time."""
    with opened(cli, tmp_path_factory.mktemp("first")) as account:
        account.ec2.describe_vpcs()
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture
def account(cli: AwsCli, tmp_path: Path) -> Iterator[Account]:
    """A fresh account with the documented role and profile."""
    with opened(cli, tmp_path) as fresh:
        yield fresh
