"""`c9lib workshop launch`: every seat of a class, in parallel, with evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from c9lib.cli.options import json_option, parameter_options, put_json, to_error
from c9lib.cli.workshop import ROSTER, read_roster, share_option

MOST_AT_ONCE = 500
AT_ONCE = "How many seats run at once; without it 50, with --notebooks 4."
ERRORS = "When more seats than these have failed no further one begins; without it a fifth of the seats, at least 1."
NOTEBOOKS = "Run the notebooks by papermill, and keep them executed: slower, a kernel for each seat."
SCHEDULER = "Run the seats on the workers of the dask.distributed cluster whose scheduler is there."
TRAINER = "Make this user or role session a member of every environment, to read and write; may be given several times."


@click.command("launch")
@ROSTER
@parameter_options
@share_option
@click.option("--max-concurrency", "at_once", type=click.IntRange(1, MOST_AT_ONCE), default=None, help=AT_ONCE)
@click.option("--max-errors", "errors", type=click.IntRange(min=0), default=None, help=ERRORS)
@click.option("--notebooks", is_flag=True, help=NOTEBOOKS)
@click.option("--trainer", "trainers", multiple=True, metavar="ARN", help=TRAINER)
@click.option("--scheduler", default="", metavar="ADDRESS", help=SCHEDULER)
@click.option(
    "--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, help="Where evidence goes."
)
@json_option
def command(
    roster: Path,
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    share: Any,
    at_once: int | None,
    errors: int | None,
    notebooks: bool,
    trainers: tuple[str, ...],
    scheduler: str,
    runs: Path,
    as_json: bool,
) -> int:
    """Launch the class: what all share once, then every seat, with evidence for each.

    A class that doesn't fit is refused (exit code 3) before anything is changed. A failed seat stops no other one.
    Launch again touches only what isn't right.
    """
    from c9lib.cli.ending import stop_as_ctrl_c
    from c9lib.workshop.launch import Asked, launch

    class_of = read_roster(roster, files, assignments, share)
    asked = Asked(class_of, at_once, errors, notebooks, trainers, runs, scheduler)
    stop_as_ctrl_c()
    done = launch(asked, to_error)
    if as_json:
        put_json(done.to_json())
    else:
        click.echo(str(done))
    if done.error:
        to_error(f"\n{done.error}")
    to_error(f"\nevidence: {done.folder}")
    return done.exit_code
