"""papermill, and an engine for it that takes a kernel which runs already, and saves a notebook when that tells more."""

from __future__ import annotations

import asyncio
import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

from c9lib.kept_data import is_plain
from c9lib.runbook.kernels import Kernel

NAME = "c9lib"


def papermill() -> Any:
    """papermill, imported without the one import that costs every notebook process 1.5 s for nothing.

    jupyter-events asks for a JSON-schema format check that builds a grammar at import; jsonschema does without it when
    the module is missing, and no notebook has such a format. Where no shortcut is wanted it is imported.
    """
    if not is_plain():
        sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import papermill as library

    return library


@cache
def register() -> str:
    """Register the engine with papermill, once; gives its name for `execute_notebook(engine_name=..., kernel=...)`.

    papermill's own engine would make a second client of the kernel, and leave it open. It also writes, checks and
    copies the whole notebook twice with each cell, those without code, too: a third of what a run costs this process.
    """
    papermill()
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines

    manager = _saving()

    class Prepared(NBClientEngine):  # type: ignore[misc]
        """papermill's engine on a kernel made ready by `kernels`."""

        @classmethod
        def execute_notebook(cls, nb: Any, kernel_name: str, output_path: Any = None, **told: Any) -> Any:
            """As papermill's engines do it, but for who saves."""
            if manager is None:
                return super().execute_notebook(nb, kernel_name, output_path, **told)
            managed = manager(nb, output_path=output_path, progress_bar=False)
            managed.notebook_start()
            try:
                cls.execute_managed_notebook(managed, kernel_name, **told)
            finally:
                managed.notebook_complete()
            return managed.nb

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


def _saving() -> Any:
    """papermill's record of an execution that saves seldom; None where this papermill's isn't known: then it saves as
    it likes, which takes longer and tells no less."""
    from papermill import engines

    known = getattr(engines, "NotebookExecutionManager", None)
    if known is None or not all(hasattr(known, name) for name in ("RUNNING", "save", "notebook_complete", "now")):
        return None

    class Saving(known):  # type: ignore[misc, valid-type]
        """Saves whenever a cell with code begins to run: then all that the cells before it gave is in the file, and
        whoever kills the run loses no more than what the running cell has shown. A long cell is saved meanwhile, by
        papermill's clock.
        """

        def save(self, **_: Any) -> None:
            begun = any(
                cell.cell_type == "code" and cell.metadata.papermill["status"] == self.RUNNING for cell in self.nb.cells
            )
            if self.output_path and begun:
                _write(self.nb, Path(self.output_path))
            self.last_save_time = self.now()

        def notebook_complete(self, **told: Any) -> None:
            super().notebook_complete(**told)
            # papermill itself writes what has come to its end, and what a cell has stopped; but nothing else.
            if sys.exc_info()[0] is not None:
                super().save()

    return Saving


def _write(notebook: Any, target: Path) -> None:
    """The notebook as it is, in one stroke, without line breaks: papermill writes it once more when it has ended."""
    unfinished = target.with_name(f"{target.name}.new")
    unfinished.write_text(json.dumps(notebook), encoding="utf-8")
    unfinished.replace(target)


def drop_cell() -> None:
    """Give up the cell that an interrupt left waiting: else asyncio complains about it once its kernel is stopped."""
    from jupyter_core.utils import ensure_event_loop

    loop = ensure_event_loop()
    waiting = asyncio.all_tasks(loop)
    for task in waiting:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))


def close_loop() -> None:
    """Close the event loop of a thread that ends: nobody else does."""
    from jupyter_core.utils import ensure_event_loop

    drop_cell()
    ensure_event_loop().close()
