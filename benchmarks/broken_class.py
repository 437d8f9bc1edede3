"""A class of which one seat in twenty is broken before the launch and one in twenty during it, in several ways.

    .venv/bin/python -m benchmarks.broken_class                         200 seats
    .venv/bin/python -m benchmarks.broken_class --seats 40 --out FILE   keeps what came of it

Nothing is timed: it says what became of the others, whether each broken seat was listed with its cause, what repair and
another launch mended, and what the tear-down left. Exit code 1 where any of it is wrong.
"""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import click

from benchmarks.breaking import CAUSES, UNMADE, WAYS, Breaker, planned
from benchmarks.class_of_many import Course, enrol, seat_names
from benchmarks.served import client, simulator
from c9lib.simulator import lifecycle

SILENCE = 900
"""Seconds after which Systems Manager has noticed that an agent is silent."""


def early(course: Course, breaker: Breaker, ways: Mapping[str, str]) -> Course:
    """Launch some seats alone, and break them."""
    folder = course.folder / "early"
    folder.mkdir()
    rows = [line for line in course.roster() if line.partition(",")[0] in {"seat", *ways}]
    (folder / "roster.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    some = Course(folder, course.url)
    code, told = some.run("launch", "--runs", str(course.folder / "runs"))
    assert code == 0, told
    for seat, way in ways.items():
        assert breaker.breaks(seat, way), f"seat {seat} has no instance to break"
    lifecycle.ask(course.url, "advance", {"seconds": SILENCE})
    return some


def launched(course: Course, breaker: Breaker, late: Mapping[str, str], at_once: int) -> dict[str, Any]:
    """Launch all while somebody breaks some: what became of each."""
    over = threading.Event()
    breaking = threading.Thread(target=breaker.lie_in_wait, args=(late, over), daemon=True)
    breaking.start()
    _, told = course.run("launch", "--max-concurrency", str(at_once), "--runs", str(course.folder / "runs"))
    over.set()
    breaking.join()
    lifecycle.ask(course.url, "advance", {"seconds": SILENCE})
    others = {name: one for name, one in told["seats"].items() if name not in breaker.broken}
    return {
        "others": len(others),
        "others_well": sum(bool(one["well"]) for one in others.values()),
        "made_anew": sorted(name for name in breaker.broken.keys() - others.keys() if told["seats"][name]["well"]),
        "failed": sorted(name for name, one in told["seats"].items() if one["well"] is False),
        "broken": dict(Counter(breaker.broken.values())),
    }


def listed(verdict: Mapping[str, Any], breaker: Breaker, anew: Collection[str]) -> dict[str, Any]:
    """Whether the verdict lists each broken seat with its cause, and no other seat. Those that the launch itself has
    made anew, because their instance was gone before it, are to work."""
    broken = {seat: way for seat, way in breaker.broken.items() if seat not in anew}
    of = {seat: cause["check"] for cause in verdict["causes"] if cause["status"] == "fail" for seat in cause["seats"]}
    unmade = {one["seat"] for one in verdict["missing"]}
    right = [seat for seat, way in broken.items() if of.get(seat) in (*CAUSES[way], UNMADE) or seat in unmade]
    return {
        "with_its_cause": len(right),
        "wrong": {seat: (broken[seat], of.get(seat, "not listed")) for seat in broken.keys() - set(right)},
        "others_listed": sorted(set(verdict["broken"]) - broken.keys()),
        "checks": dict(Counter(of.values())),
        "missing": len(unmade),
    }


def mended(course: Course, at_once: int) -> dict[str, Any]:
    """Repair, launch what has to be made anew, verify, remove."""
    repair, told = course.run("repair", "--yes", "--runs", str(course.folder / "runs"))
    launch, _ = course.run("launch", "--max-concurrency", str(at_once), "--runs", str(course.folder / "runs"))
    lifecycle.ask(course.url, "advance", {"seconds": SILENCE})
    _, verdict = course.run("verify")
    tear_down, proof = course.run("tear-down", "--yes", "--max-concurrency", str(at_once))
    return {
        "by_repair": len(told.get("mended", ())),
        "left_to_launch": len(told.get("after", {}).get("broken", ())),
        "repair_exit_code": repair,
        "launch_again_exit_code": launch,
        "broken_then": verdict.get("broken"),
        "tear_down_exit_code": tear_down,
        "left": proof.get("left"),
    }


@click.command()
@click.option("--seats", default=200, help="How many.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Write what came of it into this file.")
def main(seats: int, out: Path | None) -> None:
    """Break a class, and mend it."""
    names, some = seat_names(seats), max(len(WAYS), seats // 20)
    before, during = planned(names[2 :: seats // some][:some]), planned(names[7 :: seats // some][:some])
    with tempfile.TemporaryDirectory(prefix="c9lib-class-") as name:
        folder = Path(name)
        with simulator(folder, "--seed", "1") as (url, _):
            course = enrol(folder, url, seats)
            breaker = Breaker(client(url, "ec2"), "course")
            early(course, breaker, before)
            told: dict[str, Any] = {"seats": seats, "launch": launched(course, breaker, during, seats)}
            click.echo(json.dumps(told, indent=1), err=True)
            _, verdict = course.run("verify")
            told["verify"] = listed(verdict, breaker, told["launch"]["made_anew"])
            click.echo(json.dumps(told["verify"], indent=1), err=True)
            told["mended"] = mended(course, seats)
    text = json.dumps(told, indent=1)
    click.echo(text)
    if out:
        out.write_text(text + "\n", encoding="utf-8")
    sys.exit(0 if _all_well(told, len(breaker.broken)) else 1)


def _all_well(told: Mapping[str, Any], broken: int) -> bool:
    launch, verify, after = told["launch"], told["verify"], told["mended"]
    return (
        launch["others"] == launch["others_well"]
        and verify["with_its_cause"] == broken - len(launch["made_anew"])
        and not verify["others_listed"]
        and not after["broken_then"]
        and (after["launch_again_exit_code"], after["tear_down_exit_code"], after["left"]) == (0, 0, 0)
    )


if __name__ == "__main__":
    main()
