"""papermill, and an engine for it that takes a kernel which runs already instead of starting one."""

from __future__ import annotations

import asyncio
import sys
from functools import cache
from typing import Any

from c9lib.runbook.kernels import Kernel

NAME = "c9lib"


def papermill() -> Any:
    """papermill, imported without the one import that costs every notebook process 1.5 s for nothing.

    jupyter-events asks for a JSON-schema format check that builds a grammar at import; jsonschema does without it when
    the module is missing, and no notebook has such a format.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill as library

    return library


@cache
def register() -> str:
    """Register the engine with papermill, once; gives its name for `execute_notebook(engine_name=..., kernel=...)`.

    papermill's own engine would make a second client of the kernel, and leave it open.
    """
    papermill()
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines

    class Prepared(NBClientEngine):  # type: ignore[misc]
        """papermill's engine on a kernel made ready by `kernels`."""

        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, *, kernel: Kernel, stdout_file: Any, execution_timeout: int, **_: Any
        ) -> None:
            client = PapermillNotebookClient(
                nb_man,
                km=kernel.manager,
                kernel_name=kernel_name,
                timeout=execution_timeout,
                stdout_file=stdout_file,
            )
            client.kc = kernel.client
            client.execute()

    papermill_engines.register(NAME, Prepared)
    return NAME


def drop_cell() -> None:
    """Give up the cell that an interrupt left waiting: else asyncio complains about it once its kernel is stopped."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    waiting = asyncio.all_tasks(loop)
    for task in waiting:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
