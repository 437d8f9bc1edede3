"""`c9lib lab`: the labs from a terminal; list them, start one, get hints, be judged, see how far one is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from c9lib.cli.options import json_option, put_json, to_error

if TYPE_CHECKING:
    from c9lib.labs.guide import Guide

Command = TypeVar("Command", bound=Callable[..., Any])
LAB = click.argument("name", metavar="LAB")
THIS_LAB = click.argument("name", metavar="[LAB]", required=False)
"""Without a name: the lab that is started."""


def cause_option(command: Command) -> Command:
    """`--cause ID`, repeatable."""
    words = "The cause, by its id in `c9lib lab causes`; again for each further one."
    return click.option("--cause", "causes", multiple=True, metavar="ID", help=words)(command)


@click.group("lab")
def command() -> None:
    """Labs: places that are broken on purpose, to be understood and mended, on a simulated AWS of their own.

    `start` makes the account of a lab anew, whatever lab was there before. Look around with any AWS client, mend it,
    name the cause with `check`. The guided path's account is another one, and stays as it is.
    """


@command.command("list")
@json_option
def list_labs(as_json: bool) -> None:
    """Show all labs, the easy ones first."""
    from c9lib.labs.overview import all_labs

    told = all_labs()
    put_json(told.to_json()) if as_json else click.echo(str(told))


@command.command("start")
@LAB
@click.option("--seed", type=int, default=None, help="Another variant of the lab, by a number; else your own.")
@click.option("--target", type=click.Choice(["simulated", "aws"]), default="simulated", hidden=True)
@json_option
def start(name: str, seed: int | None, target: str, as_json: bool) -> None:
    """Make the lab's account anew, and show what AWS shows of the fault."""
    from c9lib.labs import starting
    from c9lib.labs.guide import terminal_lines
    from c9lib.nouns.plain import plain

    starting.refuse_aws(target)
    with _guide(name) as guide:
        guide.use(starting.start(guide.lab, starting.seed_for(seed), to_error))
        ground = guide.ground
        if as_json:
            story, changes = ground.filled(guide.lab.story), [ground.filled(one) for one in guide.lab.changes]
            told: dict[str, Any] = {"lab": name, "seed": ground.seed, "story": story, "changes": changes}
            told |= {"symptom": plain(guide.seen_first()), "terminal": list(terminal_lines(ground))}
            put_json({**told, "endpoint_url": ground.session.target.endpoint_url})
            return
        click.echo(f"{guide.begun()}\n\n{guide.symptom()}\n\n{guide.terminal()}")


@command.command("check")
@THIS_LAB
@cause_option
@json_option
def check(name: str | None, causes: tuple[str, ...], as_json: bool) -> int:
    """Judge the account as it is now, and the causes that you name. Exit code 1 while the lab isn't passed."""
    with _guide(name) as guide:
        found = guide.graded(causes)
        put_json(found.to_json()) if as_json else click.echo(str(found))
        return 0 if found.passed else 1


@command.command("hint")
@THIS_LAB
@json_option
def hint(name: str | None, as_json: bool) -> None:
    """Give the next hint."""
    with _guide(name) as guide:
        told = guide.hint()
        plainly = {"lab": guide.lab.id, "title": told.title, "hint": told.parts[0]}
        put_json(plainly) if as_json else click.echo(str(told))


@command.command("solution")
@THIS_LAB
@json_option
def solution(name: str | None, as_json: bool) -> None:
    """Show why it is so, what mends it, and how it would have been seen on a real account."""
    with _guide(name) as guide:
        if not as_json:
            click.echo(str(guide.solution()))
            return
        ground, told = guide.ground, guide.solved()
        named = list(guide.answer())
        words = {"why": ground.filled(told.why), "on_aws": ground.filled(told.on_aws)}
        put_json({"lab": guide.lab.id, "causes": named, "commands": list(told.commands), **words})


@command.command("terminal")
@json_option
def terminal(as_json: bool) -> None:
    """Print what a terminal has to be told: after eval "$(c9lib lab terminal)" AWS clients ask the labs' account."""
    from c9lib.labs import starting

    told = starting.environment()
    starting.keep_for(os.getppid())
    starting.leave()
    if as_json:
        put_json(told)
    else:
        click.echo("\n".join(f"export {name}={value}" for name, value in told.items()))


@command.command("causes")
@json_option
def causes(as_json: bool) -> None:
    """Show what can be named as a cause."""
    from c9lib.labs.causes import CATALOGUE, catalogue

    if as_json:
        put_json([{"id": known.id, "sentence": known.sentence} for known in CATALOGUE.values()])
    else:
        click.echo(str(catalogue()))


@command.command("progress")
@click.option(
    "--export", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write it into this file, as JSON."
)
@json_option
def progress(file: Path | None, as_json: bool) -> None:
    """Show which labs are passed, and, of the one that is there, what its account shows now."""
    from c9lib.labs import starting
    from c9lib.labs.overview import export, how_far

    try:
        told = how_far()
    finally:
        starting.leave()
    if file:
        export(told, file)
        to_error(f"written: {file}")
    put_json(told.to_json()) if as_json else click.echo(str(told))


@contextmanager
def _guide(name: str | None) -> Iterator[Guide]:
    """The guide of a lab, or, without a name, of the one that is started. At the end this process lets the account go,
    and the terminal or script keeps it."""
    from c9lib.labs import starting
    from c9lib.labs.guide import Guide
    from c9lib.labs.shelf import the_lab

    found = Guide(the_lab(name or starting.the_current().lab))
    try:
        yield found
        starting.keep_for(os.getppid())
    finally:
        starting.leave()
