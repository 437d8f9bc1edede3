"""The two DNS attributes of a VPC, without which private DNS of an endpoint is refused (facts 2.6, 7.2)."""

from __future__ import annotations

from collections.abc import Callable

from c9lib.aws import Session
from c9lib.nouns import Change
from c9lib.path import names

SUPPORT, HOST_NAMES = "EnableDnsSupport", "EnableDnsHostnames"
DNS = {SUPPORT: names.SUPPORT, HOST_NAMES: names.HOSTNAMES}
"""As ModifyVpcAttribute calls them, and as DescribeVpcAttribute is asked for them."""
NEW = {SUPPORT: True, HOST_NAMES: False}
"""How a VPC is that the API has just made."""


def attributes(session: Session, vpc_id: str) -> dict[str, bool]:
    """Which are on. The API of EC2 tells one at a time."""
    ask = session.client("ec2").describe_vpc_attribute
    return {name: ask(VpcId=vpc_id, Attribute=attribute)[name]["Value"] for name, attribute in DNS.items()}


def turn_on(session: Session, attribute: str, vpc_id: Callable[[], str], undo: str) -> Change:
    """Turn one on, of a VPC whose id is known by then."""
    return Change(
        "turn on",
        f"{attribute} of the VPC",
        "private DNS of VPC endpoints needs both attributes, and a VPC made by the API has EnableDnsHostnames off",
        ("ec2:ModifyVpcAttribute",),
        undo,
        run=lambda: session.client("ec2").modify_vpc_attribute(VpcId=vpc_id(), **{attribute: {"Value": True}}),
    )
