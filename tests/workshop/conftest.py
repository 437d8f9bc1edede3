"""Rosters as files, and an account in this process for their plans."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest

from c9lib.aws import Session
from c9lib.parameters import Parameters
from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.world import World
from c9lib.workshop import Roster, Share, read
from tests.least.account import inside
from tests.steps.conftest import boto_session, one_boto_session

__all__ = ["boto_session", "one_boto_session"]

CLASS = (("deployment", "python"),)
Written = Callable[..., Path]
Read = Callable[..., Roster]
Connected = Callable[[Parameters], Session]


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """`written("seat,learner\\n01,ann\\n")`: a roster's file with this text, or these bytes."""

    def write(content: str | bytes, name: str = "roster.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def class_of(written: Written) -> Read:
    """`class_of("01,ann", "02,bob", network="nat")`: a class of these rows, with these parameters."""

    def make(*rows: str, share: Share = "vpc", heading: str = "seat,learner", **given: Any) -> Roster:
        path = written("\n".join((heading, *rows, "")))
        told = {**dict(CLASS), **{name: str(value) for name, value in given.items()}}
        return read(path, (), tuple(told.items()), share)

    return make


@pytest.fixture
def many(class_of: Read) -> Read:
    """`many(60)`: a class of so many, by the names of IAM users."""
    return lambda number, **given: class_of(*(f"{one:03},learner-{one:03}" for one in range(1, number + 1)), **given)


@pytest.fixture
def front() -> Front:
    return Front(World(seed=1, clock=Clock(speed=0.0)))


@pytest.fixture
def connected(front: Front, boto_session: boto3.Session) -> Connected:
    """`connected(parameters)`: a session of the administrator with these parameters."""
    account = inside(front, boto_session)
    return lambda parameters: Session(parameters, account, lambda _: None)
