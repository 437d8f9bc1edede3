"""What a process that only serves can do without."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without(module: str) -> Iterator[None]:
    """Within it, a module that isn't imported yet can't be: for libraries that import it only where it is installed, to
    offer it something that nobody here wants."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment] # as Python says "not to be found"
    try:
        yield
    finally:
        del sys.modules[module]
