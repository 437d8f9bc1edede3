"""Which failed check is the cause and which are its consequences: one explicit order, causes first.

Every id stands before what can't be well without it. No Region, no Cloud9; no role, no profile worth anything; no
running instance, nothing that could have a profile or a way; without rights, names or a way the agent stays away;
without the agent Cloud9 doesn't connect. What harms nothing but itself (an open port, the price) stands last.
"""

from __future__ import annotations

from collections.abc import Iterable

from c9lib.nouns import Check

ORDER = (
    "service.region",
    "service.open",
    "quota.environments",
    "role.exists",
    "role.path",
    "role.trust",
    "role.policy",
    "profile.exists",
    "profile.path",
    "profile.role",
    "environment.connection-type",  # one that is reached by SSH gets neither profile nor agent
    "kms.default-key",  # judged while no instance runs: EC2 takes back what it can't decrypt the volume of
    "instance.state",
    "instance.profile",
    "dns.support",
    "dns.hostnames",
    "dns.private",
    "instance.public-address",
    "path.ssm",
    "path.ssmmessages",
    "endpoint.policy",  # packets get through, and are refused
    "path.s3",
    "path.ec2messages",
    "agent.version",
    "agent.online",
    "agent.connected",
    "access.start-session",  # needed at creation, and whenever the environment is opened
    "access.document",
    "access.create",
    "stack.status",  # a rolled-back one is why there is no environment
    "stack.drift",
    "environment.lifecycle",
    "network.docker-cidr",
    "environment.status",
    "environment.owner",
    "environment.members",
    "instance.no-ingress",
    "instance.no-egress",
    "credentials.managed",
    "cost.hourly",
)


def root_cause(checks: Iterable[Check]) -> str | None:
    """The id of the failed check that is first in `ORDER`; None when nothing failed. Warnings have no root cause."""
    failed = [check.id for check in checks if check.status == "fail"]
    return min(failed, key=ORDER.index, default=None)
