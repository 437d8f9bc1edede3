"""The way of a packet from an instance to a service: pure functions over plain data, as EC2's Describe calls return it.

    network = Network(vpcs=..., subnets=..., route_tables=..., internet_gateways=..., network_interfaces=...)
    path = from_interface(network, "eni-0123456789abcdef0", service("ssm", "us-east-1"))
    path.reachable, path.reason, path.explanation, path.remedy, path.hops

Reasons are the explanation codes of VPC Reachability Analyzer (facts 8.6). What isn't evaluated says so by its name:
`UNSUPPORTED_COMPONENT`, or a caveat. IPv4 only. An AWS service is represented by one of its public addresses.
"""

from __future__ import annotations

from c9lib.path.destination import Destination, host, service
from c9lib.path.follow import from_interface, from_subnet
from c9lib.path.network import Network
from c9lib.path.path import Hop, Path, Reason

__all__ = [
    "Destination",
    "Hop",
    "Network",
    "Path",
    "Reason",
    "from_interface",
    "from_subnet",
    "host",
    "service",
]
