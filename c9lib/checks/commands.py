"""Remedies as AWS CLI commands that run word for word in a POSIX shell."""

from __future__ import annotations

import json
import shlex
from typing import Any

from c9lib.path.remedy import NEW_ADDRESS, NEW_GATEWAY

GLOBAL_SERVICES = {"iam"}
ANSWERING = ("aws ec2 allocate-address --domain vpc", "aws ec2 create-internet-gateway")
"""The commands of `c9lib.path` whose answers a person would copy an id from."""


def command(region: str, service: str, operation: str, *words: str) -> str:
    """`aws ec2 reboot-instances --instance-ids i-1 --region us-east-1`; a global service gets no Region."""
    told = ["aws", service, operation, *words]
    if service not in GLOBAL_SERVICES:
        told += ["--region", region]
    return shlex.join(told)


def as_json(value: Any) -> str:
    """A value as the CLI takes it in one word."""
    return json.dumps(value, separators=(",", ":"))


def runnable(lines: tuple[str, ...], region: str, vpc_id: str) -> tuple[str, ...]:
    """The remedy of a `Path` as commands that run each by itself: with a Region, and with no id left to copy."""
    kept = [line for line in lines if line not in ANSWERING]
    return tuple(f"{_without_copying(line, region, vpc_id)} --region {region}" for line in kept)


def _without_copying(line: str, region: str, vpc_id: str) -> str:
    """Where a person would copy an id, let the shell ask for it. Attaching makes the gateway; later lines find it."""
    address = "allocate-address --domain vpc --query AllocationId"
    made = "create-internet-gateway --query InternetGateway.InternetGatewayId"
    attached = f"--filters Name=attachment.vpc-id,Values={vpc_id}"
    found = f"describe-internet-gateways {attached} --query 'InternetGateways[0].InternetGatewayId'"
    gateway = made if "attach-internet-gateway" in line else found
    for words, asked in ((NEW_ADDRESS, address), (NEW_GATEWAY, gateway)):
        line = line.replace(words, f'"$(aws ec2 {asked} --output text --region {region})"')
    return line
