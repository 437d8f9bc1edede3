"""DeleteEnvironment: the stack goes with all that it made, then the environment (facts 4.4, 6.4)."""

from __future__ import annotations

from botocore.exceptions import ClientError

from c9lib.simulator.api import Answer, ApiCall, ApiError
from c9lib.simulator.durations import ENVIRONMENT_DELETE, ENVIRONMENT_POLL
from c9lib.simulator.services.cloud9 import service_role
from c9lib.simulator.services.cloud9.door import cloud9
from c9lib.simulator.services.cloud9.environments import DELETE_FAILED, DELETING, Environment, environment, environments
from c9lib.simulator.services.stacks import Stack, find
from c9lib.simulator.world import World


@cloud9("DeleteEnvironment")
def delete_environment(call: ApiCall) -> Answer:
    """Begin to delete an environment, in whatever state it is; twice is no error (the API calls it idempotent)."""
    found = environment(call, call.params["environmentId"])
    if found.lifecycle == DELETING:
        return {}
    if _stack(call.world, found):
        _delete_stack(call, found.stack_id)
    found.fail(DELETING, "")
    earliest = call.world.clock.now + ENVIRONMENT_DELETE
    call.world.later(ENVIRONMENT_POLL, lambda: _watch(call.world, found, earliest))
    return {}


def _delete_stack(call: ApiCall, stack_id: str) -> None:
    try:
        service_role.client(call.world, "cloudformation", call.region).delete_stack(StackName=stack_id)
    except ClientError as error:
        raise ApiError("AccessDeniedException", error.response["Error"]["Message"]) from None


def _stack(world: World, environment: Environment) -> Stack | None:
    return find(world, environment.region, environment.stack_id) if environment.stack_id else None


def _watch(world: World, environment: Environment, earliest: float) -> None:
    stack = _stack(world, environment)
    if stack and stack.status == "DELETE_FAILED":
        told = stack.reason + " ".join(one.reason for one in stack.resources.values() if one.status == "DELETE_FAILED")
        environment.fail(DELETE_FAILED, told, stack.id)
    elif (stack and stack.status != "DELETE_COMPLETE") or world.clock.now < earliest:
        world.later(ENVIRONMENT_POLL, lambda: _watch(world, environment, earliest))
    else:
        del environments(world, environment.region).held[environment.id]
