"""One person's connection to one account in one Region: clients, recorded calls, waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from c9lib.aws import failures
from c9lib.aws.recording import record
from c9lib.aws.target import Target, choose
from c9lib.aws.waiting import wait_until
from c9lib.errors import RefusedError
from c9lib.nouns import Call, Seen, Wait, Waited
from c9lib.parameters import Parameters

DEPLOYMENT_TAG = "c9lib:deployment"


@dataclass(frozen=True)
class Identity:
    """Who calls: ARN, account and unique id, as STS says."""

    arn: str
    account: str
    user_id: str


class Session:
    """The account as the parameters choose it. `calls` and `waits` grow while it is used; `progress` is told of
    waits."""

    def __init__(self, parameters: Parameters, target: Target, progress: Callable[[str], None]) -> None:
        self.parameters = parameters
        self.target = target
        self.progress = progress
        self.calls: list[Call] = []
        self.waits: list[Waited] = []
        self._clients: dict[tuple[str, str], Any] = {}
        self.identity = self._identify()

    @property
    def region(self) -> str:
        return self.parameters.region

    @property
    def account_id(self) -> str:
        return self.identity.account

    @property
    def simulated(self) -> bool:
        return self.parameters.target == "simulated"

    def client(self, service: str, region: str | None = None) -> Any:
        """A boto3 client (of another Region than the run's when asked for), whose calls are recorded."""
        key = (service, region or self.region)
        if key not in self._clients:
            made = self.target.client(*key)
            record(made, key[1], self.calls.append)
            self._clients[key] = made
        return self._clients[key]

    def pages(self, service: str, method: str, items: str, region: str | None = None, **params: Any) -> list[Any]:
        """All items of a listing (`pages("ec2", "describe_vpcs", "Vpcs")`), through as many pages as it has."""
        return list(self._items(self.client(service, region), method, items, params))

    def _items(self, client: Any, method: str, items: str, params: dict[str, Any]) -> Iterator[Any]:
        if not client.can_paginate(method):
            yield from getattr(client, method)(**params).get(items, [])
            return
        for page in client.get_paginator(method).paginate(**params):
            yield from page.get(items, [])

    def wait(self, wait: Wait, look: Callable[[], Seen]) -> Waited:
        """Look until the condition holds. Raises `WaitError`."""
        waited = wait_until(wait, look, self.target, self.progress)
        self.waits.append(waited)
        return waited

    def now(self) -> datetime:
        """The time of the account: simulated, or the wall clock's."""
        return self.target.now()

    def translated(self) -> AbstractContextManager[None]:
        """Within it, what AWS and botocore refuse is raised as `AwsError`."""
        return failures.translated(self.region, self.target.name)

    def tags(self, name: str = "") -> list[dict[str, str]]:
        """The tags of what this deployment makes, as IAM and EC2 take them."""
        told = [{"Key": DEPLOYMENT_TAG, "Value": self.parameters.deployment}]
        return [*told, {"Key": "Name", "Value": name}] if name else told

    def tag_filter(self) -> list[dict[str, Any]]:
        """EC2's filter for what this deployment made."""
        return [{"Name": f"tag:{DEPLOYMENT_TAG}", "Values": [self.parameters.deployment]}]

    def _identify(self) -> Identity:
        with self.translated():
            told = self.client("sts").get_caller_identity()
        return Identity(told["Arn"], told["Account"], told["UserId"])


def connect(parameters: Parameters, progress: Callable[[str], None] = print) -> Session:
    """Connect to the target, and to no other account than the parameters name.

    Raises `RefusedError` (exit code 3) when the credentials belong to another account, `AwsError` when there are none.
    """
    session = Session(parameters, choose(parameters, progress), progress)
    wanted = parameters.account_id
    if wanted and wanted != session.account_id:
        raise RefusedError(
            f"These credentials belong to account {session.account_id}, not to {wanted}.",
            details=(
                f"they are {session.identity.arn}",
                f"target is {parameters.target}",
                "nothing was called but sts:GetCallerIdentity",
            ),
            remedy=("Sign in to the account that account_id names, or correct account_id.",),
        )
    return session
