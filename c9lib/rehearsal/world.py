"""The private simulated account of a rehearsal, in the rehearsing process itself: no server, no port.

The one place of this room that knows the simulated AWS (docs/decisions/013-rehearsal.md).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from c9lib.aws.target import Target
from c9lib.simulator import moto_data
from c9lib.simulator.authorization import Traced
from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.inprocess import NOWHERE, InProcess
from c9lib.simulator.server import own_environment
from c9lib.simulator.world import World

SEED = 9
LONGEST_PAUSE = 60.0
"""At most so many seconds pass between two looks: every wait's limit is longer."""
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-7")
"""Those of the rehearsed account, for whatever looks into all: two with Cloud9, one without."""

__all__ = ["PrivateAccount", "Traced", "alone"]


def alone() -> None:
    """This process rehearses and does nothing else: large data is read once for all in it. Call it before `open`."""
    moto_data.share()


class PrivateAccount(Target):
    """A fresh account as the target of a session. Whoever calls is its administrator; nobody else reaches it.

    moto keeps its state once per process, so a process holds one of these, and nothing else that simulates AWS.
    """

    _front: Front
    _clients: InProcess

    @classmethod
    def open(cls) -> PrivateAccount:
        """A new account, as one finds it."""
        own_environment()
        moto_data.share()
        made = cls("simulated", None, NOWHERE, simulated_clock=True)
        # The dataclass is frozen, so that nobody turns a target into another one; this is still its making.
        object.__setattr__(made, "_front", Front(World(seed=SEED, clock=Clock(speed=0.0))))
        object.__setattr__(made, "_clients", InProcess())
        return made

    @property
    def takes_many(self) -> bool:
        """One after another: nobody waits for an answer here."""
        return False

    def client(self, service: str, region: str) -> Any:
        """A client whose requests come from outside, as those over a network do."""
        made = self._clients.client(service, region, ("caller",), self._front.respond)
        made.meta.events.register(f"after-call.{service}.DescribeRegions", _few, unique_id="few-regions")
        return made

    def now(self) -> datetime:
        """The simulated time, in UTC."""
        return self._front.world.clock.utc.astimezone(UTC)

    def let_pass(self, seconds: float) -> None:
        """Let simulated time pass, until something happens if that takes longer: then one look shows it, not ten."""
        self.passing()
        world = self._front.world
        with world.lock:
            world.clock.advance(max(seconds, min(world.events.next_in, LONGEST_PAUSE)))
            world.events.settle()

    def trace(self, told: Callable[[Traced], None] | None) -> None:
        """From now on tell of everything that has to be allowed; None: no longer."""
        self._front.world.trace = told


def _few(parsed: dict[str, Any], **_: Any) -> None:
    """Few Regions are switched on: what is needed in one of them is needed in every other one of its kind."""
    parsed["Regions"] = [one for one in parsed.get("Regions", ()) if one["RegionName"] in REGIONS]
