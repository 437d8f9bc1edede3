"""One simulated account for a file of tests, and sessions that talk to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from c9lib.aws import Session, connect
from c9lib.parameters import Parameters
from tests.serving import Served, serving


@pytest.fixture(scope="module")
def account() -> Iterator[Served]:
    with serving() as served:
        yield served


@pytest.fixture
def told() -> list[str]:
    """What was said about progress."""
    return []


@pytest.fixture
def session(account: Served, told: list[str]) -> Session:
    return connect(Parameters(endpoint_url=account.url), told.append)
