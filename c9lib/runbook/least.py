"""The least IAM policy of a run, for its evidence: that of `c9lib policy`, of those steps that the run came to."""

from __future__ import annotations

import threading
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from c9lib.errors import UserError
from c9lib.kept_data import is_plain
from c9lib.parameters import Parameters
from c9lib.rehearsal import Purpose
from c9lib.rehearsal.asking import ACCOUNT, rehearse, rehearsed
from c9lib.rehearsal.least import least_of

NO_RUN = {"start": "plan", "verify": "verify", "tear-down": "tear-down"}
"""Steps whose needs have a purpose of their own; all others are what a run is for."""
LIMIT_SECONDS = 60.0
BY_HAND = (
    "It wasn't rehearsed. `c9lib policy` with this run's parameters prints it, `c9lib report FOLDER` adds it here."
)
NOTHING_BEGAN = "No step had begun when the run ended, so it needed no permission."


class Ahead:
    """A rehearsal made beside the notebooks, so that nobody waits for it at the end. The first notebook needs it in its
    middle, and finds it made, or waits for this one; where no shortcut is wanted it makes it itself."""

    def __init__(self, asked: Parameters, steps: Collection[str], *, begun: bool = False) -> None:
        """`begun`: another process of this run makes it already."""
        # It ends with this process, however that ends.
        self._thread = threading.Thread(target=self._rehearse, args=(asked,), daemon=True)
        self._begun = begun
        if not begun and not (is_plain() and "start" in steps):
            self._thread.start()

    def wait(self) -> None:
        """Until it is made, or can't be made."""
        if self._begun:
            self._thread.start()  # it waits for the other process
        if self._thread.ident is not None:
            self._thread.join(LIMIT_SECONDS)

    @staticmethod
    def _rehearse(asked: Parameters) -> None:
        with suppress(UserError):  # then the evidence says that there is none
            rehearse(asked, ACCOUNT)


def policy(asked: Parameters, account: str, steps: Collection[str], *, make: bool) -> dict[str, Any]:
    """As `c9lib policy --json` prints it. `make` has the run rehearsed, which takes seconds, where it wasn't before;
    else, and where it can't be, there are no policies, but `why_not`."""
    if not steps:
        return {"policies": [], "steps": [], "why_not": NOTHING_BEGAN}
    known = rehearsed(asked, account)
    try:
        known = known or (rehearse(asked, account) if make else None)
    except UserError as error:
        return {"policies": [], "steps": list(steps), "why_not": str(error)}
    if known is None:
        return {"policies": [], "steps": list(steps), "why_not": BY_HAND}
    found = least_of(known, asked, account, purposes(steps), steps=steps)
    return {**found.to_json(), "steps": list(steps)}


def purposes(steps: Collection[str]) -> tuple[Purpose, ...]:
    """What these steps together are for."""
    found: dict[str, None] = dict.fromkeys(NO_RUN.get(step, "run") for step in steps)
    if "run" in found:  # it has plan and verify in it
        return ("run", "tear-down") if "tear-down" in found else ("run",)
    return tuple(found)  # type: ignore[arg-type]
