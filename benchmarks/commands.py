"""How long somebody waits for the small commands: from the start of the process to its end.

    .venv/bin/python -m benchmarks.commands

`plan` and `verify` ask a simulated AWS that runs, in which a whole run has been carried out; `plan` is measured in an
account without anything, too. Before the rounds each command is run once: Python compiles what it imports for the first
time, and a run is rehearsed once for the permissions that it needs. Beside them stand processes that do less: Python
alone, and Python that only imports boto3.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from benchmarks.figures import OUT, ROUNDS, alternately, figure, finish, process_seconds, tell
from benchmarks.served import C9LIB, environment, simulator

PARAMETERS = Path(__file__).resolve().parents[1] / "parameters"
FILES = ("-f", str(PARAMETERS / "simulated.yaml"), "-f", str(PARAMETERS / "nat.yaml"))
LIMITS = {"--help": 0.25, "parameters": 0.25, "plan, all done": 1.0, "plan, nothing done": 1.0, "verify": 1.0}
"""Seconds that a command may take (issue 9)."""


def ways(folder: Path, done: str, empty: str) -> dict[str, Callable[[], float]]:
    """What is measured: names, and how to run each. `done` and `empty` are the addresses of two accounts."""
    told = environment(folder)

    def command(*words: str) -> Callable[[], float]:
        return lambda: process_seconds([C9LIB, *words], told, folder)

    def python(code: str) -> Callable[[], float]:
        return lambda: process_seconds([sys.executable, "-c", code], told, folder)

    return {
        "--help": command("--help"),
        "parameters": command("parameters"),
        "plan, all done": command("plan", *FILES, "-p", "endpoint_url", done),
        "plan, nothing done": command("plan", *FILES, "-p", "endpoint_url", empty),
        "verify": command("verify", *FILES, "-p", "endpoint_url", done),
        "python -c pass": python("pass"),
        "python -c 'import boto3'": python("import boto3"),
    }


@click.command()
@ROUNDS
@OUT
def main(rounds: int, out: Path | None) -> None:
    """Measure the small commands."""
    with tempfile.TemporaryDirectory(prefix="c9lib-commands-") as name:
        folder = Path(name)
        with simulator(folder, "--seed", "9") as (done, _), simulator(folder, "--seed", "9") as (empty, _):
            tell("a whole run, to have something to look at")
            process_seconds([C9LIB, "run", *FILES, "-p", "endpoint_url", done], environment(folder), folder)
            measured = ways(folder, done, empty)
            tell("each once, unmeasured")
            for run in measured.values():
                run()
            found = alternately(rounds, measured, tell)
    figures = [
        figure(f"c9lib {one}" if one in LIMITS else one, "s", values, "at most", LIMITS.get(one))
        for one, values in found.items()
    ]
    finish("commands", figures, found, out)


if __name__ == "__main__":
    main()
