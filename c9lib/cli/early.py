"""What a run needs and takes a second to start, begun while the command itself still imports what it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread

from c9lib.errors import UserError
from c9lib.parameters import Parameters
from c9lib.runbook.forked import Forks, forking
from c9lib.runbook.plain import plainly
from c9lib.simulator import lifecycle


@contextmanager
def early(parameters: Parameters, *, plain: bool) -> Iterator[Forks | None]:
    """Start what kernels are forked from, the rehearsal of the run, and the simulated AWS where the run is to use the
    shared account.

    Nobody waits for them here: whoever needs them does, and is told what hinders them. What the run hasn't ended by its
    end is ended. None where no shortcut is wanted: then nothing is started early, within it and in what it starts.
    """
    with plainly(wanted=plain), forking(parameters) as forks, ExitStack() as ending:
        if forks is not None and parameters.target == "simulated" and not parameters.endpoint_url:
            joining = Thread(target=_join, daemon=True)
            joining.start()
            ending.callback(lifecycle.leave)
            ending.callback(joining.join)
        yield forks


def _join() -> None:
    with suppress(UserError):  # the run meets the same, and tells it
        lifecycle.join()
