"""A stack being changed: what is wanted comes about in the order of the graph, then what isn't any more is removed.

Source: AWS, "Update a stack", "Understand CloudFormation stack creation events", "Choose how to handle failures when
provisioning resources".
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from c9lib.simulator.api import ApiError
from c9lib.simulator.durations import STACK_OVERHEAD
from c9lib.simulator.services.cloudformation.engine.changing import Changing
from c9lib.simulator.services.cloudformation.engine.cleaning import Cleanup
from c9lib.simulator.services.cloudformation.engine.creating import CANCELLED as CREATION_CANCELLED
from c9lib.simulator.services.cloudformation.engine.creating import handed_in
from c9lib.simulator.services.cloudformation.engine.differences import differences, differs
from c9lib.simulator.services.cloudformation.engine.exports import check_exports
from c9lib.simulator.services.cloudformation.engine.failures import failed_to
from c9lib.simulator.services.cloudformation.engine.flow import Flow
from c9lib.simulator.services.cloudformation.engine.making import why
from c9lib.simulator.services.cloudformation.engine.operation import Operation, last, under_way
from c9lib.simulator.services.cloudformation.engine.plan import Plan
from c9lib.simulator.services.cloudformation.engine.record import Record, record_of, removed
from c9lib.simulator.services.cloudformation.engine.removing import Doomed
from c9lib.simulator.services.cloudformation.engine.restoring import Restoring
from c9lib.simulator.services.cloudformation.engine.rolling_back import CANCELLED, UpdateRollback
from c9lib.simulator.services.cloudformation.engine.scope import StackScope
from c9lib.simulator.services.cloudformation.engine.site import Site
from c9lib.simulator.services.cloudformation.engine.task import Task
from c9lib.simulator.services.stacks import Output, Resource, Stack, Submission, Worker
from c9lib.simulator.templates.nouns import TemplateError
from c9lib.simulator.world import World

NO_UPDATES = "No updates are to be performed."
PRESERVED = ("CREATE_FAILED", "UPDATE_FAILED")
"""Where a stack stands that failed and was left as it is: to hand the same in once more goes on with it."""


def update(
    world: World, region: str, stack: Stack, wanted: Submission, worker: Worker, *, disable_rollback: bool = False
) -> None:
    """Begin to change a stack. Raises `ApiError` for what is refused at once; then nothing has happened.

    `disable_rollback`: what has been changed stays when a resource fails, and the stack is UPDATE_FAILED.
    """
    nothing = not differences(world, region, stack, wanted, worker) and not differs(stack, wanted)
    if nothing and stack.status not in PRESERVED:
        raise ApiError("ValidationError", NO_UPDATES)
    site = Site(world, region, stack, wanted, worker)
    scope = StackScope(site)
    try:
        plan = Plan(wanted, scope)
    except TemplateError as error:
        raise ApiError("ValidationError", str(error)) from None
    former = last(world, region, stack.id)
    left = stack.status == "UPDATE_FAILED" and isinstance(former, Update)
    record = former.record if left and isinstance(former, Update) else record_of(stack)
    handed_in(stack, wanted)
    stack.updated = world.clock.utc
    stack.turns(world, "UPDATE_IN_PROGRESS", "User Initiated")
    Update(site, plan, scope, record, keep=disable_rollback).begin()


def cancel_update(world: World, region: str, stack: Stack) -> None:
    """Leave an update off, and take it back. The stack is in UPDATE_IN_PROGRESS (`states.py`)."""
    operation = under_way(world, region, stack.id)
    if isinstance(operation, Update):
        operation.roll_back("User Initiated")


class Update(Operation):
    """From UPDATE_IN_PROGRESS to the clean-up, to the rollback, or to UPDATE_FAILED."""

    def __init__(self, site: Site, plan: Plan, scope: StackScope, record: Record, *, keep: bool) -> None:
        super().__init__(site)
        self.plan, self.record = plan, record
        self._scope, self._keep = scope, keep
        self._flow = Flow(self, plan.needs, self._change, self._changed)

    def begin(self) -> None:
        """Let the first resources begin in a moment."""
        self.later(STACK_OVERHEAD, self._flow.go)

    def broken(self, reason: str) -> None:
        self.roll_back(reason)

    def cancelled(self, task: Task) -> None:
        name = task.work.logical_id
        new = self.stack.resources[name].status.startswith("CREATE")
        status, told = ("CREATE_FAILED", CREATION_CANCELLED) if new else ("UPDATE_FAILED", CANCELLED)
        self.stack.resource_turns(self.world, name, status, told, task.work.physical_id)

    def leftovers(self) -> list[Doomed]:
        return [*self.record.between, *self.record.replaced(self.stack)]

    def _change(self, name: str) -> None:
        Changing(self, self.plan, self.record, name, partial(self._has_ended, name)).start()

    def _has_ended(self, name: str, reason: str) -> None:
        if not reason:
            self._flow.through(name)
        elif self._keep:
            self._flow.fails(name)
        else:
            self._flow.halt()
            self.cancel_tasks()
            self.roll_back(self._failed())

    def _failed(self) -> str:
        """Which resources failed, those that were changed and those that were made."""
        told = " ".join(filter(None, (failed_to("update", self.stack), failed_to("create", self.stack))))
        return f"{told} " if told else ""

    def _changed(self) -> None:
        if self._flow.failed:
            self._leave()
            return
        try:
            told = self._outputs()
        except Exception as error:
            self.roll_back(why(error, self.site.work(Resource("Outputs", ""))))
            return
        self.stack.outputs, self.stack.imports = told, frozenset(self._scope.imports)
        self.over = True
        gone = removed(self.stack, frozenset(self.plan.parts))
        Cleanup(self.site, "UPDATE", [*self.record.between, *self.record.replaced(self.stack), *gone]).begin()

    def _outputs(self) -> tuple[Output, ...]:
        told = self.plan.outputs()
        check_exports(self.world, self.site.region, self.stack, told)
        return told

    # --- When a resource fails ----------------------------------------------------------------------------------------

    def roll_back(self, reason: str) -> None:
        """Take the update back."""
        given_up, former = self.wanted, self.record.submission
        self._flow.halt()
        self.stop()
        handed_in(self.stack, former)
        self.stack.turns(self.world, "UPDATE_ROLLBACK_IN_PROGRESS", reason)
        UpdateRollback(replace(self.site, wanted=former), self.record, given_up).begin()

    def _leave(self) -> None:
        """Leave what has been done; those that failed go back to how they were, without a word (DisableRollback)."""
        failed = [name for name in self._flow.failed if self.record.was(name) is not None]
        # One that can't go back stays as it is: the next update tries it once more.
        flow = Flow(self, dict.fromkeys(failed, ()), lambda name: restore(name), self._left)

        def restore(name: str) -> None:
            Restoring(self, self.record, self.wanted, lambda _: flow.through(name), quiet=True).start(name)

        flow.go()

    def _left(self) -> None:
        self.over = True
        self.stack.turns(self.world, "UPDATE_FAILED", self._failed())
