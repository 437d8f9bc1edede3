"""What a guide does when it has to stop: show everything first, then raise the error that ends a headless run."""

from __future__ import annotations

from c9lib.errors import StepError
from c9lib.nouns import Checks


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
        remedy=tuple(line for check in failed for line in check.remedy),
    )


def show(result: object) -> None:
    """Draw something in the middle of a cell."""
    from IPython.display import display  # Only in a kernel; importing it costs the command line 0.3 s.

    display(result)  # type: ignore[no-untyped-call]
