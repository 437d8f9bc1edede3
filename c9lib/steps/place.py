"""Where the instance goes: the subnet, given or made by step network, and the forecast whether it leads out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.aws import Session
from c9lib.checks.commands import runnable
from c9lib.checks.reader import Inapplicable, Reader
from c9lib.checks.surroundings import Surroundings
from c9lib.path import Reason

Thing = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """A subnet and what is around it, as the checks see it."""

    around: Surroundings

    @property
    def subnet(self) -> Thing:
        return self.around.subnet

    @property
    def subnet_id(self) -> str:
        return self.around.subnet_id

    @property
    def vpc_id(self) -> str:
        return self.around.vpc_id

    @property
    def zone(self) -> str:
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
    def way(self) -> str:
        """Whether an instance launched here will reach Systems Manager: `open`, `closed` or `unknown`."""
        if self.around.way_out.reachable:
            return "open"
        return "unknown" if self.around.way_out.reason == Reason.UNSUPPORTED else "closed"

    @property
    def explanation(self) -> str:
        return self.around.way_out.explanation

    def refusals(self) -> tuple[str, ...]:
        """Why nothing can be launched here, with the commands that mend it; nothing when it can."""
        if self.way != "closed":
            return ()
        commands = runnable(self.around.way_out.remedy, self.around.session.region, self.vpc_id)
        mend = "".join(f" Mend it with: {command}" for command in commands)
        reason = self.around.way_out.reason
        return (f"From {self.subnet_id} no way leads to Systems Manager ({reason}): {self.explanation}{mend}",)

    def notes(self) -> tuple[str, ...]:
        """What can't be forecast."""
        if self.way != "unknown":
            return ()
        return (f"Whether {self.subnet_id} leads to Systems Manager shows only at the launch: {self.explanation}",)


def place(session: Session) -> Place | None:
    """The subnet of this deployment: `subnet_id`, or the first by zone of step network. None when there is none."""
    around = Surroundings(Reader(session), None)
    try:
        around.subnet  # noqa: B018 (reads it)
    except Inapplicable:
        return None
    return Place(around)
