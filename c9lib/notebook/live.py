"""Whether a person looks: only then are widgets shown. Everybody else gets their text twin.

`Panel` is what such a cell shows: the twin always, the widget where one is. ipywidgets is imported only where live.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, Protocol

from c9lib.notebook.notes import FOLDER

DECIDES = "C9LIB_WIDGETS"
"""The environment variable that decides, where it is set: 1 shows widgets, 0 doesn't."""
OF_A_PERSON = "JPY_SESSION_NAME"
"""Jupyter Server sets it in the kernels that it starts: to the notebook's path."""


class Twin(Protocol):
    """What draws itself as text and as HTML."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]: ...


def live() -> bool:
    """Whether widgets are shown: where a person has the notebook open, and not in a headless run.

    A headless run inherits the variables of the server when it is started from a notebook or a terminal of JupyterLab.
    It is told by its evidence, or by asking for no input: papermill, nbclient and nbval say so with each cell.
    """
    decided = os.environ.get(DECIDES, "")
    if decided in ("0", "1"):
        return decided == "1"
    return bool(os.environ.get(OF_A_PERSON)) and FOLDER not in os.environ and _can_be_asked()


def _can_be_asked() -> bool:
    """Whether who sent the cell would answer a question of the kernel's."""
    from IPython import get_ipython  # only in a kernel; importing it costs the command line 0.3 s

    shell = get_ipython()
    return bool(getattr(getattr(shell, "kernel", None), "_allow_stdin", False))


@dataclass(frozen=True)
class Panel:
    """A widget with its text twin in one output: the front end shows the richest form that it knows.

    `widget` is None where nobody looks.
    """

    twin: Twin
    widget: Any = field(default=None, compare=False)

    def __str__(self) -> str:
        return str(self.twin)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        bundle: dict[str, Any] = dict(self.twin._repr_mimebundle_())
        if self.widget is not None:
            bundle |= {kind: told for kind, told in self.widget._repr_mimebundle_().items() if kind not in bundle}
        return bundle
