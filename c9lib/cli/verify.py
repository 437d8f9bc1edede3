"""`c9lib verify`: every check, one verdict; on one environment or instance, or on many environments."""

from __future__ import annotations

from pathlib import Path

import click

from c9lib.cli.options import few_sweeps, json_option, parameter_options, parameters_from, put_json, to_error
from c9lib.nouns import Verdict, Verdicts


@click.command("verify")
@parameter_options
@json_option
@click.option(
    "--environment-id", "environment_ids", multiple=True, metavar="ID", help="An environment, made by whom ever."
)
@click.option("--instance-id", default=None, metavar="ID", help="An EC2 instance, with or without Cloud9.")
@click.option("--all", "every", is_flag=True, help="Every environment of the account in this Region.")
def command(
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    as_json: bool,
    environment_ids: tuple[str, ...],
    instance_id: str | None,
    every: bool,
) -> int:
    """Look at the deployment's environment, or at those named, and judge. Writes nothing. Exit code 1 when one fails.

    With --all, or with several --environment-id, AWS is asked for all of them at once, and what takes a call for each
    environment is left out.
    """
    few_sweeps()
    from c9lib import checks
    from c9lib.aws import connect
    from c9lib.aws.place import where
    from c9lib.aws.target import leave_simulated

    _no_empty("--instance-id", () if instance_id is None else (instance_id,))
    _no_empty("--environment-id", environment_ids)
    if sum(map(bool, (environment_ids, instance_id, every))) > 1:
        raise click.UsageError("--environment-id, --instance-id and --all exclude each other.")
    parameters = parameters_from(files, assignments)
    try:
        session = connect(parameters, to_error, unattended=True)
        to_error(where(session))
        if every or len(environment_ids) > 1:
            return _show(checks.verdicts(session, environment_ids), as_json)
        return _show(checks.verdict(session, "".join(environment_ids) or None, instance_id), as_json)
    finally:
        leave_simulated(parameters)


def _no_empty(option: str, ids: tuple[str, ...]) -> None:
    """A variable of the shell that was never set must not turn into a verdict on something else."""
    if not all(one.strip() for one in ids):
        raise click.UsageError(f"{option} is empty: it needs an id. Is the variable set in your shell?")


def _show(judgement: Verdict | Verdicts, as_json: bool) -> int:
    if as_json:
        put_json(judgement.to_json())
    else:
        click.echo(str(judgement))
    return 1 if judgement.verdict == "fail" else 0
