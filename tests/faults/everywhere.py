"""The whole of it: every topology, both ways of launching, killed at every call, before and after. `make crashes`.

    python -m tests.faults.everywhere [--only nat-api] [--writes-only] [--every N] [--jobs N]

Between two writes the account is the same, so `--writes-only` meets every state that a crash can leave; without it each
of the reads is a case of its own, too. `--every 10` takes each tenth call, by chance with the seed that is printed.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

import click
from rich.console import Console
from rich.table import Table

from tests import isolation
from tests.faults.crash import VERBS, Verb, crash, undisturbed
from tests.faults.kill import MOMENTS, Moment
from tests.steps.topologies import EVERY, GIVEN


@dataclass(frozen=True)
class Case:
    """One kill."""

    topology: str
    verb: Verb
    at: int
    moment: Moment
    writes_only: bool = False

    def __str__(self) -> str:
        what = "write" if self.writes_only else "call"
        return f"{self.topology}: {self.verb} killed {self.moment} {what} {self.at}"

    def run(self) -> str:
        """ "" when it went well, else what was wrong."""
        try:
            crash(self.topology, self.verb, self.at, self.moment, writes_only=self.writes_only)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return ""


def cases(topology: str, *, writes_only: bool) -> Iterator[Case]:
    """Every kill of a topology."""
    right = undisturbed(topology)
    for verb in VERBS:
        for at in range(1, (right.writes if writes_only else right.calls)[verb] + 1):
            for moment in MOMENTS:
                yield Case(topology, verb, at, moment, writes_only)


def of_one(topology: str, writes_only: bool, every: int, seed: int) -> tuple[str, int, list[tuple[str, str]]]:
    """All cases of a topology, or a sample: how many there were, and which went wrong with what."""
    isolation.alone()
    chosen = list(cases(topology, writes_only=writes_only))
    if every > 1:
        chosen = random.Random(f"{seed}/{topology}").sample(chosen, max(1, len(chosen) // every))  # noqa: S311
    told = []
    for number, case in enumerate(chosen, start=1):
        wrong = case.run()
        if wrong:
            told.append((str(case), wrong))
            print(f"{case}: {wrong}", file=sys.stderr, flush=True)
        elif number % 25 == 0:
            print(f"{topology}: {number} of {len(chosen)}", file=sys.stderr, flush=True)
    return topology, len(chosen), told


@click.command()
@click.option("--only", type=click.Choice(list(EVERY)), multiple=True, help="These topologies.")
@click.option("--writes-only", is_flag=True, help="Kill at writes only.")
@click.option("--every", default=1, help="A sample of one in so many.")
@click.option("--jobs", default=2, help="Processes side by side.")
@click.option("--seed", default=None, type=int, help="Of the sample.")
def main(only: tuple[str, ...], *, writes_only: bool, every: int, jobs: int, seed: int | None) -> None:
    """Crash at every call, go on, compare, tear down, compare."""
    drawn = isolation.seed() if seed is None else seed
    console, began = Console(), time.monotonic()
    console.print(f"seed {drawn}")
    table = Table("topology", "kills", "went wrong", title="Killed, gone on with, compared, torn down, compared")
    failed = total = 0
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), max_tasks_per_child=1) as pool:
        asked = [pool.submit(of_one, name, writes_only, every, drawn) for name in only or GIVEN]
        for done in as_completed(asked):
            topology, count, wrong = done.result()
            table.add_row(topology, str(count), str(len(wrong)))
            failed, total = failed + len(wrong), total + count
    console.print(table)
    console.print(f"{total} kills, {failed} went wrong, {time.monotonic() - began:.0f} s")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
