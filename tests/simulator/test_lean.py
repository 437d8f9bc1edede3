"""What a serving process does without is there again afterwards, whatever happens meanwhile."""

from __future__ import annotations

import gc
from contextlib import suppress

from c9lib.simulator.lean import uncollected


def test_rubbish_is_looked_for_again_after_an_import_that_fails() -> None:
    assert gc.isenabled()
    within = []
    with suppress(ImportError), uncollected():
        within.append(gc.isenabled())
        raise ImportError
    assert within == [False]
    assert gc.isenabled()


def test_whoever_has_switched_it_off_keeps_it_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
