"""What a step's changes add per hour, by the one price table (`c9lib.checks.prices`). None is unknown."""

from __future__ import annotations

from dataclasses import replace

from c9lib.aws import Session
from c9lib.checks.prices import hourly, source
from c9lib.nouns import Plan

ROOT_GIGABYTES = 10
"""The root volume that Cloud9 gives an instance (facts 2.8)."""


def environment(session: Session, *, public_address: bool) -> float | None:
    """USD per hour of a running environment: instance, volume, public IPv4 address. Cloud9 itself costs nothing."""
    asked = session.parameters
    disk = hourly(session.region, "ebs-gp3-gb")
    costs = [
        hourly(session.region, "instance", asked.instance_type),
        None if disk is None else ROOT_GIGABYTES * disk,
        hourly(session.region, "public-ipv4") if public_address else 0.0,
    ]
    return None if None in costs else round(sum(one for one in costs if one is not None), 6)


def interface_endpoint(session: Session, zones: int = 1) -> float | None:
    """USD per hour of an interface endpoint: per zone, partial hours counted as whole (facts 9)."""
    price = hourly(session.region, "interface-endpoint")
    return None if price is None else zones * price


def nat_gateway(session: Session) -> float | None:
    """USD per hour of a NAT gateway, used or not, partial hours counted as whole; data comes on top (facts 9)."""
    return hourly(session.region, "nat-gateway")


def public_address(session: Session) -> float | None:
    """USD per hour of a public IPv4 address, in use or idle (facts 9)."""
    return hourly(session.region, "public-ipv4")


def dated(session: Session, plan: Plan) -> Plan:
    """The plan, with the source and the date of its prices."""
    return replace(plan, prices=source(session.region))
