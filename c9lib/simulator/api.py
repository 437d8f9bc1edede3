"""What an operation of the simulated AWS is written against: `@operation`, the call it gets, the error it raises.

    @operation("cloud9", "DescribeEnvironmentStatus")
    def describe_environment_status(call: ApiCall) -> Answer:
        ...
        return {"status": "ready", "message": "..."}

Parameters and answers are dictionaries in botocore's shapes, the same that boto3 takes and gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from c9lib.simulator.world import World

Answer = dict[str, Any]
ACCOUNT = "123456789012"
DEFAULT_REGION = "us-east-1"


class ApiError(Exception):
    """AWS says no: its code, its message, its HTTP status (4xx only)."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class NotSimulated(ApiError):
    """Something that AWS has and this simulator hasn't; `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__("NotSimulated", f"{what} isn't simulated here. AWS has it; this simulator doesn't.")


@dataclass(frozen=True)
class Principal:
    """Who calls. `arn` is the caller's ARN as STS gives it, `user_id` its unique id; `service` is set for AWS's own
    calls.
    """

    arn: str
    user_id: str
    account: str = ACCOUNT
    administrator: bool = False
    service: str = ""


@dataclass
class ApiCall:
    """One request as an operation sees it."""

    service: str
    operation: str
    params: dict[str, Any]
    region: str
    principal: Principal
    world: World
    via: tuple[str, ...] = ()
    """The AWS services that passed this call on (`aws:CalledVia`), first one first."""
    request_id: str = ""
    account: str = field(default=ACCOUNT)

    def forward(self, **changed: Any) -> Answer:
        """Ask moto the same (with `changed` parameters; None leaves one out) and give its answer as a dictionary.

        Raises `ApiError` with moto's own code when moto refuses.
        """
        params = {name: value for name, value in {**self.params, **changed}.items() if value is not None}
        return self.world.moto(self.service, self.operation, self.region, params)

    def system(self, service: str) -> Any:
        """A boto3 client that acts as AWS itself, in this Region, without a socket."""
        return self.world.client(service, self.region, self.world.aws_itself)

    def on_behalf(self, service: str, via: str) -> Any:
        """A boto3 client that acts as the caller, by way of the service `via` (for example `cloud9.amazonaws.com`)."""
        return self.world.client(service, self.region, self.principal, (*self.via, via))


Handler = Callable[[ApiCall], Answer]
_handlers: dict[tuple[str, str], Handler] = {}


def operation(service: str, *names: str) -> Callable[[Handler], Handler]:
    """Register a function as the answer to these operations of a service (botocore's service name)."""

    def register(handler: Handler) -> Handler:
        for name in names:
            if (service, name) in _handlers:
                raise RuntimeError(f"{service}:{name} is registered twice")
            _handlers[service, name] = handler
        return handler

    return register


def handler_for(service: str, name: str) -> Handler | None:
    """Our own answer to an operation, or None where moto answers."""
    return _handlers.get((service, name))
