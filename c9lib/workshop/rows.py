"""One row of a roster becomes a seat, or mistakes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.parameters import Parameters, judge
from c9lib.parameters.rows import NAMES
from c9lib.parameters.shown import shown
from c9lib.workshop.learners import owner_of, refuse_what_cant_own
from c9lib.workshop.mistakes import Mistake
from c9lib.workshop.model import Seat

SEAT = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
MADE_OF = {"deployment": "seat", "environment_name": "seat", "owner_arn": "learner"}
"""Parameters that a row needn't have as columns, and the column that they come from then."""


@dataclass(frozen=True)
class Shared:
    """What every row starts from. `made` is None while the class's own parameters are wrong: then each row is judged
    for itself alone. `named` says whether the class gave its environments a name; `role` is `learner_role`; `needed`
    are the columns that have to be filled in each row, as far as there are such columns."""

    made: Parameters | None
    account: str
    role: str
    named: bool
    needed: tuple[str, ...]

    @property
    def given(self) -> dict[str, Any]:
        """What the class gives to its seats; a name and an owner each has for itself, and who else gets access gets it
        once."""
        told = self.made.given() if self.made else {}
        return {name: value for name, value in told.items() if name not in (*MADE_OF, "access_for")}


@dataclass(frozen=True)
class Row:
    """What one row comes to: the values of its seat's parameters, as far as they are known, and what is wrong."""

    number: int
    cells: Mapping[str, str]
    values: Mapping[str, Any]
    mistakes: tuple[Mistake, ...]
    seat: Seat | None = None

    def told(self, name: str) -> str:
        """A value as text; "" when it isn't known."""
        return str(self.values.get(name, ""))


def row_of(number: int, cells: Mapping[str, str], shared: Shared) -> Row:
    """One row; `cells` are the texts that aren't empty, by column."""
    name, learner = cells.get("seat", ""), cells.get("learner", "")
    found = [Mistake(number, column, "is empty") for column in shared.needed if not cells.get(column)]
    if name and not SEAT.fullmatch(name):
        found.append(Mistake(number, "seat", _seat_words(name)))
        name = ""
    own = {column: text for column, text in cells.items() if column in NAMES}
    values = {**shared.given, **_names(name, shared), **own}
    try:
        values |= _owner(cells, shared)
    except ValueError as error:
        found.append(Mistake(number, "owner_arn" if "owner_arn" in cells else "learner", str(error)))
        values.pop("owner_arn", None)
    judged = judge(values)
    wrong = judged.alone if shared.made is None else (*judged.alone, *judged.between)
    found += [_placed(number, one.name, one.words, cells) for one in wrong]
    seat = Seat(name, learner, judged.made, number) if judged.made and not found else None
    return Row(number, cells, values, tuple(found), seat)


def _seat_words(name: str) -> str:
    near = re.sub(r"[^a-z0-9]+", "-", name.lower()[:40]).strip("-")
    told = f"; nearest: {near}" if near else ""
    return f"{shown(name)} can't be part of a deployment's name: a-z, 0-9 and - within can{told}"


def _names(seat: str, shared: Shared) -> dict[str, str]:
    """What the names come to: `python-07` for seat 07 of class python."""
    if not seat or shared.made is None:
        return {}
    deployment = f"{shared.made.deployment}-{seat}"
    environment = f"{shared.made.environment_name}-{seat}" if shared.named else deployment
    return {"deployment": deployment, "environment_name": environment}


def _owner(cells: Mapping[str, str], shared: Shared) -> dict[str, str]:
    """Whoever `owner_arn` names; then the learner is only a name. Else it is the learner."""
    if "owner_arn" in cells:
        if not cells["owner_arn"].endswith(":root"):
            refuse_what_cant_own(cells["owner_arn"])
        return {}
    if "learner" not in cells:
        return {}
    account = cells.get("account_id", shared.account)
    return {"owner_arn": owner_of(cells["learner"], account, cells.get("learner_role", shared.role))}


def _placed(row: int, name: str, words: str, cells: Mapping[str, str]) -> Mistake:
    """A mistake in the column that it comes from; what comes from the class keeps the parameter's name."""
    if name in cells or name not in MADE_OF:
        return Mistake(row, name, words)
    return Mistake(row, MADE_OF[name], f"makes {name} {words}")
