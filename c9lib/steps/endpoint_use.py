"""Whether an endpoint serves the instance, and why not: its state, its private DNS, its policy, or the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from c9lib.checks.agent_requests import documented_agent
from c9lib.checks.commands import command
from c9lib.checks.endpoint_policy import mending, rulings
from c9lib.checks.surroundings import RUNNING
from c9lib.path import Network, Path, from_interface, from_subnet
from c9lib.path import service as destination
from c9lib.path.names import HOLDING
from c9lib.path.network import state_of
from c9lib.policy import DENIED
from c9lib.steps.endpoint_parts import Endpoints
from c9lib.steps.place import Thing
from c9lib.steps.remedies import mend_with


@dataclass(frozen=True)
class Flaw:
    """Why an endpoint is of no use, in a sentence, and the commands that mend it; none where words have to do."""

    words: str
    remedy: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.words}{mend_with(self.remedy)}"


def way(there: Endpoints, service: str, network: Network) -> Path:
    """The way to a service in a network: from the instance that runs, else forecast from its subnet."""
    to = destination(service, there.session.region)
    instance = there.instance
    if instance and instance["State"]["Name"] in RUNNING:
        own = instance["InstanceId"]
        there_are = [one for one in network.network_interfaces if one.get("Attachment", {}).get("InstanceId") == own]
        first = min(there_are, key=lambda one: int(one["Attachment"]["DeviceIndex"]), default=None)
        if first is not None:
            return from_interface(network, first, to)
    groups = [str(one["GroupId"]) for one in instance["SecurityGroups"]] if instance else None
    return from_subnet(network, there.here.subnet_id, to, group_ids=groups)


def flaws(there: Endpoints, service: str, endpoint: Thing, network: Network | None = None) -> Iterator[Flaw]:
    """What keeps an interface endpoint from serving the instance, in the network as it is or as it will be."""
    name, told = endpoint["VpcEndpointId"], state_of(endpoint)
    if told not in HOLDING:
        yield Flaw(f"It is {told}.")
    if not endpoint.get("PrivateDnsEnabled"):
        yield Flaw("Its private DNS is off: the service's name leads past it.", (_named(there, name),))
    yield from policy_flaws(there, service, endpoint)
    if told in HOLDING and endpoint.get("PrivateDnsEnabled"):
        path = way(there, service, network or there.network)
        if not path.reachable and path.certain:
            yield Flaw(path.explanation, path.remedy)


def policy_flaws(there: Endpoints, service: str, endpoint: Thing) -> Iterator[Flaw]:
    """What the policy of an endpoint surely denies of what SSM Agent needs."""
    session, instance_id = there.session, str((there.instance or {}).get("InstanceId", ""))
    judged = rulings(endpoint, service, documented_agent(session.account_id, session.region, instance_id))
    denied = [one for one in judged if one.decision.outcome in DENIED]
    if denied:
        actions = ", ".join(one.need.action for one in denied)
        yield Flaw(f"Its policy doesn't allow {actions}.", (mending(session.region, denied),))


def _named(there: Endpoints, name: str) -> str:
    return command(
        there.session.region, "ec2", "modify-vpc-endpoint", "--vpc-endpoint-id", name, "--private-dns-enabled"
    )
