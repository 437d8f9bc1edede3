"""`c9lib workshop repair`: mend what verify finds, once for all seats that share a cause."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c9lib.cli.options import json_option, parameter_options, put_json, to_error
from c9lib.cli.workshop import ROSTER, read_roster, share_option

if TYPE_CHECKING:
    from c9lib.workshop.mending import RepairPlan

YES = "Do it without asking. Without it a terminal is asked, and nothing is changed where there is none."
OTHERS = "Also change what isn't this class's: an existing VPC's network ACL, somebody's security group."
START = "Also start instances that are stopped."


@click.command("repair")
@ROSTER
@parameter_options
@share_option
@click.option("--yes", is_flag=True, help=YES)
@click.option("--others", is_flag=True, help=OTHERS)
@click.option("--start", is_flag=True, help=START)
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
    others: bool,
    start: bool,
    runs: Path,
    as_json: bool,
) -> int:
    """Mend what `verify` finds: first by the class's own steps, else by the commands that the checks name.

    Each remedy is applied once for all seats that share its cause; then it is verified again, and what shows itself
    behind it is mended, too, in at most 5 rounds. What only a person can mend is listed. Exit code 1 while a seat
    doesn't work.
    """
    from c9lib.cli.ending import stop_as_ctrl_c
    from c9lib.workshop.connected import of_class
    from c9lib.workshop.mending import Wishes
    from c9lib.workshop.repair import Repaired, repair
    from c9lib.workshop.repair_record import RepairRecord

    asked = read_roster(roster, files, assignments, share)
    stop_as_ctrl_c()
    done: Repaired | None = None
    with of_class(asked, to_error) as (session, layout):
        record = RepairRecord(session, runs)

        def agree(plan: RepairPlan) -> bool:
            yes_to_it = _agree(plan, yes)
            if yes_to_it:
                record.agreed(plan)
            return yes_to_it

        try:
            done = repair(session, layout, agree, to_error, Wishes(others, start))
        finally:
            record.end(done)
    put_json(done.to_json()) if as_json else click.echo(str(done))
    if record.folder:
        to_error(f"\nevidence: {record.folder}")
    return done.exit_code


def _agree(plan: RepairPlan, yes: bool) -> bool:
    to_error(str(plan))
    if yes:
        return True
    if sys.stdin.isatty() and sys.stderr.isatty():
        return click.confirm("Do this?", err=True)
    to_error("Nothing was changed: add --yes to do this.")
    return False
