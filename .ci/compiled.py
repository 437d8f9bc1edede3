"""Compile the Python files below some folders, as `python -m compileall` does, on all cores and with less ado.

Each core gets its share, of large files as of small ones; compileall hands them out a few at a time, which takes a
third longer. Packages' own tests are left out: nobody runs them here, and they are a quarter of all. A few packages
carry files for other versions of Python, which don't compile: that is no error.
"""

from __future__ import annotations

import compileall
import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator

TESTS = {"test", "tests"}


def sources(folder: str) -> Iterator[str]:
    """The Python files below a folder, without tests."""
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in TESTS and name != "__pycache__"]
        yield from (os.path.join(here, name) for name in names if name.endswith(".py"))  # noqa: PTH118 - 7,000 of them


def compiled(files: Iterable[str]) -> None:
    """Compile them, those that are compiled already excepted."""
    for file in files:
        compileall.compile_file(file, quiet=2)


def main(folders: Iterable[str]) -> None:
    """Compile all that is below these folders."""
    files = sorted((file for folder in folders for file in sources(folder)), key=os.path.getsize)
    cores = os.cpu_count() or 1
    workers = [multiprocessing.Process(target=compiled, args=(files[core::cores],)) for core in range(cores)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(sys.argv[1:])
