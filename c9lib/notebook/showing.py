"""What a guide shows in the middle of a cell, and where it goes: below the cell, or to the card of a button.

When it has to stop it shows everything first, then raises the error that ends a headless run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from c9lib.errors import StepError
from c9lib.nouns import Checks

_taker: ContextVar[Callable[[object], None] | None] = ContextVar("taker", default=None)
"""Who takes what is shown; None where it goes below the cell."""


def stop_if_failed(found: Checks, step: str, *with_it: object) -> Checks:
    """Give the checks back; if one failed, show them `with_it`, and raise `StepError`: a headless run stops here."""
    failed = [check for check in found if check.status == "fail"]
    if not failed:
        return found
    for each in (found, *with_it):
        show(each)
    raise StepError(
        f"Step {step}: {len(failed)} of {len(found.checks)} checks fail, the first is {failed[0].id}.",
        details=tuple(f"{check.id}: {check.evidence}. {check.cause}" for check in failed),
        remedy=tuple(dict.fromkeys(line for check in failed for line in check.remedy)),  # each once, to be copied
    )


def show(result: object) -> None:
    """Draw something in the middle of a cell, or hand it to who takes it."""
    taker = _taker.get()
    if taker:
        taker(result)
        return
    from IPython.display import display  # Only in a kernel; importing it costs the command line 0.3 s.

    display(result)  # type: ignore[no-untyped-call]


@contextmanager
def shown_to(taker: Callable[[object], None]) -> Iterator[None]:
    """Within it, what is shown goes to `taker`: what a button's click shows would be shown nowhere else."""
    before = _taker.set(taker)
    try:
        yield
    finally:
        _taker.reset(before)


def taken() -> bool:
    """Whether what is shown goes to somebody else than the reader of the cell."""
    return _taker.get() is not None
