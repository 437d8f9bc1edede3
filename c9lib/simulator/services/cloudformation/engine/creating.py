"""A stack being made: its resources in the order of the graph and in parallel, and what happens when one fails."""

from __future__ import annotations

from functools import partial

from c9lib.simulator.api import ApiError
from c9lib.simulator.durations import STACK_OVERHEAD
from c9lib.simulator.services.cloudformation.engine.exports import check_exports
from c9lib.simulator.services.cloudformation.engine.failures import failed_to
from c9lib.simulator.services.cloudformation.engine.flow import Flow
from c9lib.simulator.services.cloudformation.engine.making import make_new, why
from c9lib.simulator.services.cloudformation.engine.operation import Operation
from c9lib.simulator.services.cloudformation.engine.plan import Plan
from c9lib.simulator.services.cloudformation.engine.scope import StackScope
from c9lib.simulator.services.cloudformation.engine.site import Site
from c9lib.simulator.services.cloudformation.engine.task import Task
from c9lib.simulator.services.cloudformation.engine.undoing import Undoing
from c9lib.simulator.services.stacks import Resource, Stack, Submission, Worker, stacks
from c9lib.simulator.templates.nouns import TemplateError
from c9lib.simulator.world import World

CANCELLED = "Resource creation cancelled"
TIMED_OUT = "Stack creation time exceeded the specified timeout"


def create(world: World, region: str, stack: Stack, wanted: Submission, worker: Worker) -> None:
    """Begin to make a stack. Raises `ApiError` for what is refused at once; then nothing has happened."""
    site = Site(world, region, stack, wanted, worker)
    try:
        plan = Plan(wanted, StackScope(site))
    except TemplateError as error:
        raise ApiError("ValidationError", str(error)) from None
    stacks(world, region).setdefault(stack.id, stack)
    handed_in(stack, wanted)
    stack.turns(world, "CREATE_IN_PROGRESS", "User Initiated")
    Creation(site, plan).begin()


def handed_in(stack: Stack, wanted: Submission) -> None:
    """The stack is from now on of this submission."""
    stack.submission = wanted
    stack.template, stack.description = wanted.template.body, wanted.template.description
    stack.tags = dict(wanted.tags)


class Creation(Operation):
    """The making of a stack."""

    def __init__(self, site: Site, plan: Plan) -> None:
        super().__init__(site)
        self.plan = plan
        self.flow = Flow(self, plan.needs, self._make, self._made)

    def begin(self) -> None:
        """Let the first resources begin in a moment, and look at the clock if the stack has a limit."""
        self.later(STACK_OVERHEAD, self.flow.go)
        if self.wanted.timeout_minutes:
            self.later(60 * self.wanted.timeout_minutes, self._times_out)

    def broken(self, reason: str) -> None:
        self._give_up(reason)

    def cancelled(self, task: Task) -> None:
        name = task.work.logical_id
        self.stack.resource_turns(self.world, name, "CREATE_FAILED", CANCELLED, task.work.physical_id)

    def _make(self, name: str) -> None:
        make_new(self, self.plan, name, partial(self._has_ended, name))

    def _has_ended(self, name: str, reason: str) -> None:
        if not reason:
            self.flow.through(name)
        elif self.wanted.on_failure == "DO_NOTHING":
            self.flow.fails(name)
        else:
            self.flow.halt()
            self.cancel_tasks()
            self._give_up(failed_to("create", self.stack))

    def _made(self) -> None:
        if self.flow.failed:
            self._give_up(failed_to("create", self.stack))
            return
        try:
            told = self.plan.outputs()
            check_exports(self.world, self.site.region, self.stack, told)
        except Exception as error:
            self._give_up(why(error, self.site.work(Resource("Outputs", ""))))
            return
        self.stack.outputs = told
        self.over = True
        self.stack.turns(self.world, "CREATE_COMPLETE")

    def _times_out(self) -> None:
        self.flow.halt()
        self.cancel_tasks()
        self._give_up(TIMED_OUT)

    def _give_up(self, reason: str) -> None:
        """Bring the stack to what was asked for when it fails: removed resources, no stack, or all left as it is."""
        self.stop()
        told = reason.rstrip(". ")
        if self.wanted.on_failure == "DO_NOTHING":
            self.stack.turns(self.world, "CREATE_FAILED", f"{told}. ")
        elif self.wanted.on_failure == "DELETE":
            self.stack.turns(self.world, "DELETE_IN_PROGRESS", f"{told}. Delete requested by user.")
            Undoing(self.site, "DELETE").begin()
        else:
            self.stack.turns(self.world, "ROLLBACK_IN_PROGRESS", f"{told}. Rollback requested by user.")
            Undoing(self.site, "ROLLBACK").begin()
