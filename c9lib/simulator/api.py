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
    """AWS says no: its code, its message, its HTTP status (5xx only for a fault that somebody has switched on: clients
    repeat those)."""

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
class Temporary:
    """What temporary credentials carry besides their owner: since when, with which session policies, with which tags.

    `policy` is the session's own policy (JSON), `policy_arns` are managed ones; both "" and () mean that nothing limits
    the session. `transitive` are the keys of the tags that go on to the next role. `issued` is in simulated seconds
    since 1970.
    """

    issued: float
    policy: str = ""
    policy_arns: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    transitive: tuple[str, ...] = ()
    source_identity: str = ""


@dataclass(frozen=True)
class Principal:
    """Who calls. `arn` is the caller's ARN as STS gives it, `user_id` its unique id; `service` is set for AWS's own
    calls, `session` for whoever calls with temporary credentials.
    """

    arn: str
    user_id: str
    account: str = ACCOUNT
    administrator: bool = False
    service: str = ""
    session: Temporary | None = None

    @property
    def kind(self) -> str:
        """`user`, `assumed-role`, `root` or `federated-user`, by its ARN."""
        return self.arn.rpartition(":")[2].partition("/")[0]

    @property
    def name(self) -> str:
        """The user's or the role's name, without its path."""
        parts = self.arn.rpartition(":")[2].split("/")
        return parts[1] if self.kind == "assumed-role" else parts[-1]


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
    user_agent: str = ""
    """The caller's program, as it names itself."""
    outside: bool = False
    """Whether the request came over the network."""

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
