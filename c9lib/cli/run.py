"""`c9lib run`: every notebook, headlessly."""

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


@click.command("run")
@parameter_options
@json_option
@click.option("--only", metavar="STEP", default="", help="This step alone.")
@click.option("--from", "first", metavar="STEP", default="", help="From this step on.")
@click.option("--to", "last", metavar="STEP", default="", help="Up to and with this step.")
@click.option(
    "--runs", type=click.Path(path_type=Path), default=Path("runs"), show_default=True, help="Where evidence goes."
)
@mask_option
@plain_option
def command(
    files: tuple[Path, ...],
    assignments: tuple[tuple[str, str], ...],
    as_json: bool,
    only: str,
    first: str,
    last: str,
    runs: Path,
    mask: bool,
    plain: bool,
) -> int:
    """Run the notebooks, side by side where none needs what another makes. Steps that are done change nothing, so
    running again resumes.

    Steps: start, role, profile, network, access, environment, endpoints, verify. With network isolated or existing
    the endpoints come before the environment, and once more after it; --from and --to mean the first time.
    """
    few_sweeps()
    from c9lib.cli.early import early

    parameters = parameters_from(files, assignments)
    with early(parameters, plain=plain) as forks:
        from c9lib.cli.ending import stop_as_ctrl_c, tell_end
        from c9lib.runbook.order import run_order, select
        from c9lib.runbook.progress import reporter
        from c9lib.runbook.run import run

        chapters = select(only, first, last, run_order(parameters))
        stop_as_ctrl_c()
        tell = reporter()
        where = f"target {parameters.target}, deployment {parameters.deployment}, {parameters.region}"
        tell.say(f"Running {len(chapters)} notebook{'s' * (len(chapters) > 1)}: {where}")
        result = run(parameters, chapters, tell, runs, mask=mask, forks=forks)
    if as_json:
        put_json(result.to_json())
    tell_end(result)
    return result.exit_code
