"""Environments that Cloud9 reaches by SSH (CONNECT_SSH): the ranges it comes from, and whether it gets through."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

from c9lib.path import Network, from_subnet, host
from c9lib.simulator.api import NotSimulated

# AWS's ip-ranges.json, service CLOUD9; for the Regions that it lacks facts 2.7.
RANGES = {
    "ap-east-1": ("18.163.201.96/27", "18.163.139.32/27"),
    "ap-northeast-1": ("18.179.48.128/27", "18.179.48.96/27"),
    "ap-northeast-2": ("15.164.243.192/27", "15.164.243.32/27"),
    "ap-south-1": ("13.232.67.128/27", "13.232.67.160/27"),
    "ap-southeast-1": ("13.250.186.128/27", "13.250.186.160/27"),
    "ap-southeast-2": ("13.236.82.128/27", "13.236.82.96/27"),
    "ca-central-1": ("15.222.16.96/27", "15.222.43.0/27"),
    "eu-central-1": ("18.184.138.224/27", "18.184.203.128/27"),
    "eu-north-1": ("13.48.186.128/27", "13.48.186.160/27"),
    "eu-south-1": ("15.161.135.64/27", "15.161.135.96/27"),
    "eu-west-1": ("34.245.205.0/27", "34.245.205.64/27"),
    "eu-west-2": ("3.10.127.32/27", "3.10.201.64/27"),
    "eu-west-3": ("15.188.210.32/27", "15.188.210.64/27"),
    "me-south-1": ("15.185.141.160/27", "15.185.91.32/27"),
    "sa-east-1": ("18.230.46.0/27", "18.230.46.32/27"),
    "us-east-1": ("35.172.155.192/27", "35.172.155.96/27"),
    "us-east-2": ("18.188.9.0/27", "18.188.9.32/27"),
    "us-west-1": ("13.52.232.224/27", "18.144.158.0/27"),
    "us-west-2": ("34.217.141.224/27", "34.218.119.32/27"),
}


INBOUND = "IpPermissions"


def ranges(region: str) -> tuple[str, ...]:
    """Where Cloud9 connects from, or `NotSimulated` for the three Regions whose ranges aren't known here."""
    if region not in RANGES:
        raise NotSimulated(f"connectionType CONNECT_SSH in {region} (Cloud9's address ranges there aren't known here)")
    return RANGES[region]


def permissions(region: str) -> list[dict[str, Any]]:
    """What the security group lets in, as EC2 takes it: TCP 22 from Cloud9."""
    told = [{"CidrIp": cidr} for cidr in ranges(region)]
    return [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": told}]


def gets_through(network: Network, instance: dict[str, Any]) -> bool:
    """Whether Cloud9 reaches a running instance: its group lets port 22 in, and its subnet's way to the internet is an
    internet gateway, which a connection from outside can take, too.

    Network ACLs aren't looked at, nor what the group lets out: answers go out anyway.
    """
    interface = network.interface(instance["NetworkInterfaces"][0]["NetworkInterfaceId"])
    if interface is None:
        return False
    groups = [network.security_group(one["GroupId"]) for one in interface["Groups"]]
    opened = any(rule.get("FromPort") == 22 and rule["IpRanges"] for one in groups if one for rule in one[INBOUND])
    cloud9 = host("cloud9", str(IPv4Network(ranges(network.region)[0])[1]))
    open_acls, public = replace(network, network_acls=()), "Association" in interface
    path = from_subnet(open_acls, interface["SubnetId"], cloud9, public_address=public)
    kinds = {hop.kind for hop in path.hops}
    return opened and path.reachable and "internet-gateway" in kinds and "nat-gateway" not in kinds
