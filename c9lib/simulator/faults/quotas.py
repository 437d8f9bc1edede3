"""The error of each operation whose quota is used up, in the words of the quota itself where it is simulated."""

from __future__ import annotations

from collections.abc import Callable

from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.faults import limited
from c9lib.simulator.services.cloud9 import quotas as cloud9
from c9lib.simulator.services.ec2 import quotas as ec2
from c9lib.simulator.services.ec2.nat_gateways import NAT_GATEWAYS_PER_ZONE
from c9lib.simulator.services.iam import attachments, groups, inline_policies
from c9lib.simulator.services.iam.refusals import beyond
from c9lib.simulator.services.stacks import too_many

NEW_ACCOUNTS_VCPUS = 5
"""What a new account has of L-1216C47A, in vCPUs."""
VCPUS = (
    f"You have requested more vCPU capacity than your current vCPU limit of {NEW_ACCOUNTS_VCPUS} allows for the "
    "instance bucket that the specified instance type belongs to. Please visit "
    "http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit."
)
LIMITS = {
    "AccessKeysPerUser": 2,
    "GroupsPerAccount": 300,
    "GroupsPerUser": groups.GROUPS_PER_USER,
    "InstanceProfilesPerAccount": 1000,
    "InstanceSessionsPerInstanceProfile": 1,
    "PoliciesPerAccount": 1500,
    "PoliciesPerGroup": attachments.LIMITS["group"],
    "PoliciesPerRole": attachments.LIMITS["role"],
    "PoliciesPerUser": attachments.LIMITS["user"],
    "RolesPerAccount": 1000,
    "UsersPerAccount": 5000,
    "VersionsPerPolicy": 5,
}
"""IAM's quotas (IAM User Guide, "IAM and AWS STS quotas")."""


def refusal(call: ApiCall) -> ApiError | None:
    """What an operation is refused with when its quota is used up; None for one that has no quota."""
    told = _BY_SERVICE.get(call.service)
    return told(call) if told else None


def _ec2(call: ApiCall) -> ApiError | None:
    code = limited.EC2.get(call.operation)
    if code == ec2.NAT_GATEWAYS:
        return ec2.nat_gateways(NAT_GATEWAYS_PER_ZONE)
    if code == "VcpuLimitExceeded":
        return ApiError(code, VCPUS)
    return ec2.used_up(code) if code else None


def _iam(call: ApiCall) -> ApiError | None:
    kind, quota = limited.INLINE.get(call.operation), limited.IAM.get(call.operation)
    if kind:
        return inline_policies.too_long(kind, str(call.params.get(f"{kind.capitalize()}Name", "")))
    return beyond(quota, LIMITS[quota]) if quota else None


def _cloud9(call: ApiCall) -> ApiError | None:
    return cloud9.account_full(call.region) if call.operation == "CreateEnvironmentEC2" else None


def _cloudformation(call: ApiCall) -> ApiError | None:
    """Of change sets only one that begins a new stack."""
    new = call.operation == "CreateStack" or call.params.get("ChangeSetType") == "CREATE"
    return too_many() if new else None


_BY_SERVICE: dict[str, Callable[[ApiCall], ApiError | None]] = {
    "cloud9": _cloud9,
    "cloudformation": _cloudformation,
    "ec2": _ec2,
    "iam": _iam,
}
