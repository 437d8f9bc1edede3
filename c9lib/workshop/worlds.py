"""A class without accounts: a simulated account for each seat, and the file with which a learner reaches it.

The accounts are served by `c9lib/simulator/worlds.py`; here is what the seats are told of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from c9lib.aws import Session
from c9lib.errors import ParameterError
from c9lib.nouns.table import Drawn, Table
from c9lib.parameters import Parameters
from c9lib.rehearsal.world import PrivateAccount
from c9lib.steps import in_order
from c9lib.workshop.model import Roster, Seat, counted

OF_AN_ACCOUNT = ("target", "account_id", "owner_arn", "access_for", "members", "endpoint_url")
"""Parameters that name an account, or who is in it. In a simulated account of one's own one is the administrator."""
VARIABLE = "C9LIB_WORLD"
"""The environment variable that names the account of notebooks and commands; see `simulator/lifecycle.py`."""
KEPT, JOURNAL = "kept", "journal.jsonl"


@dataclass(frozen=True)
class SeatWorld:
    """The simulated account of a seat: its address, and the parameters file with it."""

    seat: str
    learner: str
    deployment: str
    url: str
    file: Path


@dataclass(frozen=True)
class Worlds(Drawn):
    """The simulated accounts of a class."""

    name: str
    seats: tuple[SeatWorld, ...]
    kept: bool

    def table(self) -> Table:
        first = self.seats[0]
        rows = tuple((one.seat, one.learner, one.url, str(one.file)) for one in self.seats)
        stay = (
            "What is made in them is kept for the next start."
            if self.kept
            else "What is made in them ends with this command."
        )
        note = (
            f"In a terminal: c9lib run -f {first.file}. In JupyterLab: start it with {VARIABLE}={first.url}. On this"
            f" machine only. What is made in them {stay}."
        )
        title = f"Class {self.name}: {counted(len(self.seats), 'simulated account')}"
        return Table(title, ("seat", "learner", "address", "parameters"), rows, note)

    def to_json(self) -> dict[str, Any]:
        """The one document of `c9lib workshop worlds --json`."""
        seats = [
            {"seat": one.seat, "learner": one.learner, "endpoint_url": one.url, "file": str(one.file)}
            for one in self.seats
        ]
        return {"class": self.name, "kept": self.kept, "variable": VARIABLE, "seats": seats}


def refuse_what_is_elsewhere(roster: Roster) -> None:
    """Raises `ParameterError` for a roster whose seats go to subnets that are there: in a new account they aren't."""
    elsewhere = [one for one in roster.seats if one.parameters.network == "existing"]
    if elsewhere:
        raise ParameterError(
            f"{counted(len(elsewhere), 'seat')} would go to a subnet that a new simulated account hasn't.",
            details=(f"network existing: {', '.join(one.name for one in elsewhere[:10])}", "nothing was started"),
            remedy=("Give network public, nat or isolated: each seat makes a network in its own account.",),
        )


def journal_of(out: Path, seat: Seat) -> Path:
    """Where what is made in a seat's account is kept."""
    return out / KEPT / seat.name / JOURNAL


def write_files(roster: Roster, addresses: Sequence[str], out: Path, *, kept: bool) -> Worlds:
    """Write a parameters file for each seat into `out`, with the address of its account. Raises `ParameterError` when
    they can't be written."""
    made = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        for seat, url in zip(roster.seats, addresses, strict=True):
            file = out / f"{_file_name(seat)}.yaml"
            file.write_text(_asked(seat, url).to_yaml(), encoding="utf-8")
            made.append(SeatWorld(seat.name, seat.learner, seat.parameters.deployment, url, file))
    except OSError as error:
        raise ParameterError(
            f"The parameters can't be written into {out}: {error.strerror}.",
            remedy=("Give another folder with --out.",),
        ) from None
    return Worlds(roster.name, tuple(made), kept)


def regions_of(roster: Roster) -> tuple[str, ...]:
    """The Regions that the seats are in."""
    return tuple(sorted({one.parameters.region for one in roster.seats}))


def warm_up() -> None:
    """Go through the steps once, in an account of this process that is thrown away, so that all that they need is
    loaded before the process is forked."""
    asked = Parameters()
    session = Session(asked, PrivateAccount.open(), lambda _: None)
    for step in in_order(asked):
        step(session).apply()


def _file_name(seat: Seat) -> str:
    return seat.name if seat.name.startswith("seat") else f"seat-{seat.name}"


def _asked(seat: Seat, url: str) -> Parameters:
    told = {name: value for name, value in seat.parameters.given().items() if name not in OF_AN_ACCOUNT}
    return Parameters.model_validate({**told, "endpoint_url": url})
