"""Finds the labs: each file of `collection/` holds one, as `LAB`."""

from __future__ import annotations

import importlib
import pkgutil
from difflib import get_close_matches
from functools import cache

from c9lib.errors import ParameterError
from c9lib.labs import collection
from c9lib.labs.model import Lab


@cache
def labs() -> dict[str, Lab]:
    """All labs by id, the easy ones first."""
    names = sorted(found.name for found in pkgutil.iter_modules(collection.__path__))
    found: list[Lab] = [importlib.import_module(f"{collection.__name__}.{name}").LAB for name in names]
    return {lab.id: lab for lab in sorted(found, key=lambda lab: (lab.level, lab.id))}


def the_lab(name: str) -> Lab:
    """The lab of this id. Raises `ParameterError`."""
    if name not in labs():
        near = get_close_matches(name, labs(), n=3, cutoff=0.4)
        raise ParameterError(
            f"There is no lab {name!r}.",
            details=(f"the labs are {', '.join(near or labs())}",),
            remedy=("`c9lib lab list` shows them all.",),
        )
    return labs()[name]
