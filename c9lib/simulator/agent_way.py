"""Whether an agent may and can reach Systems Manager now: its role's rights, the network's ways to `ssm` and to
`ssmmessages`, and the policies of the VPC endpoints that it passes on them. Conditions of policies see the way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from c9lib.path import Network, Path, from_interface, service
from c9lib.policy import Value
from c9lib.simulator import agent_rights, moto_agents, network_view
from c9lib.simulator import moto_network_shapes as shapes
from c9lib.simulator.agent import Way
from c9lib.simulator.agent_rights import NO_METADATA, REGISTERS, TALKS, Agent
from c9lib.simulator.touches import Touched
from c9lib.simulator.world import World

NOT_RUNNING = Way(registers=False, talks=False, why="The instance doesn't run.")
NO_INTERFACE = Way(registers=False, talks=False, why="The instance has no network interface.")
Own = tuple[moto_agents.Host, Mapping[str, Any], tuple[Mapping[str, Any] | None, ...]]
"""What only one instance has: itself, its network interface, and the groups that this is in."""


@dataclass
class Judged:
    """The ways that were judged already: agents look after every write, and few writes change one.

    They hold while `rights` and what `around` shows stay as they are; each besides that while its instance does.
    """

    rights: int = -1
    around: Network | None = None
    current: bool = False
    """Whether it was looked at after the latest change that touched more than single instances."""
    fixed: frozenset[str] = frozenset()
    """Instances and groups that are themselves part of what is around: a change of one may change every way."""
    ways: dict[str, tuple[Own, Way]] = field(default_factory=dict)
    """By instance, with what its way was judged by."""
    members: dict[str, set[str]] = field(default_factory=dict)
    """Instances by security group. One may have left its group since."""

    def keep(self, instance_id: str, own: Own, way: Way) -> None:
        """Remember the way of an instance, and what it was judged by."""
        self.ways[instance_id] = own, way
        for group in own[1].get("Groups", ()):
            self.members.setdefault(group["GroupId"], set()).add(instance_id)


def ways(world: World, region: str, instance_ids: Collection[str]) -> tuple[dict[str, Way], bool]:
    """The present way of each instance, by its id, and whether one may change by the mere passing of time. Instances
    that don't exist any more are left out."""
    if not instance_ids:
        world.store("agent-ways", region, Judged).current = False
        return {}, False
    network = network_view.network(world, region)
    judged = _judged(world, region, network)
    interfaces = {one["NetworkInterfaceId"]: one for one in network.network_interfaces}
    groups = {one["GroupId"]: one for one in network.security_groups}
    found = {}
    for host in moto_agents.hosts(region):
        if host.id not in instance_ids:
            continue
        interface = interfaces.get(host.interface, {})
        own = (host, interface, tuple(groups.get(one["GroupId"]) for one in interface.get("Groups", ())))
        before = judged.ways.pop(host.id, None)
        way, timed = (before[1], False) if before and before[0] == own else _way(world, network, region, host)
        if not timed:
            judged.keep(host.id, own, way)
        found[host.id] = way
    return found, len(found) > len(judged.ways.keys() & found.keys())


def touched_ways(world: World, region: str, touched: Touched, running: Callable[[str], bool]) -> dict[str, Way] | None:
    """The present ways of those running instances alone that were touched, by themselves or by one of their groups,
    since all ways were judged; None when others may have changed with them, or one may by the mere passing of time.

    It takes what is around as it was, so its time doesn't grow with the number of instances.
    """
    judged = world.store("agent-ways", region, Judged)
    if judged.around is None or not judged.current or judged.rights != world.rights or judged.fixed & touched:
        return None
    found = {}
    for name in sorted(touched.union(*(judged.members.get(one, ()) for one in touched))):
        host = moto_agents.host(region, name) if running(name) else None
        if host is None:
            continue
        own = _own(region, host)
        before = judged.ways.pop(name, None)
        if before and before[0] == own:
            way = before[1]
        else:
            way, timed = _way(world, _with_own(judged.around, own), region, host)
            if timed:
                return None
        judged.keep(name, own, way)
        found[name] = way
    return found


def _own(region: str, host: moto_agents.Host) -> Own:
    interface = shapes.network_interface(region, host.interface) or {}
    return host, interface, tuple(shapes.security_group(region, one["GroupId"]) for one in interface.get("Groups", ()))


def _with_own(around: Network, own: Own) -> Network:
    _host, interface, groups = own
    interfaces = [interface] if interface else []
    return replace(
        around,
        network_interfaces=[*interfaces, *around.network_interfaces],
        security_groups=[*filter(None, groups), *around.security_groups],
    )


def _judged(world: World, region: str, network: Network) -> Judged:
    judged = world.store("agent-ways", region, Judged)
    around, judged.current = _around(network), True
    if (judged.rights, judged.around) != (world.rights, around):
        judged.rights, judged.around, judged.ways, judged.members = world.rights, around, {}, {}
        judged.fixed = _fixed(around)
    return judged


def _fixed(around: Network) -> frozenset[str]:
    instances = {one.get("Attachment", {}).get("InstanceId") for one in around.network_interfaces}
    targets = {route.get("InstanceId") for table in around.route_tables for route in table["Routes"]}
    groups = {one["GroupId"] for one in around.security_groups}
    return frozenset(map(str, filter(None, instances | targets | groups)))


def _around(network: Network) -> Network:
    """The network without what only one instance has: its interface, unless a route leads there, and the groups that
    nothing else is in. Whoever launches 200 instances would else have each judged 200 times."""
    targets = {route.get("NetworkInterfaceId") for table in network.route_tables for route in table["Routes"]}
    shared = [
        one
        for one in network.network_interfaces
        if one["NetworkInterfaceId"] in targets or not one.get("Attachment", {}).get("InstanceId")
    ]
    named = {group["GroupId"] for one in shared for group in one.get("Groups", ())}
    groups = [one for one in network.security_groups if one["GroupId"] in named]
    return replace(network, network_interfaces=shared, security_groups=groups)


def _way(world: World, network: Network, region: str, host: moto_agents.Host) -> tuple[Way, bool]:
    """The way of an instance, and whether it may be another one by the mere passing of time."""
    standing = agent_rights.standing(host.id, host.profile_arn) if host.metadata else NO_METADATA
    if not host.interface:
        return NO_INTERFACE, False
    if standing.principal is None:
        return Way(registers=False, talks=False, why=standing.why), False
    agent = Agent(world, region, host.id, standing.principal)
    silent, mute = (
        _stopped(network, agent, host, name, actions) for name, actions in (("ssm", REGISTERS), ("ssmmessages", TALKS))
    )
    timed = agent.timed or any(agent_rights.timed(one["PolicyDocument"]) for one in network.vpc_endpoints)
    return Way(registers=not silent, talks=not mute, why=silent or mute), timed


def _stopped(network: Network, agent: Agent, host: moto_agents.Host, name: str, actions: tuple[str, ...]) -> str:
    """Why the agent may not or can't use a service, in a sentence; "" when it does."""
    path = from_interface(network, host.interface, service(name, agent.region))
    about = _about(network, host, path)
    denied = agent.denied(actions, about)
    if denied:
        return denied
    if not path.reachable:
        return f"No way to {name}: {path.explanation}"
    endpoint = network.endpoint(path.endpoint_id) if path.endpoint_id else None
    if endpoint is None:
        return ""
    lacks = agent.held_back(endpoint["PolicyDocument"], actions, about)
    return f"The policy of {path.endpoint_id} doesn't allow {', '.join(lacks)}." if lacks else ""


def _about(network: Network, host: moto_agents.Host, path: Path) -> dict[str, Value]:
    """What a service sees of where a request comes from (IAM User Guide, "AWS global condition context keys")."""
    interface = network.interface(host.interface)
    if interface is None:
        return {}
    private, vpc = str(interface["PrivateIpAddress"]), str(interface["VpcId"])
    told: dict[str, Value] = {"aws:Ec2InstanceSourceVpc": vpc, "aws:Ec2InstanceSourcePrivateIPv4": private}
    if path.endpoint_id:
        return {**told, "aws:SourceVpc": vpc, "aws:SourceVpce": path.endpoint_id, "aws:VpcSourceIp": private}
    public = _public_address(network, interface, path)
    return {**told, "aws:SourceIp": public} if public else told


def _public_address(network: Network, interface: Mapping[str, Any], path: Path) -> str:
    """The address that the internet sees: a NAT gateway's on the way, or the interface's own; "" for neither."""
    nat = next((hop.id for hop in path.hops if hop.kind == "nat-gateway"), "")
    gateway = network.nat_gateway(nat) if nat else None
    if gateway:
        return next((str(one["PublicIp"]) for one in gateway["NatGatewayAddresses"] if one.get("PublicIp")), "")
    return str(interface.get("Association", {}).get("PublicIp", ""))
