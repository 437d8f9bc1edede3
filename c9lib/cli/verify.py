"""`c9lib verify`: every check, one verdict."""

from __future__ import annotations

from pathlib import Path

import click

from c9lib.cli.options import json_option, parameter_options, parameters_from, put_json, to_error


@click.command("verify")
@parameter_options
@json_option
@click.option("--environment-id", default="", metavar="ID", help="An environment, made by whom ever.")
@click.option("--instance-id", default="", metavar="ID", help="An EC2 instance, with or without Cloud9.")
def command(
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    as_json: bool,
    environment_id: str,
    instance_id: str,
) -> int:
    """Look at the deployment's environment, or at the one named, and judge it. Writes nothing. Exit code 1 when it
    fails.
    """
    from c9lib import checks
    from c9lib.aws import connect
    from c9lib.aws.target import leave_simulated
    from c9lib.notebook.begin import where

    if environment_id and instance_id:
        raise click.UsageError("--environment-id and --instance-id exclude each other.")
    parameters = parameters_from(files, assignments)
    try:
        session = connect(parameters, to_error)
        to_error(where(session))
        verdict = checks.verdict(session, environment_id or None, instance_id or None)
    finally:
        leave_simulated(parameters)
    if as_json:
        put_json(verdict.to_json())
    else:
        click.echo(str(verdict))
    return 1 if verdict.verdict == "fail" else 0
