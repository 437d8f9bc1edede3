"""CloudFormation's memory of change sets, and which one a request means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.services import stacks
from c9lib.simulator.services.cloudformation.door import invalid
from c9lib.simulator.services.cloudformation.engine import ResourceChange
from c9lib.simulator.services.cloudformation.finding import IN_BRACKETS, named
from c9lib.simulator.services.cloudformation.submission import Submitted
from c9lib.simulator.services.stacks import STACK_TYPE, Stack
from c9lib.simulator.world import World

Kind = Literal["CREATE", "UPDATE"]
NEEDS_STACK = "StackName must be specified if ChangeSetName is not specified as an ARN."


@dataclass
class ChangeSet:
    """One change set. `begun` is how many events the stack had when it was executed, None before."""

    id: str
    name: str
    stack: Stack
    kind: Kind
    created: datetime
    submitted: Submitted
    description: str = ""
    on_stack_failure: str = ""
    client_token: str = ""
    nested: bool = False
    status: str = "CREATE_PENDING"
    reason: str = ""
    changes: tuple[ResourceChange, ...] = ()
    obsolete: bool = False
    begun: int | None = None

    @property
    def execution(self) -> str:
        """ExecutionStatus: once it is executed, by what has happened to the stack since."""
        if self.begun is not None:
            return self._outcome(self.begun)
        if self.obsolete:
            return "OBSOLETE"
        return "AVAILABLE" if self.status == "CREATE_COMPLETE" else "UNAVAILABLE"

    def _outcome(self, begun: int) -> str:
        for event in self.stack.events[begun:]:
            if event.kind != STACK_TYPE or event.status in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"):
                continue
            succeeds = event.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
            return "EXECUTE_COMPLETE" if succeeds else "EXECUTE_FAILED"
        return "EXECUTE_IN_PROGRESS"

    @property
    def is_open(self) -> bool:
        """Whether it may still be executed, or come to that."""
        return self.begun is None and not self.obsolete and self.status != "DELETE_COMPLETE"


def change_sets(world: World, region: str) -> dict[str, ChangeSet]:
    """All change sets of a Region by id, oldest first; deleted ones are gone."""
    return stacks.change_sets(world, region)


def of_stack(world: World, region: str, stack: Stack) -> Iterator[ChangeSet]:
    """The change sets of a stack, newest first."""
    yield from (one for one in reversed(change_sets(world, region).values()) if one.stack is stack)


def obsolete(world: World, region: str, stack: Stack) -> None:
    """The stack has been changed some other way: what was compared with it before holds no more."""
    for one in of_stack(world, region, stack):
        one.obsolete = True


def find_change_set(call: ApiCall) -> ChangeSet | None:
    """The change set that `ChangeSetName` names: by its ARN, or by its name and the stack's; the newest of a name.

    Raises ValidationError where no stack is named, or none of that name is there.
    """
    name, stack_name = call.params["ChangeSetName"], call.params.get("StackName")
    if name.startswith("arn:"):
        return change_sets(call.world, call.region).get(name)
    if not stack_name:
        raise invalid(NEEDS_STACK)
    stack = named(call, stack_name, IN_BRACKETS)
    return next((one for one in of_stack(call.world, call.region, stack) if one.name == name), None)


def change_set_of(call: ApiCall) -> ChangeSet:
    """The same. Raises ChangeSetNotFound where there is none."""
    found = find_change_set(call)
    if found is None:
        raise ApiError("ChangeSetNotFound", f"ChangeSet [{call.params['ChangeSetName']}] does not exist", 404)
    return found
