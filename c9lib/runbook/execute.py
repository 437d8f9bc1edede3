"""One notebook, executed by papermill into the evidence folder."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from c9lib.runbook import engine
from c9lib.runbook.failed import failed
from c9lib.runbook.kernels import KERNEL_NAME, Kernels
from c9lib.runbook.order import Chapter
from c9lib.runbook.plain import PlainKernels
from c9lib.runbook.progress import Lines, Reporter

CELL_LIMIT_SECONDS = 3600
"""No cell takes longer: every wait in it has a limit of its own, the longest 20 minutes."""


def execute(
    chapter: Chapter,
    source: Path,
    target: Path,
    parameters: Mapping[str, Any],
    tell: Reporter,
    kernels: Kernels | PlainKernels,
) -> float:
    """Run one notebook of the folder `source` into the file `target`; returns its wall time in seconds.

    Raises `UserError` (of the kind that the notebook raised) with step, cell and message when a cell fails.
    """
    library = engine.papermill()
    began = time.monotonic()
    well = False
    try:
        kernels.execute(
            library,
            str(source / chapter.file),
            str(target),
            parameters=dict(parameters),
            kernel_name=KERNEL_NAME,
            stdout_file=Lines(partial(tell.line, chapter)),
            execution_timeout=CELL_LIMIT_SECONDS,
        )
        well = True
    except library.PapermillExecutionError as error:
        raise failed(chapter.step, chapter.file, error, target) from None
    finally:
        tell.ended(chapter, time.monotonic() - began, well=well)
    return time.monotonic() - began
