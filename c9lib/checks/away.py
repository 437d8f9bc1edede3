"""Whether Systems Manager hears from the agent of a running instance.

What nobody can decide from outside, such as a policy's condition on an unknown key, is told by that: an agent that is
heard was let through, and one that is silent may have been stopped there.
"""

from __future__ import annotations

from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.snapshot import Snapshot


def heard(seen: Snapshot) -> bool:
    """Whether the agent is known to be online, with its control channel (facts 7.5)."""
    told = _told(seen)
    return bool(told) and all(told.values())


def silent(seen: Snapshot) -> frozenset[str]:
    """The services that are known not to hear from it: of `ssm` and `ssmmessages`."""
    return frozenset(service for service, hears in _told(seen).items() if not hears)


def _told(seen: Snapshot) -> dict[str, bool]:
    """By service, whether it hears from the agent; what isn't known isn't there."""
    told: dict[str, bool] = {}
    try:
        found = seen.registration
        told["ssm"] = found is not None and found["PingStatus"] == "Online"
        told["ssmmessages"] = seen.connection == "connected"
    except (Inapplicable, Unread):  # the checks on the instance and its agent say why
        pass
    return told
