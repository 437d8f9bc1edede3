"""One of the signals, drawn anew each time: `C9LIB_SEED` repeats it, `make crashes` does all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.signals import Kill, killed
from tests.isolation import seed

SEED = seed()


@pytest.mark.timeout(600)
def test_killed_by_a_signal_the_same_command_ends_well(tmp_path: Path) -> None:
    kill = Kill.drawn(SEED)
    print(f"C9LIB_SEED={SEED}: {kill}")
    killed(kill, tmp_path)
