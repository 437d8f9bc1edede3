"""A run without shortcuts (`--plain`): papermill's own engine, and each kernel as Jupyter starts it, one after another.

It gives the same, and takes longer: to find out whether a shortcut is at fault, and for the test that none is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from c9lib.kept_data import PLAIN


@contextmanager
def plainly(*, wanted: bool) -> Iterator[None]:
    """Within it there are no shortcuts, if that is wanted."""
    with _set({PLAIN: "1"} if wanted else {}):
        yield


class PlainKernels:
    """In the place of `Kernels`: papermill starts and ends each kernel itself, in `folder` and with `environment`."""

    ahead = False
    """Nothing is made ready, whoever asks for it."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment

    def execute(self, library: Any, source: str, target: str, **told: Any) -> None:
        """As `papermill SOURCE TARGET` does it. papermill passes its own environment on to kernels, nothing else."""
        with _set(self._environment):
            library.execute_notebook(source, target, cwd=str(self._folder), progress_bar=False, **told)

    def prepare(self) -> None:
        """Nothing is prepared."""

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def _set(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
