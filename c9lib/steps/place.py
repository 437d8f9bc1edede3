"""Where the instance goes: the subnet, given or made by step network, and the forecast whether its agent gets out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from c9lib.aws import Session
from c9lib.cached import cached_property
from c9lib.checks.documented import OF_SESSIONS
from c9lib.checks.later import Later
from c9lib.checks.reader import Inapplicable, Reader
from c9lib.checks.surroundings import Surroundings
from c9lib.path import Network, Path, from_subnet, service

Thing = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """A subnet and what is around it, as the checks see it."""

    around: Surroundings

    @property
    def subnet(self) -> Thing:
        """The subnet, in DescribeSubnets' shape."""
        return self.around.subnet

    @property
    def subnet_id(self) -> str:
        """Its id."""
        return self.around.subnet_id

    @property
    def vpc_id(self) -> str:
        """The id of its VPC."""
        return self.around.vpc_id

    @property
    def zone(self) -> str:
        """Its Availability Zone, by name."""
        return str(self.subnet["AvailabilityZone"])

    @property
    def route_table(self) -> Thing | None:
        """The route table that decides for the subnet."""
        return self.around.network.route_table_of(self.subnet)

    @property
    def gives_address(self) -> bool:
        """Whether an instance gets a public IPv4 address here."""
        return bool(self.subnet.get("MapPublicIpOnLaunch"))

    @property
    def is_shared(self) -> bool:
        """Whether the subnet is another account's, which shares it: no endpoint can be made in its VPC from here."""
        return self.around.network.is_shared(self.subnet)

    @cached_property
    def pending_nat_gateways(self) -> tuple[str, ...]:
        """The NAT gateways that the subnet's route table leads to and that don't work yet."""
        routes = (self.route_table or {}).get("Routes", ())
        used = {route.get("NatGatewayId") for route in routes}
        found = (one for one in self.around.network.nat_gateways if one["State"] == "pending")
        return tuple(sorted(str(one["NatGatewayId"]) for one in found if one["NatGatewayId"] in used))

    @cached_property
    def ways(self) -> Mapping[str, Path]:
        """The forecast, by service, for an instance that is launched here: `{"ssm": Path, "ssmmessages": Path}`.

        A NAT gateway that is starting counts as one that works: the launch waits for it.
        """
        region = self.around.session.region
        self.around.reads.ahead()
        return {name: from_subnet(self._settled, self.subnet_id, service(name, region)) for name in OF_SESSIONS}

    @property
    def _settled(self) -> Network:
        network = self.around.network

        def nat_gateways() -> list[Thing]:
            return [{**one, "State": "available"} if one["State"] == "pending" else one for one in network.nat_gateways]

        return replace(network, nat_gateways=Later(nat_gateways))

    @property
    def way(self) -> Literal["open", "closed", "unknown"]:
        """Whether an instance launched here will reach Systems Manager."""
        ways = self.ways.values()
        if any(_closed(way) for way in ways):
            return "closed"
        return "open" if all(way.reachable and way.certain for way in ways) else "unknown"

    @property
    def explanation(self) -> str:
        """What decides about the first way that isn't open; "" when all are."""
        return next((told for way in self.ways.values() for told in _told(way)), "")

    def refusals(self) -> tuple[str, ...]:
        """Why nothing can be launched here, with the commands that mend it; nothing when it can."""
        closed = {name: way for name, way in self.ways.items() if _closed(way)}
        alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
        for name, way in closed.items():
            alike.setdefault((way.reason, way.remedy), []).append(name)
        return tuple(self._refusal(names, closed[names[0]]) for names in alike.values())

    def _refusal(self, names: list[str], way: Path) -> str:
        mend = f" Mend it with: {' && '.join(way.remedy)}" if way.remedy else ""
        wanted = [name for name in names if name not in self.around.session.parameters.endpoint_services]
        if wanted and any("create-vpc-endpoint " in line for line in way.remedy):
            # The run makes them itself when it is asked to; by hand it takes many commands.
            asked = " and ".join(wanted)
            mend = f" Add {asked} to endpoint_services, and the run makes the endpoints; or give another subnet."
        if self.is_shared:
            mend = f" Its owner, account {self.subnet['OwnerId']}, has to mend it; or give another subnet."
        return f"From {self.subnet_id} no way leads to {' and '.join(names)} ({way.reason}): {way.explanation}{mend}"

    def notes(self) -> tuple[str, ...]:
        """What can't be forecast."""
        if self.way != "unknown":
            return ()
        return (f"Whether {self.subnet_id} leads to Systems Manager shows only at the launch: {self.explanation}",)


def place(session: Session) -> Place | None:
    """The subnet of this deployment: `subnet_id`, or the first by zone of the tier that step network made for
    instances. None when there is none.
    """
    around = Surroundings(Reader(session), None)
    try:
        around.subnet  # noqa: B018 (reads it)
    except Inapplicable:
        return None
    return Place(around)


def _closed(way: Path) -> bool:
    """Whether a way is closed for certain. With a caveat it may be open all the same."""
    return not way.reachable and way.certain


def _told(way: Path) -> Iterator[str]:
    """What there is to say about a way that isn't open for certain."""
    if not way.reachable:
        yield way.explanation
    yield from way.caveats
