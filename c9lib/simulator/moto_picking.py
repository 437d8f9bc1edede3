"""The names under which moto looks for a member of an answer in its objects, remembered.

They follow from the member and the object's class alone; moto works them out anew for each member of each object that
it shows, which is a good part of describing something.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

log = logging.getLogger("c9lib.simulator")
MOST = 20_000
"""So many are remembered; then it begins anew. All of EC2's answers that are asked for here have some thousands."""
Key = tuple[type, str, int]


def remember_names() -> None:
    """Let moto remember them. Once it has no such method any more, it warns, and moto works them out each time."""
    from moto.core import serialize

    kind = getattr(serialize, "XFormedAttributePicker", None)
    slow = getattr(kind, "get_possible_keys", None)
    if slow is None:
        log.warning("moto.core.serialize picks members in another way: the simulated AWS describes more slowly")
    elif not hasattr(slow, "__wrapped__"):
        setattr(kind, "get_possible_keys", _remembering(slow))  # noqa: B010 (as in `moto_data.py`)


def _remembering(slow: Callable[..., Iterable[str]]) -> Callable[..., Iterable[str]]:
    known: dict[Key, tuple[Any, Any, tuple[str, ...]]] = {}

    @wraps(slow)
    def get_possible_keys(self: Any, context: Any) -> Iterable[str]:
        shape = context.shape
        key, parent = (type(context.obj), context.key, id(shape)), getattr(shape, "parent", None)
        found = known.get(key)
        # An id is given out again; what is remembered keeps its shape, so that the comparison tells.
        if found is not None and found[0] is shape and found[1] is parent:
            return found[2]
        if len(known) >= MOST:
            known.clear()
        names = tuple(dict.fromkeys(slow(self, context)))
        known[key] = shape, parent, names
        return names

    return get_possible_keys
