"""How each seat of a class stands, by what AWS shows: one state in a word for each, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from c9lib.aws import Session
from c9lib.checks import environments
from c9lib.checks.environments import lifecycle
from c9lib.checks.reader import Answer, Unread
from c9lib.workshop.layout import Layout
from c9lib.workshop.model import Seat
from c9lib.workshop.state_reads import READS, Reads, environment_of, launched, read

State = Literal["failed", "missing", "silent", "not known", "launching", "online", "opened", "idle", "stopped"]
STATES: tuple[State, ...] = get_args(State)
"""All of them: what needs the trainer first."""
WELL: tuple[State, ...] = ("online", "opened", "idle", "stopped")
"""States in which nothing is to be done: an instance that Cloud9 stopped starts when it is opened (facts 3.3)."""
MEANINGS: Mapping[State, str] = {
    "failed": "the environment can't be used",
    "missing": "there is no environment",
    "silent": "the instance runs, but its agent isn't online",
    "not known": "AWS didn't show it",
    "launching": "on its way: not made yet, or its instance is starting",
    "online": "ready: the agent is online",
    "opened": "somebody is connected",
    "idle": "ready, and nobody is connected",
    "stopped": "starts when it is opened",
}
MOST_CALLS = 20
"""Calls of one look at a class of 200, when the account has no other environments."""
IDLE_AFTER = timedelta(minutes=15)
"""A seat to which nobody is connected counts as online so long after the start of its instance, then as idle."""
STARTING = timedelta(minutes=5)
"""So long after its start an instance may be without its agent: an agent is heard every 5 minutes (facts 7.4)."""
SHOWN = ("seat", "learner", "state", "why", "environment", "environment_id", "instance_id", "lifecycle")
SINCE_START: tuple[State, ...] = ("launching", "online", "idle", "silent")
"""States that a seat is in since its instance started, where AWS tells nothing better."""
STOPPED_AT = re.compile(r"\((\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}) (?:GMT|UTC)\)")


@dataclass(frozen=True)
class SeatState:
    """One seat as it stands. `words` say why, without anybody's name; `told` are AWS's own words on it, with names and
    ARNs. `since` is when it became so, as far as AWS says; `lifecycle` is Cloud9's word for the environment, "" where
    it wasn't asked. `environment` is the environment's name, whether it is there or not."""

    seat: str
    learner: str
    state: State
    words: str = ""
    told: str = ""
    environment: str = ""
    environment_id: str = ""
    instance_id: str = ""
    since: datetime | None = None
    lifecycle: str = ""

    @property
    def why(self) -> str:
        """Why it is so, in a sentence; "" where the state says it all."""
        return ": ".join(filter(None, (self.words, self.told)))

    @property
    def well(self) -> bool:
        """Whether nothing is to be done."""
        return self.state in WELL

    def to_json(self) -> dict[str, Any]:
        """As `c9lib workshop status --json` prints it."""
        told = {name: str(getattr(self, name)) for name in SHOWN}
        since = self.since.isoformat(timespec="seconds") if self.since else ""
        return {**told, "since": since, "well": self.well}


def look_at(
    session: Session,
    layout: Layout,
    before: Mapping[str, SeatState] | None = None,
    most_calls: int | None = MOST_CALLS,
) -> dict[str, SeatState]:
    """How every seat stands, by its name, in the roster's order. Only reads.

    `before` is what an earlier look saw: environments that were made then aren't asked for again while they are online.
    When `most_calls` are used up, the environments of online seats aren't asked for, the oldest first; None asks for
    all. What AWS refuses to show makes seats `not known`. Raises `AwsError` when AWS can't be asked at all.
    """
    seats = layout.roster.seats
    made = {one.environment_id for one in (before or {}).values() if one.lifecycle == "CREATED"}
    seen = read(session, [one.parameters.deployment for one in seats], made, most_calls)
    return {seat.name: _of_seat(seat, seen, made, session.now()) for seat in seats}


@dataclass(frozen=True)
class _Judged:
    """A state, and why; as `SeatState`."""

    state: State
    words: str = ""
    told: str = ""
    since: datetime | None = None


def _of_seat(seat: Seat, seen: Reads, made: set[str], now: datetime) -> SeatState:
    instance = seen.instances.get(seat.parameters.deployment)
    environment: Answer
    if instance is None:
        environment = _named(seat, seen) or {}
        status = lifecycle(environment) if environment else ""
        judged = _without_instance(seat, seen, environment)
    else:
        name = environment_of(instance)
        environment = seen.environments.get(name) or {"id": name}
        status = lifecycle(environment) if "name" in environment else "CREATED" if name in made else ""
        judged = _unmade(environment, status) or _with_instance(instance, seen, now)
    return SeatState(
        seat.name,
        seat.learner,
        judged.state,
        judged.words,
        judged.told,
        seat.parameters.environment_name,
        str(environment.get("id", "")),
        str(instance["InstanceId"]) if instance else "",
        judged.since or (launched(instance) if instance and judged.state in SINCE_START else None),
        status,
    )


def _named(seat: Seat, seen: Reads) -> Answer | None:
    """The environment of a seat without an instance: by its name and owner, the liveliest if several are left."""
    asked = seat.parameters
    named = [one for one in seen.environments.values() if one["name"] == asked.environment_name]
    ours = [one for one in named if one["ownerArn"] == asked.owner_arn]
    order = environments.LIVELIEST_FIRST
    return min(ours, key=lambda one: (order.index(lifecycle(one)), one["id"]), default=None)


def _without_instance(seat: Seat, seen: Reads, environment: Answer) -> _Judged:
    if environment:
        gone = "its instance is gone, and can't be brought back: make the environment anew"
        return _unmade(environment, lifecycle(environment)) or _Judged("failed", gone)
    refused = seen.refused.get("instances") or seen.refused.get("listed") or _hidden(seen)
    if refused:
        return _Judged("not known", unknown(refused))
    named = [one["id"] for one in seen.environments.values() if one["name"] == seat.parameters.environment_name]
    return _Judged("missing", f"the environment {named[0]} has its name, but another owner" if named else "")


def _hidden(seen: Reads) -> Unread | None:
    """Why an environment without an instance wasn't shown: it may be this seat's."""
    others = {*READS, *map(environment_of, seen.instances.values())}
    return next((one for name, one in seen.refused.items() if name not in others), None)


def _unmade(environment: Answer, status: str) -> _Judged | None:
    """What the lifecycle alone decides; None for an environment that is made, or wasn't asked for."""
    if status in ("CREATE_FAILED", "DELETE_FAILED"):
        reason = environment.get("lifecycle", {}).get("reason") or "AWS gives no reason"
        return _Judged("failed", status, str(reason))
    if status == "DELETING":
        return _Judged("missing", "it is being deleted")
    return _Judged("launching", "Cloud9 is making it") if status == "CREATING" else None


def _with_instance(instance: Answer, seen: Reads, now: datetime) -> _Judged:
    name, instance_id = instance["State"]["Name"], str(instance["InstanceId"])
    if name in ("stopping", "stopped"):
        told = STOPPED_AT.search(str(instance.get("StateTransitionReason", "")))
        since = datetime.fromisoformat(told[1]).replace(tzinfo=UTC) if told else None
        return _Judged("stopped", "its instance is stopping" if name == "stopping" else "", since=since)
    if name == "pending":
        return _Judged("launching", "its instance is starting")
    session = seen.sessions.get(instance_id)
    if session:
        who = str(session.get("Owner", "")).rpartition("/")[2]
        return _Judged("opened", "", f"by {who}" if who else "", session.get("StartDate"))
    return _ready(instance, seen, now) if instance_id in seen.agents else _silent(instance, seen, now)


def _ready(instance: Answer, seen: Reads, now: datetime) -> _Judged:
    """An agent that is online, without a session."""
    if "sessions" in seen.refused:
        return _Judged("online", f"whether anybody is connected is {unknown(seen.refused['sessions'])}")
    if seen.unread:
        return _Judged("online", "whether anybody is connected isn't known: there are more sessions than were read")
    return _Judged("idle" if now - launched(instance) >= IDLE_AFTER else "online")


def _silent(instance: Answer, seen: Reads, now: datetime) -> _Judged:
    """An instance that runs without an agent online."""
    refused = seen.refused.get("agents") or seen.refused.get(environment_of(instance))
    if refused:
        return _Judged("not known", unknown(refused))
    if now - launched(instance) < STARTING:
        return _Judged("launching", "its instance runs, and its agent isn't online yet")
    ping = seen.pings.get(str(instance["InstanceId"]))
    if ping:
        return _Judged("silent", f"its agent is {ping['PingStatus']}", since=ping.get("LastPingDateTime"))
    return _Judged("silent", "its agent isn't online")


def unknown(refused: Unread) -> str:
    """`not known: AWS answered AccessDenied to ssm:DescribeSessions`."""
    return f"not known: AWS answered {refused.code} to {refused.permission}"
