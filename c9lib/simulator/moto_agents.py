"""What an agent's life depends on beside the network, read from moto's objects: which instance has which profile, and
which policies stand behind it. Like `moto_state` it changes nothing; through the API it would cost ten milliseconds
after every write.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from c9lib.simulator.api import ACCOUNT
from c9lib.simulator.moto_network import backend


@dataclass(frozen=True)
class Host:
    """An instance in whatever state; "" for a profile or a primary network interface that it hasn't."""

    id: str
    profile_arn: str
    interface: str
    metadata: bool = True
    """Whether its instance metadata service is on."""


@dataclass(frozen=True)
class Role:
    """A role: its trust policy and all that it may do, attached and its own, as JSON texts."""

    name: str
    arn: str
    trust: str
    policies: tuple[str, ...]


def hosts(region: str) -> list[Host]:
    """All instances of a Region that are still shown."""
    return [_host(one) for reservation in backend(region).reservations.values() for one in reservation.instances]


def _host(instance: Any) -> Host:
    profile = (instance.iam_instance_profile or {}).get("Arn", "")
    metadata = instance.metadata_options.http_endpoint != "disabled"
    return Host(instance.id, profile, _primary(instance), metadata)


def _primary(instance: Any) -> str:
    return next((str(interface.id) for interface in instance.nics.values()), "")


def profile_roles(name: str) -> tuple[Role, ...] | None:
    """The roles (none or one) in an instance profile; None when there is no such profile."""
    from moto.iam.models import iam_backends

    profiles = iam_backends[ACCOUNT]["aws"].instance_profiles.values()
    found = next((profile for profile in profiles if profile.name == name), None)
    return None if found is None else tuple(_role(role) for role in found.roles)


def _role(role: Any) -> Role:
    return Role(role.name, role.arn, role.assume_role_policy_document, tuple(_policies(role)))


def _policies(role: Any) -> Iterator[str]:
    for policy in role.managed_policies.values():
        yield next(str(held.document) for held in policy.versions if held.version_id == policy.default_version_id)
    yield from (str(document) for document in role.policies.values())
