"""Labs: places that are broken on purpose, to be understood and mended, on a simulated AWS of their own.

    from c9lib.labs import lab
    here = lab("runs-but-silent", globals())
    here.start(); here.symptom(); here.verdict(); here.hint(); here.check(cause="..."); here.solution()

`LABS` are the files of `c9lib/labs/collection/`, by their ids; they are imported when somebody looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from c9lib.labs.model import Lab

    LABS: dict[str, Lab]

__all__ = ["LABS", "lab"]


def lab(name: str, names: dict[str, Any] | None = None) -> Any:
    """The guide of this lab; `names` are the notebook's `globals()`. Raises `ParameterError` for one that isn't there,
    `RefusedError` where `target` is a real account."""
    from c9lib.labs.guide import guide

    return guide(name, names or {})


def __getattr__(name: str) -> Any:
    if name != "LABS":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from c9lib.labs.shelf import labs

    return labs()
