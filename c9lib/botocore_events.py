"""botocore's names of events, translated once in a process and not once in a client.

Each session registers 250 handlers, each client copies them, and each call emits a dozen events. botocore looks every
name up among 150 names that it has renamed, and remembers what came of it in the one session or client alone: 25 ms for
a session, and a tenth of a call.

It knows of botocore's inside that `EventAliaser` remembers names in `_alias_name_cache` (`share_names` looks).
"""

from __future__ import annotations

import logging
from copy import copy
from functools import cache
from typing import Any

from botocore import hooks

from c9lib.kept_data import is_plain

log = logging.getLogger("c9lib")


@cache  # a second time would put it around itself
def share_names() -> None:
    """Let all sessions and clients of this process that have botocore's own list of renamed events share what they
    have looked up, those that are made from now on. Where botocore isn't as it was it warns, and does nothing."""
    if is_plain():
        return
    kind = getattr(hooks, "EventAliaser", None)
    if kind is None or not _is_known(kind):
        log.warning("botocore remembers names of events in another way now: clients are made more slowly")
        return
    made, known = kind.__init__, dict[str, str]()

    def remember(self: Any, event_emitter: Any, event_aliases: Any = None) -> None:
        made(self, event_emitter, event_aliases)
        if event_aliases is None or event_aliases == hooks.EVENT_ALIASES:
            self._alias_name_cache = known

    kind.__init__ = remember


def _is_known(kind: Any) -> bool:
    """Whether an aliaser remembers names as it did, and a copy of it begins anew with the same list."""
    try:
        one = kind(hooks.HierarchicalEmitter())
        told = one._alias_event_name("before-call.monitoring.Any")
        other = copy(one)
    except (AttributeError, TypeError):
        return False
    remembers: bool = one._alias_name_cache == {"before-call.monitoring.Any": told}
    return remembers and bool(other._event_aliases == hooks.EVENT_ALIASES)
