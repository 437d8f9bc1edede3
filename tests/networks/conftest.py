"""What every network of the table needs: the preloaded AWS CLI, a fresh account, and no hidden fault inside it."""

from __future__ import annotations

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


@pytest.fixture
def account(cli: AwsCli, tmp_path: Path) -> Iterator[Account]:
    """A fresh account with the documented role and profile."""
    with opened(cli, tmp_path) as fresh:
        yield fresh
