"""Who is meant by an owner's or member's ARN, and whether they exist (facts 3.4). Its form is checked at the door."""

from __future__ import annotations

from c9lib.simulator import moto_state
from c9lib.simulator.api import ACCOUNT, ApiCall
from c9lib.simulator.services.cloud9.environments import Identity
from c9lib.simulator.services.cloud9.refusals import no_user


def caller(call: ApiCall) -> Identity:
    """Whoever makes the request."""
    return Identity(call.principal.arn, call.principal.user_id)


def existing(arn: str) -> Identity:
    """The user, root, or role session of this account that an ARN names, or NotFoundException.

    Other accounts aren't simulated, so nobody in them exists. A session counts as existing when its role does: sessions
    end, and an environment stays with its owner. A federated user can't be looked up at all and is believed.
    """
    _, _, _, _, account, resource = arn.split(":", 5)
    kind, _, rest = resource.partition("/")
    if account != ACCOUNT:
        raise no_user(arn)
    if kind == "root":
        return Identity(arn, ACCOUNT)
    if kind == "federated-user":
        return Identity(arn, f"{ACCOUNT}:{rest}")
    name, _, session = rest.partition("/") if kind == "assumed-role" else (rest.rpartition("/")[2], "", "")
    found = moto_state.iam_entity("role" if kind == "assumed-role" else "user", name)
    # A user's ARN carries the path, so the name alone isn't enough.
    if found is None or (kind == "user" and found.arn != arn):
        raise no_user(arn)
    return Identity(arn, f"{found.id}:{session}" if kind == "assumed-role" else found.id)
