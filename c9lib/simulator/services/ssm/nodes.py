"""Managed nodes: DescribeInstanceInformation and GetConnectionStatus (facts 7.5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from c9lib.simulator import agents, moto_agents
from c9lib.simulator.agent import Agent
from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.services.ec2.images import AGENT
from c9lib.simulator.services.ec2.machine import lives
from c9lib.simulator.services.ssm import limits
from c9lib.simulator.services.ssm.node_filters import named, selected
from c9lib.simulator.services.ssm.pages import page

PAGE = 10
"""Nodes on a page when a request doesn't say (facts 7.5)."""

Tags = dict[str, dict[str, str]]
"""By instance id."""


@operation("ssm", "DescribeInstanceInformation")
def describe_instance_information(call: ApiCall) -> Answer:
    """The registered nodes. One that never registered isn't among them, which is no error."""
    limits.check(call)
    found = selected(call, nodes(call))
    return page(
        call, "InstanceInformationList", [node.information for node in found], call.params.get("MaxResults") or PAGE
    )


@operation("ssm", "GetConnectionStatus")
def get_connection_status(call: ApiCall) -> Answer:
    """Whether a node's control channel is open. An unknown node is `notconnected`, too."""
    limits.check(call)
    target = call.params["Target"]
    return {"Target": target, "Status": "connected" if is_connected(call, target) else "notconnected"}


def is_connected(call: ApiCall, instance_id: str) -> bool:
    """Whether sessions to this node are possible now."""
    agent = agents.look_at(call.world, call.region, instance_id)
    return agent is not None and agent.connected


class Node:
    """A registered node: what Systems Manager shows of it, and its instance's tags, by which it can be found."""

    def __init__(self, call: ApiCall, agent: Agent, names: tuple[str, str], tags: Callable[[], Tags]) -> None:
        self.information = _information(call, agent, *names)
        self._tags = tags

    @property
    def tags(self) -> dict[str, str]:
        """The instance's tags. EC2 is asked for those of all, once."""
        return self._tags().get(self.information["InstanceId"], {})


def nodes(call: ApiCall) -> list[Node]:
    """The registered nodes, in the order in which they registered; where a request names some, no others."""
    there, wanted = agents.look(call.world, call.region).values(), named(call)
    known = [one for one in there if one.registered is not None and (wanted is None or one.instance_id in wanted)]
    if not known:
        return []
    names, tags = moto_agents.names(call.region), cache(partial(_tags, call))
    ordered = sorted(known, key=lambda agent: (agent.registered, agent.instance_id))
    return [Node(call, agent, names[agent.instance_id], tags) for agent in ordered if agent.instance_id in names]


def _tags(call: ApiCall) -> Tags:
    pages = call.system("ec2").get_paginator("describe_instances").paginate()
    instances = [one for part in pages for reservation in part["Reservations"] for one in reservation["Instances"]]
    return {one["InstanceId"]: {tag["Key"]: tag["Value"] for tag in one.get("Tags", [])} for one in instances}


def _information(call: ApiCall, agent: Agent, address: str, name: str) -> dict[str, Any]:
    platform = lives(call.world, call.region).platforms[agent.instance_id]
    return {
        "InstanceId": agent.instance_id,
        "PingStatus": agent.ping_status(call.world.clock.now),
        "LastPingDateTime": _moment(agent.last_ping),
        "AgentVersion": platform.agent,
        "IsLatestVersion": platform.agent == AGENT,
        "PlatformType": "Linux",
        "PlatformName": platform.name,
        "PlatformVersion": platform.version,
        "RegistrationDate": _moment(agent.registered),
        "ResourceType": "EC2Instance",
        "IPAddress": address,
        "ComputerName": name,
        "SourceId": agent.instance_id,
        "SourceType": "AWS::EC2::Instance",
    }


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
