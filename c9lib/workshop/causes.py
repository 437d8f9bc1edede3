"""Why seats don't work: each root cause once, with all seats that have it and with what mends it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from c9lib.checks.documented import PROFILE, ROLE
from c9lib.checks.rootcause import ORDER
from c9lib.nouns import Check, Judged, Station, Way
from c9lib.nouns.check import Status
from c9lib.workshop.model import counted

OF_ACCOUNT: Mapping[str, str] = {
    "service": "Cloud9 in this account",
    "quota": "the quotas of this account",
    "role": f"role {ROLE}",
    "profile": f"instance profile {PROFILE}",
}
"""Families whose checks are about one thing of the whole account."""
OF_ENVIRONMENT = ("environment", "stack", "credentials")
BY_WAY = {"instance.public-address": "ssm"}
"""Checks beside `path.*` that judge the way to a service."""
ID = re.compile(
    r"\b(?:acl|eigw|eni|i|igw|key|nat|rtb|sg|sgr|subnet|vpc|vpce)-[0-9a-f]{8,}\b|\b(?:user|group|role)/[\w+=,.@/-]+"
)
ADDRESS = re.compile(r"\b\d+\.\d+\.\d+\.\d+(?:/\d+)?\b")
SHOWN = 6
"""Seats that a line names; of more, the first ones."""


@dataclass(frozen=True)
class Cause:
    """One root cause. `thing` is what is at fault, such as `security-group sg-1`; `why` says what is wrong with it,
    `evidence` is that of the first seat. `remedy` are the lines that mend it for all `seats`, each once."""

    check: str
    status: Status
    reason: str
    thing: str
    why: str
    evidence: str
    seats: tuple[str, ...]
    remedy: tuple[str, ...]

    @property
    def kind(self) -> tuple[str, ...]:
        """What causes have in common that each concern one seat, and a thing of its own."""
        own = () if len(self.seats) == 1 else (self.thing,)
        return self.check, self.status, self.reason, self.noun, self.alike, *own

    @property
    def noun(self) -> str:
        """What kind of thing it is: `security-group`."""
        return self.thing.rpartition(" ")[0]

    @property
    def alike(self) -> str:
        """Why, without the names of this one thing and of its seat's addresses."""
        told = (self.why or self.evidence).replace(self.thing.rpartition(" ")[2], "it")
        return ADDRESS.sub("…", ID.sub("…", told))

    @property
    def key(self) -> tuple[str, str, str]:
        """By which the same cause is known again."""
        return self.check, self.reason, self.thing

    @property
    def commands(self) -> tuple[str, ...]:
        """The lines that can be run."""
        return tuple(line for line in self.remedy if not line.startswith("#"))

    @property
    def words(self) -> str:
        """What no command mends, "" where commands do."""
        return " ".join(line.lstrip("# ") for line in self.remedy if line.startswith("#"))

    @property
    def headline(self) -> str:
        """`12 seats: sg-1 has no rule at all for inbound TCP 443 from 10.0.0.0/24.`"""
        return f"{counted(len(self.seats), 'seat')}: {self.why or self.evidence}"

    def to_json(self) -> dict[str, Any]:
        """As `c9lib workshop verify --json` prints it: commands in `remedy`, words in `no_remedy`."""
        told = {name: str(getattr(self, name)) for name in ("check", "status", "reason", "thing", "why", "evidence")}
        return {**told, "seats": list(self.seats), "remedy": list(self.commands), "no_remedy": self.words}


def causes_of(judged: Mapping[str, Judged]) -> tuple[Cause, ...]:
    """The root causes of these seats, by their names; what comes first in `ORDER` first, then those of most seats.
    Seats whose verdict only warns have their warnings there, each as a cause of its own."""
    found: dict[tuple[str, ...], Cause] = {}
    for seat, one in judged.items():
        for check in _told(one):
            cause = _cause(seat, one, check)
            key = (*cause.key, cause.status)
            found[key] = _joined(found[key], cause) if key in found else cause
    return tuple(sorted(found.values(), key=_rank))


def named(seats: Sequence[str]) -> str:
    """`01, 02, 03`; of many the first ones, and how many more."""
    more = len(seats) - SHOWN
    return ", ".join(seats[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def by_kind(causes: Iterable[Cause]) -> Iterator[tuple[Cause, ...]]:
    """Causes of one kind together: the same is wrong, each time with another thing."""
    kinds: dict[tuple[str, ...], list[Cause]] = {}
    for cause in causes:
        kinds.setdefault(cause.kind, []).append(cause)
    yield from map(tuple, kinds.values())


def _rank(cause: Cause) -> tuple[bool, int, int]:
    return cause.status != "fail", ORDER.index(cause.check), -len(cause.seats)


def _told(judged: Judged) -> list[Check]:
    """The root cause of what fails, or all that warns."""
    if judged.verdict.root_cause and judged.cause:
        return [judged.cause]
    return [check for check in judged.verdict.checks if check.status == "warn"]


def _cause(seat: str, judged: Judged, check: Check) -> Cause:
    thing = _thing(judged, check)
    return Cause(check.id, check.status, str(check.reason), thing, check.cause, check.evidence, (seat,), check.remedy)


def _joined(cause: Cause, other: Cause) -> Cause:
    remedy = tuple(dict.fromkeys((*cause.remedy, *other.remedy)))
    return replace(cause, seats=(*cause.seats, *other.seats), remedy=remedy)


def _thing(judged: Judged, check: Check) -> str:
    """What is at fault: where the packet stops, else what the check is about."""
    stop = _stop(judged.verdict.ways, check)
    if stop:
        return stop
    if check.family in OF_ACCOUNT:
        return OF_ACCOUNT[check.family]
    if check.family in OF_ENVIRONMENT:
        return f"environment {judged.environment_id}"
    if check.family in ("instance", "agent"):
        return f"instance {judged.instance_id}"
    ids = ID.findall(" ".join((check.evidence, *check.remedy)))
    return next(iter(ids), judged.environment_id)


def _stop(ways: Iterable[Way], check: Check) -> str:
    service = BY_WAY.get(check.id) or (check.id.removeprefix("path.") if check.family == "path" else "")
    for way in ways:
        if way.service == service:
            return next((_at(one) for one in way.stations if one.status != "pass"), "")
    return ""


def _at(station: Station) -> str:
    """The thing at a station; a group that lets nobody in is that of the endpoint."""
    whose = "endpoint's " if station.kind == "security-group" and "ingress" in station.rule else ""
    return f"{whose}{station.kind} {station.id}"
