"""A VPC of this deployment's own, `public`, `nat` or `isolated` (facts 2.1 to 2.4): what is there, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from c9lib.aws import Session
from c9lib.checks.tiers import PUBLIC, Tier, tier_of
from c9lib.nouns import Change, Fact, Observation, Plan
from c9lib.steps import nat_changes, vpc_dns
from c9lib.steps.layouts import Layout, layout_of
from c9lib.steps.nat_gateways import failure
from c9lib.steps.network_changes import Building
from c9lib.steps.network_notes import notes, refusals
from c9lib.steps.network_parts import Thing
from c9lib.steps.network_site import Site, site, user_of
from c9lib.steps.network_surplus import surplus
from c9lib.steps.reading import in_words
from c9lib.steps.room import Wanted, room


def observe(session: Session) -> Observation:
    """The parts that this deployment made until now."""
    here, layout = site(session), layout_of(session.parameters)
    facts = (*_vpc_facts(here), *_way_facts(here, layout), *_subnet_facts(here, layout))
    return Observation("network", facts, {"site": here})


def plan(session: Session, seen: Observation) -> Plan:
    """What is missing, in the order in which EC2 wants it. Nothing is taken away but what is there twice."""
    here: Site = seen.data["site"]
    layout = layout_of(session.parameters)
    wanted, lacking = room(session, here, layout)
    building = Building(session, here)
    changes = chain(
        _first(building, layout),
        (building.dns(name) for name, is_on in (here.dns or vpc_dns.NEW).items() if not is_on),
        *(_tier(building, layout, tier, wanted) for tier in layout.subnets),
        surplus(session, here, layout),
    )
    told = (*lacking, *refusals(session, here, layout))
    return Plan("network", tuple(changes), notes(session, here, layout), told)


def is_unfinished(session: Session) -> bool:
    """Whether step network would make or mend something in a network of its own: then no forecast for it is final."""
    return session.parameters.network != "existing" and bool(plan(session, observe(session)).changes)


def _first(building: Building, layout: Layout) -> Iterator[Change]:
    """What two runs at once could make twice, and what needs nothing else: one pause then shows both whether they
    have."""
    here = building.site
    needs_address = layout.has_nat and here.nat_gateway is None and here.address is None
    if here.vpc is None:
        yield building.vpc(settles=not needs_address)
    if needs_address:
        yield nat_changes.address(building)


def _tier(building: Building, layout: Layout, tier: Tier, wanted: Wanted) -> Iterator[Change]:
    """The public or the private half: its gateway, its route table, its subnets."""
    here = building.site
    if layout.leads_out(tier):
        yield from _internet_gateway(building) if tier == PUBLIC else _nat_gateway(building, wanted)
    if here.table(tier) is None:
        yield building.table(tier)
    if layout.leads_out(tier) and not here.is_routed(tier):
        yield building.route(tier)
    new = wanted.get(tier, {})
    for zone in sorted({*here.subnets(tier), *new}):
        yield from _subnet(building, layout, tier, zone, new.get(zone, ""))


def _internet_gateway(building: Building) -> Iterator[Change]:
    if building.site.gateway is None:
        yield building.gateway()
    if not building.site.is_attached:
        yield building.attach()


def _nat_gateway(building: Building, wanted: Wanted) -> Iterator[Change]:
    """One NAT gateway, in the first public subnet by zone. Where one failed it goes, and another one comes."""
    here = building.site
    if here.nat_gateway is not None:
        return
    yield from (nat_changes.remove_failed(building, one) for one in here.there.nat_gateways if failure(one))
    zones = {*here.subnets(PUBLIC), *wanted.get(PUBLIC, {})}
    yield nat_changes.gateway(building, min(zones, default="none"))


def _subnet(building: Building, layout: Layout, tier: Tier, zone: str, cidr: str) -> Iterator[Change]:
    """The subnet if it is missing, then what it lacks."""
    subnet = building.site.subnets(tier).get(zone)
    if subnet is None:
        yield building.subnet(tier, zone, cidr, for_nat=tier != layout.home)
    gives = bool(subnet and subnet["MapPublicIpOnLaunch"])
    if tier == layout.home and gives != layout.gives_addresses(tier):
        yield building.addresses(tier, zone, wanted=not gives)
    if subnet is None or not building.site.is_associated(subnet):
        yield building.associate(tier, zone)


def _vpc_facts(here: Site) -> Iterator[Fact]:
    vpc, dns = here.vpc, here.dns
    on = ", ".join(f"{name} {'on' if is_on else 'off'}" for name, is_on in dns.items())
    yield Fact("VPC", vpc["State"] if vpc else "missing", f"{vpc['VpcId']} {vpc['CidrBlock']}" if vpc else "")
    yield Fact("DNS of the VPC", "on" if dns and all(dns.values()) else "missing", on)


def _way_facts(here: Site, layout: Layout) -> Iterator[Fact]:
    """Gateways and route tables, as far as the layout has them."""
    if PUBLIC in layout.subnets:
        state = "attached" if here.is_attached else "not attached"
        yield _fact("internet gateway", here.gateway, "InternetGatewayId", state)
    if layout.has_nat:
        user = user_of(here.address) if here.address else ""
        yield _fact("Elastic IP address", here.address, "AllocationId", f"held by {user}" if user else "free")
        yield from _nat_facts(here)
    for tier in layout.subnets:
        leads = ("leads out" if here.is_routed(tier) else "no route") if layout.leads_out(tier) else "leads nowhere"
        yield _fact(f"{tier} route table", here.table(tier), "RouteTableId", leads)


def _nat_facts(here: Site) -> Iterator[Fact]:
    shown = [one for one in here.there.nat_gateways if one is not here.nat_gateway]
    yield _fact("NAT gateway", here.nat_gateway, "NatGatewayId", str((here.nat_gateway or {}).get("State", "")))
    yield from (Fact("NAT gateway", one["State"], _named(one["NatGatewayId"], failure(one))) for one in shown)


def _subnet_facts(here: Site, layout: Layout) -> Iterator[Fact]:
    for subnet in here.there.subnets:
        where = f"{subnet['SubnetId']} {subnet['CidrBlock']} in {subnet['AvailabilityZone']}"
        yield Fact(f"{tier_of(subnet)} subnet", in_words(_lacks(here, layout, subnet), subnet["State"]), where)
    yield from (Fact(f"{tier} subnet", "missing") for tier in layout.subnets if not here.subnets(tier))


def _lacks(here: Site, layout: Layout, subnet: Thing) -> Iterator[str]:
    tier = tier_of(subnet)
    if tier == layout.home and bool(subnet["MapPublicIpOnLaunch"]) != layout.gives_addresses(tier):
        yield "gives no public address" if layout.gives_addresses(tier) else "gives public addresses"
    if not here.is_associated(subnet):
        yield "has no route table of ours"


def _fact(noun: str, thing: Thing | None, key: str, state: str) -> Fact:
    return Fact(noun, state, thing[key]) if thing else Fact(noun, "missing")


def _named(name: str, words: str) -> str:
    return f"{name}: {words}" if words else name
