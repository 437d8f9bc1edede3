"""UpdateEnvironment: name, description, managed temporary credentials."""

from __future__ import annotations

from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.services.cloud9 import access, credentials
from c9lib.simulator.services.cloud9.door import cloud9
from c9lib.simulator.services.cloud9.environments import DELETING, environment
from c9lib.simulator.services.cloud9.refusals import conflict, not_authorized


@cloud9("UpdateEnvironment")
def update_environment(call: ApiCall) -> Answer:
    """Change what is given. The stack and the instance keep the name that they were made with."""
    found = environment(call, call.params["environmentId"])
    action = call.params.get("managedCredentialsAction")
    if action and not access.owns(call, found):
        # Not even an administrator (API reference, managedCredentialsAction).
        raise not_authorized(call.principal.arn, call.operation, found.arn)
    if found.lifecycle == DELETING:
        raise conflict(f"Environment {found.id} is being deleted")
    found.name = call.params.get("name", found.name)
    found.description = call.params.get("description", found.description)
    if action == "ENABLE":
        credentials.enable(found)
    elif action == "DISABLE":
        credentials.disable(call.world, found, credentials.OWNER)
    return {}
