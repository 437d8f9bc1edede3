"""Execute all notebooks in order on a fresh simulated account, and save their outputs into `notebooks/`.

The trainer's notebook is executed on an account of its own, and not by `--check`: its seats tell how far they are as
they come.

    .venv/bin/python tools/refresh_notebooks.py            write
    .venv/bin/python tools/refresh_notebooks.py --check    write nothing; exit code 1 when an output would change

Outputs are committed: they are the lesson for a reader on a code host, and what `tests/notebooks/test_nbval.py`
compares with. What differs between two machines or two runs, though nothing has changed, is stripped.
"""

# ruff: noqa: T201 (a tool for a terminal: what it prints is what it is for)

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from c9lib.runbook.kernels import KERNEL_NAME, Kernels
from c9lib.runbook.order import CHAPTERS
from c9lib.simulator import lifecycle

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
OF_A_CLASS = FOLDER / "workshop.ipynb"
CELL_LIMIT_SECONDS = 60
LANGUAGE = {"name": "python"}
"""Of the language nothing but its name: versions and lexers are the kernel's, and change with every patch."""


@contextmanager
def fresh_account(**environment: str) -> Iterator[Kernels]:
    """Kernels on an account that nobody has used; its server lives until the last notebook has ended.

    Nothing of the caller's own AWS settings reaches the notebooks; `environment` does.
    """
    with tempfile.TemporaryDirectory(prefix="c9lib-refresh-") as home:
        for name in [name for name in os.environ if name.startswith(("AWS_", "C9LIB_"))]:
            del os.environ[name]
        os.environ.update(environment, C9LIB_HOME=home)
        lifecycle.join()
        kernels = Kernels(FOLDER, Path(home), watched=True)
        try:
            yield kernels
        finally:
            kernels.close()
            lifecycle.leave()


def execute(path: Path, kernels: Kernels) -> Any:
    """The notebook at `path`, executed afresh from its first cell. Raises `CellExecutionError`."""
    return execute_notebook(nbformat.read(path, as_version=4), kernels)


def execute_notebook(notebook: Any, kernels: Kernels) -> Any:
    """The same notebook, executed afresh from its first cell. Raises `CellExecutionError`."""
    kernel = kernels.take()
    client = NotebookClient(
        notebook,
        km=kernel.manager,
        timeout=CELL_LIMIT_SECONDS,
        kernel_name=KERNEL_NAME,
        record_timing=False,
        coalesce_streams=True,
    )
    client.kc = kernel.client
    try:
        client.execute()
    finally:
        kernel.stop()
    return stripped(notebook)


def stripped(notebook: Any) -> Any:
    """The notebook without what is volatile: versions, times, widgets' state, metadata of tools; tags stay."""
    kernel = notebook.metadata.kernelspec
    notebook.metadata = nbformat.from_dict({"kernelspec": kernel, "language_info": LANGUAGE})
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        for output in cell.get("outputs", ()):
            if "metadata" in output:
                output.metadata = nbformat.from_dict({})
    return notebook


def text_of(notebook: Any) -> str:
    """The file's content as it is saved: valid, and always in the same form."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=4) + "\n"


def changed_cells(before: str, after: str) -> list[str]:
    """The ids of the cells in which two texts of a notebook differ."""
    old, new = ({cell["id"]: cell for cell in json.loads(text)["cells"]} for text in (before, after))
    return [name for name in new if new[name] != old.get(name)]


def refresh(path: Path, kernels: Kernels, *, write: bool) -> bool:
    """Execute one notebook; say what changed. Returns whether its file is, or would be, another."""
    before, after = path.read_text(encoding="utf-8"), text_of(execute(path, kernels))
    if before == after:
        print(f"{path.name}: as it was", flush=True)
        return False
    print(f"{path.name}: {', '.join(changed_cells(before, after)) or 'metadata only'}", flush=True)
    if write:
        path.write_text(after, encoding="utf-8")
    return True


def main() -> int:
    """Refresh all; 1 when a notebook fails, or when `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 when an output would change")
    check = parser.parse_args().check
    changed = False
    with fresh_account() as kernels:
        for chapter in CHAPTERS:
            try:
                changed |= refresh(FOLDER / chapter.file, kernels, write=not check)
            except CellExecutionError as error:
                print(f"{chapter.file} stopped, and is left as it was:\n{error}", file=sys.stderr)
                return 1
    if not check:
        with fresh_account() as kernels:
            refresh(OF_A_CLASS, kernels, write=True)
    return int(changed and check)


if __name__ == "__main__":
    sys.exit(main())
