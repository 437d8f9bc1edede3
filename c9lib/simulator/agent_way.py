"""Whether an agent may and can reach Systems Manager now: its role's rights, the network's ways to `ssm` and to
`ssmmessages`, and the policies of the VPC endpoints that it passes on them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from c9lib.path import Network, Path, from_interface, service
from c9lib.simulator import agent_rights, moto_agents, network_view
from c9lib.simulator.agent import Way
from c9lib.simulator.world import World

NOT_RUNNING = Way(registers=False, talks=False, why="The instance doesn't run.")
NO_INTERFACE = Way(registers=False, talks=False, why="The instance has no network interface.")


@dataclass
class Judged:
    """The ways in a network that were judged already: agents look after every write, and few writes change one."""

    network: Network | None = None
    paths: dict[tuple[str, str], Path] = field(default_factory=dict)
    """By network interface and service."""


def ways(world: World, region: str, instance_ids: Collection[str]) -> dict[str, Way]:
    """The present way of each instance, by its id. Instances that don't exist any more are left out."""
    judged = _judged(world, region)
    return {host.id: _way(judged, region, host) for host in moto_agents.hosts(region) if host.id in instance_ids}


def _judged(world: World, region: str) -> Judged:
    judged = world.store("agent-ways", region, Judged)
    network = network_view.network(world, region)
    if network != judged.network:
        judged.network, judged.paths = network, {}
    return judged


def _way(judged: Judged, region: str, host: moto_agents.Host) -> Way:
    rights = agent_rights.of_instance(region, host.id, host.profile_arn) if host.metadata else agent_rights.NO_METADATA
    if not host.interface:
        return NO_INTERFACE
    if not (rights.registers or rights.talks):
        return Way(registers=False, talks=False, why=rights.why)
    stopped = [_stopped(judged, region, host, "ssm", agent_rights.REGISTERS)]
    stopped.append(_stopped(judged, region, host, "ssmmessages", agent_rights.TALKS))
    why = ("" if rights.registers else rights.why) or stopped[0] or rights.why or stopped[1]
    return Way(registers=rights.registers and not stopped[0], talks=rights.talks and not stopped[1], why=why)


def _stopped(judged: Judged, region: str, host: moto_agents.Host, name: str, actions: tuple[str, ...]) -> str:
    """Why the agent doesn't reach a service, in a sentence; "" when it does."""
    path = _path(judged, region, host.interface, name)
    if not path.reachable:
        return f"No way to {name}: {path.explanation}"
    endpoint = judged.network.endpoint(path.endpoint_id) if judged.network and path.endpoint_id else None
    if endpoint is None:
        return ""
    who = agent_rights.names(host.id, host.profile_arn)
    lacks = agent_rights.lacking((endpoint["PolicyDocument"],), region, host.id, actions, who)
    return f"The policy of {path.endpoint_id} doesn't allow {', '.join(lacks)}." if lacks else ""


def _path(judged: Judged, region: str, interface: str, name: str) -> Path:
    key = (interface, name)
    if key not in judged.paths:
        assert judged.network is not None, "_judged has looked"
        judged.paths[key] = from_interface(judged.network, interface, service(name, region))
    return judged.paths[key]
