"""Making and changing the stack of an environment: change set, execution, events, outputs; and nothing left if it
fails."""

from __future__ import annotations

from botocore.exceptions import ClientError

from c9lib.aws import Session
from c9lib.checks.stacks import REVIEWED, ROLLED_BACK, SETTLED
from c9lib.errors import RefusedError, StepError, UserError
from c9lib.steps import change_set
from c9lib.steps.change_set import Planned
from c9lib.steps.overtaken import OvertakenError
from c9lib.steps.stack_failure import failure
from c9lib.steps.stack_following import Following
from c9lib.steps.stack_names import Stack, belongs, described, environment_id_of, stack_name
from c9lib.steps.stack_removing import remove
from c9lib.steps.stack_wanted import Wanted

TAKEN_BACK = ("UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE")


def make(session: Session, want: Wanted, planned: Planned) -> str:
    """Bring the stack to what is wanted; gives the id of its environment.

    Raises `RefusedError` when CloudFormation would do more than was planned, `StepError` when it fails: then what it
    made is gone again, and what was there before is as it was.
    """
    stack = described(session, stack_name(session))
    _still(session, stack, planned)
    made = change_set.made(session, stack, want)
    if made is None:
        assert stack is not None, "what isn't there yet is a change"
        session.progress(f"  CloudFormation has nothing to change in the stack {stack['StackName']}")
        return environment_id_of(session, stack)
    change_set.show(session, made)
    change_set.hold_to(session, made, planned)
    return ended(session, change_set.execute(session, made))


def follow(session: Session, stack_id: str) -> str:
    """Follow what an earlier run has begun; gives the id of the environment. Raises as `make` does."""
    return ended(session, Following(session, stack_id, stack_name(session)))


def ended(session: Session, following: Following) -> str:
    """The end of what was begun with the stack."""
    stack = following.to_the_end()
    if stack["StackStatus"] in SETTLED and stack["StackStatus"] not in TAKEN_BACK:
        return environment_id_of(session, stack)
    raise _taken_back(session, following, stack)


def _taken_back(session: Session, following: Following, stack: Stack) -> StepError:
    """The error, after the rolled-back stack is gone. Its events are asked for before."""
    failed, status = following.failed(), stack["StackStatus"]
    if status == ROLLED_BACK:
        return failure(failed, stack, f"What it made was taken back, and {_deleted(session, stack)}")
    if status in TAKEN_BACK:
        return failure(failed, stack, "The change was taken back: the environment is as it was before.")
    return failure(failed, stack, f"The stack {stack['StackName']} is {status}: `c9lib verify` says what mends that.")


def _deleted(session: Session, stack: Stack) -> str:
    """Delete a stack that holds nothing any more; in words. That it can't be is no reason not to tell why it failed."""
    try:
        remove(session, str(stack["StackId"]), str(stack["StackName"]))
    except (ClientError, UserError) as error:
        return f"the empty stack {stack['StackName']} is left, for it couldn't be deleted: {str(error).splitlines()[0]}"
    return "the stack deleted: nothing is left."


def _still(session: Session, stack: Stack | None, planned: Planned) -> None:
    """Raise an error when the stack isn't what the plan has seen, as somebody was faster: `OvertakenError` where it was
    another run of this deployment, else `RefusedError`."""
    new = stack is None or stack["StackStatus"] == REVIEWED
    if new == (planned == "create") and (stack is None or belongs(session, stack)):
        return
    if stack is not None and belongs(session, stack):
        raise OvertakenError(f"the stack {stack['StackName']}")
    state = f"is {stack['StackStatus']}" if stack else "is gone"
    raise RefusedError(
        f"The stack {stack_name(session)} has changed since the plan was made; nothing was changed.",
        details=(f"planned: {planned}; now the stack {state}",),
        remedy=("Plan again, and see who else works on it.",),
    )
