"""`c9lib workshop enrol`: the learners of a class on the simulated AWS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from c9lib.cli.options import json_option, parameter_options, put_json, to_error
from c9lib.cli.workshop import ROSTER, read_roster, share_option

TRAINER = "Make this trainer, too: the ARN of a user; may be given several times."


@click.command("enrol")
@ROSTER
@parameter_options
@share_option
@click.option("--trainer", "trainers", multiple=True, metavar="ARN", help=TRAINER)
@json_option
def command(
    roster: Path,
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    share: Any,
    trainers: tuple[str, ...],
    as_json: bool,
) -> int:
    """Make the learners who aren't there as IAM users, on the simulated AWS only.

    On a real account it is refused: `plan` names who is missing.
    """
    from c9lib.workshop.connected import of_class
    from c9lib.workshop.enrol import enrol

    asked = read_roster(roster, files, assignments, share)
    with of_class(asked, to_error) as (session, _):
        done = enrol(session, asked, trainers)
    put_json(done.to_json()) if as_json else click.echo(str(done))
    return 0
