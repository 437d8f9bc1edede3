"""How many environments there may be (facts 3.5)."""

from __future__ import annotations

from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.services.cloud9.environments import Identity, environments
from c9lib.simulator.services.cloud9.refusals import limit_exceeded
from c9lib.simulator.services.stacks import living

PER_ACCOUNT = 200
"""L-8ECD6BDB: EC2 environments per account and Region."""
PER_USER = 100
"""L-C1302C17: EC2 environments per user."""
STACKS = 200
"""CloudFormation stacks per account, as Cloud9's page counts them; what a failed creation leaves behind counts."""


def account_full(region: str) -> ApiError:
    """The refusal of one more environment in the account."""
    return limit_exceeded(f"You have reached the limit of {PER_ACCOUNT} EC2 environments for this account in {region}")


def check(call: ApiCall, owner: Identity) -> None:
    """Raise LimitExceededException when one more environment of this owner would be too many."""
    held = environments(call.world, call.region).held.values()
    own = sum(one.owner.arn == owner.arn for one in held)
    if len(held) >= PER_ACCOUNT:
        raise account_full(call.region)
    if own >= PER_USER:
        raise limit_exceeded(f"User {owner.arn} has reached the limit of {PER_USER} EC2 environments")
    if len(living(call.world, call.region)) >= STACKS:
        raise limit_exceeded(
            f"You have reached the limit of {STACKS} CloudFormation stacks for this account in {call.region}"
        )
