"""Whoever taught is taken out of the environments of a class; the environments stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from c9lib.aws import Session
from c9lib.errors import AwsError, UserError
from c9lib.nouns import Table
from c9lib.nouns.table import Drawn
from c9lib.steps.base import translated
from c9lib.workshop.causes import named
from c9lib.workshop.layout import Layout
from c9lib.workshop.model import counted
from c9lib.workshop.state import look_at


@dataclass(frozen=True)
class Membership:
    """A trainer in a seat's environment. `error` says why it stayed."""

    arn: str
    seat: str
    environment_id: str
    error: str = ""


@dataclass(frozen=True)
class TakenOut(Drawn):
    """Who was taken out of which seats, and what stayed. `unseen` are seats of which no environment was shown."""

    name: str
    memberships: tuple[Membership, ...]
    unseen: tuple[str, ...] = ()

    @property
    def left(self) -> tuple[Membership, ...]:
        """Where somebody still is."""
        return tuple(one for one in self.memberships if one.error)

    @property
    def exit_code(self) -> int:
        """0 when nobody is left."""
        return 1 if self.left else 0

    def table(self) -> Table:
        ends: dict[tuple[str, str], list[str]] = {}
        for one in self.memberships:
            ends.setdefault((one.arn, one.error), []).append(one.seat)
        rows = tuple((arn, named(seats), error or "taken out") for (arn, error), seats in ends.items())
        many = len(self.memberships) - len(self.left)
        note = f"No environment is shown of {named(self.unseen)}." if self.unseen else ""
        title = f"Class {self.name}: {counted(many, 'membership')} taken out, {len(self.left) or 'none'} left"
        return Table(title, ("trainer", "seats", "end"), rows, note, empty="they are a member of no environment of it")

    def to_json(self) -> dict[str, Any]:
        told = [
            {"arn": one.arn, "seat": one.seat, "environment_id": one.environment_id, "error": one.error}
            for one in self.memberships
        ]
        return {"class": self.name, "memberships": told, "left": len(self.left), "unseen": list(self.unseen)}


def memberships_of(session: Session, layout: Layout, arns: Sequence[str]) -> TakenOut:
    """Where these trainers are members now: a listing for each. Only reads. Raises `AwsError`."""
    states = look_at(session, layout, most_calls=None)
    seats = {one.environment_id: one.seat for one in states.values() if one.environment_id}
    unseen = tuple(name for name, one in states.items() if not one.environment_id and one.state != "missing")
    with translated(session):
        return TakenOut(layout.roster.name, tuple(_found(session, seats, dict.fromkeys(arns))), unseen)


def take_out(session: Session, there: TakenOut, say: Callable[[str], None]) -> TakenOut:
    """Take them out of the environments that `there` names; one that AWS refuses stops no other one."""
    done = []
    for one in there.memberships:
        say(f"  {one.seat}: {one.arn}")
        done.append(Membership(one.arn, one.seat, one.environment_id, _out(session, one)))
    return TakenOut(there.name, tuple(done), there.unseen)


def _found(session: Session, seats: dict[str, str], arns: dict[str, None]) -> Iterator[Membership]:
    for arn in arns:
        asked: dict[str, Any] = {"userArn": arn, "permissions": ["read-write", "read-only"]}
        held = session.pages("cloud9", "describe_environment_memberships", "memberships", **asked)
        there = {str(one["environmentId"]) for one in held}
        yield from (Membership(arn, seat, name) for name, seat in seats.items() if name in there)


def _out(session: Session, one: Membership) -> str:
    try:
        with session.translated():
            session.client("cloud9").delete_environment_membership(environmentId=one.environment_id, userArn=one.arn)
    except AwsError as error:
        return "" if error.code == "NotFoundException" else error.title
    except UserError as error:
        return error.title
    return ""
