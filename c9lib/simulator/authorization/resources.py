"""Policies that belong to a resource, not to whoever asks: the service whose resource it is knows them.

@on_resources("cloud9")
def policies(world: World, arn: str) -> tuple[Policy, ...]: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from c9lib.policy import Policy
from c9lib.simulator.world import World

Source = Callable[[World, str], tuple[Policy, ...]]


@dataclass(frozen=True)
class _Registered:
    source: Source
    must_allow: bool


_sources: dict[str, _Registered] = {}


def on_resources(service: str, *, must_allow: bool = False) -> Callable[[Source], Source]:
    """Register a function that gives the policies of a resource by its ARN; `service` is the ARN's third part.

    `must_allow`: nobody gets by on their own policies alone, as with KMS's keys.
    """

    def register(source: Source) -> Source:
        if service in _sources:
            raise RuntimeError(f"the policies of {service}'s resources have a source already")
        _sources[service] = _Registered(source, must_allow)
        return source

    return register


def policies_on(world: World, arn: str) -> tuple[Policy, ...]:
    """The policies of a resource; none for a kind of resource that hasn't any here, and for `*`."""
    found = _sources.get(_service(arn))
    return found.source(world, arn) if found else ()


def must_allow(arn: str) -> bool:
    """Whether the policies of such a resource have to allow whoever asks."""
    found = _sources.get(_service(arn))
    return found is not None and found.must_allow


def _service(arn: str) -> str:
    parts = arn.split(":", 5)
    return parts[2] if len(parts) == 6 else ""
