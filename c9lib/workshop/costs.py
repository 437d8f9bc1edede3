"""What a class costs while it lasts, by the one price table, and what other ways out of its network would cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from c9lib.checks import prices
from c9lib.checks.prices import hourly
from c9lib.nouns.plain import plain
from c9lib.nouns.table import Drawn, Table
from c9lib.steps.costs import ROOT_GIGABYTES
from c9lib.workshop.layout import Layout, interface_endpoints
from c9lib.workshop.model import Share, counted

WAYS = ("public", "nat", "isolated")
"""The networks that are compared."""
SESSION_ENDPOINTS = 3
"""ssm, ssmmessages and ec2messages (facts 7.1)."""
WORDS = {
    "public": "a public address each",
    "nat": "a NAT gateway",
    "isolated": f"{SESSION_ENDPOINTS} interface endpoints",
}
DATA = f"Data comes on top: in {prices.PRICED_REGION} $0.045 per GB through a NAT gateway, $0.01 through an endpoint."
"""What the ways charge besides (facts 9)."""


@dataclass(frozen=True)
class Line:
    """So many of a thing; `price` is USD per hour of one, None where the table has none."""

    thing: str
    number: int
    price: float | None

    @property
    def per_hour(self) -> float | None:
        """USD per hour of all of them."""
        return None if self.price is None else self.number * self.price


@dataclass(frozen=True)
class Bill(Drawn):
    """What the class costs while every seat's instance runs. `hours` is how long it lasts: AWS counts a begun hour of
    endpoints and NAT gateways as a whole one (facts 9)."""

    lines: tuple[Line, ...]
    hours: int
    source: str
    notes: tuple[str, ...] = ()

    @property
    def known_per_hour(self) -> float:
        """USD per hour of what has a price."""
        return round(sum(line.per_hour or 0.0 for line in self.lines), 6)

    @property
    def unknown(self) -> int:
        """How many lines have no price."""
        return sum(line.price is None for line in self.lines)

    def table(self) -> Table:
        rows = tuple(
            (line.thing, str(line.number), usd(line.price, 4), usd(line.per_hour, 4), usd(_times(line, self.hours)))
            for line in self.lines
        )
        least = "at least " if self.unknown else ""
        whole, hour = self.known_per_hour * self.hours, self.known_per_hour
        told = f"{least}{usd(whole)} for {counted(self.hours, 'hour')}, {least}{usd(hour)} per hour"
        columns = ("what", "number", "each per hour", "per hour", f"for {counted(self.hours, 'hour')}")
        return Table(f"What it costs: {told}", columns, rows, " ".join((f"By {self.source}.", *self.notes)))

    def to_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"hours": self.hours, "known_per_hour": self.known_per_hour, "unknown": self.unknown}
        told |= {"known_for_hours": round(self.known_per_hour * self.hours, 4), "prices": self.source}
        lines = [{**plain(line), "per_hour": line.per_hour} for line in self.lines]
        return {**told, "lines": lines, "notes": list(self.notes)}


@dataclass(frozen=True)
class Way:
    """A way out for the whole class, and what it costs per hour; the least that there is of `network` and `share`."""

    network: str
    share: Share
    per_hour: float | None
    is_asked: bool


@dataclass(frozen=True)
class Ways(Drawn):
    """The ways out beside each other, for as many seats as the class has."""

    ways: tuple[Way, ...]
    seats: int
    hours: int
    source: str

    @property
    def cheapest(self) -> Way | None:
        """The way that costs least; None where no price is known."""
        known = [way for way in self.ways if way.per_hour is not None]
        return min(known, key=lambda way: way.per_hour or 0.0, default=None)

    def table(self) -> Table:
        rows = tuple(
            (
                way.network,
                "one for all" if way.share == "vpc" else "one per seat",
                WORDS[way.network],
                usd(way.per_hour, 4),
                usd(None if way.per_hour is None else way.per_hour * self.hours),
                ", ".join(filter(None, ("as asked" * way.is_asked, "cheapest" * (way == self.cheapest)))),
            )
            for way in self.ways
        )
        columns = ("network", "VPC", "way out", "per hour", f"for {counted(self.hours, 'hour')}", "")
        title = f"The ways out for {counted(self.seats, 'seat')}: NAT against endpoints"
        note = "Without the other way besides: `endpoint_services [s3]` leaves out the endpoints where there is NAT."
        return Table(title, columns, rows, f"{note} {DATA} By {self.source}.")

    def to_json(self) -> list[dict[str, Any]]:
        return [{**plain(way), "cheapest": way == self.cheapest} for way in self.ways]


def bill(layout: Layout, hours: int) -> Bill:
    """What all seats and what they share cost. Nothing is called."""
    region = layout.own.region
    kinds = Counter(seat.parameters.instance_type for seat in layout.roster.seats)
    lines = [Line(f"{kind} instance", many, hourly(region, "instance", kind)) for kind, many in sorted(kinds.items())]
    gigabytes = ROOT_GIGABYTES * len(layout.roster.seats)
    lines += [Line("GB of gp3 volumes", gigabytes, hourly(region, "ebs-gp3-gb")), *_of_networks(layout)]
    notes = ["Instances cost while they run; all else from the launch to the tear-down. Data comes on top."]
    if any(seat.parameters.network == "existing" for seat in layout.roster.seats):
        notes.append("What your own subnets cost, and public addresses in them, isn't in it.")
    return Bill(tuple(line for line in lines if line.number), hours, prices.source(region), tuple(notes))


def ways(layout: Layout, hours: int) -> Ways:
    """The ways out compared, each with nothing but what it needs."""
    seats, region, own = len(layout.roster.seats), layout.own.region, layout.own
    found = tuple(
        Way(network, share, _way(region, network, seats, share), (network, share) == (own.network, layout.roster.share))
        for share in _shares()
        for network in WAYS
    )
    return Ways(found, seats, hours, prices.source(region))


def usd(amount: float | None, places: int = 2) -> str:
    """`$1.25`, `less than $0.01`, `not known`."""
    if amount is None:
        return "not known"
    least = 10**-places
    return f"less than ${least:.{places}f}" if 0 < amount < least else f"${amount:,.{places}f}"


def _shares() -> Sequence[Share]:
    return "vpc", "none"


def _times(line: Line, hours: int) -> float | None:
    return None if line.per_hour is None else line.per_hour * hours


def _of_networks(layout: Layout) -> Iterator[Line]:
    region, makers = layout.own.region, layout.makers
    nats = sum(one.network == "nat" for one in makers)
    seats = layout.roster.seats
    addresses = nats + (
        len(seats) * (layout.own.network == "public")
        if layout.groups
        else sum(seat.parameters.network == "public" for seat in seats)
    )
    yield Line("public IPv4 address", addresses, hourly(region, "public-ipv4"))
    yield Line("NAT gateway", nats, hourly(region, "nat-gateway"))
    yield Line("interface endpoint", sum(map(interface_endpoints, makers)), hourly(region, "interface-endpoint"))


def _way(region: str, network: str, seats: int, share: Share) -> float | None:
    many = 1 if share == "vpc" else seats
    address, nat = hourly(region, "public-ipv4"), hourly(region, "nat-gateway")
    endpoint = hourly(region, "interface-endpoint")
    each = {
        "public": None if address is None else seats * address,
        "nat": None if nat is None or address is None else many * (nat + address),
        "isolated": None if endpoint is None else many * SESSION_ENDPOINTS * endpoint,
    }
    cost = each[network]
    return None if cost is None else round(cost, 6)
