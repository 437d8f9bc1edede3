"""What every benchmark shares: runs side by side, medians with their spread, a table, and a file of figures.

A machine is never as fast as it was a minute ago. So what is compared is run in turn within one call, each round
beginning with another one, and compared within its round: a ratio's median is that of the rounds' ratios.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Literal

import click
import psutil

Bound = Literal["at most", "at least", "below"]


@dataclass(frozen=True)
class Spread:
    """The median of `n` values, and the quartiles between which the middle half of them lies."""

    median: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Raises `ValueError` where there is no value."""
        if not values:
            raise ValueError("there is nothing to take the median of")
        low, _, high = quantiles(values, n=4, method="inclusive") if len(values) > 1 else (values[0],) * 3
        return cls(median(values), low, high, len(values))


@dataclass(frozen=True)
class Figure:
    """One line of the table: a spread, its unit, and what it must be."""

    what: str
    unit: str
    spread: Spread
    bound: Bound | None = None
    limit: float | None = None

    @property
    def reached(self) -> bool | None:
        """Whether the median is as it must be; None where nothing is asked."""
        if self.bound is None or self.limit is None:
            return None
        value = self.spread.median
        return {"at most": value <= self.limit, "at least": value >= self.limit, "below": value < self.limit}[
            self.bound
        ]

    @property
    def asked(self) -> str:
        return "" if self.limit is None else f"{self.bound} {self.limit:g}"

    def to_json(self) -> dict[str, Any]:
        told = {"what": self.what, "unit": self.unit, **asdict(self.spread)}
        return {**told, "must_be": self.asked, "reached": self.reached}


def figure(
    what: str, unit: str, values: Sequence[float], bound: Bound | None = None, limit: float | None = None
) -> Figure:
    """The figure of some values."""
    return Figure(what, unit, Spread.of(values), bound, limit)


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Of each round: ours by theirs. Raises `ValueError` when there aren't as many of both."""
    return [mine / other for mine, other in zip(ours, theirs, strict=True)]


def alternately(
    rounds: int, ways: Mapping[str, Callable[[], float]], tell: Callable[[str], None] = lambda _: None
) -> dict[str, list[float]]:
    """What each way gives, in each round. Round after round another one comes first, so that none always has the
    machine as another one left it."""
    names, found = list(ways), {name: list[float]() for name in ways}
    for number in range(rounds):
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            found[name].append(ways[name]())
            tell(f"round {number + 1} of {rounds}: {name} {found[name][-1]:.3f}")
    return found


def seconds(do: Callable[[], object]) -> float:
    """How long something takes."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def process_seconds(
    words: Sequence[str | Path], environment: Mapping[str, str], folder: Path, codes: Sequence[int] = (0,)
) -> float:
    """How long a process takes from its start to its end. Its output goes into `folder`.

    Raises `RuntimeError`, with the end of what it said, when it ends with another exit code than one of `codes`: a
    process that fails does less.
    """
    name = folder / f"{Path(words[0]).name}.out"
    with name.open("wb") as out:
        began = time.perf_counter()
        ended = subprocess.run(
            [str(word) for word in words],
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
        took = time.perf_counter() - began
    if ended.returncode not in codes:
        said = name.read_text(encoding="utf-8", errors="replace")[-3000:]
        raise RuntimeError(f"{' '.join(map(str, words))} ended with {ended.returncode}:\n{said}")
    return took


def table(figures: Sequence[Figure]) -> str:
    """The figures in columns."""
    head = ("what", "unit", "median", "middle half", "n", "must be", "")
    marks = {True: "reached", False: "MISSED", None: ""}
    rows = [
        (
            one.what,
            one.unit,
            _number(one.spread.median),
            f"{_number(one.spread.low)} to {_number(one.spread.high)}" if one.spread.n > 1 else "",
            str(one.spread.n),
            one.asked,
            marks[one.reached],
        )
        for one in figures
    ]
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (head, *rows)]
    return "\n".join(line.rstrip() for line in (lines[0], "-" * len(lines[0]), *lines[1:]))


def _number(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def finish(
    benchmark: str,
    figures: Sequence[Figure],
    samples: Mapping[str, Any],
    out: Path | None,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Print the table, write the file if one is asked for, and end: exit code 1 when a figure isn't reached."""
    told = {
        "benchmark": benchmark,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "figures": [one.to_json() for one in figures],
        "samples": {name: _rounded(values) for name, values in samples.items()},
        "more": dict(more or {}),
    }
    click.echo(table(figures))
    if out:
        out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    sys.exit(1 if any(one.reached is False for one in figures) else 0)


def machine() -> dict[str, Any]:
    """What a figure depends on besides the code."""
    return {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load": [round(one, 2) for one in os.getloadavg()],
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 6)
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


def tell(line: str) -> None:
    """What a person sees meanwhile."""
    click.echo(f"  {line}", err=True)


ROUNDS = click.option("--rounds", default=5, show_default=True, type=click.IntRange(1), help="How often each is run.")
OUT = click.option("--out", type=click.Path(path_type=Path), default=None, help="Write the figures into this file.")
