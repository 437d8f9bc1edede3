"""`c9lib workshop`: a class from a roster; what it takes, and a card for each seat."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from c9lib.cli.options import json_option, parameter_options, put_json, to_error

if TYPE_CHECKING:
    from c9lib.workshop import Roster

Command = TypeVar("Command", bound=Callable[..., Any])
MOST_HOURS = 24 * 31
ORDER = ("plan", "enrol", "cards", "launch", "status", "verify", "repair", "tear-down", "worlds")
LAZY = {
    "enrol": "Make the learners as IAM users, on the simulated AWS only.",
    "launch": "Launch the class: what all share once, then every seat.",
    "status": "Show how every seat stands, by what AWS shows.",
    "verify": "Put every check to every seat, and group what fails by its cause.",
    "repair": "Mend what verify finds, once for all seats that share a cause.",
    "tear-down": "Remove the class, and prove that nothing is left.",
    "worlds": "Give each learner a simulated AWS of their own.",
}
ROSTER = click.argument("roster", metavar="ROSTER", type=click.Path(path_type=Path))


def share_option(command: Command) -> Command:
    """`--share vpc|none`."""
    words = "One VPC for all seats, made once (the default), or one for each seat."
    return click.option("--share", type=click.Choice(["vpc", "none"]), default="vpc", help=words)(command)


class Verbs(click.Group):
    """A group of which most verbs are imported when they are called: each is the `command` of a module of its own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in ORDER if name in self.commands or name in LAZY]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in LAZY:
            return super().get_command(ctx, name)
        module = importlib.import_module(f"c9lib.cli.workshop_{name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Without importing any of them."""
        told = {name: one.get_short_help_str(80) for name, one in self.commands.items()} | LAZY
        with formatter.section("Commands"):
            formatter.write_dl([(name, told[name]) for name in self.list_commands(ctx)])


@click.group("workshop", cls=Verbs)
def command() -> None:
    """A class: one environment for each seat of a roster.

    ROSTER is a CSV or Excel file. Its first row names the columns: `seat`, `learner`, and any parameter of `c9lib
    parameters`; an empty cell takes what -f and -p say. A learner is the name of an IAM user, the ARN of a role
    session, or the e-mail that names a session of the role in `-p learner_role ROLE`. A roster with a mistake in it is
    refused before anything is called.
    """


@command.command("plan")
@ROSTER
@parameter_options
@share_option
@click.option("--hours", type=click.IntRange(1, MOST_HOURS), default=8, help="How long the class lasts; 8 without it.")
@json_option
def plan(
    roster: Path,
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    share: Any,
    hours: int,
    as_json: bool,
) -> int:
    """Show where the seats go, whether they fit into the account, and what they cost. Writes nothing.

    Exit code 3 when the class can't be: every reason, and what would fit.
    """
    from c9lib.errors import RefusedError

    asked = read_roster(roster, files, assignments, share)
    from c9lib.aws import connect
    from c9lib.aws.place import where
    from c9lib.aws.target import leave_simulated
    from c9lib.workshop.plan import own_parameters
    from c9lib.workshop.plan import plan as plan_of

    own = own_parameters(asked)
    try:
        session = connect(own, to_error)
        to_error(where(session))
        found = plan_of(session, asked, hours)
    finally:
        leave_simulated(own)
    put_json(found.to_json()) if as_json else click.echo(str(found))
    if not found.well:
        to_error("\n  ".join(("The class would be refused:", *found.refusals)))
    return 0 if found.well else RefusedError.exit_code


@command.command("cards")
@ROSTER
@parameter_options
@share_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The HTML file to write.")
@click.option(
    "--sign-in", "sign_in", default="", metavar="URL", help="Where learners sign in, if it isn't the console."
)
@json_option
def cards(
    roster: Path,
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    share: Any,
    out: Path,
    sign_in: str,
    as_json: bool,
) -> int:
    """Write a page for each seat, to be printed: where to sign in, which environment, what to do if …

    There is no secret on it. Nothing is called.
    """
    asked = read_roster(roster, files, assignments, share)
    from c9lib.workshop.cards import write_cards
    from c9lib.workshop.model import counted

    write_cards(out, asked, sign_in)
    told = f"Written: {out}, with {counted(len(asked.seats), 'card')} of class {asked.name}."
    put_json({"class": asked.name, "cards": len(asked.seats), "file": str(out)}) if as_json else click.echo(told)
    return 0


def read_roster(roster: Path, files: tuple[Path, ...], assignments: tuple[tuple[str, str], ...], share: Any) -> Roster:
    """The class of a command line. Raises `ParameterError` with every mistake."""
    from c9lib.workshop import read

    return read(roster, files, assignments, share)
