"""How long a click on a button that reads takes, until its result stands there.

    .venv/bin/python -m benchmarks.buttons

The buttons of every notebook, on a whole deployment in a simulated AWS that runs beside this process, as beside a
kernel; without a browser. Each button is clicked once before the rounds: by then its library is imported, and the run
is rehearsed for the permissions that it needs. Left out is `proof`, which looks again for some seconds while something
is left.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import click

from benchmarks.figures import OUT, ROUNDS, alternately, figure, finish, process_seconds, seconds, tell
from benchmarks.served import C9LIB, environment, simulator
from c9lib.notebook import begin
from c9lib.notebook.controls import Controls
from c9lib.notebook.live import DECIDES
from c9lib.steps import STEPS

LIMIT_SECONDS = 1.0
"""Within which a click shows its result."""
DEPLOYMENT = {"network": "nat", "access_for": ["user/c9-learner"]}


def buttons(url: str) -> dict[str, Callable[[], float]]:
    """What is measured: `network plan`, and how to click it."""
    found = {}
    for step in ("start", *STEPS, "verify", "tear-down"):
        names: dict[str, Any] = {"In": [""], "endpoint_url": url, **DEPLOYMENT}
        with redirect_stdout(sys.stderr):
            guide = names["step"] = begin(step, names)
        shown = Controls(guide)
        for act in guide.acts:
            if not act.writes and act.verb != "proof":
                found[f"{step} {act.verb}"] = _clicked(shown, act.verb)
    return found


def _clicked(shown: Controls, verb: str) -> Callable[[], float]:
    def once() -> float:
        took = seconds(shown.buttons[verb].click)
        if shown.card.outputs and "fault of the library" in str(shown.card.outputs):
            raise RuntimeError(f"{verb} failed: {shown.card.outputs}")
        return took

    return once


def _slowest(found: dict[str, list[float]]) -> Iterator[tuple[str, list[float]]]:
    """Of each verb the notebook in which it takes longest."""
    longest: dict[str, tuple[str, list[float]]] = {}
    for name, values in found.items():
        verb = name.split()[1]
        if verb not in longest or sum(values) > sum(longest[verb][1]):
            longest[verb] = name, values
    yield from longest.values()


@click.command()
@ROUNDS
@OUT
def main(rounds: int, out: Path | None) -> None:
    """Measure the buttons that read."""
    with tempfile.TemporaryDirectory(prefix="c9lib-buttons-") as name:
        folder = Path(name)
        os.environ |= environment(folder) | {DECIDES: "1"}
        (folder / "deployment.yaml").write_text(json.dumps(DEPLOYMENT), encoding="utf-8")
        with simulator(folder, "--seed", "9") as (url, _):
            tell("a whole run, to have something to look at")
            words = [str(C9LIB), "run", "-f", str(folder / "deployment.yaml"), "-p", "endpoint_url", url]
            process_seconds(words, environment(folder), folder)
            measured = buttons(url)
            tell("each once, unmeasured")
            for once in measured.values():
                once()
            found = alternately(rounds, measured, tell)
    figures = [figure(f"click: {one}", "s", values, "at most", LIMIT_SECONDS) for one, values in _slowest(found)]
    finish("buttons", figures, found, out)


if __name__ == "__main__":
    main()
