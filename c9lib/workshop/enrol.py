"""Learners for a class on the simulated AWS, where nobody else makes them: IAM users, without keys or passwords."""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.nouns import Table
from c9lib.nouns.table import Drawn
from c9lib.workshop.learners import holder
from c9lib.workshop.model import MOST_SHOWN, Roster, counted

USER = "user/"


@dataclass(frozen=True)
class Enrolled(Drawn):
    """Who was made, and who was there already: names of IAM users."""

    name: str
    made: tuple[str, ...]
    there: tuple[str, ...]

    def table(self) -> Table:
        many = counted(len(self.made), "user")
        rows = tuple((user, "made") for user in self.made[:MOST_SHOWN])
        more = len(self.made) - len(rows)
        there = f"{len(self.there)} {'was' if len(self.there) == 1 else 'were'} there already"
        note = ", ".join(filter(None, (f"and {more} more" if more else "", there if self.there else "")))
        return Table(f"Class {self.name}: {many} of IAM made", ("user", ""), rows, note, empty="everybody is there")

    def to_json(self) -> dict[str, object]:
        """The one document of `c9lib workshop enrol --json`."""
        return {"class": self.name, "made": list(self.made), "there": list(self.there)}


def enrol(session: Session, roster: Roster, trainers: tuple[str, ...] = ()) -> Enrolled:
    """Make the learners, and `trainers` (ARNs), who aren't there, as users. Sessions of a role aren't made by anybody.

    Raises `RefusedError` on a real account: who is in it isn't for a runbook to decide.
    """
    if not session.simulated:
        raise RefusedError(
            "Learners are made on the simulated AWS only; nothing was changed.",
            details=("on a real account its administrator decides who is in it, and how they sign in",),
            remedy=("`c9lib workshop plan` names the learners who aren't there, and the command.",),
        )
    owners = [holder(arn) for arn in (*(seat.owner for seat in roster.seats), *trainers)]
    wanted = dict.fromkeys(one.removeprefix(USER) for one in owners if one.startswith(USER))
    with session.translated():
        there = {str(user["UserName"]) for user in session.pages("iam", "list_users", "Users")}
        missing = [name for name in wanted if name not in there]
        for name in missing:
            session.client("iam").create_user(UserName=name)
    return Enrolled(roster.name, tuple(missing), tuple(name for name in wanted if name in there))
