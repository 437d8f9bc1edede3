"""Which Availability Zones can be used, and how a VPC's range is divided among their subnets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from ipaddress import IPv4Network

from c9lib.aws import Session

LARGEST = 24
"""A subnet needs no more than a /24; the rest of the VPC stays free for what is added later."""


def zones_with(session: Session, instance_type: str) -> list[str]:
    """The Availability Zones of the Region that are open to the account and have this instance type, sorted.

    Not every zone has every type: us-east-1e has no t3.
    """
    filters = [{"Name": "state", "Values": ["available"]}, {"Name": "zone-type", "Values": ["availability-zone"]}]
    of_type = [{"Name": "instance-type", "Values": [instance_type]}]
    usable, offers = session.at_once(
        partial(session.pages, "ec2", "describe_availability_zones", "AvailabilityZones", Filters=filters),
        partial(
            session.pages,
            "ec2",
            "describe_instance_type_offerings",
            "InstanceTypeOfferings",
            LocationType="availability-zone",
            Filters=of_type,
        ),
    )
    offering = {offer["Location"] for offer in offers}
    return sorted(zone["ZoneName"] for zone in usable if zone["ZoneName"] in offering)


def free_ranges(vpc_cidr: str, count: int, taken: Iterable[str]) -> list[str]:
    """Ranges for `count` subnets of a VPC: at most a /24 each, clear of those that are taken."""
    vpc = IPv4Network(vpc_cidr)
    prefix = max(LARGEST, vpc.prefixlen + (count - 1).bit_length())
    used = [IPv4Network(block) for block in taken]
    free = (block for block in vpc.subnets(new_prefix=prefix) if not any(block.overlaps(one) for one in used))
    return [str(block) for block in free]
