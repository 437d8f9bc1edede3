"""The network as it will be once a step has done its work, so that a way is judged before anything is changed.

Pure functions on copies: nothing here asks AWS.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from c9lib.path import Network
from c9lib.path.edits import edited, started
from c9lib.path.network import state_of
from c9lib.steps.endpoint_parts import Endpoints, service_name
from c9lib.steps.group_rules import ANYWHERE, MEMBERS, Direction, Rule, permissions
from c9lib.steps.reading import is_ours
from c9lib.steps.vpc_dns import DNS

Thing = Mapping[str, Any]
PLANNED = "sg-planned"
"""Stands for the id of a security group that isn't made yet."""


def settled(network: Network) -> Network:
    """Everything that is being made is there: NAT gateways and endpoints."""
    return edited(network, started())


def with_rules(network: Network, group_id: str, direction: Direction, rules: Collection[Rule]) -> Network:
    """A security group has exactly these rules in one direction."""
    member = MEMBERS[direction]
    changed = [
        {**one, member: permissions(rules)} if one["GroupId"] == group_id else one for one in network.security_groups
    ]
    return replace(network, security_groups=changed)


def with_endpoints(there: Endpoints, services: Iterable[str], lets_in: Collection[Rule]) -> Network:
    """Step endpoints is done: both DNS attributes are on, a living endpoint answers for each service, this deployment's
    are mended, and its security group lets in `lets_in`.
    """
    network = settled(_with_group(there.network, there, lets_in))
    group = there.own_group
    own = str(group["GroupId"]) if group else PLANNED
    mended = [_mended(one, own) if _is_own(there, one) else one for one in network.vpc_endpoints]
    missing = [service for service in services if not there.interface(service) and not there.unnamed(service)]
    made = [_endpoint(there, service, own) for service in missing]
    attributes = {**network.vpc_attributes, there.here.vpc_id: dict.fromkeys(DNS.values(), True)}
    return replace(network, vpc_endpoints=[*mended, *made], vpc_attributes=attributes)


def _with_group(network: Network, there: Endpoints, lets_in: Collection[Rule]) -> Network:
    group = there.own_group
    if group is not None:
        return with_rules(network, str(group["GroupId"]), "ingress", lets_in)
    rules = {MEMBERS["ingress"]: permissions(lets_in), MEMBERS["egress"]: permissions([ANYWHERE])}
    made = {"GroupId": PLANNED, "GroupName": PLANNED, "VpcId": there.here.vpc_id, **rules}
    return replace(network, security_groups=[*network.security_groups, made])


def _is_own(there: Endpoints, endpoint: Thing) -> bool:
    return is_ours(there.session, endpoint) and endpoint["VpcEndpointType"] == "Interface"


def _mended(endpoint: Thing, group_id: str) -> Thing:
    """An endpoint of this deployment with private DNS and its group. Its interfaces are told by its subnets."""
    if state_of(endpoint) != "available":
        return endpoint
    groups = [one for one in endpoint.get("Groups", ()) if one["GroupId"] != group_id]
    return {
        **endpoint,
        "PrivateDnsEnabled": True,
        "Groups": [*groups, {"GroupId": group_id}],
        "NetworkInterfaceIds": [],
    }


def _endpoint(there: Endpoints, service: str, group_id: str) -> Thing:
    return {
        "VpcEndpointId": f"the planned endpoint for {service}",
        "VpcEndpointType": "Interface",
        "VpcId": there.here.vpc_id,
        "ServiceName": service_name(there.session, service),
        "State": "available",
        "PrivateDnsEnabled": True,
        "SubnetIds": [there.here.subnet_id],
        "NetworkInterfaceIds": [],
        "Groups": [{"GroupId": group_id}],
    }
