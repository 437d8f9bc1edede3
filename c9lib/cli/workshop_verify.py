"""`c9lib workshop verify`: every check for every seat, and what fails grouped by its cause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from c9lib.cli.options import json_option, parameter_options, put_json, to_error
from c9lib.cli.workshop import ROSTER, read_roster, share_option

SEAT = "Only this seat; may be given several times."
ACCESS = "Ask for each learner's rights, too: about 12 calls each."


@click.command("verify")
@ROSTER
@parameter_options
@share_option
@click.option("--seat", "seats", multiple=True, metavar="SEAT", help=SEAT)
@click.option("--access", is_flag=True, help=ACCESS)
@json_option
def command(
    roster: Path,
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    share: Any,
    seats: tuple[str, ...],
    access: bool,
    as_json: bool,
) -> int:
    """Put every check to every seat, and tell each root cause once, with all seats that have it and what mends it.

    AWS is asked for all seats at once, so what takes a call for each is left out. Writes nothing. Exit code 1 when a
    seat doesn't work.
    """
    from c9lib.workshop.connected import known_seats, of_class
    from c9lib.workshop.verdict import verify

    asked = read_roster(roster, files, assignments, share)
    known_seats(asked, seats)
    with of_class(asked, to_error) as (session, layout):
        found = verify(session, layout, seats, access=access)
    put_json(found.to_json()) if as_json else click.echo(str(found))
    return 1 if found.verdict == "fail" else 0
