"""Who may do what to an environment (facts 3.4, 5.5).

IAM decides, as for every operation, by two kinds of policies. Those of whoever calls: with `cloud9:*` on everything one
is an administrator. And the environment's own, which Cloud9 keeps: the owner may do everything to it, a member may look
and leave. So neither needs a statement of IAM's for that; a denial, or a service control policy, still counts.
"""

from __future__ import annotations

from typing import Any

from c9lib.policy import Policy
from c9lib.simulator.api import ApiCall
from c9lib.simulator.authorization.resources import on_resources
from c9lib.simulator.services.cloud9.environments import Environment, environments
from c9lib.simulator.world import World

LOOKING = (
    "cloud9:DescribeEnvironmentMemberships",
    "cloud9:DescribeEnvironments",
    "cloud9:DescribeEnvironmentStatus",
    "cloud9:ListTagsForResource",
)
LEAVING = "cloud9:DeleteEnvironmentMembership"
"""User guide, "Leave a shared environment"."""


def owns(call: ApiCall, environment: Environment) -> bool:
    """Whether the caller is the environment's one owner."""
    return call.principal.arn == environment.owner.arn


@on_resources("cloud9")
def resource_policies(world: World, arn: str) -> tuple[Policy, ...]:
    """The policy of an environment by its ARN; none where there is no such environment."""
    _, _, _, region, _, resource = arn.split(":", 5)
    found = environments(world, region).held.get(resource.removeprefix("environment:"))
    if found is None or found.arn != arn:
        return ()
    return (
        Policy({"Version": "2012-10-17", "Statement": _statements(found)}, f"permissions of environment {found.id}"),
    )


def _statements(environment: Environment) -> list[dict[str, Any]]:
    """Root as owner or member gives nothing to the account's other principals, as in any policy of a resource."""
    members = list(environment.members)
    allowed = [_allow("Owner", environment, [environment.owner.arn], "cloud9:*")]
    if members:
        allowed.append(_allow("Members", environment, members, *LOOKING))
    for number, arn in enumerate(members, start=1):
        leaves = _allow(f"Leave{number}", environment, [arn], LEAVING)
        allowed.append({**leaves, "Condition": {"StringEquals": {"cloud9:UserArn": arn}}})
    return allowed


def _allow(sid: str, environment: Environment, who: list[str], *actions: str) -> dict[str, Any]:
    principal, doing = {"AWS": who}, list(actions)
    return {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": doing, "Resource": environment.arn}
