"""The group of commands, and the one place where errors become exit codes."""

from __future__ import annotations

import atexit
import gc
import importlib
import sys
from typing import Any

import click

import c9lib
from c9lib.cli.options import put_json
from c9lib.errors import UserError

COMMANDS = {
    "run": "Run the notebooks headlessly, with evidence and a report.",
    "plan": "Show what a run would change. Writes nothing.",
    "verify": "Put every check to an environment or instance, and give one verdict.",
    "tear-down": "Remove what the deployment made, and prove that nothing is left.",
    "report": "Make the report of evidence in whatever state, or check its hashes.",
    "explain": "Say of a pasted error message what it means, and what mends it.",
    "policy": "Print the least IAM policy for a run, or for a part of it.",
    "parameters": "Show every parameter, or check a file of them.",
    "lab": "Start a lab: a broken place to understand and mend; get hints, be judged.",
    "workshop": "Run a class from a roster: whether it fits, what it costs, a card for each seat.",
    "simulator": "Serve the simulated AWS, or forget the shared one.",
}
INTERRUPTED = 130


class Lazy(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        gc.disable()  # what is imported stays: to look through it for rubbish is a quarter of the time that it takes
        module = importlib.import_module(f"c9lib.cli.{name.replace('-', '_')}")
        gc.enable()
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(c9lib.__version__, prog_name="c9lib")
def group() -> None:
    """A guided runbook for AWS Cloud9 environments without an inbound port.

    By default everything happens on a simulated AWS inside the package; with `-p target aws` on your own account.

    Exit codes: 0 done and well, 1 a step or a check failed, 2 wrong parameters, 3 refused by a gate, 130 interrupted.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    # At its end Python looks for rubbish in all that there is, which takes a tenth of a second: let there be nothing.
    atexit.register(gc.freeze)
    given = sys.argv[1:] if arguments is None else arguments
    code: Any
    try:
        code = group.main(args=given, prog_name="c9lib", standalone_mode=False)
    except UserError as error:
        code = _fail(given, str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        code = _fail(given, error.format_message(), 2, shown=True)
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = _fail(given, "Interrupted. Run the same command again: it goes on from here.", INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(given: list[str], message: str, code: int, *, shown: bool = False) -> int:
    """Say why a command ended early: in words, and with `--json` as the one document, too. Returns the exit code."""
    if not shown:
        click.echo(message, err=True)
    if "--json" in given:
        put_json({"exit_code": code, "error": message})
    return code
