"""A class with its connection: what the verbs need that look at all seats, and mend them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from c9lib.aws import Session, connect
from c9lib.aws.place import where
from c9lib.aws.target import leave_simulated
from c9lib.errors import ParameterError
from c9lib.workshop.layout import Layout, lay_out
from c9lib.workshop.model import Roster
from c9lib.workshop.plan import own_parameters


@contextmanager
def of_class(roster: Roster, say: Callable[[str], None]) -> Iterator[tuple[Session, Layout]]:
    """The class's own session, and where its seats are; says first which account it is. Raises as `connect` does."""
    own = own_parameters(roster)
    try:
        session = connect(own, say)
        say(where(session))
        yield session, lay_out(roster)
    finally:
        leave_simulated(own)


def known_seats(roster: Roster, seats: Sequence[str]) -> None:
    """Raises `ParameterError` for a seat that isn't in the roster."""
    there = [one.name for one in roster.seats]
    strange = [name for name in dict.fromkeys(seats) if name not in there]
    if strange:
        raise ParameterError(
            f"The roster has no seat {' and no '.join(strange)}; nothing was called.",
            details=(f"its seats are {', '.join(there[:20])}{' …' if len(there) > 20 else ''}",),
            remedy=("Write a seat as the column seat does.",),
        )
