"""What holds for every test: no real account, no host but this machine, no process left behind."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

import tests.unlocked  # noqa: F401 (before anything of c9lib is imported)
from tests.isolation import clean_environment, only_loopback
from tests.leftovers import left_behind
from tests.secrets.canaries import planted
from tests.secrets.plugin import Watch
from tests.secrets.scan import Scan

SESSION = uuid4().hex
# Not pytest's tmp_path_factory: the environment must be right before the first import of a test file.
WATCH = "c9lib-secrets"
FOLDER = Path(tempfile.mkdtemp(prefix="c9lib-tests-"))


def pytest_configure(config: pytest.Config) -> None:
    environment = clean_environment(FOLDER, SESSION)
    os.environ.clear()
    os.environ.update(environment)
    config.pluginmanager.register(Watch(Scan(environment[name] for name in planted()), [FOLDER]), WATCH)


def pytest_unconfigure() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Counts as an error of the last test when a process that any test started outlives the session."""
    yield
    left = left_behind(SESSION)
    assert not left, "Processes that the tests started were still running (they are ended now):\n" + "\n".join(left)


@pytest.fixture(scope="session", autouse=True)
def no_secret_in_a_file(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, nothing_left_running: None
) -> Iterator[None]:
    """Counts as an error of the last test when a file that any test wrote holds a secret."""
    yield
    watch: Watch = request.config.pluginmanager.get_plugin(WATCH)
    watch.folders.append(tmp_path_factory.getbasetemp())
    found = watch.in_files()
    assert not found, "Secrets in files that the tests wrote:\n" + "\n".join(found)


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves_this_machine(nothing_left_running: None) -> Iterator[None]:
    with only_loopback():
        yield


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the clone."""
    return Path(__file__).resolve().parent.parent
