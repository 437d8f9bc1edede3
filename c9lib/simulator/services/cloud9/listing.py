"""ListEnvironments and DescribeEnvironments: what Cloud9 says of environments as such."""

from __future__ import annotations

from typing import Any

from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.services.cloud9.door import cloud9
from c9lib.simulator.services.cloud9.environments import Environment, environment, environments
from c9lib.simulator.services.cloud9.paging import BadTokenError, Item, page
from c9lib.simulator.services.cloud9.refusals import bad_request

PAGE = 25
"""Items on a page when a request doesn't say, or says 0 (API reference: "more than 25 items")."""


def paged(call: ApiCall, member: str, items: list[Item]) -> Answer:
    """One page of `items` by the request's maxResults and nextToken.

    Raises BadRequestException for a token that isn't ours.
    """
    size = call.params.get("maxResults") or PAGE
    try:
        shown, token = page(items, call.operation, call.params.get("nextToken"), size)
    except BadTokenError:
        raise bad_request(f"The nextToken '{call.params['nextToken']}' is invalid") from None
    return {member: shown, "nextToken": token}


@cloud9("ListEnvironments")
def list_environments(call: ApiCall) -> Answer:
    """Ids of all environments of the account in the Region, oldest first, whosever they are."""
    return paged(call, "environmentIds", list(environments(call.world, call.region).held))


@cloud9("DescribeEnvironments")
def describe_environments(call: ApiCall) -> Answer:
    """1 to 25 environments. One unknown id refuses the whole request."""
    found = [environment(call, environment_id) for environment_id in call.params["environmentIds"]]
    return {"environments": [_described(one) for one in found]}


def _described(environment: Environment) -> dict[str, Any]:
    # No instance, no subnet, no image: AWS doesn't tell them here either (facts 3.3).
    lifecycle = {
        "status": environment.lifecycle,
        "reason": environment.reason or None,
        "failureResource": environment.failure_resource or None,
    }
    return {
        "id": environment.id,
        "name": environment.name,
        "description": environment.description,
        "type": "ec2",
        "connectionType": environment.connection_type,
        "arn": environment.arn,
        "ownerArn": environment.owner.arn,
        "lifecycle": lifecycle,
        "managedCredentialsStatus": environment.credentials,
    }
