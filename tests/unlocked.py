"""Cached properties without their lock, as they are from Python 3.12 on.

Before, `functools.cached_property` holds one lock for all instances of a class while a value is worked out. What asks
AWS meanwhile would wait for a simulator that waits for the same lock: in the tests both often share a process.
Imported before anything of c9lib.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import cached_property
from typing import Any

_made = cached_property.__init__


def _without_lock(self: cached_property[Any], func: Callable[[Any], Any]) -> None:
    _made(self, func)
    self.lock = nullcontext()  # type: ignore[attr-defined]


cached_property.__init__ = _without_lock  # type: ignore[method-assign]
