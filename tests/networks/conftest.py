"""What every network of the table needs: the preloaded AWS CLI, a fresh account, and no hidden fault inside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.awscli import AwsCli
from tests.networks.account import Account, opened
from tests.simulator.conftest import no_fault_is_hidden

__all__ = ["no_fault_is_hidden"]


@pytest.fixture
def cli(preloaded_cli: AwsCli) -> AwsCli:
    """The AWS CLI that all tests of this process share."""
    return preloaded_cli


@pytest.fixture
def account(cli: AwsCli, tmp_path: Path) -> Iterator[Account]:
    """A fresh account with the documented role and profile."""
    with opened(cli, tmp_path) as fresh:
        yield fresh
