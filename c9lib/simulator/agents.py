"""The agents of an account's instances: told of boots and ends by EC2, looked at by Systems Manager.

An agent's state depends on when its way opened or closed. So `changed` belongs after everything that may change a way;
`look` takes notice, too, for whoever reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from c9lib.simulator import agent_way
from c9lib.simulator.agent import Agent, Way
from c9lib.simulator.world import World


@dataclass
class Agents:
    """All agents of a Region, by instance id; `due` are the moments for which an event is under way."""

    known: dict[str, Agent] = field(default_factory=dict)
    due: set[float] = field(default_factory=set)
    seen: tuple[int, tuple[str, ...]] = (-1, ())
    """After how many changes of the account, and of which instances, `ways` were last looked at."""
    ways: dict[str, Way] = field(default_factory=dict)
    timed: bool = False
    """Whether one of them may be another one by the mere passing of time."""


def _regions(world: World) -> dict[str, Agents]:
    return world.store("agents", "", dict)


def _agents(world: World, region: str) -> Agents:
    return _regions(world).setdefault(region, Agents())


def booted(world: World, region: str, instance_id: str) -> None:
    """An instance whose image carries the agent runs (again)."""
    agent = _agents(world, region).known.setdefault(instance_id, Agent(instance_id))
    agent.boot(world.clock.now)
    _take_notice(world, region)


def halted(world: World, region: str, instance_id: str) -> None:
    """An instance doesn't run any more, or not for long."""
    agent = _agents(world, region).known.get(instance_id)
    if agent:
        agent.halt(world.clock.now)
        _take_notice(world, region)


def forgotten(world: World, region: str, instance_id: str) -> None:
    """An instance is terminated: Systems Manager deregisters it."""
    _agents(world, region).known.pop(instance_id, None)


def look(world: World, region: str) -> dict[str, Agent]:
    """All agents of a Region as they are at this moment, by instance id; those that never registered, too."""
    _take_notice(world, region)
    return dict(_agents(world, region).known)


def changed(world: World) -> None:
    """Something has changed that may open or close an agent's way, in whatever Region (IAM is in all of them)."""
    for region in _regions(world):
        _take_notice(world, region)


def _take_notice(world: World, region: str) -> None:
    """Let every agent see its present way, and make sure that somebody is there when its state changes by itself."""
    agents, now = _agents(world, region), world.clock.now
    running = tuple(name for name, agent in agents.known.items() if agent.next_try is not None)
    ways = _ways(world, region, agents, running)
    for name, agent in agents.known.items():
        agent.see(now, ways.get(name, agent_way.NOT_RUNNING))
        moment = agent.next_change(now)
        if moment is not None and moment not in agents.due:
            agents.due.add(moment)
            world.later(moment - now, partial(_due, world, region, moment), quiet=True)


def _ways(world: World, region: str, agents: Agents, running: tuple[str, ...]) -> dict[str, Way]:
    """The present ways, read anew only when something has changed: agents are looked at with every read of theirs."""
    seen = (world.changes, running)
    if agents.seen != seen:
        agents.ways, agents.timed = agent_way.ways(world, region, frozenset(running)) if running else ({}, False)
        agents.seen = seen
    return agents.ways


def _due(world: World, region: str, moment: float) -> None:
    agents = _agents(world, region)
    agents.due.discard(moment)
    world.changes += agents.timed
    _take_notice(world, region)
