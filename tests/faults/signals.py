"""Real processes and real signals: `c9lib run` is killed at some write, the same command again ends well.

    python -m tests.faults.signals [--seed N] [--only SIGHUP]

does it with each signal, at a write that the seed draws. `make test` does it with one of them.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import psutil
import yaml

from c9lib.nouns.call import reads
from c9lib.parameters import Parameters
from c9lib.runbook.evidence import Evidence
from c9lib.simulator import lifecycle
from tests import isolation
from tests.faults.account import Account, account
from tests.faults.crash import alike, state, tear_down, undisturbed
from tests.steps.topologies import EVERY

PROGRAM = str(Path(sys.executable).with_name("c9lib"))
TOPOLOGIES = ("public-api", "nat-api", "isolated-api", "public-cloudformation")
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LONGEST_RUN_SECONDS = 300
LOOK_SECONDS = 0.02


@dataclass(frozen=True)
class Kill:
    """A run of a topology that gets a signal when AWS has got so many writes of it."""

    topology: str
    number: signal.Signals
    at: int

    @classmethod
    def drawn(cls, seed: int, number: signal.Signals | None = None) -> Kill:
        """By the seed; with this signal, if one is given."""
        draw = random.Random(f"{seed}/{number}")  # noqa: S311
        topology = draw.choice(TOPOLOGIES)
        return cls(topology, number or draw.choice(SIGNALS), draw.randint(1, undisturbed(topology).writes["run"]))

    def __str__(self) -> str:
        return f"run of {self.topology} killed by {self.number.name} at write {self.at}"


def killed(kill: Kill, folder: Path) -> None:
    """Kill a run, give the same command again, compare, tear down, compare. Evidence goes below `folder`. Raises
    `AssertionError`."""
    right = undisturbed(kill.topology)
    with account(kill.topology) as there:
        lifecycle.ask(there.url, "faults", {"faults": [], "watch": True})
        _kill(_started(there, kill.topology, folder), there, kill)
        again = _started(there, kill.topology, folder)
        try:
            assert again.wait(LONGEST_RUN_SECONDS) == 0, (folder / "told").read_text()
        finally:
            _end(again)
        _everything_is_in_evidence(there, folder / "runs")
        alike(state(there), right.done)
        tear_down(there.session())
        alike(state(there), right.after)


def _started(there: Account, topology: str, folder: Path) -> subprocess.Popen[bytes]:
    """`c9lib run` on the account. What it says goes to the file `told`."""
    asked = {"endpoint_url": there.url, **EVERY[topology]}
    words = [word for name, value in asked.items() for word in ("-p", name, str(value))]
    with (folder / "told").open("ab") as told, _as_from_a_terminal():
        return subprocess.Popen([PROGRAM, "run", "--runs", str(folder / "runs"), *words], stdout=told, stderr=told)


@contextmanager
def _as_from_a_terminal() -> Iterator[None]:
    """Let whoever is started hear every signal: `nohup`, and `&` in a script, have some ignored by all below them."""
    ignored = [one for one in SIGNALS if signal.getsignal(one) == signal.SIG_IGN]
    for one in ignored:
        signal.signal(one, signal.SIG_DFL)
    try:
        yield
    finally:
        for one in ignored:
            signal.signal(one, signal.SIG_IGN)


def _kill(process: subprocess.Popen[bytes], there: Account, kill: Kill) -> None:
    """Send the signal when it is time, and see that neither the run nor a kernel of it works on."""
    end = time.monotonic() + LONGEST_RUN_SECONDS
    try:
        while len(list(_writes(there))) < kill.at:
            assert process.poll() is None, f"it ended before write {kill.at}"
            assert time.monotonic() < end, f"write {kill.at} never came"
            time.sleep(LOOK_SECONDS)
        kernels = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(kill.number)
        # Nothing hears SIGKILL; to the others the run answers with an end of its own.
        expected = -kill.number if kill.number == signal.SIGKILL else 130
        assert process.wait(120) == expected
        assert not psutil.wait_procs(kernels, 60)[1], "a kernel works on, and nobody looks after it"
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Where a check has failed, the run is still there."""
    if process.poll() is None:
        process.terminate()
        process.wait(60)


def _writes(there: Account) -> Iterator[dict[str, Any]]:
    """What reached AWS and may have changed something."""
    log = lifecycle.ask(there.url, "faults", {"log": True})["log"]
    return (one for one in log if not reads(one["operation"]))


def _everything_is_in_evidence(there: Account, runs: Path) -> None:
    """Both runs left evidence that can be read, and together they tell of every write that reached AWS."""
    folders = [Evidence(folder) for folder in sorted((runs / Parameters().deployment).iterdir())]
    assert len(folders) == 2
    told: Counter[str] = Counter()
    for one in folders:
        assert yaml.safe_load((one.folder / "parameters.yaml").read_text())["endpoint_url"] == there.url
        assert one.calls()
        told.update(call["operation"] for call in one.calls() if call["writes"])
    untold = Counter(one["operation"] for one in _writes(there)) - told
    assert not untold, f"the evidence doesn't tell of {dict(untold)}"


@click.command()
@click.option("--seed", default=None, type=int, help="Draws topologies and writes.")
@click.option("--only", type=click.Choice([one.name for one in SIGNALS]), multiple=True, help="These signals.")
def main(seed: int | None, only: tuple[str, ...]) -> None:
    """Kill runs by each signal."""
    drawn = isolation.seed() if seed is None else seed
    isolation.alone()
    click.echo(f"seed {drawn}")
    wrong = 0
    for number in (one for one in SIGNALS if not only or one.name in only):
        kill, began = Kill.drawn(drawn, number), time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                killed(kill, Path(folder))
            except (AssertionError, subprocess.TimeoutExpired) as error:
                wrong += 1
                click.echo(f"{kill}: WRONG: {error}")
            else:
                click.echo(f"{kill}: gone on with, nothing left, {time.monotonic() - began:.0f} s")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
