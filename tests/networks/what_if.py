"""One network of the table for questions: what each forecast says, and what AWS shows when it is tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from c9lib import parameters
from c9lib.aws import Session
from c9lib.checks.what_if import forecast, subject
from c9lib.checks.what_if_options import possible
from c9lib.notebook.what_if import WhatIf
from c9lib.nouns.what_if import Option
from tests.networks.account import Account
from tests.networks.topologies import Net


class Inside:
    """A target in this process whose time passes when it is told to."""

    name = "simulated"
    simulated_clock = True
    takes_many = False

    def __init__(self, account: Account) -> None:
        self.account = account

    def client(self, service: str, region: str) -> Any:
        return self.account.client(service, region)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.account.world.clock.now, UTC)

    def let_pass(self, seconds: float) -> None:
        self.account.wait(seconds)

    def let_pass_for(self, seconds: float, _waits_for: str) -> None:
        self.let_pass(seconds)


def session_of(account: Account) -> Session:
    """A session in this process."""
    return Session(parameters.from_mapping({}), Inside(account), lambda _: None)  # type: ignore[arg-type]


def options_of(session: Session, net: Net) -> list[Option]:
    """What may be otherwise around the network's instance."""
    found, unread = possible(subject(session, instance_id=net.instance))
    assert not unread
    return [one.option for one in found]


def each(session: Session, net: Net, only: tuple[str, ...] = ("",)) -> Iterator[WhatIf]:
    """Every option once, as a fresh question; what is made again by undoing the one before isn't asked again."""
    asked: set[str] = set()
    there = {one.id for one in options_of(session, net)}
    while waiting := sorted(one for one in there - asked if one.startswith(only)):
        asked.add(waiting[0])
        yield ask(session, net, waiting[0])
        now = {one.id for one in options_of(session, net)}
        asked, there = asked | (now - there), now


def ask(session: Session, net: Net, wanted: str) -> WhatIf:
    """What if this one?"""
    seen = subject(session, instance_id=net.instance)
    chosen = next(one for one in possible(seen)[0] if one.option.id == wanted)
    return WhatIf(session, forecast(seen, chosen), instance_id=net.instance)
