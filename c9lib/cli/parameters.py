"""`c9lib parameters`: what can be set, and whether a file is right."""

from __future__ import annotations

from pathlib import Path

import click

from c9lib.cli.options import json_option, parameter_options, parameters_from, put_json


@click.command("parameters")
@parameter_options
@json_option
@click.option("--schema", "as_schema", is_flag=True, help="The JSON schema that editors complete from.")
def command(files: tuple[Path, ...], assignments: tuple[tuple[str, str], ...], as_json: bool, as_schema: bool) -> int:
    """Without -f and -p: every parameter with type, default, limits and help.

    With them: what they come to, checked as a whole.
    """
    from c9lib.parameters import describe, schema

    if as_schema:
        put_json(schema())
    elif files or assignments:
        parameters = parameters_from(files, assignments)
        if as_json:
            put_json(parameters.model_dump(mode="json"))
        else:
            click.echo(parameters.to_yaml() or "# every parameter has its default", nl=False)
    elif as_json:
        put_json([dict(zip(describe().columns, row, strict=True)) for row in describe().rows])
    else:
        click.echo(str(describe()))
    return 0
