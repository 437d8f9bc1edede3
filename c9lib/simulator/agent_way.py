"""Whether an agent may and can reach Systems Manager now: its role's rights, and the way out of its subnet."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from c9lib.path import Network, leads_out
from c9lib.simulator import agent_rights
from c9lib.simulator.agent import Way
from c9lib.simulator.world import World

NOT_RUNNING = Way(registers=False, talks=False, why="The instance doesn't run.")


def ways(world: World, region: str, instance_ids: Collection[str]) -> dict[str, Way]:
    """The present way of each instance, by its id. Instances that don't exist any more are left out."""
    ec2 = world.client("ec2", region, world.aws_itself)
    network = _network(ec2)
    rights: dict[str, agent_rights.Rights] = {}
    found = {}
    for instance in _instances(ec2):
        if instance["InstanceId"] in instance_ids:
            profile = instance.get("IamInstanceProfile", {}).get("Arn", "")
            if profile not in rights:
                rights[profile] = agent_rights.of_profile(world, profile)
            found[instance["InstanceId"]] = _way(rights[profile], network, instance)
    return found


def _way(rights: agent_rights.Rights, network: Network, instance: dict[str, Any]) -> Way:
    if not rights.registers:
        return Way(registers=False, talks=False, why=rights.why)
    interfaces = instance.get("NetworkInterfaces")
    if not interfaces:
        return Way(registers=False, talks=False, why="The instance has no network interface.")
    path = leads_out(network, interfaces[0])
    talks = path.reachable and rights.talks
    return Way(registers=path.reachable, talks=talks, why=rights.why if path.reachable else path.explanation)


def _instances(ec2: Any) -> Iterator[dict[str, Any]]:
    for page in ec2.get_paginator("describe_instances").paginate():
        for reservation in page["Reservations"]:
            yield from reservation["Instances"]


def _network(ec2: Any) -> Network:
    """The parts of the network that `leads_out` looks at when it is given the interface itself."""

    def listed(operation: str, member: str) -> list[dict[str, Any]]:
        return [thing for page in ec2.get_paginator(operation).paginate() for thing in page[member]]

    return Network(
        subnets=listed("describe_subnets", "Subnets"),
        route_tables=listed("describe_route_tables", "RouteTables"),
        internet_gateways=listed("describe_internet_gateways", "InternetGateways"),
    )
