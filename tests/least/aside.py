"""Something tried on a copy: a fork of this process, with the whole simulated account in it, that ends afterwards."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")
LIMIT_SECONDS = 60


def aside(act: Callable[[], Result]) -> Result:
    """What `act` gives when it is done on a copy; nothing that it does stays."""
    fork = multiprocessing.get_context("fork")
    ours, its = fork.Pipe()

    def copy() -> None:
        gc.disable()  # it would touch every object, and so copy every page of memory
        its.send(act())

    process = fork.Process(target=copy)
    process.start()
    its.close()
    try:
        assert ours.poll(LIMIT_SECONDS), "the copy gave no answer"
        result: Result = ours.recv()  # `EOFError` when the act raised: the copy has written why
        return result
    finally:
        process.kill()
        process.join()
        ours.close()
