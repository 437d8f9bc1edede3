"""An instance on its way from state to state: pending, running, stopping, stopped, shutting-down, terminated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from c9lib.simulator import agents, moto_state, moto_volumes
from c9lib.simulator.durations import INSTANCE_FAIL, INSTANCE_START, INSTANCE_STOP
from c9lib.simulator.services.ec2.images import Platform
from c9lib.simulator.world import World


@dataclass
class Lives:
    """What moto doesn't hold of a Region's instances, by instance id."""

    turns: dict[str, list[float]] = field(default_factory=dict)
    """When an instance was sent to another state. An event that was made before the latest of these moments is void."""
    running_since: dict[str, float] = field(default_factory=dict)
    platforms: dict[str, Platform] = field(default_factory=dict)
    """What the image of an instance runs, as it was at its launch."""


def lives(world: World, region: str) -> Lives:
    """What is held of a Region's instances."""
    return world.store("instances", region, Lives)


@dataclass(frozen=True)
class Reason:
    """Why an instance ends or stops though nobody asked for it: StateReason."""

    code: str
    message: str


@dataclass(frozen=True)
class Machine:
    """One instance on its way from state to state."""

    world: World
    region: str
    id: str

    def start(self) -> None:
        """pending, and running in a while."""
        self._turn("pending", INSTANCE_START, self._runs)

    def fail(self, reason: Reason, *, first: bool) -> None:
        """pending, and then no further: at its `first` start shutting-down and terminated, at a later one stopped."""
        self._turn("pending", INSTANCE_FAIL, lambda: self._fails(reason, first=first))

    def stop(self) -> None:
        """stopping, and stopped in a while."""
        agents.halted(self.world, self.region, self.id)
        self._turn("stopping", INSTANCE_STOP, lambda: moto_state.set_instance_state(self.region, self.id, "stopped"))

    def end(self) -> None:
        """shutting-down, and terminated in a while; till then its interfaces and its profile are in use."""
        agents.halted(self.world, self.region, self.id)
        self._turn("shutting-down", INSTANCE_STOP, self._ends)

    def reboot(self) -> None:
        """Running all the time for EC2; the agent begins again."""
        self._boots()

    def _turn(self, state: str, seconds: float, then: Callable[[], None]) -> None:
        turns = lives(self.world, self.region).turns.setdefault(self.id, [])
        turns.append(self.world.clock.now)
        turn = len(turns)
        moto_state.set_instance_state(self.region, self.id, state)
        self.world.later(seconds, lambda: then() if len(turns) == turn else None, touched=frozenset({self.id}))

    def _runs(self) -> None:
        moto_state.set_instance_state(self.region, self.id, "running")
        self._boots()

    def _fails(self, reason: Reason, *, first: bool) -> None:
        if first:
            self._turn("shutting-down", INSTANCE_STOP, lambda: self._ends(reason))
        else:
            moto_volumes.stop(self.region, self.id)
            moto_state.keep_elastic_addresses(self.region, self.id)
        moto_volumes.set_state_reason(self.region, self.id, reason.code, reason.message)

    def _boots(self) -> None:
        held = lives(self.world, self.region)
        held.running_since[self.id] = self.world.clock.now
        platform = held.platforms.get(self.id)
        if platform and platform.agent:
            agents.booted(self.world, self.region, self.id)

    def _ends(self, reason: Reason | None = None) -> None:
        if moto_state.outlived(self.region, self.id):  # by interfaces, which are nobody's from now on
            self.world.has_changed()
        moto_state.terminate_instance(
            self.region, self.id, f"User initiated ({self.world.clock.utc:%Y-%m-%d %H:%M:%S} GMT)"
        )
        if reason:
            moto_volumes.set_state_reason(self.region, self.id, reason.code, reason.message)
        agents.forgotten(self.world, self.region, self.id)
