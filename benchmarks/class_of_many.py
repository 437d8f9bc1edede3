"""A class on the simulated AWS with its call limits: launched, looked at, killed and launched again, torn down.

    .venv/bin/python -m benchmarks.class_of_many                        200 seats
    .venv/bin/python -m benchmarks.class_of_many --kills 10             and launches that are killed and gone on with
    .venv/bin/python -m benchmarks.class_of_many --seats 40 --out FILE  keeps the figures

`limit_seconds` is the time that the call limits alone dictate: of all buckets the longest time until it has given as
many tokens as were taken from it. Then come the waits of one seat: the last one begins them with the last token.
"""

from __future__ import annotations

import json
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click
import psutil

from benchmarks.served import C9LIB, Memory, client, clock, environment, simulator
from c9lib.call_limits import Limit, draws
from c9lib.parameters import Parameters
from c9lib.simulator import lifecycle

LEARNER = "learner-{}"


@dataclass(frozen=True)
class Course:
    """A roster in a folder, and the account it is for."""

    folder: Path
    url: str

    def roster(self) -> list[str]:
        """The lines of the roster, its heading first."""
        return (self.folder / "roster.csv").read_text(encoding="utf-8").splitlines()

    def words(self, verb: str, *options: str) -> list[str]:
        """The command line."""
        given = ["-p", "deployment", "course", "-p", "endpoint_url", self.url, "-p", "automatic_stop_minutes", "0"]
        return [str(C9LIB), "workshop", verb, str(self.folder / "roster.csv"), *given, *options]

    def start(self, verb: str, *options: str) -> subprocess.Popen[str]:
        err = (self.folder / f"{verb}.err").open("a")
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self.words(verb, *options), stdout=pipe, stderr=err, text=True, env=environment(self.folder)
        )

    def run(self, verb: str, *options: str) -> tuple[int, dict[str, Any]]:
        """The exit code, and what `--json` says."""
        with self.start(verb, "--json", *options) as process:
            out, _ = process.communicate()
        return process.returncode, json.loads(out) if out.strip() else {}


def seat_names(seats: int) -> list[str]:
    """`001`, `002` …"""
    return [f"{number:03}" for number in range(1, seats + 1)]


def enrol(folder: Path, url: str, seats: int) -> Course:
    """Write the roster, and make its learners."""
    names = [LEARNER.format(seat) for seat in seat_names(seats)]
    rows = "".join(f"{seat},{name}\n" for seat, name in zip(seat_names(seats), names, strict=True))
    (folder / "roster.csv").write_text(f"seat,learner\n{rows}", encoding="utf-8")
    iam = client(url, "iam")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda name: iam.create_user(UserName=name), names))
    lifecycle.ask(url, "call-limits", {"on": True})
    return Course(folder, url)


def bound(record: dict[str, Any]) -> tuple[float, str]:
    """How many seconds the call limits dictate for a launch, and by which bucket."""
    limits = dict(_limits(record["pace"]))
    times = {
        name: max(0.0, (told["taken"] - limits[name].capacity) / limits[name].refill)
        for name, told in record["pace"].items()
        if name in limits
    }
    slowest = max(times, key=lambda name: times[name])
    return times[slowest], slowest


def _limits(buckets: Iterable[str]) -> Iterator[tuple[str, Limit]]:
    """The limit of each bucket, by its name (`ec2:RunInstances (instances) in us-east-1`)."""
    for name in buckets:
        bucket = name.partition(" in ")[0]
        service, _, operation = bucket.partition(" (")[0].partition(":")
        asked: dict[str, Any] = {} if "(unfiltered)" in bucket else {"Filters": [{}]}
        found = draws(service, operation.removesuffix("*") or "Any", asked)
        yield from ((name, draw.limit) for draw in found if draw.bucket == bucket)


def launch(course: Course, server: psutil.Process, seats: int) -> dict[str, Any]:
    """Launch all at once, and take the figures."""
    began, simulated = time.monotonic(), clock(course.url)
    with course.start(
        "launch", "--json", "--max-concurrency", str(seats), "--runs", str(course.folder / "runs")
    ) as process:
        mine = psutil.Process(process.pid)
        with Memory(server, mine) as memory:
            out, _ = process.communicate()
    seconds, passed = time.monotonic() - began, clock(course.url) - simulated
    told = json.loads(out)
    record = json.loads((Path(told["folder"]) / "class.json").read_text(encoding="utf-8"))
    dictated, bucket = bound(record)
    waits = median(one["waits_seconds"] for one in told["seats"].values() if one.get("waits_seconds"))
    throttled = sum(one["throttled"] for one in record["pace"].values())
    calls = sum(sum(one.get("calls", {}).values()) for one in told["seats"].values())
    return {
        "exit_code": process.returncode,
        "well": sum(bool(one["well"]) for one in told["seats"].values()),
        "wall_seconds": round(seconds, 1),
        "simulated_seconds": round(passed, 1),
        "limit_seconds": round(dictated, 1),
        "limit": bucket,
        "one_seat_waits": waits,
        "ratio": round(passed / (dictated + waits), 2),
        "calls": calls,
        "throttled": throttled,
        "peak_mb": {"launch": round(memory.peaks[mine]), "server": round(memory.peaks[server])},
    }


def kill(course: Course, times: int, seats: int, longest: float) -> list[dict[str, Any]]:
    """Kill a launch at a random moment, so often, each time in an account without the class; launch again."""
    chance, found = random.Random(), []  # noqa: S311
    for number in range(times):
        moment = chance.uniform(0.05, 0.95) * longest
        process = course.start("launch", "--max-concurrency", str(seats), "--runs", str(course.folder / "killed"))
        time.sleep(moment)
        process.kill()
        process.wait()
        code, told = course.run("launch", "--max-concurrency", str(seats), "--runs", str(course.folder / "killed"))
        gone, proof = course.run("tear-down", "--yes", "--max-concurrency", str(seats))
        found.append({"after_seconds": round(moment, 1), "again": code, "tear_down": gone, "left": proof.get("left")})
        click.echo(f"kill {number + 1} of {times}: {found[-1]}", err=True)
        assert code == 0, told.get("error")
    return found


def board(course: Course) -> dict[str, Any]:
    """How many calls the board takes, and how long."""
    from c9lib.aws import connect
    from c9lib.workshop import read
    from c9lib.workshop.board import look
    from c9lib.workshop.layout import lay_out

    given = (("deployment", "course"), ("endpoint_url", course.url))
    session = connect(Parameters.model_validate(dict(given)), lambda _: None)
    before, began = len(session.calls), time.monotonic()
    found = look(session, lay_out(read(course.folder / "roster.csv", (), given)))
    return {
        "calls": len(session.calls) - before,
        "wall_seconds": round(time.monotonic() - began, 1),
        "well": found.well,
    }


def timed(course: Course, verb: str, *options: str) -> dict[str, Any]:
    """How a verb ends, how long it takes, and what it says of what is left or right already."""
    began = time.monotonic()
    code, told = course.run(verb, *options)
    found = {"exit_code": code, "wall_seconds": round(time.monotonic() - began, 1), "left": told.get("left")}
    return found | {"right_already": len(told.get("right_already", ()))}


@click.command()
@click.option("--seats", default=200, help="How many.")
@click.option("--kills", default=0, help="How often a launch is killed and gone on with.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write the figures into this file.")
def main(seats: int, kills: int, out: Path | None) -> None:
    """Measure a class."""
    with tempfile.TemporaryDirectory(prefix="c9lib-class-") as name:
        folder = Path(name)
        with simulator(folder, "--seed", "1") as (url, server):
            course = enrol(folder, url, seats)
            told: dict[str, Any] = {"seats": seats, "python": platform.python_version(), "cores": psutil.cpu_count()}
            told["launch"] = launch(course, server, seats)
            click.echo(json.dumps(told["launch"], indent=1), err=True)
            told["board"] = board(course)
            told["again"] = timed(course, "launch", "--runs", str(folder / "runs"))
            told["tear_down"] = timed(course, "tear-down", "--yes", "--max-concurrency", str(seats))
            click.echo(json.dumps(told, indent=1), err=True)
            if kills:
                told["kills"] = kill(course, kills, seats, told["launch"]["wall_seconds"])
    text = json.dumps(told, indent=1)
    click.echo(text)
    if out:
        out.write_text(text + "\n", encoding="utf-8")
    sys.exit(0 if told["launch"]["exit_code"] == 0 else 1)


if __name__ == "__main__":
    main()
