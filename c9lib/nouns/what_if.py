"""What would happen if one thing were otherwise: what can be changed (`Option`), and what then (`Consequence`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from c9lib.nouns.change import cost
from c9lib.nouns.table import Drawn, Table
from c9lib.nouns.way import Way

NEW = "$NEW"
"""Stands in an act's arguments for the id that the act before it made."""
Family = Literal["break", "safer"]
ASLEEP = ("stopping", "stopped")
"""States of an instance that can be started again."""


@dataclass(frozen=True)
class Until:
    """What an act waits for: `member` of the first of the `items` of a Describe call has this value; without a member
    there is none any more."""

    operation: str
    arguments: Mapping[str, Any]
    items: str
    member: str = ""
    value: str = "0"

    @property
    def query(self) -> str:
        """What the AWS CLI asks of the answer."""
        return f"{self.items}[0].{self.member}" if self.member else f"length({self.items})"


@dataclass(frozen=True)
class Act:
    """One call that changes something, by AWS's names. `gives` is the place of the new id in its answer
    (`NatGateway.NatGatewayId`), which the acts after it call `NEW`."""

    service: str
    operation: str
    arguments: Mapping[str, Any]
    gives: str = ""
    until: Until | None = None


@dataclass(frozen=True)
class Option:
    """One thing that may be otherwise: how it is done, and how it is undone.

    `refusal` is AWS's code where AWS wouldn't do it as things are, `note` why; `untried` says why it isn't tried on the
    simulated AWS; `saves` is USD per hour, None where the price isn't known.
    """

    id: str
    what: str
    do: tuple[Act, ...]
    undo: tuple[Act, ...]
    family: Family = "break"
    saves: float | None = 0.0
    note: str = ""
    refusal: str = ""
    untried: str = ""
    alias: str = ""
    """What it may be called by besides its id: an endpoint by its service."""


@dataclass(frozen=True)
class Options(Drawn):
    """What may be taken away or changed, by what is there. `unread` says what wasn't shown, `why` what is missing where
    there is no network to look at."""

    options: tuple[Option, ...]
    unread: tuple[str, ...] = ()
    why: str = ""

    def table(self) -> Table:
        rows = tuple((one.id, one.what, cost(one.saves) if one.saves != 0 else "–") for one in self.options)
        how = "Ask with its id: what_if(…). Nothing is changed by asking." if rows else ""
        missing = f"There is no network to look at yet: {self.why}. Step network makes one." if self.why else ""
        columns = ("what_if(…)", "what would be otherwise", "saves per hour")
        note = " ".join(filter(None, (how, missing, *self.unread)))
        return Table("What may be taken away or changed", columns, rows, note, "nothing that can be asked about")


@dataclass(frozen=True)
class Agent:
    """How Systems Manager would show the agent: `ping` as PingStatus, `channel` as GetConnectionStatus. Both are ""
    where no instance runs: then `state` is that of the instance, as EC2 says it, and "" where there is none."""

    ping: str = ""
    channel: str = ""
    state: str = ""

    @property
    def online(self) -> bool:
        """Whether sessions reach it."""
        return (self.ping, self.channel) == ("Online", "connected")

    def __str__(self) -> str:
        if self.ping:
            return f"{self.ping}, {self.channel}"
        return f"the instance is {self.state}" if self.state else "no instance yet"

    @property
    def sleeps(self) -> bool:
        """Whether the instance is stopped, or about to be: it can be started again."""
        return self.state in ASLEEP


@dataclass(frozen=True)
class Consequence(Drawn):
    """The forecast: the ways before and after, how the agent would fare, and which check would name the cause."""

    option: Option
    before: tuple[Way, ...]
    after: tuple[Way, ...]
    was: Agent
    agent: Agent
    root_cause: str = ""
    reason: str = ""
    sentence: str = ""
    gone: tuple[str, ...] = field(default=())
    """Services that are reached now and wouldn't be."""
    as_now: bool = False
    """Whether the root cause is already the cause of what fails now."""
    rightless: tuple[str, ...] = ()
    """Services of sessions to which the agent would have no right, whether its instance runs or not."""
    rightless_now: tuple[str, ...] = ()
    internet: tuple[Way, Way] | None = None
    """The way to what no endpoint is for, now and then; only where the internet is reached now, and wouldn't be."""

    @property
    def cause(self) -> str:
        """The root cause with its reason, as a table has it."""
        return cause_in_words(self.root_cause, self.reason)

    def table(self) -> Table:
        """One row per service; the face of a forecast as text."""
        then = {one.service: one for one in self.after}
        rows = tuple(_row(way, then[way.service]) for way in self.before if way.service in then)
        rows += (_row(*self.internet),) if self.internet else ()
        rows += (("agent", str(self.was), str(self.agent)),)
        columns = ("service", "now", "then")
        return Table(f"What if: {self.option.what}", columns, rows, note=self.sentence, empty="no way is known")


def cause_in_words(check: str, reason: str) -> str:
    """`path.ssm (BAD_STATE_ROUTE)`, or `none`."""
    return f"{check} ({reason})" if check and reason else check or "none"


def by_which(way: Way) -> str:
    """How a service is reached: the endpoint or the gateway by which the packet leaves, or why it isn't."""
    if not way.reachable:
        return f"✘ {way.reason or 'not reached'}"
    kinds = ("vpc-endpoint", "nat-gateway", "internet-gateway")
    passed = [one for kind in kinds for one in way.there if one.kind == kind]
    mark = "✔ by" if way.status == "ok" else "▲ perhaps by"
    return f"{mark} {passed[0].id}" if passed else "✔ within the VPC"


def _row(now: Way, then: Way) -> tuple[str, str, str]:
    before, after = by_which(now), by_which(then)
    return now.service, before, after if before != after else f"{after} (as now)"


@dataclass(frozen=True)
class Tried(Drawn):
    """The forecast beside what AWS showed after the time that `waited` says. `refused` is AWS's code where it refused;
    `starts` says in sentences when and why the instance was started again.

    `now`, `root_cause` and `reason` are what AWS showed: the agent, and the check that the verdict named ("" for none).
    """

    forecast: Consequence
    now: Agent
    root_cause: str
    reason: str = ""
    waited: str = ""
    refused: str = ""
    starts: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether it came as foretold."""
        if self.forecast.option.refusal or self.refused:
            return self.forecast.option.refusal == self.refused
        told = self.forecast
        return (self.now, self.root_cause, self.reason) == (told.agent, told.root_cause, told.reason)

    def table(self) -> Table:
        told = self.forecast
        answer = f"refused: {self.refused}" if self.refused else "done"
        rows = [("AWS's answer", f"refused: {told.option.refusal}" if told.option.refusal else "done", answer)]
        if not self.refused:
            rows.append(("agent", str(told.agent), str(self.now)))
            rows.append(("root cause", told.cause, cause_in_words(self.root_cause, self.reason)))
        after = f" AWS was asked {self.waited} later." if self.waited else ""
        nothing = " Nothing was changed, so there is nothing to undo." if self.refused else " undo() puts it back."
        note = f"The forecast was {'right' if self.right else 'wrong'}.{after}{nothing}"
        note = " ".join((note, *self.starts))
        return Table(f"Tried: {told.option.what}", ("what", "forecast", "AWS shows"), tuple(rows), note)


@dataclass(frozen=True)
class Undone(Drawn):
    """What was tried is put back: how many calls that took, how the agent is now, and when and why its instance was
    started again."""

    option: Option
    calls: int
    now: Agent
    waited: str = ""
    starts: tuple[str, ...] = ()

    def table(self) -> Table:
        took = f"{self.calls} call{'s' if self.calls != 1 else ''}"
        later = f"; it took {self.waited} until the agent was as before" if self.waited else ""
        rows = ((self.option.id, f"put back with {took}{later}", str(self.now)),)
        note = " ".join(filter(None, (self.option.note, *self.starts)))
        return Table(f"Undone: {self.option.what}", ("what", "result", "agent"), rows, note)
