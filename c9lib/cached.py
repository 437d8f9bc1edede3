"""A property that is worked out once for each instance, without a lock.

Until Python 3.12 `functools.cached_property` holds one lock for all instances of a class while a value is worked out.
What is worked out here asks AWS, and waits for its turn: the seats of a class would stand in one queue.
"""

from __future__ import annotations

import sys
from functools import cached_property as with_lock
from typing import TYPE_CHECKING, Any

__all__ = ["cached_property"]

if TYPE_CHECKING or sys.version_info >= (3, 12):
    cached_property = with_lock
else:

    class cached_property(with_lock):  # noqa: N801 (its name in Python)
        """Two threads that ask one instance at once may both work the value out."""

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            """The value; from then on it stands in the instance, and isn't asked for here."""
            if instance is None:
                return self
            value = instance.__dict__[self.attrname] = self.func(instance)
            return value
