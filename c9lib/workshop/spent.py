"""What a class has cost so far: by what is there of it, since when, and the one price table.

It is told before anything is removed: what is gone says no more since when it was there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from c9lib.aws import Session
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.checks.environments import ENDED
from c9lib.checks.prices import hourly, source
from c9lib.nouns import Table
from c9lib.nouns.plain import plain
from c9lib.nouns.table import Drawn
from c9lib.steps.nat_gateways import ALIVE
from c9lib.steps.reading import tag
from c9lib.workshop.costs import usd
from c9lib.workshop.model import counted

Thing = Mapping[str, Any]
TAGGED = [{"Name": "tag-key", "Values": [DEPLOYMENT_TAG]}]
AT_MOST = (
    "Instances are counted as if they had run all the time since their volume was made, so it is at most so much; data"
    " through NAT gateways and endpoints comes on top."
)


@dataclass(frozen=True)
class Item:
    """One thing that costs: for so many `hours`, at `price` USD per hour; None where the table has none."""

    id: str
    thing: str
    hours: float
    price: float | None

    @property
    def usd(self) -> float | None:
        return None if self.price is None else self.hours * self.price


@dataclass(frozen=True)
class Spent(Drawn):
    """What there was, and what it has cost."""

    items: tuple[Item, ...]
    source: str

    @property
    def known(self) -> float:
        """USD of what has a price."""
        return round(sum(one.usd or 0.0 for one in self.items), 4)

    @property
    def unknown(self) -> int:
        """How many things have no price."""
        return sum(one.price is None for one in self.items)

    @property
    def told(self) -> str:
        """`at most $12.30 (list prices …)`; without a price of some things that, too."""
        rest = f", and {counted(self.unknown, 'thing')} whose price isn't known" if self.unknown else ""
        return f"at most {usd(self.known)}{rest} ({self.source})"

    def table(self) -> Table:
        kinds: dict[str, list[Item]] = {}
        for one in self.items:
            kinds.setdefault(one.thing, []).append(one)
        rows = tuple(_row(thing, some) for thing, some in kinds.items())
        return Table(f"Cost so far: {self.told}", ("what", "number", "hours", "cost"), rows, AT_MOST)

    def to_json(self) -> dict[str, Any]:
        return {"usd": self.known, "unknown": self.unknown, "prices": self.source, "items": plain(self.items)}

    def with_earlier(self, items: Iterable[Item]) -> Spent:
        """With what an earlier tear-down, that didn't end, has told of things that are gone by now."""
        now = {one.id for one in self.items}
        return Spent((*self.items, *(one for one in items if one.id not in now)), self.source)


def spent(session: Session, deployments: Collection[str]) -> Spent:
    """What these deployments have cost. Five listings, however many there are. Raises botocore's errors."""
    return Spent(tuple(_items(session, frozenset(deployments))), source(session.region))


def items_of(told: Any) -> tuple[Item, ...]:
    """The items of `to_json` again; () for anything else."""
    try:
        return tuple(Item(**one) for one in told["items"])
    except (TypeError, KeyError):
        return ()


def _items(session: Session, deployments: frozenset[str]) -> Iterator[Item]:
    ours = _Ours(session, deployments)
    timed = [*ours.machines(), *ours.endpoints(), *ours.gateways()]
    yield from timed
    oldest = max((one.hours for one in timed), default=0.0)
    price = hourly(session.region, "public-ipv4")
    for one in ours.of("describe_addresses", "Addresses"):
        # EC2 doesn't say since when: as long as the oldest thing.
        yield Item(str(one["AllocationId"]), "public address", oldest, price)


class _Ours:
    """What carries the tag of these deployments, as items."""

    def __init__(self, session: Session, deployments: frozenset[str]) -> None:
        self._session, self._deployments, self._now = session, deployments, session.now()
        self._region = session.region

    def of(self, method: str, items: str) -> list[Thing]:
        """One listing."""
        found = self._session.pages("ec2", method, items, Filters=TAGGED)
        return [one for one in found if tag(one.get("Tags", ()), DEPLOYMENT_TAG) in self._deployments]

    def since(self, moment: datetime) -> float:
        """Hours."""
        return max((self._now - moment).total_seconds() / 3600, 0.0)

    def machines(self) -> Iterator[Item]:
        """Volumes, instances, and their public addresses."""
        volumes = {str(one["VolumeId"]): one for one in self.of("describe_volumes", "Volumes")}
        for name, volume in volumes.items():
            price = hourly(self._region, "ebs-gp3-gb") if volume.get("VolumeType") == "gp3" else None
            each = None if price is None else price * int(volume["Size"])
            yield Item(name, "volume", self.since(volume["CreateTime"]), each)
        for one in instances_of(self._session, self._deployments):
            kind, hours, name = str(one["InstanceType"]), self.since(_began(one, volumes)), str(one["InstanceId"])
            yield Item(name, f"{kind} instance", hours, hourly(self._region, "instance", kind))
            if one.get("PublicIpAddress"):
                yield Item(f"address of {name}", "public address", hours, hourly(self._region, "public-ipv4"))

    def endpoints(self) -> Iterator[Item]:
        """Interface endpoints: a begun hour counts as a whole one, in each zone (facts 9)."""
        price = hourly(self._region, "interface-endpoint")
        for one in self.of("describe_vpc_endpoints", "VpcEndpoints"):
            if one["VpcEndpointType"] == "Interface":
                hours = ceil(self.since(one["CreationTimestamp"])) * len(one.get("SubnetIds", ()))
                yield Item(str(one["VpcEndpointId"]), "interface endpoint", hours, price)

    def gateways(self) -> Iterator[Item]:
        """NAT gateways, by the same hours."""
        price = hourly(self._region, "nat-gateway")
        for one in self.of("describe_nat_gateways", "NatGateways"):
            if one["State"] in ALIVE:
                yield Item(str(one["NatGatewayId"]), "NAT gateway", ceil(self.since(one["CreateTime"])), price)


def instances_of(session: Session, deployments: Collection[str]) -> list[Thing]:
    """The instances of these deployments that haven't ended."""
    pages = session.pages("ec2", "describe_instances", "Reservations", Filters=TAGGED)
    found = [one for page in pages for one in page["Instances"] if one["State"]["Name"] not in ENDED]
    return [one for one in found if tag(one.get("Tags", ()), DEPLOYMENT_TAG) in deployments]


def _began(instance: Thing, volumes: Mapping[str, Thing]) -> datetime:
    """When an instance was launched first: a start renews its LaunchTime, and its volume stays."""
    attached = (str(one.get("Ebs", {}).get("VolumeId", "")) for one in instance.get("BlockDeviceMappings", ()))
    times = [volumes[name]["CreateTime"] for name in attached if name in volumes]
    first: datetime = min((*times, instance["LaunchTime"]))
    return first


def _row(thing: str, some: list[Item]) -> tuple[str, ...]:
    costs = [one.usd for one in some]
    told = None if None in costs else sum(one for one in costs if one is not None)
    return thing, str(len(some)), f"{sum(one.hours for one in some):.1f}", usd(told)
