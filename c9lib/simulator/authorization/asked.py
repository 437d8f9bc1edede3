"""One request as IAM sees it: who asks for what, where, and by way of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from c9lib.simulator.api import ApiCall, Principal


@dataclass(frozen=True)
class Asked:
    """`service` and `operation` are botocore's names; `via` are the services that passed the request on, first one
    first. `outside` is whether it came over the network: what AWS asks itself has no address and no program.
    """

    service: str
    operation: str
    params: Mapping[str, Any] = field(repr=False)
    region: str
    principal: Principal
    via: tuple[str, ...] = ()
    user_agent: str = ""
    outside: bool = False

    @property
    def name(self) -> str:
        return f"{self.service}:{self.operation}"


def of_call(call: ApiCall) -> Asked:
    """The request that an operation answers."""
    return Asked(
        call.service, call.operation, call.params, call.region, call.principal, call.via, call.user_agent, call.outside
    )
