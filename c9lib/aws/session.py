"""One person's connection to one account in one Region: clients, recorded calls, waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from c9lib.aws import failures, gate
from c9lib.aws.at_once import at_once, noting
from c9lib.aws.credentials import Credentials
from c9lib.aws.lately import Lately
from c9lib.aws.pace import Pace
from c9lib.aws.recording import record
from c9lib.aws.remembering import FRESH_SECONDS, Remembered
from c9lib.aws.retrying import repeat_what_may_be
from c9lib.aws.side_by_side import SideBySide
from c9lib.aws.target import Target, choose
from c9lib.aws.waiting import ended, wait_until
from c9lib.errors import WaitError
from c9lib.nouns import Call, Seen, Wait, Waited
from c9lib.parameters import Parameters

DEPLOYMENT_TAG = "c9lib:deployment"
Given = TypeVar("Given")


@dataclass(frozen=True)
class Identity:
    """Who calls: ARN, account and unique id, as STS says."""

    arn: str
    account: str
    user_id: str


class Session:
    """The account as the parameters choose it. `calls` and `waits` grow while it is used; `progress` is told of
    waits. `credentials` are those of a real account; None elsewhere. With a `pace` each call waits for its turn.

    `heard` is told of each call when it is sent and when it has ended, and of each wait likewise: whoever keeps a
    record of them has it to the end, even when this process is killed. Of reads that are sent at once it hears when all
    have ended. `looked` is told of each look of a wait.
    `side_by_side` is what this session and others of its process read for one another; None where it works alone.
    One that is `unattended` asks for nothing twice while nothing changes (`remembering.py`).
    """

    def __init__(
        self,
        parameters: Parameters,
        target: Target,
        progress: Callable[[str], None],
        credentials: Credentials | None = None,
        pace: Pace | None = None,
        *,
        unattended: bool = False,
    ) -> None:
        self.parameters = parameters
        self._remembered = Remembered(None if target.simulated_clock else FRESH_SECONDS, active=unattended)
        self.target = target.telling(self._remembered.forget) if unattended else target
        self.progress = progress
        self.pace = pace
        self.calls: list[Call] = []
        self.waits: list[Waited] = []
        self.heard: Callable[[Call | Waited], None] = lambda _: None
        self.looked: Callable[[Waited], None] = lambda _: None
        self.side_by_side: SideBySide | None = None
        self.wrote = 0.0
        """When a call that writes last ended, by `time.monotonic`."""
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.RLock()
        self._lately = Lately(self.now)
        self.credentials = credentials
        self.identity = self._identify()
        if credentials:
            self.credentials = target.credentials()  # a role, a sign-in: they say it after their first use

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
            with self._lock:  # boto3 makes one client at a time
                if key not in self._clients:
                    self._clients[key] = self._made(*key)
        return self._clients[key]

    def _made(self, service: str, region: str) -> Any:
        made = self.target.client(service, region)
        record(made, region, self._called, self._hears)
        repeat_what_may_be(made, self.target, self._lately)
        self._remembered.serve(made, region)
        if self.pace:
            self.pace.gate(made, region, self.target)
        return made

    def pages(self, service: str, method: str, items: str, region: str | None = None, **params: Any) -> list[Any]:
        """All items of a listing (`pages("ec2", "describe_vpcs", "Vpcs")`), through as many pages as it has."""
        return list(self._items(self.client(service, region), method, items, params))

    def _items(self, client: Any, method: str, items: str, params: dict[str, Any]) -> Iterator[Any]:
        if not client.can_paginate(method):
            yield from getattr(client, method)(**params).get(items, [])
            return
        for page in client.get_paginator(method).paginate(**params):
            yield from page.get(items, [])

    def at_once(self, *reads: Callable[[], Given]) -> list[Given]:
        """What each of these gives, in their order. None writes, or needs another one's answer: they are sent at once,
        unless calls wait for their turn anyway. Raises what the first of them raises that fails."""
        if len(reads) < 2 or self.pace or not self.target.takes_many:
            return [read() for read in reads]
        within = noting()
        return at_once(reads, self.calls if within is None else within.calls, self._hears)

    def alike(self, kind: str, read: Callable[[], Any]) -> Any:
        """What `read` gives. Sessions that work side by side need the same: one reads it for all."""
        if self.side_by_side is None:
            return read()
        return self.side_by_side.all_of(kind, self, read)

    def lasting(self, kind: str, read: Callable[[], Any]) -> Any:
        """As `alike`, for what hardly ever changes."""
        return self.side_by_side.lasting(kind, self, read) if self.side_by_side else read()

    def one_of(self, kind: str, key: str, read: Callable[[Sequence[str]], Mapping[str, Any]], *, at_once: int) -> Any:
        """What `read` gives for a key, None where it gives nothing. Of sessions that work side by side one reads for
        several, at most `at_once`."""
        if self.side_by_side is None:
            return read([key]).get(key)
        return self.side_by_side.one_of(kind, key, self, read, at_once=at_once)

    def look_afresh(self) -> None:
        """Remember nothing of what was read: it may be otherwise by now."""
        self._remembered.forget()

    @contextmanager
    def one_look(self) -> Iterator[None]:
        """Until this ends nothing is asked for twice while nothing changes: for what somebody sees as one look, though
        many parts of it look for themselves."""
        if self._remembered.active:
            yield
            return
        alone, self._remembered.active = self.target, True
        self.target = alone.telling(self._remembered.forget)
        try:
            yield
        finally:
            self.target, self._remembered.active = alone, False
            self._remembered.forget()

    def moment(self) -> float:
        """The time of the account in seconds since 1970."""
        return self.now().timestamp()

    def rest(self) -> None:
        """This thread has nothing to do there for now: none of those who wait together waits for it."""
        self.target.rest()

    def wait(self, wait: Wait, look: Callable[[], Seen]) -> Waited:
        """Look until the condition holds. Raises `WaitError`."""
        self.look_afresh()
        began = self.now()
        self.heard(ended(wait, began, 0, "", well=False))
        try:
            named = _Named(self.target, wait.condition)
            told = wait_until(wait, look, named, self.progress, self.looked, evenly=self.pace is not None)
            waited = replace(told, began=began.isoformat())
        except WaitError as error:
            passed = (self.now() - began).total_seconds()
            self._waited(ended(wait, began, passed, error.last_seen, well=False))
            raise
        self._waited(waited)
        return waited

    def _called(self, call: Call) -> None:
        within = noting()
        (self.calls if within is None else within.calls).append(call)
        if call.writes:
            self.wrote = time.monotonic()
        self._hears(call)

    def _hears(self, call: Call) -> None:
        within = noting()
        if within is None:
            self.heard(call)
        else:
            within.heard.append(call)

    def _waited(self, waited: Waited) -> None:
        self.waits.append(waited)
        self.heard(waited)

    def now(self) -> datetime:
        """The time of the account: simulated, or the wall clock's."""
        return self.target.now()

    def translated(self) -> AbstractContextManager[None]:
        """Within it, what AWS and botocore refuse is raised as `AwsError`."""
        return failures.translated(self.region, self.target.name, self._until)

    @property
    def place(self) -> str:
        """What answers, in words: `a real AWS account`, or which simulated one."""
        if not self.simulated:
            return "a real AWS account"
        if self.target.simulated_clock:
            return "the simulated AWS in this package"
        return f"an AWS-compatible service at {self.target.endpoint_url}"

    def about_credentials(self) -> tuple[str, ...]:
        """Lines about the credentials of a real account: where from, how long, another Region; () elsewhere."""
        if not self.credentials:
            return ()
        return gate.told(self.credentials, self.now(), self.target.home, self.region)

    def tags(self, name: str = "") -> list[dict[str, str]]:
        """The tags of what this deployment makes, as IAM and EC2 take them."""
        told = [{"Key": DEPLOYMENT_TAG, "Value": self.parameters.deployment}]
        return [*told, {"Key": "Name", "Value": name}] if name else told

    def tag_filter(self) -> list[dict[str, Any]]:
        """EC2's filter for what this deployment made."""
        return [{"Name": f"tag:{DEPLOYMENT_TAG}", "Values": [self.parameters.deployment]}]

    def _until(self) -> str:
        return f"the credentials: {self.credentials.until(self.now())}" if self.credentials else ""

    def _identify(self) -> Identity:
        with self.translated():
            told = self.client("sts").get_caller_identity()
        return Identity(told["Arn"], told["Account"], told["UserId"])


@dataclass(frozen=True)
class _Named:
    """The time of a target for one wait: where others wait, too, it says for what."""

    target: Target
    condition: str

    def now(self) -> datetime:
        return self.target.now()

    def let_pass(self, seconds: float) -> None:
        self.target.let_pass_for(seconds, self.condition)


def connect(
    parameters: Parameters,
    progress: Callable[[str], None] = print,
    *,
    pace: Pace | None = None,
    joined: str = "",
    worker: str = "",
    unattended: bool = False,
) -> Session:
    """Connect to the target, and to no other account than the parameters name. With a `pace`, calls keep to AWS's call
    limits together with those of all others who have it, and simulated waits pass together; so they do for who is the
    `worker` of a run. `joined` is the address of the shared simulated account, where this process has joined it
    already. `unattended`: nobody changes things beside it, as between two cells of a notebook.

    Raises `RefusedError` (exit code 3) when the credentials have ended or belong to another account, and when what
    answers isn't what `target` says; `AwsError` when there are none.
    """
    target = replace(choose(parameters, progress, joined), together=bool(pace or worker), worker=worker)
    with failures.translated(parameters.region, parameters.target):
        found = target.credentials()
    gate.refuse_ended(found, target.now())
    session = Session(parameters, target, progress, found, pace, unattended=unattended)
    gate.refuse_another_account(
        parameters,
        session.account_id,
        session.identity.arn,
        ours=target.simulated_clock,
        found=found.source if found else "",
    )
    return session
