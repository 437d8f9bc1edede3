"""How a run that executed notebooks ends on the terminal: error or verdict, then where the evidence is."""

from __future__ import annotations

from c9lib.cli.options import to_error
from c9lib.nouns import MARKS
from c9lib.runbook.run import Result


def tell_end(result: Result) -> None:
    """The last lines of a run."""
    if result.error:
        to_error("")
        to_error(str(result.error))
    to_error("")
    to_error(f"evidence: {result.folder}")
    to_error(f"report:   {result.report}")
    if result.verdict:
        counts = dict.fromkeys(MARKS, 0)
        for check in result.verdict["checks"]:
            counts[check["status"]] += 1
        to_error("checks:   " + ", ".join(f"{number} {status}" for status, number in counts.items() if number))
        cause = f"; root cause: {result.verdict['root_cause']}" if result.verdict["root_cause"] else ""
        to_error(f"verdict:  {result.verdict['verdict']}{cause}")
