"""IAM is eventually consistent: EC2 and Cloud9 don't see a new instance profile, or its role, at once (facts 5.11)."""

from __future__ import annotations

from c9lib.simulator.durations import IAM_PROPAGATION
from c9lib.simulator.world import World

STORE = "iam-propagation"


def _seen(world: World) -> dict[str, float]:
    return world.store(STORE, "", dict)


def changed(world: World, profile: str) -> None:
    """An instance profile was made or got its role: others see it later, at once in a settled world."""
    _seen(world)[profile] = world.clock.now + (0 if world.settled else IAM_PROPAGATION)


def seen_in(world: World, profile: str) -> float:
    """Simulated seconds until EC2 and Cloud9 see an instance profile as it is now; 0 when they do already."""
    return max(0.0, _seen(world).get(profile, 0.0) - world.clock.now)
