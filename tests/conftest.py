"""What holds for every test: no real account, no host but this machine, no process left behind."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.isolation import clean_environment, only_loopback
from tests.leftovers import left_behind

SESSION = uuid4().hex
# Not pytest's tmp_path_factory: the environment must be right before the first import of a test file.
FOLDER = Path(tempfile.mkdtemp(prefix="c9lib-tests-"))


def pytest_configure() -> None:
    environment = clean_environment(FOLDER, SESSION)
    os.environ.clear()
    os.environ.update(environment)


def pytest_unconfigure() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Counts as an error of the last test when a process that any test started outlives the session."""
    yield
    left = left_behind(SESSION)
    assert not left, "Processes that the tests started were still running (they are ended now):\n" + "\n".join(left)


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves_this_machine(nothing_left_running: None) -> Iterator[None]:
    with only_loopback():
        yield


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the clone."""
    return Path(__file__).resolve().parent.parent
