"""`c9lib workshop status`: the board of a class, once or again and again; and as a page for a projector."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from c9lib.cli.options import json_option, parameter_options, put_json, to_error
from c9lib.cli.workshop import ROSTER, read_roster, share_option
from c9lib.errors import AwsError

if TYPE_CHECKING:
    from c9lib.workshop.board import Board
    from c9lib.workshop.board_labs import Progress

WATCH = click.IntRange(5, 3600)
MOST_ERRORS = 3
"""So many looks in a row may end with an error of AWS before watching ends, too: a glitch doesn't clear a projector."""
NAMES = "Whether learners are named; without names neither they nor their environments are shown."
LABS = "The folder with what learners have exported by `c9lib lab progress --export SEAT.json`."
HTML = "Write it as a page for a projector, too; with --watch a browser reads it again by itself."


@click.command("status")
@ROSTER
@parameter_options
@share_option
@click.option("--watch", "seconds", type=WATCH, default=None, metavar="SECONDS", help="Look again so often.")
@click.option("--names/--no-names", default=True, help=NAMES)
@click.option("--sort", type=click.Choice(["seat", "state", "learner", "since"]), default="seat", show_default=True)
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE", help=HTML)
@click.option("--labs", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="FOLDER", help=LABS)
@json_option
def command(
    roster: Path,
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    share: Any,
    seconds: int | None,
    names: bool,
    sort: Any,
    html: Path | None,
    labs: Path | None,
    as_json: bool,
) -> int:
    """Show how every seat stands, by what AWS shows. Writes nothing to the account.

    A seat is launching, online, opened (somebody is connected), idle (nobody is, a quarter of an hour after it
    started), stopped, silent (its agent isn't online), failed, missing, or not known (AWS didn't show it).

    Exit code 0 when every seat is online, opened, idle or stopped, 1 while any isn't.
    """
    if seconds and as_json:
        raise click.UsageError("--watch and --json exclude each other: --json prints one document.")
    if sort == "learner" and not names:
        raise click.UsageError("--sort learner needs names: leave out --no-names.")
    asked = read_roster(roster, files, assignments, share)
    from c9lib.aws import connect
    from c9lib.aws.place import where
    from c9lib.aws.target import leave_simulated
    from c9lib.workshop.board import look
    from c9lib.workshop.board_labs import read_labs
    from c9lib.workshop.layout import lay_out

    layout = lay_out(asked)
    seats = {seat.name for seat in asked.seats}

    def progress() -> Progress | None:
        return read_labs(labs, seats) if labs else None

    def board(before: Board | None) -> Board:
        return look(session, layout, sort=sort, names=names, labs=progress(), before=before)

    progress()  # a folder that isn't there is refused before anything is called

    try:
        session = connect(layout.own, to_error)
        to_error(where(session))
        found = board(None)
        if seconds:
            _watch(found, board, seconds, html)
        _show(found, html, as_json=as_json)
        return 0 if found.well else 1
    finally:
        leave_simulated(layout.own)


def _show(found: Board, html: Path | None, seconds: int = 0, *, as_json: bool = False) -> None:
    from c9lib.workshop.board_html import write_page

    if html:
        write_page(html, found, seconds)
    put_json(found.to_json()) if as_json else click.echo(str(found))
    if html and not seconds:
        to_error(f"written: {html}")


def _watch(found: Board, board: Any, seconds: int, html: Path | None) -> NoReturn:
    """Look again and again, until Ctrl-C; the page that stays then doesn't claim to be read again."""
    from c9lib.workshop.board_html import write_page

    errors = 0
    try:
        while True:
            if not errors:
                click.clear()
                _show(found, html, seconds)
                to_error(f"Looks again every {seconds} seconds; Ctrl-C ends it.")
            time.sleep(seconds)
            try:
                found, errors = board(found), 0
            except AwsError as error:
                errors += 1
                if errors >= MOST_ERRORS:
                    raise
                to_error(f"{error}\nThe board above is older, and stays until AWS answers.")
    finally:
        if html:
            write_page(html, found)
