"""CreateStack, and how a stack begins: by it, or by a change set that is executed."""

from __future__ import annotations

from c9lib.simulator.api import Answer, ApiCall, ApiError
from c9lib.simulator.services.cloudformation import engine
from c9lib.simulator.services.cloudformation.change_set_store import obsolete
from c9lib.simulator.services.cloudformation.door import cloudformation, invalid
from c9lib.simulator.services.cloudformation.engine.creating import handed_in
from c9lib.simulator.services.cloudformation.objections import give_up_creation
from c9lib.simulator.services.cloudformation.states import REVIEWED
from c9lib.simulator.services.cloudformation.submission import Submitted, submitted
from c9lib.simulator.services.cloudformation.tokens import is_repeated, under_token
from c9lib.simulator.services.stacks import QUOTA, Stack, find, living, stacks, too_many, uuid


@cloudformation("CreateStack")
def create_stack(call: ApiCall) -> Answer:
    """Begin to make a stack. One that is only reviewed gets its resources by this, and its change sets are void."""
    name = call.params["StackName"]
    if name.startswith("arn:"):
        raise invalid(f"A new stack needs a name, not an ARN: {name}")
    there = find(call.world, call.region, name)
    if there is not None and is_repeated(call, there):
        return {"StackId": there.id}
    if there is not None and there.status != REVIEWED:
        raise ApiError("AlreadyExistsException", f"Stack [{name}] already exists")
    asked = submitted(call, None)
    stack = there or new_stack(call, name)
    stack.termination_protection = bool(call.params.get("EnableTerminationProtection"))
    with under_token(call, stack):
        begin(call, stack, asked)
    obsolete(call.world, call.region, stack)
    return {"StackId": stack.id}


def new_stack(call: ApiCall, name: str) -> Stack:
    """A stack of this name that nobody knows of yet. Raises LimitExceededException where there are too many."""
    if len(living(call.world, call.region)) >= QUOTA:
        raise too_many()
    made = f"arn:aws:cloudformation:{call.region}:{call.account}:stack/{name}/{uuid(call.world.hex(32))}"
    return Stack(made, name, "", "", call.world.clock.utc)


def begin(call: ApiCall, stack: Stack, asked: Submitted) -> None:
    """Let the work on a new stack begin. Raises `ApiError` for what is refused at once; then there is no stack."""
    if asked.objection:
        stacks(call.world, call.region)[stack.id] = stack
        handed_in(stack, asked.wanted)
        give_up_creation(call.world, stack, asked.objection, asked.wanted.on_failure)
    else:
        engine.create(call.world, call.region, stack, asked.wanted, asked.worker)
