"""Handlers of resource types driven without a stack: a resource is made, changed, read and removed by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from c9lib.simulator import resources
from c9lib.simulator.api import Principal
from c9lib.simulator.identity import administrator
from c9lib.simulator.resources.failures import FAILURES, reason_of
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handler_of
from c9lib.simulator.resources.validation import coerced, mistakes, unsimulated
from c9lib.simulator.world import World

VIA = ("cloudformation.amazonaws.com",)
STACK = "seat"
STACK_ID = "arn:aws:cloudformation:us-east-1:123456789012:stack/seat/11111111-2222-3333-4444-555555555555"


@dataclass
class Driven:
    """One resource, driven by hand. `waited` are the simulated seconds of its last verb."""

    work: Work
    wait: Callable[[float], None]
    waited: float = 0.0
    initiated: list[str] = field(default_factory=list)

    @property
    def handler(self) -> Handler:
        found = handler_of(self.work.kind)
        assert found is not None, f"{self.work.kind} has no handler"
        return found

    @property
    def id(self) -> str:
        return self.work.physical_id

    @property
    def ref(self) -> str:
        """What `Ref` gives."""
        return self.handler.reference(self.work)

    def create(self) -> Driven:
        self._run(self.handler.create(self.work))
        assert self.initiated == [self.id], "a resource that is made has had its physical id told once"
        return self

    def update(self, **changed: Any) -> Driven:
        """Change properties; None takes one away."""
        before = self.work.properties
        wanted = {name: value for name, value in {**before, **changed}.items() if value is not None}
        self.work.properties = prepared(self.work.kind, wanted)
        self._run(self.handler.update(self.work, before))
        return self

    def delete(self) -> Driven:
        self._run(self.handler.delete(self.work))
        return self

    def read(self) -> Properties:
        """As it is in the account now; it must be there."""
        told = self.handler.read(self.work)
        assert told is not None, f"{self.id} is gone"
        return told

    @property
    def gone(self) -> bool:
        return self.handler.read(self.work) is None

    def refused(self, verb: str = "create", **changed: Any) -> str:
        """The reason of a verb that fails."""
        with pytest.raises(FAILURES) as told:
            getattr(self, verb)(**changed)
        return reason_of(told.value, self.work)

    def _run(self, waiting: Waiting) -> None:
        self.waited = 0.0
        for seconds in waiting:
            assert seconds >= 0
            self.waited += seconds
            assert self.waited < 24 * 3600, "waits for ever"
            self.wait(seconds)


def prepared(kind: str, properties: Mapping[str, Any]) -> Properties:
    """Properties as a handler gets them; they must be right."""
    made = coerced(kind, properties)
    assert mistakes(kind, made) == []
    assert unsimulated(kind, made) == []
    return made


@pytest.fixture
def resource(world: World, wait: Callable[[float], None]) -> Callable[..., Driven]:
    """`resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16")`: a resource of the stack `seat`, not made yet.

    `logical_id="Thing"`, `stack_tags={}`, `region="us-east-1"`, `attempt=0` and `who` (a `Principal`, the account's
    administrator if left out) say more of it.
    """
    resources.register()

    def make(
        kind: str,
        *,
        logical_id: str = "Thing",
        stack_tags: Mapping[str, str] | None = None,
        region: str = "us-east-1",
        attempt: int = 0,
        who: Principal | None = None,
        **properties: Any,
    ) -> Driven:
        caller = who or administrator(world)
        work = Work(
            world=world,
            region=region,
            stack_name=STACK,
            stack_id=STACK_ID,
            logical_id=logical_id,
            kind=kind,
            properties=prepared(kind, properties),
            client=lambda service: world.client(service, region, caller, VIA),
            stack_tags=stack_tags or {},
            attempt=attempt,
        )
        driven = Driven(work, wait)
        driven.work = replace(work, called=driven.initiated.append)
        return driven

    return make
