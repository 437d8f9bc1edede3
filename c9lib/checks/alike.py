"""A role or an instance profile whose name differs from Cloud9's in capitals only.

IAM takes such names for the same when one is made, and keeps them apart when one is looked for (IAM User Guide, "IAM
names"; facts 5.10). So nobody finds the documented name, and nobody can make it.
"""

from __future__ import annotations

from c9lib.checks.documented import PROFILE, ROLE
from c9lib.checks.principals import Iam
from c9lib.checks.reader import Answer

MOST = 1000
"""The largest page of IAM's lists."""


def role_alike(iam: Iam) -> Answer | None:
    """The role that stands in the way of Cloud9's, in ListRoles' shape. Raises `Unread`."""
    found = iam.reader.all("iam", "list_roles", "Roles", MaxItems=MOST)
    return _alike(found, "RoleName", ROLE)


def profile_alike(iam: Iam) -> Answer | None:
    """The instance profile that stands in the way of Cloud9's, with the role in it. Raises `Unread`."""
    found = iam.reader.all("iam", "list_instance_profiles", "InstanceProfiles", MaxItems=MOST)
    return _alike(found, "InstanceProfileName", PROFILE)


def _alike(found: list[Answer], member: str, name: str) -> Answer | None:
    return next((one for one in found if one[member].lower() == name.lower() and one[member] != name), None)
