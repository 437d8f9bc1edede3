"""One simulated account: its clock, its events, its stores, and the two ways to ask it from inside."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from c9lib.simulator import seeding, touches
from c9lib.simulator.api import ACCOUNT, Answer, Principal
from c9lib.simulator.call_limits import CallLimits
from c9lib.simulator.clock import Clock
from c9lib.simulator.events import Action, Events
from c9lib.simulator.faults.chances import Faults
from c9lib.simulator.together import Together

if TYPE_CHECKING:
    from c9lib.simulator.authorization.trace import Traced

Store = TypeVar("Store")

AWS_ITSELF = Principal(arn="aws", user_id="AWS", administrator=True, service="aws.internal")


class World:
    """A simulated account. Whoever touches it holds `lock`; `front` does so for every request."""

    aws_itself = AWS_ITSELF

    def __init__(self, *, seed: int, clock: Clock, settled: bool = False) -> None:
        self.seed = seed
        self.clock = clock
        self.settled = settled
        """Whoever calls finds nothing under way (`--speed max`)."""
        self.events = Events(clock)
        self.lock = threading.RLock()
        self.account = ACCOUNT
        self.random = random.Random()
        self.asked: Counter[str] = Counter()
        self.changes = 0
        """How often something was written or has happened: what is derived from the account holds until this moves."""
        self.rights = 0
        """The same, but of IAM and of the organization alone."""
        self._touched = touches.Log()
        self.trace: Callable[[Traced], None] | None = None
        """Told of everything that has to be allowed for a request, while it is set (`authorization/trace.py`)."""
        self.faults = Faults()
        self.call_limits = CallLimits(clock)
        self.together = Together(clock)
        self._stores: dict[tuple[str, str], Any] = {}
        self._clients: Callable[..., Any] = _no_clients
        self._moto: Callable[..., Answer] = _no_clients

    def connect(self, clients: Callable[..., Any], moto: Callable[..., Answer]) -> None:
        """Given by the front once: how to make an in-process client, and how to ask moto itself."""
        self._clients, self._moto = clients, moto

    def store(self, name: str, region: str, make: Callable[[], Store]) -> Store:
        """The state of one of our own services in a Region ("" for a global one), made by `make()` when first asked
        for."""
        key = (name, region)
        if key not in self._stores:
            self._stores[key] = make()
        store: Store = self._stores[key]
        return store

    def has_changed(self, touched: touches.Touched | None = None) -> None:
        """Something was written or has happened that can have changed the ways of these alone; None for all."""
        self.changes += 1
        if touched is not None:
            self._touched.note(self.changes, touched)

    def touched_since(self, seen: int) -> touches.Touched | None:
        """Whose ways can be other ones than after so many `changes`; None for all."""
        return self._touched.between(seen, self.changes)

    def later(
        self, seconds: float, action: Action, *, quiet: bool = False, touched: touches.Touched | None = None
    ) -> None:
        """Run `action` when `seconds` of simulated time have passed; the ids it draws depend on who asked for it
        alone. A `quiet` one changes nothing of the account; what it does past the API changes the ways of the
        `touched` alone, where they are told."""
        drawn = f"event/{self.random.getrandbits(64)}"

        def seeded() -> None:
            seeding.seed(self, drawn)
            action()

        self.events.later(seconds, seeded, quiet=quiet, touched=touched)

    def hex(self, length: int) -> str:
        """Random hexadecimal digits that depend only on the seed and the request."""
        return f"{self.random.getrandbits(4 * length):0{length}x}"

    def client(self, service: str, region: str, principal: Principal, via: tuple[str, ...] = ()) -> Any:
        """A boto3 client that reaches this world without a socket, as `principal`."""
        return self._clients(service, region, principal, via)

    def moto(self, service: str, name: str, region: str, params: dict[str, Any]) -> Answer:
        """Ask moto itself, past our own operations. Raises `ApiError`."""
        return self._moto(service, name, region, params)


def _no_clients(*_: Any) -> Any:
    raise RuntimeError("this world has no front yet")
