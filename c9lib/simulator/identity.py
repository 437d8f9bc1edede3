"""Who calls: the IAM user or the session that an access key belongs to.

A key that wasn't given out here (`test`) is the account's administrator's. Signatures aren't checked: whoever knows
a key's id has the key. What a principal may do is decided in `authorization`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from c9lib.simulator import moto_policies, moto_state, unique_ids
from c9lib.simulator.api import ACCOUNT, ApiError, Principal, Temporary
from c9lib.simulator.moto_policies import Entity
from c9lib.simulator.world import World

ADMINISTRATOR = "Administrator"
LEARNER = "c9-learner"

# Codes and messages by protocol: IAM and STS (query), EC2 (ec2), the JSON services. From the EC2 API reference and the
# lists of common errors.
UNKNOWN_KEY = {
    "query": ("InvalidClientTokenId", "The security token included in the request is invalid.", 403),
    "ec2": ("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
    "json": ("UnrecognizedClientException", "The security token included in the request is invalid.", 400),
}
EXPIRED_KEY = {
    "query": ("ExpiredToken", "The security token included in the request is expired", 403),
    "ec2": ("RequestExpired", "Request has expired.", 400),
    "json": ("ExpiredTokenException", "The security token included in the request is expired", 400),
}


@dataclass(frozen=True)
class Session:
    """Temporary credentials: whose they are, and until when (seconds since 1970, simulated)."""

    principal: Principal
    expires: float


def sessions(world: World) -> dict[str, Session]:
    """The temporary credentials that STS has given out, by access key."""
    return world.store("sts-sessions", "", dict)


def administrator(world: World) -> Principal:
    """The account's administrator: an IAM user, because Cloud9 takes users as owners (facts 3.2, pattern P2)."""
    user_id = world.store("administrator-id", "", lambda: _user_id(ADMINISTRATOR))
    return Principal(arn=f"arn:aws:iam::{ACCOUNT}:user/{ADMINISTRATOR}", user_id=user_id, administrator=True)


def _user_id(name: str) -> str:
    user = moto_state.iam_entity("user", name)
    assert user is not None, "furnish has made it"
    return user.id


def principal(world: World, access_key: str, protocol: str = "query") -> Principal:
    """Whose key this is.

    Raises `ApiError`, as a service of `protocol` says it, for a key that was given out here and isn't valid any more.
    """
    session = sessions(world).get(access_key)
    if session is not None:
        if world.clock.now >= session.expires:
            raise ApiError(*EXPIRED_KEY[protocol])
        return _of_session(session.principal, protocol)
    if not unique_ids.is_ours(access_key):
        return administrator(world)
    owner = moto_state.iam_access_key(access_key)
    if owner is None or not owner.active:
        raise ApiError(*UNKNOWN_KEY[protocol])
    arn, user_id = owner.arn, _user_id(owner.user)
    return Principal(arn=arn, user_id=user_id, administrator=owner.user == ADMINISTRATOR)


def _of_session(principal: Principal, protocol: str) -> Principal:
    """Whose session it is, by the name of today. The session of a user or role that is gone is nobody's."""
    owner = principal.user_id.partition(":")[0]
    user = principal.kind == "user"
    found = moto_policies.user_with_id(owner) if user else moto_policies.entity("role", principal.name)
    if found is None or found.id != owner:
        raise ApiError(*UNKNOWN_KEY[protocol])
    return replace(principal, arn=found.arn) if user else principal


def role_session(role: Entity, name: str, session: Temporary | None = None) -> Principal:
    """A session of a role under a name: of whoever assumed it, of an instance (its id), of a service."""
    arn = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.name}/{name}"
    return Principal(arn=arn, user_id=f"{role.id}:{name}", session=session)


def furnish(world: World) -> None:
    """The account as one finds it: an administrator, and a user without any permission to grant something to."""
    iam = world.client("iam", "us-east-1", world.aws_itself)
    iam.create_user(UserName=ADMINISTRATOR)
    iam.attach_user_policy(UserName=ADMINISTRATOR, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    iam.create_user(UserName=LEARNER)
    administrator(world)
