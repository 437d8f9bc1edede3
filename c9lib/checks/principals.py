"""IAM as the checks read it: the role, the profile, and the policies that a user, a group or a role carries."""

from __future__ import annotations

from c9lib.aws.pace import Pace
from c9lib.checks.documented import AWS_POLICIES, PROFILE, ROLE
from c9lib.checks.reader import Answer, Inapplicable, Reader, Unread
from c9lib.policy import Document

GONE = ("NoSuchEntity",)
_READ: dict[tuple[Pace, str], Document] = {}
"""AWS's own policies, by ARN, as whoever keeps a pace with others has read them."""


class Iam:
    """Reads of IAM. Every method raises `Unread` when AWS refuses to show it."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def role(self, name: str = ROLE) -> Answer | None:
        """The role with its path, ARN and trust policy, or None. An instance profile shows the role that it holds."""
        held = self._held(name)
        if held:
            return held
        found = self.reader.one("iam", "get_role", GONE, RoleName=name)
        return found["Role"] if found else None

    def entity(self, kind: str, name: str) -> Answer | None:
        """A `user`, `group` or `role` as IAM itself shows it, with its boundary and its tags; None: there is none."""
        found = self.reader.one("iam", f"get_{kind}", GONE, **{f"{kind.title()}Name": name})
        return found[kind.title()] if found else None

    def _held(self, role: str) -> Answer | None:
        """A role as Cloud9's instance profile shows it: whole, trust policy included."""
        try:
            held = (self.profile() or {}).get("Roles", [])
        except Unread:
            return None
        return next((one for one in held if one["RoleName"] == role), None)

    def profile(self, name: str = PROFILE) -> Answer | None:
        """The instance profile with its roles, or None."""
        found = self.reader.one("iam", "get_instance_profile", GONE, InstanceProfileName=name)
        return found["InstanceProfile"] if found else None

    def the_role(self) -> Answer:
        """Cloud9's role. Raises `Inapplicable` when there is none."""
        found = self.role()
        if found is None:
            raise Inapplicable(f"there is no role {ROLE} to look at (role.exists)")
        return found

    def the_profile(self) -> Answer:
        """Cloud9's instance profile. Raises `Inapplicable` when there is none."""
        found = self.profile()
        if found is None:
            raise Inapplicable(f"there is no instance profile {PROFILE} to look at (profile.exists)")
        return found

    def attached(self, kind: str, name: str) -> list[str] | None:
        """ARNs of the managed policies attached to a `user`, `group` or `role`; None when there is no such one."""
        asked = {f"{kind.title()}Name": name}
        found = self.reader.all_or_none("iam", f"list_attached_{kind}_policies", "AttachedPolicies", GONE, **asked)
        return None if found is None else [one["PolicyArn"] for one in found]

    def inline(self, kind: str, name: str) -> list[str]:
        """Names of the inline policies of a `user`, `group` or `role`."""
        return self.reader.all("iam", f"list_{kind}_policies", "PolicyNames", **{f"{kind.title()}Name": name})

    def inline_document(self, kind: str, name: str, policy: str) -> Document:
        """One inline policy of a `user`, `group` or `role`; empty when it has gone meanwhile."""
        asked = {f"{kind.title()}Name": name, "PolicyName": policy}
        found = self.reader.one("iam", f"get_{kind}_policy", (), **asked)
        return found["PolicyDocument"] if found else {}

    def managed(self, arn: str) -> Answer | None:
        """A managed policy, without what it says; None when there is none."""
        found = self.reader.one("iam", "get_policy", GONE, PolicyArn=arn)
        return found["Policy"] if found else None

    def document(self, arn: str) -> Document:
        """What a managed policy says now: its default version. Empty when the policy has gone meanwhile."""
        pace = self.reader.session.pace
        if pace is None or not arn.startswith(AWS_POLICIES):
            return self._document(arn)
        # Many side by side, all of whom have it: AWS's own policies are read once for all of them.
        if (pace, arn) not in _READ:
            _READ[pace, arn] = self._document(arn)
        return _READ[pace, arn]

    def _document(self, arn: str) -> Document:
        policy = self.managed(arn)
        if policy is None:
            return {}
        version = policy["DefaultVersionId"]
        found = self.reader.one("iam", "get_policy_version", PolicyArn=arn, VersionId=version) or {}
        document: Document = found["PolicyVersion"]["Document"]
        return document

    def groups_of(self, user: str) -> list[str]:
        """Names of the groups that a user is in."""
        return [one["GroupName"] for one in self.reader.all("iam", "list_groups_for_user", "Groups", UserName=user)]

    def profiles_of(self, role: str) -> list[str]:
        """Names of the instance profiles that hold a role."""
        found = self.reader.all("iam", "list_instance_profiles_for_role", "InstanceProfiles", RoleName=role)
        return [one["InstanceProfileName"] for one in found]
