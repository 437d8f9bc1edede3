"""Who shares an environment with whom: memberships (facts 3.3, 3.4). The owner is one, and stays what they are."""

from __future__ import annotations

from typing import Any

from c9lib.simulator.api import Answer, ApiCall, ApiError
from c9lib.simulator.services.cloud9 import access, credentials, identities
from c9lib.simulator.services.cloud9.door import cloud9
from c9lib.simulator.services.cloud9.environments import Environment, Identity, Member, environment, environments
from c9lib.simulator.services.cloud9.listing import paged
from c9lib.simulator.services.cloud9.refusals import bad_request, conflict, limit_exceeded

MOST = 8
"""Members per environment by the AWS General Reference.

Cloud9's own page allows up to 25, by the instance's memory (facts 3.5).
"""


@cloud9("CreateEnvironmentMembership")
def create_environment_membership(call: ApiCall) -> Answer:
    """Invite somebody of this account.

    When anybody but the owner does, the managed temporary credentials go (facts 6.3).
    """
    found = environment(call, call.params["environmentId"])
    arn = call.params["userArn"]
    if arn == found.owner.arn:
        raise conflict(f"User {arn} is the owner of environment {found.id}")
    if arn in found.members:
        raise conflict(f"User {arn} is already a member of environment {found.id}")
    member = Member(identities.existing(arn), call.params["permissions"])
    if len(found.members) >= MOST:
        raise limit_exceeded(f"Environment {found.id} has {MOST} members already, which is the limit")
    found.members[arn] = member
    if not access.owns(call, found):
        credentials.disable(call.world, found, credentials.COLLABORATOR)
    return {"membership": _shown(found, member.identity, member.permissions)}


@cloud9("UpdateEnvironmentMembership")
def update_environment_membership(call: ApiCall) -> Answer:
    """Other permissions for a member."""
    found = environment(call, call.params["environmentId"])
    member = _member(call, found)
    found.members[member.identity.arn] = Member(member.identity, call.params["permissions"])
    return {"membership": _shown(found, member.identity, call.params["permissions"])}


@cloud9("DeleteEnvironmentMembership")
def delete_environment_membership(call: ApiCall) -> Answer:
    """Take a member out; members may also take themselves out (user guide, "Leave a shared environment")."""
    found = environment(call, call.params["environmentId"])
    member = _member(call, found)
    del found.members[member.identity.arn]
    return {}


@cloud9("DescribeEnvironmentMemberships")
def describe_environment_memberships(call: ApiCall) -> Answer:
    """Of an environment, of somebody, or, with neither named, of the caller (AWSCloud9User allows that: facts 5.5)."""
    params = call.params
    arn = params.get("userArn")
    if "environmentId" in params:
        held = [environment(call, params["environmentId"])]
    else:
        arn = arn or call.principal.arn
        held = list(environments(call.world, call.region).held.values())
    wanted = params.get("permissions") or ("owner", "read-write", "read-only")
    found = [
        told for one in held for told in _all(one) if arn in (None, told["userArn"]) and told["permissions"] in wanted
    ]
    return paged(call, "memberships", found)


def _all(environment: Environment) -> list[dict[str, Any]]:
    members = [_shown(environment, one.identity, one.permissions) for one in environment.members.values()]
    return [_shown(environment, environment.owner, "owner"), *members]


def _shown(environment: Environment, identity: Identity, permissions: str) -> dict[str, Any]:
    # No lastAccess: AWS tells it once somebody has opened the environment, which nobody can here.
    return {
        "permissions": permissions,
        "userId": identity.user_id,
        "userArn": identity.arn,
        "environmentId": environment.id,
    }


def _member(call: ApiCall, environment: Environment) -> Member:
    """The member that userArn names. Raises BadRequestException for the owner and NotFoundException for a stranger."""
    arn = call.params["userArn"]
    if arn == environment.owner.arn:
        raise bad_request(f"User {arn} owns environment {environment.id}; its owner can't be changed or removed")
    if arn not in environment.members:
        raise ApiError("NotFoundException", f"User {arn} is not a member of environment {environment.id}")
    return environment.members[arn]
