"""Whether a class fits into its account: what it needs, what is used, what there may be; a row for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from c9lib.nouns.plain import plain
from c9lib.nouns.table import MARKS, Drawn, Table
from c9lib.workshop import quotas
from c9lib.workshop.layout import Layout, capacity, interface_endpoints
from c9lib.workshop.model import Seat
from c9lib.workshop.quotas import Kind, Limit
from c9lib.workshop.there import There

Answer = Literal["ok", "fail", "skip"]


@dataclass(frozen=True)
class Need:
    """So many more of a kind; `used` are there already, `where` tells which owner, zone or VPC is meant. `limit` goes
    before the account's quota: how many addresses there are."""

    kind: Kind
    needed: int
    used: int
    where: str = ""
    limit: Limit | None = None


@dataclass(frozen=True)
class Row:
    """A need beside its limit."""

    need: Need
    limit: Limit

    @property
    def left(self) -> int | None:
        """How many more there may be; None where nobody knows the limit."""
        return None if self.limit.value is None else max(self.limit.value - self.need.used, 0)

    @property
    def answer(self) -> Answer:
        """Whether it fits; "skip" where nobody knows."""
        if self.left is None:
            return "skip"
        return "ok" if self.need.needed <= self.left else "fail"

    @property
    def thing(self) -> str:
        return f"{self.need.kind.thing} ({self.need.where})" if self.need.where else self.need.kind.thing

    def told(self) -> str:
        """Why it doesn't fit, in a sentence."""
        need = self.need
        return (
            f"{self.thing}: the class needs {need.needed}, {need.used} of {self.limit.value} are used,"
            f" {self.left} are left ({self.limit.source})."
        )

    def to_json(self) -> dict[str, Any]:
        kind = self.need.kind
        told = {"id": kind.id, "thing": self.thing, "code": kind.code, "needed": self.need.needed}
        told |= {"used": self.need.used, "quota": self.limit.value, "left": self.left, "answer": self.answer}
        return plain({**told, "source": self.limit.source})  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Fit(Drawn):
    """Every need of a class with its limit."""

    rows: tuple[Row, ...]

    @property
    def broken(self) -> tuple[Row, ...]:
        """What doesn't fit."""
        return tuple(row for row in self.rows if row.answer == "fail")

    @property
    def fits(self) -> bool:
        return not self.broken

    def table(self) -> Table:
        rows = tuple(
            (
                MARKS[row.answer],
                row.thing,
                str(row.need.needed),
                str(row.need.used),
                "?" if row.limit.value is None else str(row.limit.value),
                "?" if row.left is None else str(row.left),
                row.limit.source,
            )
            for row in self.rows
        )
        title = "Does it fit? " + ("Yes, as far as quotas are known" if self.fits else f"No: {len(self.broken)} don't")
        return Table(title, ("fits", "what", "needs", "used", "quota", "left", "who says so"), rows)


def needs(layout: Layout, there: There) -> Iterator[Need]:
    """What the class needs more than there is of it."""
    new = [seat for seat in layout.roster.seats if seat.parameters.deployment not in there.counted]
    yield Need(quotas.ACCOUNT, len(new), there.environments)
    yield from _of_owner(layout.roster.seats, there)
    # Cloud9 makes a stack for each environment (facts 6.1); with launch_with cloudformation it is in one of ours.
    by_stack = sum(seat.parameters.launch_with == "cloudformation" for seat in new)
    yield Need(quotas.STACKS, len(new) + by_stack, there.stacks)
    yield from _of_vcpus(layout.roster.seats, there)
    yield from _of_room(layout, there)
    yield from _of_networks(layout, there)


def fit(layout: Layout, there: There, limits: Mapping[str, Limit]) -> Fit:
    """Every need beside its limit. Nothing is called."""
    unknown = Limit(None, "not known")
    return Fit(tuple(Row(one, one.limit or limits.get(one.kind.id, unknown)) for one in needs(layout, there)))


def _of_owner(seats: Sequence[Seat], there: There) -> Iterator[Need]:
    """The owner who would have the most. Where nobody was asked, all environments but the class's own count as theirs:
    even that is few enough."""
    wanted = Counter(seat.owner for seat in seats if seat.parameters.deployment not in there.counted)
    if not wanted:
        return
    own = Counter(seat.owner for seat in seats if seat.parameters.deployment in there.counted)
    others = max(there.environments - len(there.counted), 0)
    used = {one: own[one] + others if there.owners is None else there.owners[one] for one in wanted}
    owner = max(wanted, key=lambda one: (wanted[one] + used[one], one))
    name = owner.rpartition("/")[2]
    everybody = there.owners is None and others
    yield Need(quotas.USER, wanted[owner], used[owner], f"{name}, counting everybody's" if everybody else name)


def _of_vcpus(seats: Sequence[Seat], there: There) -> Iterator[Need]:
    waiting = Counter(
        seat.parameters.instance_type for seat in seats if seat.parameters.deployment not in there.running
    )
    for kind, is_standard in ((quotas.VCPUS, True), (quotas.OTHER_VCPUS, False)):
        needed = sum(many * there.vcpus.get(one, 0) for one, many in waiting.items() if standard(one) == is_standard)
        used = sum(many * there.vcpus.get(one, 0) for one, many in there.types.items() if standard(one) == is_standard)
        if needed or is_standard:
            yield Need(kind, needed, used)


def standard(instance_type: str) -> bool:
    """Whether its vCPUs are counted in the quota of the standard families, such as t3 and m5."""
    family = re.match("[a-z]+", instance_type)
    return family is not None and family[0] in quotas.STANDARD


def _of_room(layout: Layout, there: There) -> Iterator[Need]:
    own = layout.own
    if layout.groups:
        source = f"{own.vpc_cidr} in {own.availability_zones} zone(s), without what AWS and the endpoints take"
        yield Need(quotas.ROOM, len(layout.roster.seats), 0, limit=Limit(capacity(own), source))
    wanted = Counter(
        seat.parameters.subnet_id
        for seat in layout.roster.seats
        if seat.parameters.subnet_id and seat.parameters.deployment not in there.seats
    )
    for subnet, many in sorted(wanted.items()):
        found = Limit(there.free.get(subnet, 0), "free now" if subnet in there.free else "there is no such subnet")
        yield Need(quotas.ROOM, many, 0, subnet, found)


def _of_networks(layout: Layout, there: There) -> Iterator[Need]:
    """What each VPC that is still to be made takes with it; of one that is there, the endpoints."""
    new = [one for one in layout.makers if one.deployment not in there.networks]
    ways = Counter(one.network for one in new)
    if layout.makers:
        yield Need(quotas.VPCS, len(new), there.vpcs)
        yield Need(quotas.INTERFACES, max(map(interface_endpoints, layout.makers)), 0, "each new one")
        yield Need(quotas.GATEWAY_ENDPOINTS, sum("s3" in one.endpoint_services for one in new), there.gateway_endpoints)
    if ways["public"] or ways["nat"]:
        yield Need(quotas.GATEWAYS, ways["public"] + ways["nat"], there.gateways)
    if ways["nat"]:
        yield Need(quotas.ADDRESSES, ways["nat"], there.addresses)
        yield Need(quotas.NATS, ways["nat"], there.nats[there.zone], there.zone)
    for vpc in sorted({seat.parameters.vpc_id for seat in layout.roster.seats} - {""}):
        have = there.interfaces.get(vpc, 0)
        yield Need(quotas.INTERFACES, max(interface_endpoints(layout.own) - have, 0), have, vpc)
