"""Which instances a write or an event can have changed the agent's way of: most are about one, and then the others
aren't looked at again.

Only what surely leaves all others alone stands here. Whatever isn't listed may have changed every way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Touched = frozenset[str]
"""Ids of instances, and of security groups whose members are meant."""
NOBODY: Touched = frozenset()

NEW_OR_NAMES = frozenset({"CreateSecurityGroup", "CreateTags", "DeleteTags"})
"""A new group has no member yet, and no way depends on a tag."""
GROUP_WRITES = frozenset(
    {
        "AuthorizeSecurityGroupEgress",
        "AuthorizeSecurityGroupIngress",
        "DeleteSecurityGroup",
        "RevokeSecurityGroupEgress",
        "RevokeSecurityGroupIngress",
        "UpdateSecurityGroupRuleDescriptionsEgress",
        "UpdateSecurityGroupRuleDescriptionsIngress",
    }
)
INSTANCE_WRITES = frozenset({"RebootInstances", "StartInstances", "StopInstances", "TerminateInstances"})
KEPT = 1000
"""So many of the latest changes are remembered; who was away for longer looks at everything."""


def of_write(operation: str, params: Mapping[str, Any]) -> Touched | None:
    """What a write to EC2 has touched; None for everything."""
    if operation in NEW_OR_NAMES:
        return NOBODY
    if operation in GROUP_WRITES and params.get("GroupId") and not params.get("GroupName"):
        return frozenset({str(params["GroupId"])})
    if operation in INSTANCE_WRITES:
        return frozenset(map(str, params.get("InstanceIds", ())))
    if operation == "RunInstances" and not _brings_interfaces(params):
        return NOBODY  # it isn't an agent's before it has booted, which the agents are told
    return None


def _brings_interfaces(params: Mapping[str, Any]) -> bool:
    """Whether a launch may take network interfaces that were there before."""
    named = any(one.get("NetworkInterfaceId") for one in params.get("NetworkInterfaces", ()))
    return named or "LaunchTemplate" in params


@dataclass
class Log:
    """What the latest changes have touched, by their numbers. A number that isn't here has touched everything."""

    _latest: deque[tuple[int, Touched]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def note(self, number: int, touched: Touched) -> None:
        """The change with this number has touched these alone."""
        self._latest.append((number, touched))

    def between(self, seen: int, now: int) -> Touched | None:
        """What the changes after `seen` up to `now` have touched; None for everything."""
        there: list[Touched] = []
        for number, touched in reversed(self._latest):
            if number <= seen:
                break
            there.append(touched)
        return frozenset().union(*there) if len(there) == now - seen else None
