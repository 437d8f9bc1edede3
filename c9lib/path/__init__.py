"""The way of a packet from an instance to a service: pure functions over plain data, as EC2's Describe calls return it.

    network = Network(vpcs=..., subnets=..., route_tables=..., internet_gateways=..., network_interfaces=...)
    path = leads_out(network, "eni-0123456789abcdef0")
    path.reachable, path.reason, path.explanation, path.remedy

Reasons are the explanation codes of VPC Reachability Analyzer (facts 8.6). What isn't evaluated yet says so:
`UNSUPPORTED_COMPONENT`.
"""

from __future__ import annotations

from c9lib.path.network import Network
from c9lib.path.out import leads_out, leads_out_from_subnet
from c9lib.path.path import Hop, Path, Reason

__all__ = ["Hop", "Network", "Path", "Reason", "leads_out", "leads_out_from_subnet"]
