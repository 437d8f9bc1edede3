"""What a verified environment depends on, and the longest chain of that: nobody can be quicker, in whatever order.

The durations are the simulator's own (`c9lib/simulator/durations.py`). `calls` are those that have to be made one after
the other: writes that need each other's answers, and the look that shows that a wait is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from c9lib.simulator import durations
from c9lib.simulator.clock import CALL_SECONDS
from c9lib.steps import endpoint_changes, launching, nat_gateways

CONNECTING = durations.AGENT_REGISTRATION + durations.ENVIRONMENT_CONNECT
LAUNCH = durations.STACK_OVERHEAD + durations.SECURITY_GROUP + durations.INSTANCE_START + CONNECTING
"""CreateEnvironmentEC2 until CREATED: Cloud9's stack with its group and instance, the agent's first call, the
connection."""
LAUNCHED = (launching.CREATED.condition, launching.READY.condition, launching.ONLINE.condition)


@dataclass(frozen=True)
class Link:
    """One thing: how long it takes by itself, how many calls, after what it can begin, and the waits of a run that are
    for it."""

    name: str
    seconds: float
    calls: int
    after: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()

    @property
    def whole(self) -> float:
        return self.seconds + self.calls * CALL_SECONDS


PROFILE = Link("role and profile are known", durations.IAM_PROPAGATION, 4, (), (launching.PROPAGATED.condition,))
VERIFIED = Link("verify", 0, 1, ("launch", "endpoints"))


def chain(network: str) -> list[Link]:
    """All that an environment in this kind of network depends on.

    The launch comes after its way out is open: an agent whose first call fails tries again after five minutes (facts
    5.11). Where the network leads out, the endpoints come once Cloud9 has made the instance's group, which they let in,
    and the launch goes on meanwhile.
    """
    return [PROFILE, *_ways(network), VERIFIED]


def _ways(network: str) -> list[Link]:
    if network == "isolated":
        return [
            Link("network", 0, 5),
            _endpoints("network"),
            _launch("role and profile are known", "endpoints"),
        ]
    group = Link("the instance's group", durations.STACK_OVERHEAD + durations.SECURITY_GROUP, 2, ("way out",))
    ways = {
        "public": [Link("way out", 0, 9)],
        "nat": [
            Link("public subnet", 0, 9),
            Link("way out", durations.NAT_GATEWAY_START, 3, ("public subnet",), (nat_gateways.AVAILABLE.condition,)),
        ],
        "existing": [Link("way out", 0, 1)],
    }
    return [*ways[network], group, _endpoints("the instance's group"), _launch("role and profile are known", "way out")]


def _endpoints(*after: str) -> Link:
    return Link("endpoints", durations.ENDPOINT_START, 7, after, (endpoint_changes.AVAILABLE.condition,))


def _launch(*after: str) -> Link:
    return Link("launch", LAUNCH, 2, after, LAUNCHED)


def longest(links: Sequence[Link]) -> list[Link]:
    """The chain that takes longest, from its first thing to its last. Raises `ValueError` for a thing that depends on
    itself, or on what isn't there."""
    known, found = {link.name: link for link in links}, dict[str, list[Link]]()

    def until(name: str, seen: tuple[str, ...]) -> list[Link]:
        if name in seen or name not in known:
            raise ValueError(f"{name} depends on itself, or isn't there: {' > '.join(seen)}")
        if name not in found:
            before = [until(one, (*seen, name)) for one in known[name].after]
            found[name] = [*max(before, key=seconds_of, default=[]), known[name]]
        return found[name]

    return max((until(name, ()) for name in known), key=seconds_of)


def seconds_of(links: Sequence[Link]) -> float:
    """How long a chain takes, in simulated seconds."""
    return sum(link.whole for link in links)
