"""Whether an endpoint serves the instance, and why not: its state, its private DNS, its policy, or the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from c9lib.checks.commands import command
from c9lib.checks.documented import ROLE, ROLE_PATH, SESSION_ACTIONS
from c9lib.checks.endpoint_policy import account_names
from c9lib.checks.surroundings import RUNNING
from c9lib.path import Network, Path, from_interface, from_subnet
from c9lib.path import service as destination
from c9lib.path.names import HOLDING
from c9lib.path.network import state_of
from c9lib.policy import DENIED, decided
from c9lib.steps.endpoint_parts import Endpoints
from c9lib.steps.place import Thing


@dataclass(frozen=True)
class Flaw:
    """Why an endpoint is of no use, in a sentence, and the commands that mend it; none where words have to do."""

    words: str
    remedy: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.words}{mend_with(self.remedy)}"


def mend_with(commands: tuple[str, ...]) -> str:
    """` Mend it with: …`, or nothing."""
    return "".join(f" Mend it with: {one}" for one in commands)


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
    """What the policy of an endpoint denies of what SSM Agent needs."""
    needed = [action for action in SESSION_ACTIONS if action.startswith(f"{service}:")]
    document = endpoint.get("PolicyDocument")
    role = f"arn:aws:iam::{there.session.account_id}:role{ROLE_PATH}{ROLE}"
    who = (*account_names(there.session.account_id), role)
    lacking = [action for action in needed if document and decided([document], action, who=who) in DENIED]
    if lacking:
        yield Flaw(f"Its policy doesn't allow {', '.join(lacking)}.", (_reset(there, endpoint["VpcEndpointId"]),))


def _named(there: Endpoints, name: str) -> str:
    return command(
        there.session.region, "ec2", "modify-vpc-endpoint", "--vpc-endpoint-id", name, "--private-dns-enabled"
    )


def _reset(there: Endpoints, name: str) -> str:
    return command(there.session.region, "ec2", "modify-vpc-endpoint", "--vpc-endpoint-id", name, "--reset-policy")
