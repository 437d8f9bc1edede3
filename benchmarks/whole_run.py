"""A whole run with a NAT gateway, all nine notebooks: held against the calls alone, the AWS CLI, and plain papermill.

    .venv/bin/python -m benchmarks.whole_run
    .venv/bin/python -m benchmarks.whole_run --only A --rounds 3         or B, C; may be given several times

`c9lib run` is eight notebooks, `c9lib tear-down` the ninth; both with evidence and report. Every way begins cold: a
home of its own without account or rehearsal, and no server. Each ends with nothing left, on the same simulated AWS,
where waits cost no wall time for anybody.

(A) the calls of such a run, from one boto3 script (`floor.py`); (B) the documented steps as AWS CLI commands
(`documented.sh`), which look at less; (C) one plain `papermill` command for each notebook, without evidence or report.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from benchmarks.figures import OUT, ROUNDS, Figure, alternately, figure, finish, process_seconds, ratios, tell
from benchmarks.memory import Peak
from benchmarks.recorded import evidence, relay, together
from benchmarks.served import C9LIB, environment, simulator
from benchmarks.servers import free_port
from c9lib.notebook.chapters import CHAPTERS

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
FILES = [word for name in ("simulated", "nat") for word in ("-f", str(PROJECT / "parameters" / f"{name}.yaml"))]
SEED = "9"
"""That of an account that notebooks share (`simulator/server.py`)."""
OURS = "c9lib run, c9lib tear-down"
NAMES = {"A": "the calls alone", "B": "AWS CLI", "C": "papermill"}
MOST = {"A": ("at most", 2.5), "B": ("below", 1.0), "C": ("at most", 0.25)}


@contextmanager
def home() -> Iterator[Path]:
    """A home that nothing has been done in. The server that is still in it when the block ends is ended."""
    with tempfile.TemporaryDirectory(prefix="c9-") as name:
        try:
            yield Path(name)
        finally:
            for address in Path(name).glob("worlds/*/server.json"):
                _end(int(json.loads(address.read_text(encoding="utf-8"))["pid"]))


def _end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        while True:
            os.kill(pid, 0)
            time.sleep(0.01)


def ours(parts: dict[str, list[float]], *, again: bool = True) -> float:
    """Seconds of the whole run. `parts` gets those of the run, of the tear-down, and of a run between them that finds
    everything done."""
    with home() as folder:
        told = environment(folder)
        words = {verb: [C9LIB, verb, *FILES, "--runs", folder / "runs"] for verb in ("run", "tear-down")}
        run = process_seconds(words["run"], told, folder)
        if again:
            parts["again"].append(process_seconds(words["run"], told, folder))
        down = process_seconds(words["tear-down"], told, folder)
    parts["run"].append(run)
    parts["tear-down"].append(down)
    return run + down


def by_boto3(file: Path) -> float:
    """(A) Seconds of the calls alone, server and script started at the same moment."""
    with home() as folder:
        port, told = free_port(), environment(folder)
        words = [str(C9LIB), "simulator", "--seed", SEED, "--port", str(port)]
        began = time.perf_counter()
        with subprocess.Popen(words, env=told, stdout=subprocess.DEVNULL) as server:
            try:
                process_seconds([sys.executable, HERE / "floor.py", str(port), file], told, folder)
                return time.perf_counter() - began
            finally:
                server.terminate()


def by_cli() -> float:
    """(B) Seconds of the documented commands, from the start of the simulated AWS on."""
    with home() as folder:
        began = time.perf_counter()
        with simulator(folder, "--seed", SEED, "--speed", "max") as (url, _):
            path = f"{C9LIB.parent}{os.pathsep}{os.environ['PATH']}"
            told = environment(folder) | {"AWS_ENDPOINT_URL": url, "PATH": path}
            process_seconds(["sh", HERE / "documented.sh"], told, folder)
            return time.perf_counter() - began


def by_papermill() -> float:
    """(C) Seconds of nine papermill commands. The first kernel starts the shared account, and it stays."""
    papermill = C9LIB.parent / "papermill"
    with home() as folder:
        told, took = environment(folder), 0.0
        for chapter in CHAPTERS:
            words: list[str | Path] = [papermill, PROJECT / "notebooks" / chapter.file, folder / chapter.file, *FILES]
            took += process_seconds(words, told, folder)
        return took


def look(file: Path) -> tuple[list[dict[str, Any]], Peak]:
    """Whole runs that aren't timed: the calls of one, written to `file` for (A), the memory of all processes of
    another. The first one takes no shortcut: so its reads come through one after another, as its evidence has them."""
    with home() as folder, simulator(folder, "--seed", SEED) as (url, _), relay(url) as through:
        _run_and_tear_down(folder, through.url, "--plain")
        steps = together(through.noted, evidence(folder / "runs"))
    file.write_text(json.dumps(steps), encoding="utf-8")
    with home() as folder, Peak(folder) as peak, simulator(folder, "--seed", SEED) as (url, _):
        _run_and_tear_down(folder, url)
    return steps, peak


def _run_and_tear_down(folder: Path, url: str, *more: str) -> None:
    for verb in ("run", "tear-down"):
        words = [C9LIB, verb, *FILES, "-p", "endpoint_url", url, "--runs", folder / "runs", *more]
        process_seconds(words, environment(folder), folder)


def figures(found: dict[str, list[float]], parts: dict[str, list[float]], peak: Peak) -> list[Figure]:
    """The lines of the table."""
    whole = found[OURS]
    told = [figure(OURS, "s", whole)]
    for letter, name in NAMES.items():
        if letter in found:
            told += [
                figure(f"({letter}) {name}", "s", found[letter]),
                figure(f"whole run by ({letter})", "ratio", ratios(whole, found[letter]), *MOST[letter]),  # type: ignore[arg-type]
            ]
    told += [
        figure("c9lib run", "s", parts["run"]),
        figure("c9lib tear-down", "s", parts["tear-down"]),
        figure("run again, all done", "s", parts["again"]),
        figure("again by first run", "ratio", ratios(parts["again"], parts["run"]), "at most", 0.5),
        figure("peak of all processes (PSS)", "MB", [peak.pss], "at most", 700),
        figure("peak of all processes (RSS)", "MB", [peak.rss]),
    ]
    return told


@click.command()
@click.option("--only", type=click.Choice(list(NAMES)), multiple=True, help="Against this alone.")
@ROUNDS
@OUT
def main(only: tuple[str, ...], rounds: int, out: Path | None) -> None:
    """Measure a whole run."""
    parts: dict[str, list[float]] = {"run": [], "again": [], "tear-down": []}
    with tempfile.TemporaryDirectory(prefix="c9lib-whole-") as name:
        file = Path(name) / "calls.json"
        tell("two runs that aren't timed: the calls, the memory")
        steps, peak = look(file)
        calls = sum("operation" in step for step in steps)
        tell(f"{calls} calls, {len(steps) - calls} times let pass, {peak.processes} processes, {peak.pss:.0f} MB")
        ways: dict[str, Callable[[], float]] = {OURS: lambda: ours(parts)}
        others = {"A": lambda: by_boto3(file), "B": by_cli, "C": by_papermill}
        ways |= {letter: others[letter] for letter in only or others}
        found = alternately(rounds, ways, tell)
    finish("whole_run", figures(found, parts, peak), {**found, **parts}, out, more={"calls": calls})


if __name__ == "__main__":
    main()
