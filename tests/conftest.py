"""What holds for every test: no real account, no host but this machine, no process left behind."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from tests.awscli import AwsCli, aws_cli
from tests.isolation import SEED, clean_environment, only_loopback, seed
from tests.leftovers import left_behind
from tests.sampling import Sampling
from tests.secrets.canaries import planted
from tests.secrets.plugin import Watch
from tests.secrets.scan import Scan

SESSION = uuid4().hex
# Not pytest's tmp_path_factory: the environment must be right before the first import of a test file.
WATCH = "c9lib-secrets"
FOLDER = Path(tempfile.mkdtemp(prefix="c9lib-tests-"))
MANY_FILES = 400
"""So many open files: then it is time to look for clients that nobody has any more, each with its connections."""


def pytest_configure(config: pytest.Config) -> None:
    environment = clean_environment(FOLDER, SESSION)
    os.environ.clear()
    os.environ.update(environment)
    # xdist starts its workers after this: all of them have to draw the same.
    os.environ.setdefault(SEED, str(seed()))
    config.pluginmanager.register(Sampling(), "c9lib-sampling")
    config.pluginmanager.register(Watch(Scan(environment[name] for name in planted()), [FOLDER]), WATCH)


def pytest_collection_finish() -> None:
    """Python looks for garbage rarely, and not among what is loaded once: models of AWS's services are millions of
    objects, and looking through them would be a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 20)


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


@pytest.fixture(scope="module", autouse=True)
def no_heap_of_connections() -> Iterator[None]:
    """Python looks for garbage rarely (`pytest_collection_finish`), and a client is garbage with its connections."""
    yield
    if psutil.Process().num_fds() > MANY_FILES:
        gc.collect()


@pytest.fixture(scope="session")
def preloaded_cli(tmp_path_factory: pytest.TempPathFactory, nothing_left_running: None) -> Iterator[AwsCli]:
    """The AWS CLI, loaded once for all tests of this process."""
    with aws_cli(tmp_path_factory.mktemp("aws-cli")) as started:
        yield started


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the clone."""
    return Path(__file__).resolve().parent.parent
