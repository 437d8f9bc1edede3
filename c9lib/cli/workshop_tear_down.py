"""`c9lib workshop tear-down`: remove a class, and prove that nothing is left."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c9lib.cli.options import json_option, parameter_options, put_json, to_error
from c9lib.cli.workshop import ROSTER, read_roster, share_option
from c9lib.errors import RefusedError

if TYPE_CHECKING:
    from c9lib.nouns.table import Drawn
    from c9lib.workshop import Roster

MOST_AT_ONCE = 500
YES = "Do it without asking. Without it a terminal is asked, and nothing is removed where there is none."
KEEP = "Only take the trainers out of the environments; everything stays."
TRAINER = "With --keep-environments: the ARN of whoever is taken out; may be given several times."
REFUSED = RefusedError("Nothing was removed.", remedy=("Add --yes to do what is shown above.",))


@click.command("tear-down")
@ROSTER
@parameter_options
@share_option
@click.option("--yes", is_flag=True, help=YES)
@click.option(
    "--max-concurrency",
    "at_once",
    type=click.IntRange(1, MOST_AT_ONCE),
    default=50,
    show_default=True,
    help="How many seats go at once.",
)
@click.option("--keep-environments", "keep", is_flag=True, help=KEEP)
@click.option("--trainer", "trainers", multiple=True, metavar="ARN", help=TRAINER)
@click.option(
    "--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, help="Where evidence goes."
)
@json_option
def command(
    roster: Path,
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    share: Any,
    yes: bool,
    at_once: int,
    keep: bool,
    trainers: tuple[str, ...],
    runs: Path,
    as_json: bool,
) -> int:
    """Remove every seat, then what all share, and prove what is gone, what is left and what it has cost.

    Exit code 1 while anything is left; running again resumes. What isn't this class's stays, and so does what it still
    needs.
    """
    from c9lib.cli.ending import stop_as_ctrl_c

    if keep != bool(trainers):
        raise click.UsageError("--keep-environments and --trainer go together: with the environments memberships go.")
    asked = read_roster(roster, files, assignments, share)
    stop_as_ctrl_c()
    return _keep(asked, trainers, yes, as_json) if keep else _remove(asked, at_once, runs, yes, as_json)


def _remove(asked: Roster, at_once: int, runs: Path, yes: bool, as_json: bool) -> int:
    from c9lib.workshop.tear_down import Asked, tear_down

    done = tear_down(Asked(asked, at_once, runs), lambda there: _agree(there, yes), to_error)
    if done is None:
        raise REFUSED
    put_json({**done.proof.to_json(), "folder": str(done.folder)}) if as_json else click.echo(str(done.proof))
    if done.error:
        to_error(f"\n{done.error}")
    to_error(f"\nevidence: {done.folder}")
    return done.exit_code


def _keep(asked: Roster, trainers: tuple[str, ...], yes: bool, as_json: bool) -> int:
    from c9lib.workshop.connected import of_class
    from c9lib.workshop.trainers_out import memberships_of, take_out

    with of_class(asked, to_error) as (session, layout):
        there = memberships_of(session, layout, trainers)
        if there.memberships and not _agree(there, yes):
            raise REFUSED
        done = take_out(session, there, to_error)
    put_json(done.to_json()) if as_json else click.echo(str(done))
    return done.exit_code


def _agree(there: Drawn, yes: bool) -> bool:
    if yes:
        return True
    to_error(str(there))
    return sys.stdin.isatty() and sys.stderr.isatty() and click.confirm("Remove this?", err=True)
