"""Where the missing subnets go: a zone and a range for each, or why there isn't one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c9lib.aws import Session
from c9lib.checks.tiers import Tier
from c9lib.steps.layouts import Layout
from c9lib.steps.network_site import Site
from c9lib.steps.reading import is_ours
from c9lib.steps.zones import free_ranges, zones_with

Wanted = Mapping[Tier, Mapping[str, str]]


def room(session: Session, here: Site, layout: Layout) -> tuple[Wanted, tuple[str, ...]]:
    """The ranges of the subnets that are missing, by tier and zone; and why there can't be as many as asked for."""
    missing = {tier: count - len(here.subnets(tier)) for tier, count in layout.subnets.items()}
    missing = {tier: count for tier, count in missing.items() if count > 0}
    if not missing:
        return {}, ()
    usable = zones_with(session, session.parameters.instance_type)
    zones = {tier: [zone for zone in usable if zone not in here.subnets(tier)] for tier in missing}
    ranges = _ranges(session, here, layout)
    left = iter(ranges)
    # The zones come first in `zip`: it takes a range only when there is a zone for it.
    wanted = {tier: dict(zip(zones[tier][:count], left, strict=False)) for tier, count in missing.items()}
    lacking = (*_without_zone(session, zones, missing), *_without_range(session, here, len(ranges), missing))
    return wanted, lacking


def _ranges(session: Session, here: Site, layout: Layout) -> list[str]:
    """What is free in the VPC. Somebody else's subnets in it count, too."""
    if here.vpc is None:
        return free_ranges(session.parameters.vpc_cidr, sum(layout.subnets.values()), ())
    filters = [{"Name": "vpc-id", "Values": [here.vpc["VpcId"]]}]
    seen = {one["SubnetId"] for one in here.there.subnets}
    there = session.pages("ec2", "describe_subnets", "Subnets", Filters=filters)
    # One of ours that came a moment ago, by another run, isn't in the plan yet. Its range is taken for free: so EC2
    # refuses the second subnet, and the step looks again.
    taken = [one["CidrBlock"] for one in there if one["SubnetId"] in seen or not is_ours(session, one)]
    return free_ranges(here.vpc["CidrBlock"], sum(layout.subnets.values()), taken)


def _without_zone(session: Session, zones: Mapping[Tier, list[str]], missing: Mapping[Tier, int]) -> Iterator[str]:
    asked = session.parameters
    for tier, count in missing.items():
        if len(zones[tier]) < count:
            yield (
                f"{session.region} has {len(zones[tier])} more zone(s) with {asked.instance_type}, but"
                f" availability_zones {asked.availability_zones} needs {count} more for {tier} subnets. Lower"
                " availability_zones, or choose another instance_type or region."
            )


def _without_range(session: Session, here: Site, free: int, missing: Mapping[Tier, int]) -> Iterator[str]:
    asked, needed = session.parameters, sum(missing.values())
    if free < needed:
        cidr = here.vpc["CidrBlock"] if here.vpc else asked.vpc_cidr
        yield (
            f"{cidr} has room for {free} more subnet(s), but network {asked.network} with availability_zones"
            f" {asked.availability_zones} needs {needed} more, and the range of a VPC that is there stays. Lower"
            " availability_zones, or choose another deployment with a larger vpc_cidr."
        )
