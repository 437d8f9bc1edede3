"""One notebook, executed by papermill into the evidence folder."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from c9lib.errors import ParameterError, RefusedError, StepError, UserError
from c9lib.runbook import engine
from c9lib.runbook.kernels import KERNEL_NAME, Kernels
from c9lib.runbook.order import Chapter
from c9lib.runbook.progress import Lines, Reporter

CELL_LIMIT_SECONDS = 3600
"""No cell takes longer: every wait in it has a limit of its own, the longest 20 minutes."""
KINDS: dict[str, type[UserError]] = {"ParameterError": ParameterError, "RefusedError": RefusedError}

AGAIN = "Then run the same command: it goes on from here."


def execute(
    chapter: Chapter, source: Path, target: Path, parameters: Mapping[str, Any], tell: Reporter, kernels: Kernels
) -> float:
    """Run one notebook of the folder `source` into the file `target`; returns its wall time in seconds.

    The next kernel is prepared meanwhile. Raises `UserError` (of the kind that the notebook raised) with step, cell and
    message when a cell fails.
    """
    library = engine.papermill()
    began = time.monotonic()
    well = False
    kernel = kernels.take()
    kernels.prepare()
    try:
        library.execute_notebook(
            str(source / chapter.file),
            str(target),
            parameters=dict(parameters),
            kernel_name=KERNEL_NAME,
            engine_name=engine.register(),
            kernel=kernel,
            progress_bar=False,
            stdout_file=Lines(tell),
            execution_timeout=CELL_LIMIT_SECONDS,
        )
        well = True
    except library.PapermillExecutionError as error:
        raise failed(chapter, error, target) from None
    finally:
        kernel.stop()
        tell.ended(chapter, time.monotonic() - began, well=well)
    return time.monotonic() - began


def failed(chapter: Chapter, error: Any, executed: Path) -> UserError:
    """A failing cell as one screen: step, cell, what was raised, what to do, where the executed notebook is."""
    kind = KINDS.get(error.ename, StepError)
    message, _, remedy = str(error.evalue).partition("\nWhat to do:\n")
    title, *details = message.splitlines() or [error.ename]
    if error.ename not in ("ParameterError", "RefusedError", "StepError", "AwsError", "WaitError"):
        title = f"{error.ename}: {title}"
    source = error.source.strip().splitlines()
    mending = [line.strip() for line in remedy.splitlines()]
    return kind(
        f"Step {chapter.step} stopped: {title}",
        details=(
            *(line.strip() for line in details),
            f"in {chapter.file}, cell {error.exec_count}: {source[-1] if source else ''}",
            f"executed notebook: {executed}",
        ),
        remedy=(*mending, *(() if any("same command" in line for line in mending) else (AGAIN,))),
    )
