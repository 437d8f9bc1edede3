"""Step role: the service role with which SSM Agent may open its channels (facts 1.5, 5.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from c9lib.checks.documented import ROLE, ROLE_PATH, ROLE_POLICY_ARN, TRUST, TRUSTED
from c9lib.nouns import Change, Fact, Observation, Plan
from c9lib.policy import listed, statements, touches
from c9lib.steps.needed import SharedStep
from c9lib.steps.reading import found, in_words, is_ours, shared

ROLE_POLICY = ROLE_POLICY_ARN.rpartition("/")[2]
DESCRIPTION = "Lets EC2 instances of AWS Cloud9 be reached through AWS Systems Manager"


class RoleStep(SharedStep):
    """The role `AWSCloud9SSMAccessRole` under `/service-role/`. The whole account shares it, in every Region."""

    name = "role"
    title = f"The service role {ROLE}"
    families = ("role",)

    def _observe(self) -> Observation:
        iam = self.session.client("iam")
        told = found(iam.get_role, "NoSuchEntity", RoleName=ROLE)
        if told is None:
            return Observation(self.name, (Fact(f"role {ROLE}", "missing"),), {"role": None, "attached": []})
        role = told["Role"]
        attached = self.session.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=ROLE)
        names = [policy["PolicyName"] for policy in attached]
        facts = (
            Fact(f"role {ROLE}", "there", role["Arn"]),
            Fact("path", "as documented" if role["Path"] == ROLE_PATH else "wrong", role["Path"]),
            Fact("trusts", "both services" if not _untrusted(role) else "not both", in_words(trusted(role))),
            Fact(
                "policies", "attached" if self._has_policy(attached) else f"{ROLE_POLICY} is missing", in_words(names)
            ),
            Fact("made by", "this deployment" if is_ours(self.session, role) else "somebody else"),
        )
        return Observation(self.name, facts, {"role": role, "attached": attached})

    def _plan(self, seen: Observation) -> Plan:
        role, attached = seen.data["role"], seen.data["attached"]
        if role is None:
            return Plan(self.name, (self._create(), self._attach()))
        if role["Path"] != ROLE_PATH:
            return Plan(self.name, refusals=(self._wrong_path(role),))
        changes = [self._trust(role)] if _untrusted(role) else []
        # A role of ours without its policy is half made: finishing it needs no permission to repair.
        mending = bool(changes) or not (self._has_policy(attached) or is_ours(self.session, role))
        changes += [] if self._has_policy(attached) else [self._attach()]
        refusals = self._needs_repair(changes) if mending and not self.parameters.repair else ()
        return Plan(self.name, tuple(changes), self._notes(role, attached), refusals)

    def _plan_undo(self, seen: Observation) -> Plan:
        role, attached = seen.data["role"], seen.data["attached"]
        if role is None:
            return Plan(self.name)
        kept = self.kept(role) or self._held()
        if kept:
            return Plan(self.name, notes=(f"The role {ROLE} is kept: {kept}.",))
        return Plan(self.name, (self._delete(attached),))

    def _held(self) -> str:
        """Why the role can't be deleted: an instance profile that stays holds it. "" when none does."""
        listing = ("iam", "list_instance_profiles_for_role", "InstanceProfiles")
        profiles = {one["InstanceProfileName"] for one in self.session.pages(*listing, RoleName=ROLE)}
        staying = profiles - self.leaving.profiles
        return f"the instance profile {in_words(staying)} holds it" if staying else ""

    def _create(self) -> Change:
        iam = self.session.client("iam")

        def right() -> bool:
            return bool(iam.get_role(RoleName=ROLE)["Role"]["Path"] == ROLE_PATH)

        def run() -> None:
            shared(
                iam.create_role,
                "EntityAlreadyExists",
                right,
                RoleName=ROLE,
                Path=ROLE_PATH,
                AssumeRolePolicyDocument=json.dumps(TRUST),
                Description=DESCRIPTION,
                Tags=self.session.tags(),
            )

        return Change(
            "create",
            f"role {ROLE} with path {ROLE_PATH}, which {' and '.join(TRUSTED)} may assume",
            "Cloud9 gives this role to the instance; it may pass no role of another name or path",
            ("iam:CreateRole", "iam:TagRole"),
            "delete the role",
            run=run,
        )

    def _attach(self) -> Change:
        return Change(
            "attach",
            f"managed policy {ROLE_POLICY} to the role",
            "SSM Agent needs its five actions to register and to open the channels of a session",
            ("iam:AttachRolePolicy",),
            "detach the policy",
            run=lambda: self.session.client("iam").attach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN),
        )

    def _trust(self, role: Mapping[str, Any]) -> Change:
        document = role["AssumeRolePolicyDocument"]
        lacking = sorted(_untrusted(role))
        more = {"Effect": "Allow", "Principal": {"Service": lacking}, "Action": "sts:AssumeRole"}
        mended = {**document, "Statement": [*statements(document), more]}
        return Change(
            "extend",
            f"trust policy of {ROLE} by {in_words(lacking)}",
            "both services must be able to assume the role; who else may is left as it is",
            ("iam:UpdateAssumeRolePolicy",),
            f"put the former trust policy back: {json.dumps(document)}",
            run=lambda: self.session.client("iam").update_assume_role_policy(
                RoleName=ROLE, PolicyDocument=json.dumps(mended)
            ),
        )

    def _delete(self, attached: Iterable[Mapping[str, Any]]) -> Change:
        def run() -> None:
            iam = self.session.client("iam")
            for policy in attached:
                iam.detach_role_policy(RoleName=ROLE, PolicyArn=policy["PolicyArn"])
            for name in self.session.pages("iam", "list_role_policies", "PolicyNames", RoleName=ROLE):
                iam.delete_role_policy(RoleName=ROLE, PolicyName=name)
            iam.delete_role(RoleName=ROLE)

        return Change(
            "delete",
            f"role {ROLE}, with its policies {in_words(policy['PolicyName'] for policy in attached)}",
            "this deployment made it, and no environment of the account needs it any more",
            ("iam:DetachRolePolicy", "iam:ListRolePolicies", "iam:DeleteRolePolicy", "iam:DeleteRole"),
            "run step role",
            run=run,
        )

    @staticmethod
    def _has_policy(attached: Iterable[Mapping[str, Any]]) -> bool:
        return any(policy["PolicyArn"] == ROLE_POLICY_ARN for policy in attached)

    @staticmethod
    def _wrong_path(role: Mapping[str, Any]) -> str:
        return (
            f"{role['Arn']} has the path {role['Path']}, not {ROLE_PATH}, so Cloud9 may not pass it to an instance. The"
            " path of a role can't be changed, and its name can't be used twice in an account, whatever the path. If"
            " nothing needs this role, delete it (take it out of its instance profiles, detach its policies, then aws"
            f" iam delete-role --role-name {role['RoleName']}) and run again."
        )

    @staticmethod
    def _needs_repair(changes: Iterable[Change]) -> tuple[str, ...]:
        return tuple(
            f"The role isn't as documented, and the whole account shares it. Set repair to true to {change.action} the"
            f" {change.what}."
            for change in changes
        )

    @staticmethod
    def _notes(role: Mapping[str, Any], attached: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
        more = [policy["PolicyName"] for policy in attached if policy["PolicyArn"] != ROLE_POLICY_ARN]
        others = sorted(trusted(role) - set(TRUSTED))
        notes = [f"The role also has {in_words(more)}; they are left alone."] if more else []
        notes += [f"{in_words(others)} may assume the role, too; that is left alone."] if others else []
        return tuple(notes)


def trusted(role: Mapping[str, Any]) -> set[str]:
    """The services that the trust policy of a role lets assume it, without a condition."""
    services: set[str] = set()
    for statement in statements(role["AssumeRolePolicyDocument"]):
        principal = statement.get("Principal")
        if statement["Effect"] == "Allow" and not statement.get("Condition") and touches(statement, "sts:AssumeRole"):
            services |= set(listed(principal.get("Service"))) if isinstance(principal, dict) else set()
    return services


def _untrusted(role: Mapping[str, Any]) -> set[str]:
    return set(TRUSTED) - trusted(role)
