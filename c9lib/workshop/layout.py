"""How the seats of a class lie: in groups, each in a subnet of one VPC that the class makes once, or each in its own.

The one VPC comes from the class's own deployment by step network, which makes a subnet per zone: so a group is a zone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network

from c9lib.nouns.table import Drawn, Table
from c9lib.parameters import Parameters
from c9lib.steps.layouts import layout_of
from c9lib.steps.zones import free_ranges
from c9lib.workshop.learners import holder
from c9lib.workshop.model import Roster, Seat, counted

RESERVED = 5
"""Addresses of every subnet that AWS keeps for itself (Amazon VPC user guide, subnet CIDR blocks)."""
MOST_ZONES = 3
"""The limit of the parameter `availability_zones`."""
LARGEST_VPC = "10.0.0.0/16"


@dataclass(frozen=True)
class Group:
    """Seats that share a subnet with the range `cidr`. `taken` are addresses that the class's endpoints take in it."""

    number: int
    cidr: str
    taken: int
    seats: tuple[str, ...]

    @property
    def room(self) -> int:
        """How many seats it holds."""
        return room_of(self.cidr, self.taken)


@dataclass(frozen=True)
class Layout(Drawn):
    """Where the seats go. `own` are the parameters of the class's own deployment, under which is made what all share;
    `groups` are () where it makes no network. `refusals` say who has no room, and what would give it."""

    roster: Roster
    own: Parameters
    groups: tuple[Group, ...] = ()
    refusals: tuple[str, ...] = ()

    @property
    def makers(self) -> tuple[Parameters, ...]:
        """Whoever makes a VPC: the class, its seats, or nobody."""
        if self.groups:
            return (self.own,)
        each = (seat.parameters for seat in self.roster.seats)
        return tuple(one for one in each if one.network != "existing")

    @property
    def room(self) -> int | None:
        """How many seats the subnets of the class hold; None where each seat brings its own."""
        return sum(group.room for group in self.groups) if self.groups else None

    def group_of(self, seat: Seat) -> Group | None:
        """The group of a seat; None where it has a network of its own, or no room."""
        return next((group for group in self.groups if seat.name in group.seats), None)

    def for_seat(self, seat: Seat, vpc_id: str = "", subnet_id: str = "") -> Parameters:
        """The parameters of a seat's own deployment. `vpc_id` and `subnet_id` are those of its group, once they are
        there; without a group they are left out. An IAM user gets access by the seat, a role by the class."""
        told = seat.parameters.given()
        who = holder(seat.owner)
        if "access_for" not in told and who.startswith("user/"):
            told["access_for"] = [who]
        if self.groups:
            told = {name: value for name, value in told.items() if name not in ("vpc_cidr", "availability_zones")}
            told |= {"network": "existing", "vpc_id": vpc_id, "subnet_id": subnet_id}
        return Parameters.model_validate(told)

    def table(self) -> Table:
        note = " ".join((_told(self), *(f"Refused: {line}" for line in self.refusals)))
        title = f"Where the seats of {self.roster.name} go"
        return Table(title, ("seats", "where", "network", "room for"), tuple(self._rows()), note)

    def _rows(self) -> Iterator[tuple[str, str, str, str]]:
        for one in self.groups:
            more = f"; {one.taken} more are the endpoints'" if one.taken else ""
            place = f"subnet {one.number}, {one.cidr}"
            yield f"{len(one.seats)}: {_span(one.seats)}", place, self.own.network, f"{one.room}{more}"
        if not self.groups:
            for network, many in Counter(seat.parameters.network for seat in self.roster.seats).items():
                place = "the subnet that each names" if network == "existing" else "a VPC of its own each"
                yield str(many), place, network, ""


def lay_out(roster: Roster) -> Layout:
    """The layout of a class. Nothing is called."""
    roles = {holder(seat.owner): None for seat in roster.seats if holder(seat.owner).startswith("role/")}
    own = roster.shared.model_copy(update={"access_for": tuple(dict.fromkeys((*roster.shared.access_for, *roles)))})
    if roster.share == "none" or own.network == "existing":
        return Layout(roster, own)
    rooms = [Group(number, cidr, taken, ()) for number, (cidr, taken) in enumerate(subnets_of(own), start=1)]
    groups = tuple(_filled(rooms, [seat.name for seat in roster.seats]))
    return Layout(roster, own, groups, tuple(_without_room(own, len(roster.seats))))


def interface_endpoints(asked: Parameters) -> int:
    """How many interface endpoints a network gets: each takes an address, in one subnet (step endpoints)."""
    return sum(service != "s3" for service in asked.endpoint_services)


def subnets_of(asked: Parameters) -> list[tuple[str, int]]:
    """The range of each subnet that instances go to, and how many of its addresses the class itself takes."""
    parts = layout_of(asked)
    every = sum(parts.subnets.values())
    home = parts.subnets[parts.home]
    # Step network divides the range in the order of its tiers: that of the instances comes last.
    ranges = free_ranges(asked.vpc_cidr, every, ())[:every][every - home :]
    return [(cidr, interface_endpoints(asked) if first else 0) for first, cidr in zip(_first(), ranges, strict=False)]


def capacity(asked: Parameters) -> int:
    """How many seats the class's own network holds."""
    return sum(room_of(cidr, taken) for cidr, taken in subnets_of(asked))


def room_of(cidr: str, taken: int) -> int:
    """How many instances a subnet holds: a /24 without endpoints 251."""
    return max(IPv4Network(cidr).num_addresses - RESERVED - taken, 0)


def _first() -> Iterator[bool]:
    yield True
    while True:
        yield False


def _filled(rooms: Sequence[Group], names: Sequence[str]) -> Iterator[Group]:
    """The groups with their seats, as evenly as their room lets them, in the order of the roster."""
    begin = 0
    for number, group in enumerate(rooms):
        even = -(-(len(names) - begin) // (len(rooms) - number))
        later = sum(one.room for one in rooms[number + 1 :])
        end = begin + min(group.room, max(even, len(names) - begin - later))
        yield replace(group, seats=tuple(names[begin:end]))
        begin = end


def _without_room(own: Parameters, seats: int) -> Iterator[str]:
    """Seats that the subnets don't hold, and which parameter would hold them."""
    room = capacity(own)
    if seats <= room:
        return
    would = [f"{words} holds {capacity(one)}" for words, one in _larger(own) if capacity(one) >= seats]
    instead = f"{would[0]}." if would else "Divide the class."
    hold = "hold" if own.availability_zones > 1 else "holds"
    kept = f"AWS keeps {RESERVED} addresses of each, and {interface_endpoints(own)} are the endpoints'"
    yield (
        f"The {counted(own.availability_zones, 'subnet')} of {own.vpc_cidr} {hold} {counted(room, 'seat')} ({kept}),"
        f" but the roster has {seats}. {instead}"
    )


def _larger(own: Parameters) -> Iterator[tuple[str, Parameters]]:
    """Larger networks, the least change first."""
    for cidr in dict.fromkeys((own.vpc_cidr, LARGEST_VPC)):
        for zones in range(own.availability_zones, MOST_ZONES + 1):
            words = f"availability_zones {zones}" if zones != own.availability_zones else ""
            words = " and ".join(filter(None, (f"vpc_cidr {cidr}" if cidr != own.vpc_cidr else "", words)))
            yield words, own.model_copy(update={"vpc_cidr": cidr, "availability_zones": zones})


def _span(names: Sequence[str]) -> str:
    if len(names) < 2:
        return names[0] if names else "none"
    return f"{names[0]} to {names[-1]}"


def _told(layout: Layout) -> str:
    if layout.groups:
        return (
            f"The deployment {layout.roster.name} makes the VPC, its endpoints, the role and the profile once; each"
            " seat is then launched into the subnet of its group (network existing)."
        )
    if not layout.makers:
        return "The class makes no network: each seat goes to the subnet that its parameters name."
    return "Each seat makes its own VPC and endpoints; they have only the role and the profile in common."
