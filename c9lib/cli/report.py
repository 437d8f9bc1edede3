"""`c9lib report`: evidence in whatever state it is, made complete; or held against its hashes."""

from __future__ import annotations

from pathlib import Path

import click

from c9lib.cli.options import json_option, put_json, to_error


@click.command("report")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="FOLDER")
@json_option
@click.option("--mask-account", "mask", is_flag=True, help="Replace account ids by stand-ins, for good.")
@click.option(
    "--check", "checking", is_flag=True, help="Only hold every file against SHA256SUMS. Exit code 1: differs."
)
def command(folder: Path, as_json: bool, mask: bool, checking: bool) -> int:
    """Make report, calls, commands, least policy and hashes in a folder of evidence.

    For a run that was killed, and for notebooks that plain papermill executed with C9LIB_EVIDENCE set to FOLDER. What
    changed since it was sealed is named in the new report.
    """
    if checking:
        if mask:
            raise click.UsageError("--check changes nothing, so it doesn't go with --mask-account.")
        return _check(folder, as_json)
    from c9lib.runbook import sealing
    from c9lib.runbook.evidence import Evidence
    from c9lib.runbook.finish import finish

    differs = sealing.compare(folder).altered if sealing.is_sealed(folder) else ()
    for line in differs:
        to_error(f"since it was sealed, {line}")
    to_error("Making the report; where the run wasn't rehearsed before, its least policy takes some seconds.")
    report, _ = finish(Evidence(folder), mask=mask, differs=differs)
    if as_json:
        put_json({"exit_code": 0, "folder": str(folder), "report": str(report), "changed_since_sealed": list(differs)})
    to_error(f"report:   {report}")
    return 0


def _check(folder: Path, as_json: bool) -> int:
    from c9lib.errors import ParameterError
    from c9lib.runbook import sealing

    if not sealing.is_sealed(folder):
        raise ParameterError(
            f"There is no {sealing.SUMS} in {folder}.",
            details=("the run was killed before it could seal its evidence, or this is no evidence",),
            remedy=(f"Seal what there is: c9lib report {folder}",),
        )
    found = sealing.compare(folder)
    lines = found.lines()
    if as_json:
        told = {"changed": list(found.changed), "missing": list(found.missing), "added": list(found.added)}
        put_json({"exit_code": 1 if found else 0, "folder": str(folder), **told})
    else:
        click.echo("\n".join(lines) or "Everything is as it was sealed.")
    return 1 if found else 0
