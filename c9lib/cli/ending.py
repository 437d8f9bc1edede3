"""How a run that executed notebooks ends on the terminal: error or verdict, then where the evidence is."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from typing import Any

from c9lib.cli.options import to_error
from c9lib.nouns import MARKS, cost
from c9lib.runbook.run import Result


def stop_as_ctrl_c() -> None:
    """Let SIGTERM, as a build server sends it, and SIGHUP, as a terminal that closes does, end the run as Ctrl-C does:
    kernels stopped, evidence sealed. Under `nohup` the run goes on, as is asked for."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    hang_up = getattr(signal, "SIGHUP", None)  # Windows has none
    if hang_up and signal.getsignal(hang_up) != signal.SIG_IGN:
        signal.signal(hang_up, signal.default_int_handler)


def tell_end(result: Result) -> None:
    """The last lines of a run."""
    if result.error:
        to_error("")
        to_error(str(result.error))
    to_error("")
    to_error(f"evidence: {result.folder}")
    to_error(f"report:   {result.report}")
    if result.changes and not result.error:
        to_error(f"changes:  {_changes(result.changes)}")
    if result.proof:
        to_error(f"end:      {_became(result.proof)}")
    if result.verdict:
        counts = dict.fromkeys(MARKS, 0)
        for check in result.verdict["checks"]:
            counts[check["status"]] += 1
        to_error("checks:   " + ", ".join(f"{number} {status}" for status, number in counts.items() if number))
        cause = f"; root cause: {result.verdict['root_cause']}" if result.verdict["root_cause"] else ""
        to_error(f"verdict:  {result.verdict['verdict']}{cause}")


def _became(proof: Mapping[str, Any]) -> str:
    """`13 gone, 2 kept, 1 left ($0.0450 per hour)`."""
    costs = proof["cost_per_hour"]
    return f"{proof['summary']}{f' ({cost(costs)} per hour)' if costs != 0 else ''}"


def _changes(changes: dict[str, int]) -> str:
    """`3 (role 1, profile 2)`, or that there was nothing to do."""
    made = {step: number for step, number in changes.items() if number}
    if not made:
        return "none: everything was so already"
    return f"{sum(made.values())} ({', '.join(f'{step} {number}' for step, number in made.items())})"
