"""A fresh simulated account for one case, quick to have: few Regions, one cache of service models for all clients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

import boto3

from c9lib.aws import Session, connect
from c9lib.parameters import Parameters, as_run
from c9lib.simulator import lifecycle
from c9lib.steps import needed
from tests.serving import serving
from tests.steps.topologies import EVERY, furnish, subnet_of_somebody

REGIONS = ["eu-west-1", "us-east-1"]
"""Where a tear-down looks for whoever needs the role: a client for each of two services in each takes its time."""
SETTLED_SECONDS = 300
"""What goes on by itself has ended by then, and no instance has been stopped yet for want of use."""


class Account:
    """One account with the parameters of one topology. Each `session()` is a new process, as far as AWS can tell."""

    def __init__(self, url: str, topology: str) -> None:
        self.url = url
        self._given: dict[str, Any] = EVERY[topology]
        self._place: dict[str, str] = {}
        somebody = self._connect()
        furnish(somebody)
        if self._given.get("network") == "existing":
            self._place = subnet_of_somebody(somebody)

    def session(self) -> Session:
        """A new connection with the topology's parameters, that remembers nothing."""
        return self._connect(**self._given, **self._place)

    def let_pass(self, seconds: float = SETTLED_SECONDS) -> None:
        """Let simulated time pass: unless told otherwise, until what is under way has come to its end."""
        lifecycle.ask(self.url, "advance", {"seconds": seconds})

    def _connect(self, **given: Any) -> Session:
        # As `c9lib run` takes them: the same account, whoever makes it, and something for the step access to do.
        return connect(as_run(Parameters(endpoint_url=self.url, **given)), progress=lambda _: None)


@contextmanager
def account(topology: str) -> Iterator[Account]:
    """An account that has nothing in it but what the topology is given: people, a subnet."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(needed.Needs, "_enabled", lambda _: REGIONS))
        stack.enter_context(patch.object(boto3, "Session", lambda **_: _shared()))
        yield Account(stack.enter_context(serving()).url, topology)


@cache
def _shared() -> Any:
    return _SESSION(aws_access_key_id="simulated", aws_secret_access_key="simulated")


_SESSION = boto3.Session
