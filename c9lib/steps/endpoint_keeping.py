"""Which of this deployment's endpoints stay, as others reach Systems Manager or Amazon S3 by them alone.

An endpoint with private DNS answers for everything in its VPC, and a gateway endpoint for all subnets of its route
tables, whoever made it. So the way of each other instance there is followed twice: with this deployment's endpoints,
and without.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from c9lib.aws import Session
from c9lib.checks.network_reads import NetworkReads
from c9lib.checks.reader import Reader, Unread
from c9lib.path import Network, from_interface, service
from c9lib.steps.environments import instance_of
from c9lib.steps.leaving import Leaving
from c9lib.steps.place import Thing
from c9lib.steps.reading import in_words

SERVICES = ("ssm", "ssmmessages", "ec2messages", "s3")


def needed_by(session: Session, endpoints: Sequence[Thing], leaving: Leaving) -> Mapping[str, str]:
    """Why endpoints stay, by their ids, in words; what isn't named here nobody needs."""
    vpc_ids = tuple(sorted({str(one["VpcId"]) for one in endpoints}))
    own = instance_of(session) if vpc_ids else None
    ours = {str(own["InstanceId"])} if own else set()
    others = [one for one in _interfaces(session, vpc_ids) if _stays(one, leaving.instances | leaving.of_stacks | ours)]
    if not others:
        return {}
    try:
        network = NetworkReads(Reader(session), vpc_ids).network()
        return {str(one["VpcEndpointId"]): why for one in endpoints if (why := _users(network, one, endpoints, others))}
    except Unread as unread:
        why = f"whether {_named(others)} need it can't be told: AWS refused {unread.permission}"
        return {str(one["VpcEndpointId"]): why for one in endpoints}


def _interfaces(session: Session, vpc_ids: Sequence[str]) -> list[Thing]:
    filters = [{"Name": "vpc-id", "Values": list(vpc_ids)}]
    return session.pages("ec2", "describe_network_interfaces", "NetworkInterfaces", Filters=filters) if vpc_ids else []


def _stays(interface: Thing, ours: Collection[str]) -> bool:
    """Whether it is an instance's, and neither this deployment's nor about to be removed."""
    instance = interface.get("Attachment", {}).get("InstanceId")
    return bool(instance) and instance not in ours


def _users(network: Network, endpoint: Thing, all_ours: Sequence[Thing], others: Sequence[Thing]) -> str:
    """Which of the other instances reach the endpoint's service with our endpoints, and not without them; in words."""
    name = str(endpoint["ServiceName"]).rpartition(".")[2]
    here = [one for one in others if one["VpcId"] == endpoint["VpcId"]]
    cut_off = [one for one in here if name in SERVICES and _cut_off(network, name, all_ours, one)]
    return f"{_named(cut_off)} reach {name} by no other way" if cut_off else ""


def _cut_off(network: Network, name: str, all_ours: Sequence[Thing], interface: Thing) -> bool:
    ours = {one["VpcEndpointId"] for one in all_ours}
    without = replace(network, vpc_endpoints=[one for one in network.vpc_endpoints if one["VpcEndpointId"] not in ours])
    to = service(name, network.region)
    return from_interface(network, interface, to).reachable and not from_interface(without, interface, to).reachable


def _named(interfaces: Sequence[Thing]) -> str:
    return in_words(_instances(interfaces))


def _instances(interfaces: Sequence[Thing]) -> Iterator[str]:
    yield from sorted({str(one["Attachment"]["InstanceId"]) for one in interfaces})
