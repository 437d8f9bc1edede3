"""The instances on which agents live, read from moto's objects: which has which profile, which interface. Like
`moto_state` it changes nothing; through the API it would cost ten milliseconds after every write.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from c9lib.simulator.moto_network import backend


@dataclass(frozen=True)
class Host:
    """An instance in whatever state; "" for a profile or a primary network interface that it hasn't."""

    id: str
    profile_arn: str
    interface: str
    metadata: bool = True
    """Whether its instance metadata service is on."""


def host(region: str, instance_id: str) -> Host | None:
    """One of them; None when it isn't shown any more."""
    found = backend(region).get_instance_by_id(instance_id)
    return _host(found) if found else None


def hosts(region: str) -> list[Host]:
    """All instances of a Region that are still shown."""
    return [_host(one) for reservation in backend(region).reservations.values() for one in reservation.instances]


def names(region: str) -> dict[str, tuple[str, str]]:
    """Of each of them its private address and its private DNS name, as DescribeInstances; "" without an interface."""
    return {
        str(one.id): (str(one.private_ip_address), str(one.private_dns_name)) if one.nics else ("", "")
        for reservation in backend(region).reservations.values()
        for one in reservation.instances
    }


def _host(instance: Any) -> Host:
    profile = (instance.iam_instance_profile or {}).get("Arn", "")
    metadata = instance.metadata_options.http_endpoint != "disabled"
    return Host(instance.id, profile, _primary(instance), metadata)


def _primary(instance: Any) -> str:
    return next((str(interface.id) for interface in instance.nics.values()), "")
