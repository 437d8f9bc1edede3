"""The options that every command takes: parameter files, single parameters, JSON."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from c9lib.parameters import Parameters

Command = TypeVar("Command", bound=Callable[..., Any])


def parameter_options(command: Command) -> Command:
    """`-f FILE` and `-p NAME VALUE`, both repeatable; the command gets `files` and `assignments`."""
    command = click.option(
        "-p",
        "assignments",
        type=(str, str),
        multiple=True,
        metavar="NAME VALUE",
        help="Set one parameter; wins over files.",
    )(command)
    return click.option(
        "-f",
        "files",
        type=click.Path(path_type=Path),
        multiple=True,
        metavar="FILE",
        help="YAML file with parameters; later ones win. See `c9lib parameters`.",
    )(command)


def json_option(command: Command) -> Command:
    """`--json`: one document on standard output, everything else on standard error."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")(command)


def mask_option(command: Command) -> Command:
    """`--mask-account`: evidence without account ids."""
    words = "Replace account ids in the evidence by stand-ins."
    return click.option("--mask-account", "mask", is_flag=True, help=words)(command)


def plain_option(command: Command) -> Command:
    """`--plain`: no shortcut anywhere."""
    words = "Switch every shortcut off: plain papermill, one kernel after another. Gives the same, takes longer."
    return click.option("--plain", is_flag=True, help=words)(command)


def parameters_from(files: tuple[Path, ...], assignments: tuple[tuple[str, str], ...]) -> Parameters:
    """The parameters of a command line. Raises `ParameterError` with every mistake."""
    from c9lib.parameters import load  # not every command has any, and they take a tenth of a second

    return load(files, assignments)


def few_sweeps() -> None:
    """Let Python look for rubbish seldom: a command that lives for a second keeps what it imports and reads."""
    gc.set_threshold(100_000, 20, 100)


def put_json(content: Any) -> None:
    """The one JSON document of a command."""
    click.echo(json.dumps(content, indent=1))


def to_error(text: str) -> None:
    """A line for the person, not for the pipe."""
    click.echo(text, err=True)
