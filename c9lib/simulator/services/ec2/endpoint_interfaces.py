"""What an interface endpoint puts into subnets and into DNS: its network interfaces and its names."""

from __future__ import annotations

import hashlib

from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator.api import ApiCall
from c9lib.simulator.services.ec2 import lookups
from c9lib.simulator.services.ec2.endpoint_services import Service
from c9lib.simulator.services.ec2.interfaces import free_address

REQUESTER = "amazon-vpce"


def place(call: ApiCall, endpoint_id: str, interface_id: str, address: str, group_ids: list[str]) -> None:
    """Make an interface one of an endpoint's, at an address of its subnet."""
    changes.set_interface_address(call.region, interface_id, address)
    told = f"VPC Endpoint Interface {endpoint_id}"
    changes.hand_over_interface(call.region, interface_id, kind="vpc_endpoint", description=told, requester=REQUESTER)
    changes.set_interface_groups(call.region, interface_id, group_ids)


def add_interface(call: ApiCall, endpoint_id: str, subnet_id: str, group_ids: list[str]) -> str:
    """One more interface of an endpoint, in a subnet; returns its id."""
    address = free_address(call, subnet_id)
    made = changes.make_interface(call.region, subnet_id)
    place(call, endpoint_id, made, address, group_ids)
    return made


def set_names(call: ApiCall, endpoint_id: str, service: Service) -> None:
    """Write an interface endpoint's DNS names: regional, per zone, and the service's own name while private DNS is on.

    Their form (PrivateLink guide, "DNS hostnames"): `vpce-<id>-<8 characters>.ssm.us-east-1.vpce.amazonaws.com`.
    """
    endpoint = lookups.endpoint(call, endpoint_id)
    base = service["BaseEndpointDnsNames"][0]
    own = f"{endpoint_id}-{hashlib.sha256(endpoint_id.encode()).hexdigest()[:8]}"
    zones = sorted(lookups.subnet(call, subnet_id).zone for subnet_id in endpoint.subnets)
    names = [f"{own}.{base}", *(f"{own}-{zone}.{base}" for zone in zones)]
    entries = [{"dns_name": name, "hosted_zone_id": _zone_id(f"{call.region}.vpce")} for name in names]
    if endpoint.private_dns:
        entries.append({"dns_name": service["PrivateDnsName"], "hosted_zone_id": _zone_id(endpoint_id)})
    changes.set_endpoint(call.region, endpoint_id, dns_entries=entries)


def _zone_id(text: str) -> str:
    """An id in the form of Route 53's hosted zones; the same for the same text."""
    return "Z" + hashlib.sha256(text.encode()).hexdigest()[:20].upper()


def interface_in(call: ApiCall, endpoint: network.Endpoint, subnet_id: str) -> str:
    """The id of an endpoint's interface in a subnet, or ""."""
    found = {held.id: held.subnet_id for held in network.interfaces(call.region)}
    return next((held for held in endpoint.interfaces if found.get(held) == subnet_id), "")
