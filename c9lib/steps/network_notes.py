"""What is left alone in this deployment's network, with why and what it costs; and what contradicts the parameters."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from ipaddress import IPv4Network

from c9lib.aws import Session
from c9lib.checks.environments import ENDED
from c9lib.checks.tiers import PRIVATE
from c9lib.nouns import cost
from c9lib.steps import costs
from c9lib.steps.layouts import Layout
from c9lib.steps.nat_gateways import ALIVE
from c9lib.steps.network_parts import Thing
from c9lib.steps.network_site import EVERYWHERE, Site
from c9lib.steps.reading import in_words

MOVED = "an environment can't be moved to another subnet (AWS Cloud9 user guide, changing environment settings)"


def notes(session: Session, here: Site, layout: Layout) -> tuple[str, ...]:
    """What a person should know before the plan is carried out."""
    return (*_range(session, here), *_more(session, here, layout), *_idle(session, here, layout))


def refusals(session: Session, here: Site, layout: Layout) -> tuple[str, ...]:
    """What is there and contradicts the parameter `network`, so that nothing is made."""
    subnets = [str(one["SubnetId"]) for one in here.subnets(layout.home).values()]
    where = f"network {session.parameters.network} puts it into a {layout.home} subnet of its own VPC"
    return (*_not_isolated(session, here, layout), *settled_elsewhere(instances_here(session), subnets, where))


def instances_here(session: Session) -> list[Thing]:
    """The instances of this deployment that haven't ended: Cloud9 passes the tag on to them (facts 4.2)."""
    found = session.pages("ec2", "describe_instances", "Reservations", Filters=session.tag_filter())
    instances = (instance for reservation in found for instance in reservation["Instances"])
    return [one for one in instances if one["State"]["Name"] not in ENDED]


def settled_elsewhere(instances: list[Thing], subnets: Collection[str], where: str) -> Iterator[str]:
    """One sentence for each instance that is in none of these subnets."""
    for instance in instances:
        if instance["SubnetId"] not in subnets:
            yield (
                f"The instance {instance['InstanceId']} of this deployment is in {instance['SubnetId']}, but {where},"
                f" and {MOVED}. Go back to the network that it was made with, choose another deployment, or save what"
                " is on it and tear it down."
            )


def _not_isolated(session: Session, here: Site, layout: Layout) -> Iterator[str]:
    """A private route table that leads out isn't taken for an isolated one, and isn't changed under its users."""
    table, route = here.table(PRIVATE), here.default_route(PRIVATE)
    if layout.leads_out(PRIVATE) or layout.home != PRIVATE or table is None or route is None:
        return
    target = next((str(route[key]) for key in sorted(route) if key.endswith("Id")), "somewhere")
    name = table["RouteTableId"]
    yield (
        f"{name}, the route table of the private subnets, leads {EVERYWHERE} to {target}, but network isolated has no"
        f" way to the internet. Keep network nat, or take the route away with: aws ec2 delete-route --route-table-id"
        f" {name} --destination-cidr-block {EVERYWHERE} --region {session.region}"
    )


def _range(session: Session, here: Site) -> Iterator[str]:
    asked, vpc = session.parameters, here.vpc
    if vpc is not None:
        if vpc["CidrBlock"] != asked.vpc_cidr:
            yield (
                f"{vpc['VpcId']} keeps its range {vpc['CidrBlock']}; vpc_cidr is {asked.vpc_cidr}, but a range can't"
                " be changed."
            )
        return
    wanted = IPv4Network(asked.vpc_cidr)
    there = session.pages("ec2", "describe_vpcs", "Vpcs")
    clashing = [one for one in there if IPv4Network(one["CidrBlock"]).overlaps(wanted)]
    if clashing:
        told = in_words(f"{one['VpcId']} ({one['CidrBlock']})" for one in clashing)
        yield f"{wanted} overlaps {told}: both work by themselves, but can't be connected by VPC peering later."


def _more(session: Session, here: Site, layout: Layout) -> Iterator[str]:
    """What there is more of than asked for."""
    if len(here.subnets(layout.home)) > session.parameters.availability_zones:
        yield "There are subnets in more zones than availability_zones asks for; they are left alone."
    if here.extra_vpcs:
        yield (
            f"{in_words(here.extra_vpcs)} also carries this deployment's tag and isn't used; where nothing is in it the"
            " run removes it, else the tear-down does."
        )
    if layout.has_nat and session.parameters.availability_zones > 1:
        yield (
            "One NAT gateway serves the private subnets of all zones: when its zone fails, all lose their way out, and"
            " data between zones costs."
        )
    if not layout.leads_out(PRIVATE) and layout.home == PRIVATE and here.is_attached:
        yield (
            f"The VPC has the internet gateway {here.there.gateways[0]['InternetGatewayId']} from before; no private"
            " subnet leads there."
        )


def _idle(session: Session, here: Site, layout: Layout) -> Iterator[str]:
    """NAT gateways and addresses that cost and serve nothing here."""
    nat = here.nat_gateway["NatGatewayId"] if here.nat_gateway and layout.has_nat else ""
    address = here.address["AllocationId"] if here.address and layout.has_nat else ""
    alive = [one["NatGatewayId"] for one in here.there.nat_gateways if one["State"] in ALIVE]
    idle = [(name, costs.nat_gateway(session)) for name in alive if name != nat]
    idle += [(one["AllocationId"], costs.public_address(session)) for one in here.there.addresses]
    for name, price in idle:
        if name != address:
            yield (
                f"{name} serves nothing with network {session.parameters.network} and goes on costing"
                f" ({cost(price)} per hour); tear-down removes it."
            )
