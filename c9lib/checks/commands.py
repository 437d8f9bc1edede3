"""Remedies as AWS CLI commands that run word for word in a POSIX shell."""

from __future__ import annotations

import json
import shlex
from typing import Any

GLOBAL_SERVICES = {"iam"}


def command(region: str, service: str, operation: str, *words: str) -> str:
    """`aws ec2 reboot-instances --instance-ids i-1 --region us-east-1`; a global service gets no Region."""
    told = ["aws", service, operation, *words]
    if service not in GLOBAL_SERVICES:
        told += ["--region", region]
    return shlex.join(told)


def as_json(value: Any) -> str:
    """A value as the CLI takes it in one word."""
    return json.dumps(value, separators=(",", ":"))
