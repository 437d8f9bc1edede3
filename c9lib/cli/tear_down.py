"""`c9lib tear-down`: the last notebook, headlessly."""

from __future__ import annotations

from pathlib import Path

import click

from c9lib.cli.options import (
    few_sweeps,
    json_option,
    mask_option,
    parameter_options,
    parameters_from,
    plain_option,
    put_json,
)


@click.command("tear-down")
@parameter_options
@json_option
@click.option(
    "--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, help="Where evidence goes."
)
@mask_option
@plain_option
def command(
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    as_json: bool,
    runs: Path,
    mask: bool,
    plain: bool,
) -> int:
    """Remove what this deployment made, in the order that AWS needs, and prove that nothing is left.

    The role and the profile stay while any environment of the account, in any Region, needs them. Running again
    resumes.
    """
    few_sweeps()
    from c9lib.cli.early import early

    parameters = parameters_from(files, assignments)
    with early(parameters, plain=plain) as forks:
        from c9lib.cli.ending import stop_as_ctrl_c, tell_end
        from c9lib.runbook.order import TEAR_DOWN
        from c9lib.runbook.progress import reporter
        from c9lib.runbook.run import run

        stop_as_ctrl_c()
        tell = reporter()
        tell.say(f"Tearing down: target {parameters.target}, deployment {parameters.deployment}, {parameters.region}")
        result = run(parameters, (TEAR_DOWN,), tell, runs, mask=mask, forks=forks)
    if as_json:
        put_json(result.to_json())
    tell_end(result)
    return result.exit_code
