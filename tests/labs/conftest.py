"""The preloaded AWS CLI, and a folder of one's own for the account that labs share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from c9lib.labs import starting
from c9lib.simulator import lifecycle
from tests.awscli import AwsCli
from tests.simulator.conftest import no_fault_is_hidden

__all__ = ["no_fault_is_hidden"]


@pytest.fixture
def cli(preloaded_cli: AwsCli) -> AwsCli:
    """The AWS CLI that all tests of this process share."""
    return preloaded_cli


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, nothing_left_running: None) -> Iterator[Path]:
    """The labs' account, which goes from lab to lab. Ends with the session."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("labs-home")
        patch.setenv("C9LIB_HOME", str(home))
        yield home
        starting.leave()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An account of this test's own; its server ends with the test."""
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path))
    monkeypatch.setenv("C9LIB_LEARNER", "ann")
    monkeypatch.delenv("C9LIB_LAB_SEED", raising=False)
    yield tmp_path
    lifecycle.leave("labs")
