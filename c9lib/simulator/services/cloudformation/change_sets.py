"""CreateChangeSet, ExecuteChangeSet and DeleteChangeSet.

Sources: API reference of the three; "Update CloudFormation stacks using change sets"; messages as AWS gives them,
recorded by others.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from c9lib.simulator.api import Answer, ApiCall, ApiError, NotSimulated
from c9lib.simulator.durations import CHANGE_SET
from c9lib.simulator.services.cloudformation import change_set_store, engine
from c9lib.simulator.services.cloudformation.change_set_store import ChangeSet, Kind, change_set_of, change_sets
from c9lib.simulator.services.cloudformation.creation import begin, new_stack
from c9lib.simulator.services.cloudformation.door import cloudformation, invalid
from c9lib.simulator.services.cloudformation.engine import ResourceChange
from c9lib.simulator.services.cloudformation.engine.operation import words
from c9lib.simulator.services.cloudformation.finding import IN_BRACKETS
from c9lib.simulator.services.cloudformation.objections import BEGUN
from c9lib.simulator.services.cloudformation.states import REVIEWED, check_updatable
from c9lib.simulator.services.cloudformation.submission import Submitted, submitted
from c9lib.simulator.services.cloudformation.tokens import is_repeated, under_token
from c9lib.simulator.services.cloudformation.updating import begin_update
from c9lib.simulator.services.cloudformation.workers import worker_of
from c9lib.simulator.services.stacks import Stack, Submission, find, stacks, uuid
from c9lib.simulator.world import World

log = logging.getLogger("c9lib.simulator")

NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."
ROLLED_BACK = " Rollback requested by user."


@cloudformation("CreateChangeSet")
def create_change_set(call: ApiCall) -> Answer:
    """Begin to compare what is handed in with the stack. A new stack is made for it, which holds nothing yet."""
    kind: Kind = call.params.get("ChangeSetType", "UPDATE")
    stack = _stack(call, kind)
    asked = submitted(call, stack if kind == "UPDATE" else None)
    same = _same(call, stack, asked) if stack else None
    if same is not None:
        return {"Id": same.id, "StackId": same.stack.id}
    if call.params.get("OnStackFailure") == "DELETE" and kind == "UPDATE":
        raise invalid("OnStackFailure can't be DELETE for a change set of type UPDATE")
    made = _made(call, kind, stack or _reviewed(call), asked)
    change_sets(call.world, call.region)[made.id] = made
    call.world.later(CHANGE_SET, lambda: _compare(call.world, call.region, made))
    return {"Id": made.id, "StackId": made.stack.id}


def _stack(call: ApiCall, kind: str) -> Stack | None:
    """The stack that there is already; None where one has to be made."""
    name, found = call.params["StackName"], find(call.world, call.region, call.params["StackName"])
    if kind == "IMPORT":
        raise NotSimulated("ChangeSetType IMPORT of cloudformation:CreateChangeSet")
    if kind == "CREATE":
        if found is not None and found.status != REVIEWED:
            told = f"already exists and cannot be created again with the changeSet [{call.params['ChangeSetName']}]."
            raise invalid(f"Stack [{name}] {told}")
        if found is None and name.startswith("arn:"):
            raise invalid(IN_BRACKETS.format(name))
        return found
    if found is None or found.status == "DELETE_COMPLETE":
        raise invalid(IN_BRACKETS.format(name))
    check_updatable(found)
    return found


def _same(call: ApiCall, stack: Stack, asked: Submitted) -> ChangeSet | None:
    """An open change set of this name that wants the same. Raises AlreadyExistsException when it wants another."""
    name = call.params["ChangeSetName"]
    for one in change_set_store.of_stack(call.world, call.region, stack):
        if one.name == name and one.is_open:
            if difference := _difference(call, one, asked):
                told = f"ChangeSet {name} cannot be created due to a mismatch with existing attribute {difference}"
                raise ApiError("AlreadyExistsException", told)
            return one
    return None


def _difference(call: ApiCall, one: ChangeSet, asked: Submitted) -> str:
    """The first attribute in which a request isn't the one that made a change set; "" when it is the same request."""
    there, here = one.submitted.wanted, asked.wanted
    attributes = {
        "ClientToken": (one.client_token, call.params.get("ClientToken", "")),
        "Template": (there.template.body, here.template.body),
        "Parameters": (there.parameters, here.parameters),
        "Tags": (there.tags, here.tags),
        "Capabilities": (there.capabilities, here.capabilities),
        "RoleARN": (there.role_arn, here.role_arn),
        "Description": (one.description, call.params.get("Description", "")),
        "OnStackFailure": (one.on_stack_failure, call.params.get("OnStackFailure", "")),
    }
    return next((name for name, (before, now) in attributes.items() if before != now), "")


def _reviewed(call: ApiCall) -> Stack:
    """A stack that nobody has decided on."""
    stack = new_stack(call, call.params["StackName"])
    stacks(call.world, call.region)[stack.id] = stack
    stack.turns(call.world, REVIEWED, BEGUN)
    return stack


def _made(call: ApiCall, kind: Kind, stack: Stack, asked: Submitted) -> ChangeSet:
    name = call.params["ChangeSetName"]
    own = f"changeSet/{name}/{uuid(call.world.hex(32))}"
    return ChangeSet(
        id=f"arn:aws:cloudformation:{call.region}:{call.account}:{own}",
        name=name,
        stack=stack,
        kind=kind,
        created=call.world.clock.utc,
        submitted=asked,
        description=call.params.get("Description", ""),
        on_stack_failure=call.params.get("OnStackFailure", ""),
        client_token=call.params.get("ClientToken", ""),
        nested=call.params.get("IncludeNestedStacks", False),
    )


def _compare(world: World, region: str, made: ChangeSet) -> None:
    """The change set comes to its end: with what would change, or with why there is nothing to execute."""
    if change_sets(world, region).get(made.id) is not made:
        return  # deleted in the meantime
    asked = made.submitted
    if asked.objection:
        made.status, made.reason = "FAILED", asked.objection.removesuffix(ROLLED_BACK)
        return
    try:
        found = engine.differences(world, region, made.stack, asked.wanted, asked.worker)
    except ApiError as error:
        made.status, made.reason = "FAILED", error.message
    except Exception as fault:
        # A fault of ours. Whoever waits for the change set must hear of it.
        log.exception("the change set %s couldn't be compared", made.id)
        made.status, made.reason = "FAILED", words(fault)
    else:
        _compared(made, found)


def _compared(made: ChangeSet, found: tuple[ResourceChange, ...]) -> None:
    if made.kind == "UPDATE" and not found and not engine.differs(made.stack, made.submitted.wanted):
        made.status, made.reason = "FAILED", NO_CHANGES
    else:
        made.status, made.changes = "CREATE_COMPLETE", found


@cloudformation("ExecuteChangeSet")
def execute_change_set(call: ApiCall) -> Answer:
    """Begin to do what a change set shows. The other change sets of the stack are deleted by that."""
    made = change_set_of(call)
    if is_repeated(call, made.stack):
        return {}
    _check_executable(made)
    asked = replace(made.submitted, worker=worker_of(call, made.submitted.wanted.role_arn))
    begun = len(made.stack.events)
    with under_token(call, made.stack):
        if made.kind == "CREATE":
            begin(call, made.stack, replace(asked, wanted=_as_wished(call, made, asked.wanted)))
        else:
            check_updatable(made.stack)
            begin_update(call, made.stack, asked)
    made.begun, made.stack.change_set_id, made.stack.updated = begun, made.id, call.world.clock.utc
    for other in list(change_set_store.of_stack(call.world, call.region, made.stack)):
        if other.is_open:
            del change_sets(call.world, call.region)[other.id]
    return {}


def _check_executable(made: ChangeSet) -> None:
    start = f"ChangeSet [{made.id}] cannot be executed in its current"
    if made.status != "CREATE_COMPLETE":
        raise ApiError("InvalidChangeSetStatus", f"{start} status of [{made.status}]")
    if made.execution != "AVAILABLE":
        raise ApiError("InvalidChangeSetStatus", f"{start} execution status of [{made.execution}]")


def _as_wished(call: ApiCall, made: ChangeSet, wanted: Submission) -> Submission:
    """DisableRollback leaves a new stack as it is when it fails."""
    if not call.params.get("DisableRollback"):
        return wanted
    if made.on_stack_failure:
        raise invalid("Either DisableRollback or OnStackFailure can be specified, not both.")
    return replace(wanted, on_failure="DO_NOTHING")


@cloudformation("DeleteChangeSet")
def delete_change_set(call: ApiCall) -> Answer:
    """Delete a change set. One that doesn't exist is no error; the stack stays, be it only reviewed."""
    made = change_set_store.find_change_set(call)
    if made is None:
        return {}
    if made.execution == "EXECUTE_IN_PROGRESS":
        told = f"ChangeSet [{made.id}] cannot be deleted in its current execution status of [{made.execution}]"
        raise ApiError("InvalidChangeSetStatus", told)
    del change_sets(call.world, call.region)[made.id]
    return {}
