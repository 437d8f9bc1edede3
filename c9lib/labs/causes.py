"""The causes that a learner can name: why nobody reaches an instance, or why there is none; each with the check that
shows it.

The catalogue is one for all labs, so that naming a cause is a choice among many. `reasons` are the standard codes with
which the check shows this cause and no other; () where the check has no other cause.
"""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.nouns import Table


@dataclass(frozen=True)
class Known:
    """One cause of the catalogue."""

    id: str
    sentence: str
    checks: tuple[str, ...]
    reasons: tuple[str, ...] = ()


_WAYS = ("path.ssm", "path.ssmmessages", "path.ec2messages", "path.s3")
_ALL = (
    # The account
    Known("account-closed", "AWS has closed Cloud9 to this account.", ("service.open",)),
    Known("region-without-cloud9", "There is no Cloud9 in this Region.", ("service.region",)),
    Known("quota-reached", "There are as many environments as the quota allows.", ("quota.environments",)),
    # The role and the profile
    Known("role-missing", "The role AWSCloud9SSMAccessRole doesn't exist.", ("role.exists",)),
    Known("role-path", "The role isn't under the path /service-role/.", ("role.path",)),
    Known("role-trust", "The role's trust policy doesn't let EC2 assume it.", ("role.trust",)),
    Known("role-policy", "The role's policies don't let the agent talk to Systems Manager.", ("role.policy",)),
    Known("role-boundary", "A permissions boundary of the role takes away what its policies give.", ("role.policy",)),
    Known("profile-missing", "The instance profile AWSCloud9SSMInstanceProfile doesn't exist.", ("profile.exists",)),
    Known("profile-path", "The instance profile isn't under the path /cloud9/.", ("profile.path",)),
    Known("profile-empty", "The instance profile holds no role, or another one.", ("profile.role",)),
    Known("instance-without-profile", "The instance has no instance profile.", ("instance.profile",)),
    Known("other-profile", "The instance has another profile, without the rights for sessions.", ("instance.profile",)),
    Known(
        "profile-late",
        "The profile came after the agent had started; the agent pauses up to an hour.",
        ("agent.online",),
    ),
    # Names
    Known("dns-support-off", "The VPC doesn't resolve names: enableDnsSupport is false.", ("dns.support",)),
    Known("dns-hostnames-off", "The VPC gives no names: enableDnsHostnames is false.", ("dns.hostnames",)),
    Known("private-dns-off", "Private DNS of an endpoint is off, so its name leads to the internet.", ("dns.private",)),
    # Ways
    Known(
        "no-public-address",
        "The instance has no public address, and its way out needs one.",
        ("instance.public-address",),
    ),
    Known("no-default-route", "No route leads out of the instance's subnet.", _WAYS, ("NO_ROUTE_TO_DESTINATION",)),
    Known("gateway-detached", "The internet gateway isn't attached to the VPC.", _WAYS, ("IGW_NOT_ATTACHED_TO_VPC",)),
    Known("nat-gone", "The NAT gateway to which the route leads is deleted, failed or not ready.", _WAYS),
    Known(
        "nat-in-private-subnet",
        "The NAT gateway is in the private subnet, whose route leads back to it.",
        _WAYS,
        ("NO_ROUTE_TO_DESTINATION",),
    ),
    Known(
        "nat-cut-off",
        "The NAT gateway is in its public subnet, and that has no route to the internet gateway.",
        _WAYS,
        ("NO_ROUTE_TO_DESTINATION",),
    ),
    Known("endpoint-missing", "There is no endpoint for a service, and no other way to it.", _WAYS),
    Known(
        "endpoint-group",
        "The endpoints' security group doesn't let the instance in.",
        _WAYS,
        ("ENI_SG_RULES_MISMATCH", "SG_HAS_NO_RULES"),
    ),
    Known(
        "egress-closed",
        "The instance's security group doesn't let it out to the service.",
        _WAYS,
        ("ENI_SG_RULES_MISMATCH", "SG_HAS_NO_RULES"),
    ),
    Known(
        "acl-forgets-answers",
        "A network ACL lets the request out and stops its answer.",
        _WAYS,
        ("SUBNET_ACL_RESTRICTION",),
    ),
    Known("acl-stops-requests", "A network ACL stops the request.", _WAYS, ("SUBNET_ACL_RESTRICTION",)),
    Known("public-access-blocked", "VPC Block Public Access stops what goes through the internet gateway.", _WAYS),
    Known("endpoint-policy", "An endpoint's policy refuses what the agent asks.", ("endpoint.policy",)),
    # Whoever asks
    Known("create-denied", "The caller's policies don't allow what creating environments takes.", ("access.create",)),
    Known("start-session-denied", "The caller may not start sessions.", ("access.start-session",)),
    Known(
        "start-session-by-stack",
        "The caller may start sessions only through CloudFormation, and asks Cloud9.",
        ("access.start-session",),
    ),
    Known(
        "start-session-by-cloud9",
        "The caller may start sessions only through Cloud9, and lets CloudFormation ask.",
        ("stack.status",),
    ),
    Known(
        "owner-elsewhere",
        "The environment belongs to somebody else, so its user doesn't see it.",
        ("environment.owner",),
    ),
    Known(
        "organization-denies",
        "A service control policy of the organization denies it.",
        ("role.policy", "access.start-session", "access.create"),
    ),
    # The instance
    Known("key-policy", "Cloud9 may not use the key that new volumes are encrypted with.", ("kms.default-key",)),
    Known(
        "key-disabled",
        "The key that new volumes are encrypted with is disabled, or is being deleted.",
        ("kms.default-key",),
        ("KMSInvalidStateException Disabled", "KMSInvalidStateException PendingDeletion"),
    ),
    Known("instance-stopped", "The instance doesn't run.", ("instance.state",)),
    Known(
        "docker-clash", "The subnet's addresses are those of Docker's bridge on the instance.", ("network.docker-cidr",)
    ),
    Known("port-open", "An inbound port is open to the internet.", ("instance.no-ingress",)),
)
CATALOGUE: dict[str, Known] = {known.id: known for known in _ALL}


def catalogue() -> Table:
    """What can be named, as a table."""
    rows = tuple((known.id, known.sentence) for known in _ALL)
    return Table("What can be named as a cause", ("cause", "what it says"), rows)
