"""Whether an agent may and can reach Systems Manager now: its role's rights, the network's ways to `ssm` and to
`ssmmessages`, and the policies of the VPC endpoints that it passes on them. Conditions of policies see the way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from c9lib.path import Network, Path, from_interface, service
from c9lib.policy import Value
from c9lib.simulator import agent_rights, moto_agents, network_view
from c9lib.simulator.agent import Way
from c9lib.simulator.agent_rights import NO_METADATA, REGISTERS, TALKS, Agent
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
    return {host.id: _way(world, judged, region, host) for host in moto_agents.hosts(region) if host.id in instance_ids}


def _judged(world: World, region: str) -> Judged:
    judged = world.store("agent-ways", region, Judged)
    network = network_view.network(world, region)
    if network != judged.network:
        judged.network, judged.paths = network, {}
    return judged


def _way(world: World, judged: Judged, region: str, host: moto_agents.Host) -> Way:
    standing = agent_rights.standing(host.id, host.profile_arn) if host.metadata else NO_METADATA
    if not host.interface:
        return NO_INTERFACE
    if standing.principal is None:
        return Way(registers=False, talks=False, why=standing.why)
    agent = Agent(world, region, host.id, standing.principal)
    silent, mute = (
        _stopped(judged, agent, host, name, actions) for name, actions in (("ssm", REGISTERS), ("ssmmessages", TALKS))
    )
    return Way(registers=not silent, talks=not mute, why=silent or mute)


def _stopped(judged: Judged, agent: Agent, host: moto_agents.Host, name: str, actions: tuple[str, ...]) -> str:
    """Why the agent may not or can't use a service, in a sentence; "" when it does."""
    path = _path(judged, agent.region, host.interface, name)
    about = _about(judged, host, path)
    denied = agent.denied(actions, about)
    if denied:
        return denied
    if not path.reachable:
        return f"No way to {name}: {path.explanation}"
    endpoint = judged.network.endpoint(path.endpoint_id) if judged.network and path.endpoint_id else None
    if endpoint is None:
        return ""
    lacks = agent.held_back(endpoint["PolicyDocument"], actions, about)
    return f"The policy of {path.endpoint_id} doesn't allow {', '.join(lacks)}." if lacks else ""


def _about(judged: Judged, host: moto_agents.Host, path: Path) -> dict[str, Value]:
    """What a service sees of where a request comes from (IAM User Guide, "AWS global condition context keys")."""
    interface = judged.network.interface(host.interface) if judged.network else None
    if interface is None:
        return {}
    private, vpc = str(interface["PrivateIpAddress"]), str(interface["VpcId"])
    told: dict[str, Value] = {"aws:Ec2InstanceSourceVpc": vpc, "aws:Ec2InstanceSourcePrivateIPv4": private}
    if path.endpoint_id:
        return {**told, "aws:SourceVpc": vpc, "aws:SourceVpce": path.endpoint_id, "aws:VpcSourceIp": private}
    public = _public_address(judged, interface, path)
    return {**told, "aws:SourceIp": public} if public else told


def _public_address(judged: Judged, interface: Mapping[str, Any], path: Path) -> str:
    """The address that the internet sees: a NAT gateway's on the way, or the interface's own; "" for neither."""
    nat = next((hop.id for hop in path.hops if hop.kind == "nat-gateway"), "")
    gateway = judged.network.nat_gateway(nat) if judged.network and nat else None
    if gateway:
        return next((str(one["PublicIp"]) for one in gateway["NatGatewayAddresses"] if one.get("PublicIp")), "")
    return str(interface.get("Association", {}).get("PublicIp", ""))


def _path(judged: Judged, region: str, interface: str, name: str) -> Path:
    key = (interface, name)
    if key not in judged.paths:
        assert judged.network is not None, "_judged has looked"
        judged.paths[key] = from_interface(judged.network, interface, service(name, region))
    return judged.paths[key]
