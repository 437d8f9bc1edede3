"""`c9lib plan`: what a run would change."""

from __future__ import annotations

from pathlib import Path

import click

from c9lib.cli.options import json_option, parameter_options, parameters_from, put_json, to_error
from c9lib.errors import AwsError, RefusedError


@click.command("plan")
@parameter_options
@json_option
def command(files: tuple[Path, ...], assignments: tuple[tuple[str, str], ...], as_json: bool) -> int:
    """Show every change that a run would make: what, why, cost per hour, permission, undo. Writes nothing.

    Then whether the caller may do all of it. Exit code 3 when the run would be refused.
    """
    from c9lib.aws import connect
    from c9lib.aws.target import leave_simulated
    from c9lib.notebook.begin import where
    from c9lib.nouns import cost, plain
    from c9lib.rehearsal import permissions, refuse
    from c9lib.steps import in_order, standing

    parameters = parameters_from(files, assignments)
    try:
        session = connect(parameters, to_error)
        to_error(where(session))
        allowed = permissions(session)
        try:
            plans = [kind(session).plan() for kind in in_order(parameters)]
        except AwsError:
            refuse(allowed)  # says all that is missing, not only what was asked first
            raise
    finally:
        leave_simulated(parameters)
    refused = (*standing(plans), *(f"{one.question} {one.evidence}." for one in allowed if one.status == "fail"))
    if as_json:
        checks = [check.to_json() for check in allowed]
        put_json({"plans": plain(plans), "refused": list(refused), "permissions": checks})
    else:
        for shown in (*plans, allowed):
            click.echo(f"{shown}\n")
        changes = [change for plan in plans for change in plan.changes]
        known = [change.cost_per_hour for change in changes]
        total = None if None in known else sum(amount for amount in known if amount)
        noun = "change" if len(changes) == 1 else "changes"
        click.echo(f"{len(changes)} {noun} in all, {cost(total)} per hour. Nothing was written.")
    if refused:
        to_error("\n  ".join(("A run would be refused:", *refused)))
    return RefusedError.exit_code if refused else 0
