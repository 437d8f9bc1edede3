"""The agents of an account's instances: told of boots and ends by EC2, looked at by Systems Manager.

An agent's state depends on when its way opened or closed. So `changed` belongs after everything that may change a way;
`look` takes notice, too, for whoever reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from c9lib.simulator import agent_way
from c9lib.simulator.agent import Agent, Way
from c9lib.simulator.world import World


@dataclass
class Agents:
    """All agents of a Region, by instance id."""

    known: dict[str, Agent] = field(default_factory=dict)
    ranks: dict[str, int] = field(default_factory=dict)
    """The order in which they are looked at: that of their first boots, of which there were `boots`."""
    boots: int = 0
    due: dict[float, set[str]] = field(default_factory=dict)
    """Whose state changes at the moments for which an event is under way."""
    seen: int = -1
    """After how many changes of the account `ways` were last looked at."""
    ways: dict[str, Way] = field(default_factory=dict)
    timed: bool = False
    """Whether one of them may be another one by the mere passing of time."""

    def runs(self, name: str) -> bool:
        """Whether there is such an agent, on an instance that runs."""
        return name in self.known and self.known[name].next_try is not None

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Those of the names that are agents."""
        return sorted((name for name in names if name in self.known), key=self.ranks.__getitem__)


def _regions(world: World) -> dict[str, Agents]:
    return world.store("agents", "", dict)


def _agents(world: World, region: str) -> Agents:
    return _regions(world).setdefault(region, Agents())


def booted(world: World, region: str, instance_id: str) -> None:
    """An instance whose image carries the agent runs (again)."""
    agents = _agents(world, region)
    if instance_id not in agents.known:
        agents.known[instance_id] = Agent(instance_id)
        agents.ranks[instance_id] = agents.boots
        agents.boots += 1
    agents.known[instance_id].boot(world.clock.now)
    _take_notice(world, region, instance_id)


def halted(world: World, region: str, instance_id: str) -> None:
    """An instance doesn't run any more, or not for long."""
    agent = _agents(world, region).known.get(instance_id)
    if agent:
        agent.halt(world.clock.now)
        _take_notice(world, region, instance_id)


def forgotten(world: World, region: str, instance_id: str) -> None:
    """An instance is terminated: Systems Manager deregisters it."""
    agents = _agents(world, region)
    for held in (agents.known, agents.ranks, agents.ways):
        held.pop(instance_id, None)


def look(world: World, region: str) -> dict[str, Agent]:
    """All agents of a Region as they are at this moment, by instance id; those that never registered, too."""
    known = _agents(world, region).known
    _take_notice(world, region, also=known)
    return dict(known)


def look_at(world: World, region: str, instance_id: str) -> Agent | None:
    """One of them; None when that instance has none."""
    _take_notice(world, region, also=(instance_id,))
    return _agents(world, region).known.get(instance_id)


def changed(world: World) -> None:
    """Something has changed that may open or close an agent's way, in whatever Region (IAM is in all of them)."""
    for region in _regions(world):
        _take_notice(world, region)


def _take_notice(world: World, region: str, *turned: str, also: Iterable[str] = ()) -> None:
    """Let the agents whose way may be another one see it, and those in `also` in any case; `turned` have begun or
    ended. Make sure that somebody is there when their states change by themselves.

    For the others the time that has passed makes no difference before their next event: whoever looks at one lets it
    live on.
    """
    agents, now = _agents(world, region), world.clock.now
    for name in agents.in_order({*_judged_again(world, region, agents, turned), *also}):
        agent = agents.known[name]
        way = agents.ways.get(name) if agents.runs(name) else None
        agent.see(now, way or agent_way.NOT_RUNNING)
        moment = agent.next_change(now)
        if moment is None:
            continue
        if moment not in agents.due:
            agents.due[moment] = set()
            world.later(moment - now, partial(_due, world, region, moment), quiet=True)
        agents.due[moment].add(name)


def _judged_again(world: World, region: str, agents: Agents, turned: tuple[str, ...]) -> Iterable[str]:
    """Those whose way may be another one. Their ways are looked at only when something has changed, and, where that
    touches few, only theirs."""
    if agents.seen == world.changes and not turned:
        return ()
    touched = None if agents.timed else world.touched_since(agents.seen)
    agents.seen = world.changes
    if touched is not None:
        touched = touched.union(turned)
        ways = agent_way.touched_ways(world, region, touched, agents.runs)
        if ways is not None:
            agents.ways.update(ways)
            return touched | ways.keys()
    running = frozenset(filter(agents.runs, agents.known))
    agents.ways, agents.timed = agent_way.ways(world, region, running)
    return agents.known


def _due(world: World, region: str, moment: float) -> None:
    agents = _agents(world, region)
    names = agents.due.pop(moment, set())
    world.changes += agents.timed
    _take_notice(world, region, also=names)
