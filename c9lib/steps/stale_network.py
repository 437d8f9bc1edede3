"""What of the network was made by other parameters: another kind of network, another range, more zones.

A network that is only half made looks like that, too, if one asks what is missing. So it is asked what is there that
the network asked for doesn't have, or has only later.
"""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.aws import Session
from c9lib.checks.tiers import PRIVATE, PUBLIC
from c9lib.steps.layouts import Layout, layout_of
from c9lib.steps.nat_gateways import ALIVE
from c9lib.steps.network_site import Site, site
from c9lib.steps.reading import in_words
from c9lib.steps.stale_words import IN_PLACE, Stale, left

STEP = "network"
GOES = "the tear-down removes it"
COSTS = "it goes on costing until the tear-down removes it"
ADDED = f"{IN_PLACE}: adds what lacks. What isn't used any more stays until the tear-down"
CONTRADICTS = "is refused while the private route table leads out: set it back, or take that route away"


def stale(session: Session) -> Iterator[Stale]:
    """What is otherwise about the network that this deployment made; nothing where it made none."""
    here = site(session)
    if here.vpc is None:
        return
    asked = session.parameters
    if asked.network == "existing":
        yield Stale(STEP, "network", f"{_kind(here)} ({here.vpc['VpcId']})", asked.network, left(_reason(here)))
        return
    yield from _of_another_kind(session, here, layout_of(asked))
    if here.vpc["CidrBlock"] != asked.vpc_cidr:
        yield Stale(
            STEP, "vpc_cidr", here.vpc["CidrBlock"], asked.vpc_cidr, left("the range of a VPC can't be changed")
        )
    zones = sorted(here.subnets(layout_of(asked).home))
    if len(zones) > asked.availability_zones:
        there = f"{len(zones)}: {in_words(zones)}"
        yield Stale(
            STEP, "availability_zones", there, str(asked.availability_zones), left(f"more harms nobody; {GOES}")
        )


def _of_another_kind(session: Session, here: Site, layout: Layout) -> Iterator[Stale]:
    """Signs of another `network` than the one asked for, with what becomes of them."""
    asked = session.parameters.network
    kind = _kind(here)
    if asked == kind or not _is_other(here, layout):
        return
    if asked == "isolated" and here.table(PRIVATE) and here.default_route(PRIVATE):
        yield Stale(STEP, "network", kind, asked, CONTRADICTS)
    elif here.subnets(layout.home) and (asked != "nat" or here.nat_gateway):
        yield Stale(STEP, "network", kind, asked, left(_reason(here)))
    else:
        yield Stale(STEP, "network", kind, asked, ADDED)


def _is_other(here: Site, layout: Layout) -> bool:
    """Whether something is there that a network of this layout hasn't, or hasn't yet when it is as far as this."""
    if not layout.leads_out(PRIVATE):  # isolated, or public without a private side
        extra = here.subnets(PUBLIC) or here.gateway if layout.home == PRIVATE else here.subnets(PRIVATE)
        return bool(extra or _nats(here))
    # In a network with NAT the public side comes first, and gives nobody an address.
    if here.subnets(PRIVATE):
        return not here.subnets(PUBLIC)
    return any(one["MapPublicIpOnLaunch"] for one in here.subnets(PUBLIC).values())


def _kind(here: Site) -> str:
    """Which `network` a site was made as, by what is in it."""
    if _nats(here) or (here.subnets(PRIVATE) and here.subnets(PUBLIC)):
        return "nat" if _nats(here) else "public and isolated"
    return "public" if here.subnets(PUBLIC) or here.gateway else "isolated"


def _nats(here: Site) -> bool:
    return any(one["State"] in ALIVE for one in here.there.nat_gateways) or bool(here.there.addresses)


def _reason(here: Site) -> str:
    return COSTS if _nats(here) else GOES
