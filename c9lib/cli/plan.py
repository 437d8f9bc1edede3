"""`c9lib plan`: what a run would change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from c9lib.cli.options import few_sweeps, json_option, parameter_options, parameters_from, put_json, to_error
from c9lib.errors import AwsError, RefusedError

if TYPE_CHECKING:
    from c9lib.aws import Session
    from c9lib.nouns import Checks, Plan
    from c9lib.steps.stale import Found


@click.command("plan")
@parameter_options
@json_option
def command(files: tuple[Path, ...], assignments: tuple[tuple[str, str], ...], as_json: bool) -> int:
    """Show every change that a run would make: what, why, cost per hour, permission, undo. Writes nothing.

    First what is there by other parameters, last whether the caller may do all of it. Exit code 3 when the run would
    be refused.
    """
    few_sweeps()
    from c9lib.aws import connect
    from c9lib.aws.place import where
    from c9lib.aws.target import leave_simulated
    from c9lib.parameters import as_run
    from c9lib.rehearsal import permissions, refuse
    from c9lib.steps import in_order, standing
    from c9lib.steps.run_plan import plans
    from c9lib.steps.stale import stale

    parameters = as_run(parameters_from(files, assignments))
    try:
        session = connect(parameters, to_error, unattended=True)
        to_error(where(session))
        allowed = permissions(session)
        try:
            found = plans(session, in_order(parameters))
        except AwsError:
            refuse(allowed)  # says all that is missing, not only what was asked first
            raise
        old = stale(session)
    finally:
        leave_simulated(parameters)
    refused = (*standing(found), *(f"{one.question} {one.evidence}." for one in allowed if one.status == "fail"))
    if as_json:
        put_json(_document(session, found, old, allowed, refused))
    else:
        _show(session, found, old, allowed)
    if refused:
        to_error("\n  ".join(("A run would be refused:", *refused)))
    return RefusedError.exit_code if refused else 0


def _show(session: Session, found: Sequence[Plan], old: Found, allowed: Checks) -> None:
    from c9lib.steps.run_plan import all_reads, together

    for shown in (*((old,) if old else ()), *found, allowed):
        click.echo(f"{shown}\n")
    whole = together(session, found)
    click.echo(f"{whole.counted} in all. Costs: {whole.cost_told} ({whole.prices}).")
    click.echo(f"{all_reads(session)}: nothing was written.")


def _document(
    session: Session, found: Sequence[Plan], old: Found, allowed: Checks, refused: Sequence[str]
) -> dict[str, Any]:
    from c9lib.checks import prices
    from c9lib.nouns import plain
    from c9lib.steps.run_plan import all_reads, calls_by_service, together

    whole = together(session, found)
    return {
        "plans": plain(found),
        "changes": sum(not one.is_wait for one in whole.changes),
        "waits": sum(one.is_wait for one in whole.changes),
        "cost": {
            "per_hour": whole.cost_per_hour,
            "known_per_hour": whole.known_cost_per_hour,
            "unknown": whole.unknown_costs,
            "prices": whole.prices,
            "as_of": prices.AS_OF if session.region == prices.PRICED_REGION else None,
        },
        "stale": old.to_json(),
        "refused": list(refused),
        "permissions": [check.to_json() for check in allowed],
        "calls": {"by_service": calls_by_service(session), "told": all_reads(session)},
    }
