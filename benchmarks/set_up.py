"""How long `make run` takes to set itself up on a machine that has never seen the project, with a warm package cache.

    .venv/bin/python -m benchmarks.set_up

Each round clones this repository's last commit into a new folder, with a new home, and runs `make setup`, which is what
`make run` does first, and then `make run` itself: the rest of it is a whole run. The caches of pip and uv are this
user's own; an unmeasured set-up fills them. What isn't committed isn't measured.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks.figures import OUT, Figure, figure, finish, process_seconds, tell
from benchmarks.served import environment

PROJECT = Path(__file__).resolve().parents[1]


def caches() -> dict[str, str]:
    """Where the cache folders of whoever measures are, as pip and uv are told it."""
    words = ["python3", "-m", "pip", "cache", "dir"]
    pip = subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return {
        "PIP_CACHE_DIR": pip or str(home / "pip"),
        "UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR") or str(home / "uv"),
    }


def once(*, run: bool) -> tuple[float, float]:
    """Seconds of the set-up, and of the run after it, in a fresh clone. `run` False: only the set-up."""
    with tempfile.TemporaryDirectory(prefix="c9-") as name:
        folder = Path(name)
        clone, told = folder / "clone", _machine(folder)
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(PROJECT), str(clone)], check=True)
        set_up = process_seconds(["make", "-C", clone, "setup"], told, folder)
        return set_up, process_seconds(["make", "-C", clone, "run"], told, folder) if run else 0.0


def _machine(folder: Path) -> dict[str, str]:
    """A new home, nobody's virtual environment; the proxies and indexes are the machine's, as pip may need them."""
    told = environment(folder / "c9lib")
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "NO_PROXY",
        "no_proxy",
    ):
        told.pop(name, None)
        if name in os.environ:
            told[name] = os.environ[name]
    told.pop("VIRTUAL_ENV", None)
    (folder / "home").mkdir()
    return told | caches() | {"HOME": str(folder / "home")}


def figures(set_ups: Sequence[float], runs: Sequence[float]) -> list[Figure]:
    """The lines of the table."""
    return [
        figure("make setup, warm package cache", "s", set_ups, "at most", 20),
        figure("make run after it", "s", runs),
    ]


@click.command()
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1), help="How often each is run.")
@OUT
def main(rounds: int, out: Path | None) -> None:
    """Measure the set-up."""
    tell("one set-up that isn't measured: it fills the package cache")
    once(run=False)
    set_ups, runs = [], []
    for number in range(rounds):
        set_up, run = once(run=True)
        set_ups.append(set_up)
        runs.append(run)
        tell(f"round {number + 1} of {rounds}: {set_up:.1f} s, then the run {run:.1f} s")
    finish("set_up", figures(set_ups, runs), {"set_up": set_ups, "run": runs}, out)


if __name__ == "__main__":
    main()
