"""DescribeEnvironmentStatus: from what is observed at the moment of the instance and of its connection (facts 3.3)."""

from __future__ import annotations

from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.services.cloud9 import connection, machines
from c9lib.simulator.services.cloud9.door import cloud9
from c9lib.simulator.services.cloud9.environments import CREATED, Environment, environment
from c9lib.simulator.services.stacks import find
from c9lib.simulator.world import World

# The sentence for `ready` is AWS's (AWS CLI, examples of describe-environment-status); the others are ours.
MESSAGES = {
    "ready": "Environment is ready to use",
    "creating": "Environment is being created",
    "connecting": "Connecting to the environment",
    "stopping": "Environment is stopping",
    "stopped": "Environment is stopped",
    "deleting": "Environment is being deleted",
}


@cloud9("DescribeEnvironmentStatus")
def describe_environment_status(call: ApiCall) -> Answer:
    """Whether one could open the environment now. `stopped` is healthy: an idle instance stops by itself."""
    found = environment(call, call.params["environmentId"])
    return _of_instance(call.world, found) if found.lifecycle == CREATED else _of_lifecycle(call.world, found)


def _of_lifecycle(world: World, environment: Environment) -> Answer:
    if environment.lifecycle in ("CREATE_FAILED", "DELETE_FAILED"):
        return {"status": "error", "message": environment.reason}
    if environment.lifecycle == "DELETING":
        return _plain("deleting")
    stack = find(world, environment.region, environment.stack_id) if environment.stack_id else None
    return _plain("connecting" if stack and stack.status == "CREATE_COMPLETE" else "creating")


def _of_instance(world: World, environment: Environment) -> Answer:
    state = machines.state(environment.region, environment.instance_id)
    if state == "running":
        return _plain("ready" if connection.possible(world, environment) else "connecting")
    if state == "pending":
        return _plain("connecting")
    if state in ("stopping", "stopped"):
        return _plain(state)
    told = f"The instance {environment.instance_id} is {state}. Delete the environment; its data is lost."
    return {"status": "error", "message": told}


def _plain(status: str) -> Answer:
    return {"status": status, "message": MESSAGES[status]}
