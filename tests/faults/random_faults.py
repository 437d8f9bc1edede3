"""Runs under faults at random: each ends well, or stops with a cause and goes on to a good end. `make faults`.

    python -m tests.faults.random_faults [--runs 200] [--seed N] [--jobs N]

The seed of a run says its topology, its kind of fault and the share of calls that meet it: thirty seeds in a row have
each kind at each share; every third has a second kind beside it. It is run again until it gets through, and so is its
tear-down; then the account is that of an undisturbed run, or as it was before. The simulated AWS notes every request
with the client's own number of it: so it shows whether a call was repeated that may not be.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from c9lib.aws import Session
from c9lib.aws.repeatable import TOKENS, may_be_repeated
from c9lib.errors import UserError
from c9lib.simulator import lifecycle, models
from tests import isolation
from tests.faults.account import Account, account
from tests.faults.crash import alike, state, tear_down, undisturbed
from tests.steps.topologies import GIVEN, run

SHARES = (0.01, 0.05, 0.2)
AT_ANY_CALL = ("throttle", "error-500", "error-503", "drop", "lost", "late", "slow")
FOR_A_WHILE = ("capacity", "quota", "expired")
"""Kinds that no client gets through by asking again: they end after some times."""
KINDS = (*AT_ANY_CALL, *FOR_A_WHILE)
MOST_STARTS = 40


@dataclass(frozen=True)
class Trial:
    """One run with its faults, all by its seed."""

    seed: int
    topology: str = ""
    faults: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def drawn(cls, seed: int) -> Trial:
        draw = random.Random(seed)  # noqa: S311
        kind, share = KINDS[seed % len(KINDS)], SHARES[seed // len(KINDS) % len(SHARES)]
        faults = [_fault(draw, kind, share)]
        if draw.random() < 1 / 3:
            other = draw.choice([one for one in KINDS if one != kind])
            faults.append(_fault(draw, other, draw.choice(SHARES)))
        return cls(seed, draw.choice(list(GIVEN)), faults)

    def __str__(self) -> str:
        told = ", ".join(f"{one['kind']} {one['share']:.0%}" for one in self.faults)
        return f"seed {self.seed}: {self.topology} with {told}"


@dataclass
class Told:
    """What a trial came to: how often it was started, why it stopped, which faults were met how often, and what was
    wrong, if anything was."""

    trial: Trial
    starts: int = 0
    causes: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    wrong: str = ""


def _fault(draw: random.Random, kind: str, share: float) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": kind, "share": share}
    if kind in FOR_A_WHILE:
        told |= {"times": draw.randint(1, 3)}
    if kind == "slow":
        told |= {"seconds": 0.05}
    return told


def tried(trial: Trial) -> Told:
    """Carry a trial out. What went wrong is in the answer."""
    told = Told(trial)
    try:
        _try(trial, told)
    except Exception as error:
        told.wrong = f"{type(error).__name__}: {error}"
    return told


def _try(trial: Trial, told: Told) -> None:
    right = undisturbed(trial.topology)
    with account(trial.topology) as there:
        for act, end in ((run, right.done), (tear_down, right.after)):
            lifecycle.ask(there.url, "faults", {"faults": trial.faults, "seed": trial.seed})
            _until_it_ends(there, act, told)
            answer = lifecycle.ask(there.url, "faults", {"log": True})
            lifecycle.ask(there.url, "faults", {"faults": []})
            told.met.update(answer["met"])
            repeated(answer["log"])
            alike(state(there), end)


def _until_it_ends(there: Account, act: Callable[[Session], object], told: Told) -> None:
    """Start until it gets through, each time as a new process. It may only stop with a cause that a person can read."""
    for _ in range(MOST_STARTS):
        told.starts += 1
        try:
            act(there.session())
        except UserError as stopped:
            told.causes.append(_cause(stopped))
        except AssertionError as left:
            # Where changes are shown late, what is gone is still shown for a while; else the tear-down said it was done
            # and it wasn't.
            if not any(fault["kind"] == "late" for fault in told.trial.faults):
                raise
            told.causes.append(str(left)[:200])
        else:
            return
        there.let_pass(60)
    raise AssertionError(f"it didn't end within {MOST_STARTS} starts: {told.causes[-3:]}")


def _cause(stopped: UserError) -> str:
    if not (stopped.title and stopped.details and stopped.remedy):
        raise ValueError(f"it stopped without telling what, why, or what to do: {stopped}")
    return stopped.title


def repeated(log: list[dict[str, Any]]) -> None:
    """Raise `AssertionError` for a call that was sent again, though it may have been carried out and does more the
    second time."""
    tries: dict[str, list[dict[str, Any]]] = {}
    for one in log:
        assert one["invocation"], f"nothing tells which call request {one['n']} belongs to: {one['operation']}"
        tries.setdefault(one["invocation"], []).append(one)
    for some in tries.values():
        for earlier in some[:-1]:
            operation, heard = earlier["operation"], earlier["fault"] or f"an answer {earlier['status']}"
            assert _refused(earlier) or _harmless(earlier["service"], operation), (
                f"{operation} was repeated after {heard}"
            )


def _refused(one: dict[str, Any]) -> bool:
    """Whether the client was told that nothing was done: by a throttle, which is a 503 of EC2, or by any 4xx."""
    return bool(one["fault"] == "throttle" or 400 <= one["status"] < 500)


def _harmless(service: str, operation: str) -> bool:
    """Whether a call may be made twice; with a token, if AWS takes one: our client always gives it."""
    model = models.operation_model(service, operation)
    members = model.input_shape.members if model and model.input_shape else {}
    return may_be_repeated(operation, dict.fromkeys(set(TOKENS) & set(members), "given"))


def one(seed: int) -> Told:
    """The trial of a seed, in a process of its own."""
    return tried(Trial.drawn(seed))


@click.command()
@click.option("--runs", default=200, help="How many.")
@click.option("--seed", default=None, type=int, help="Of the first; the others follow.")
@click.option("--jobs", default=2, help="Processes side by side.")
def main(runs: int, seed: int | None, jobs: int) -> None:
    """Runs and tear-downs under faults at random."""
    first, began = isolation.seed() if seed is None else seed, time.monotonic()
    click.echo(f"seeds {first} to {first + runs - 1}")
    ended: list[Told] = []
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=isolation.alone) as pool:
        for done in as_completed([pool.submit(one, first + each) for each in range(runs)]):
            told = done.result()
            ended.append(told)
            if told.wrong:
                click.echo(f"{told.trial}\n    WRONG: {told.wrong}", err=True)
            if len(ended) % 10 == 0:
                click.echo(f"{len(ended)} of {runs}, {time.monotonic() - began:.0f} s", err=True)
    Console().print(summary(ended))
    wrong = sum(bool(told.wrong) for told in ended)
    stops = sum(len(told.causes) for told in ended)
    click.echo(f"{runs} runs, {stops} times stopped and gone on with, {wrong} wrong, {time.monotonic() - began:.0f} s")
    sys.exit(1 if wrong else 0)


def summary(ended: list[Told]) -> Table:
    """By kind and share: the runs that had it, how often it was met in them, how often they stopped, what was wrong."""
    table = Table("fault", "share", "runs", "met", "stops", "wrong", title="Run, gone on with, torn down under faults")
    for kind in KINDS:
        for share in SHARES:
            some = [one for one in ended if any((f["kind"], f["share"]) == (kind, share) for f in one.trial.faults)]
            numbers = (
                len(some),
                sum(one.met[kind] for one in some),
                sum(len(one.causes) for one in some),
                sum(bool(one.wrong) for one in some),
            )
            table.add_row(kind, f"{share:.0%}", *map(str, numbers))
    return table


if __name__ == "__main__":
    main()
