"""`c9lib explain`: which message a pasted text is, its cause, its checks and its remedy."""

from __future__ import annotations

import sys

import click

from c9lib.cli.options import json_option, put_json

MOST_BYTES = 10_000_000
"""How much of a pipe is read: a log may be long, and an error stands at its end, too."""


@click.command("explain")
@json_option
@click.argument("message", nargs=-1)
def command(message: tuple[str, ...], as_json: bool) -> int:
    """Look a MESSAGE up: pasted as it is, in quotes, or through a pipe (`… 2>&1 | c9lib explain`). Asks nobody.

    Exit code 1 when the message isn't known: then the nearest ones and the general path are printed.
    """
    from c9lib.notebook.explaining import explain

    text = " ".join(message) or _piped()
    if not text.strip():
        raise click.UsageError("There is no message: give it in quotes, or through a pipe.")
    told = explain(text)
    if as_json:
        put_json(told.to_json())
    else:
        click.echo(str(told))
    return 0 if told.found else 1


def _piped() -> str:
    """What comes through a pipe, whatever its bytes are; "" at a terminal, where nothing would ever end."""
    if sys.stdin is None or sys.stdin.isatty():
        return ""
    return sys.stdin.buffer.read(MOST_BYTES).decode(errors="replace")
