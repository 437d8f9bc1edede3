"""Step role: the service role with which SSM Agent may open its channels (facts 1.5, 5.1, 5.2, 5.10)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from c9lib.checks.commands import as_json
from c9lib.checks.documented import ROLE, ROLE_PATH, ROLE_POLICY_ARN, TRUST, TRUSTED
from c9lib.checks.iam_commands import deleting_role, on_iam
from c9lib.checks.session_rights import way_out
from c9lib.checks.trust import letting_in, others, why
from c9lib.nouns import Change, Fact, Observation, Plan
from c9lib.steps.base import translated
from c9lib.steps.drift import titled
from c9lib.steps.needed import SharedStep
from c9lib.steps.reading import in_words, is_ours, shared
from c9lib.steps.remedies import mend_with, only_if_unneeded
from c9lib.steps.role_seen import ROLE_POLICY, RoleSeen

DESCRIPTION = "Lets EC2 instances of AWS Cloud9 be reached through AWS Systems Manager"


class RoleStep(SharedStep):
    """The role `AWSCloud9SSMAccessRole` under `/service-role/`. The whole account shares it, in every Region.

    A role that is right is adopted, whoever made it. With `repair` its trust is extended and its policy attached; what
    somebody else gave it, denied it or limited it by is never taken away.
    """

    name = "role"
    title = f"The service role {ROLE}"
    families = ("role",)

    def _observe(self) -> Observation:
        seen = RoleSeen.of(self.session)
        if seen.role is None:
            told = [Fact(f"role {ROLE}", "missing")]
            told += [Fact("a role in other capitals", "there", seen.alike["Arn"])] if seen.alike else []
            return Observation(self.name, tuple(told), {"seen": seen})
        drifts = seen.drifts()
        facts = (
            Fact(f"role {ROLE}", "there", seen.role["Arn"]),
            *(one.fact() for one in drifts),
            *((Fact("permissions boundary", "there", seen.boundary),) if seen.boundary else ()),
            Fact("made by", "this deployment" if is_ours(self.session, seen.role) else "somebody else"),
        )
        return Observation(self.name, facts, {"seen": seen}, titled(self.name, drifts))

    def _plan(self, observed: Observation) -> Plan:
        seen: RoleSeen = observed.data["seen"]
        if seen.role is None and seen.alike:
            return Plan(self.name, refusals=(_in_the_way(seen),))
        if seen.role is None:
            return Plan(self.name, (self._create(), self._attach()))
        if seen.role["Path"] != ROLE_PATH:
            return Plan(self.name, refusals=(_wrong_path(seen),))
        changes = tuple(self._mending(seen))
        refusals = tuple(_hindrances(seen))
        # A role of ours without its policy is half made: finishing it needs no permission to repair.
        unfinished = is_ours(self.session, seen.role) and not seen.kept_out
        if not self.parameters.repair and not unfinished:
            refusals = (*refusals, *map(_needs_repair, changes))
        return Plan(self.name, changes, tuple(_notes(seen)), refusals)

    def _mending(self, seen: RoleSeen) -> Iterator[Change]:
        """What `repair` does: the services that are kept out are let in, the documented policy is attached."""
        if seen.kept_out and letting_in(seen.trust, seen.kept_out, self.session.account_id):
            yield self._trust(seen)
        if seen.lacks_policy:
            yield self._attach()

    def plan_undo(self) -> Plan:
        """As every step's, without asking what the role may do: that doesn't matter any more."""
        with translated(self.session):
            return self._plan_undo(Observation(self.name, (), {"seen": RoleSeen.of(self.session)}))

    def _plan_undo(self, observed: Observation) -> Plan:
        seen: RoleSeen = observed.data["seen"]
        if seen.role is None or ROLE in self.leaving.of_stacks:
            return Plan(self.name)
        kept = self.kept(seen.role) or self._held(seen) or _serves(seen)
        if kept:
            return Plan(self.name, notes=(f"The role {ROLE} is kept: {kept}.",))
        return Plan(self.name, (self._delete(seen),), tuple(_changed(seen)))

    def _held(self, seen: RoleSeen) -> str:
        """Why the role can't be deleted: an instance profile that stays holds it. "" when none does."""
        staying = set(seen.rights.iam.profiles_of(ROLE)) - self.leaving.profiles - self.leaving.of_stacks
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

    def _trust(self, seen: RoleSeen) -> Change:
        lacking = sorted(seen.kept_out)
        mended = letting_in(seen.trust, lacking, self.session.account_id)
        return Change(
            "extend",
            f"trust policy of {ROLE} by {in_words(lacking)}",
            "both services must be able to assume the role; who else may is left as it is",
            ("iam:UpdateAssumeRolePolicy",),
            f"put the former trust policy back: {json.dumps(seen.trust)}",
            run=lambda: self.session.client("iam").update_assume_role_policy(
                RoleName=ROLE, PolicyDocument=json.dumps(mended)
            ),
        )

    def _delete(self, seen: RoleSeen) -> Change:
        def run() -> None:
            """In the order in which IAM lets go (facts 5.12); a permissions boundary needn't go first."""
            iam = self.session.client("iam")
            for name in seen.inline:
                iam.delete_role_policy(RoleName=ROLE, PolicyName=name)
            for arn in seen.attached:
                iam.detach_role_policy(RoleName=ROLE, PolicyArn=arn)
            iam.delete_role(RoleName=ROLE)

        return Change(
            "delete",
            f"role {ROLE}, with its policies {in_words(_policies(seen))}",
            "this deployment made it, and no environment of the account needs it any more",
            ("iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:DeleteRole"),
            f"run step role{_inline_again(seen)}",
            run=run,
        )


def _policies(seen: RoleSeen) -> list[str]:
    return [*(arn.rpartition("/")[2] for arn in seen.attached), *(f"inline {name}" for name in seen.inline)]


def _serves(seen: RoleSeen) -> str:
    """Why the role stays though no environment needs it: somebody lets others assume it; who does, AWS doesn't tell."""
    also = others(seen.trust, TRUSTED)
    if not also:
        return ""
    ending = on_iam("update-assume-role-policy", "--role-name", ROLE, "--policy-document", as_json(TRUST))
    return f"{in_words(also)} may assume it, too. If nobody does: {ending}"


def _changed(seen: RoleSeen) -> Iterator[str]:
    """What somebody changed in a role that goes."""
    own = {one["Key"] for one in seen.session.tags()}
    told = [f"policy {name}" for name in _policies(seen) if name != ROLE_POLICY]
    told += [f"tag {one['Key']}" for one in seen.there.get("Tags", ()) if one["Key"] not in own]
    told += [f"permissions boundary {seen.boundary}"] if seen.boundary else []
    if told:
        yield f"The role {ROLE} goes with what somebody gave it: {in_words(told)}. Managed policies themselves stay."


def _inline_again(seen: RoleSeen) -> str:
    """The inline policies of somebody, which are nowhere else: how they come back."""
    iam = seen.session.client("iam")
    documents = {name: iam.get_role_policy(RoleName=ROLE, PolicyName=name)["PolicyDocument"] for name in seen.inline}
    words = ("put-role-policy", "--role-name", ROLE, "--policy-name")
    again = (on_iam(*words, name, "--policy-document", as_json(text)) for name, text in documents.items())
    return "".join(f"; {line}" for line in again)


def _in_the_way(seen: RoleSeen) -> str:
    """A stop: IAM names are unique without regard to case, whatever the path (facts 5.10)."""
    assert seen.alike is not None, "it is in the way"
    name = seen.alike["RoleName"]
    return (
        f"{seen.alike['Arn']} stands in the way: IAM takes {name} and {ROLE} for the same name and makes no second"
        " role, and Cloud9 doesn't find this one: it looks for the name as it is written here."
        f" {only_if_unneeded('role', deleting_role(seen.rights.iam, name))}"
    )


def _wrong_path(seen: RoleSeen) -> str:
    return (
        f"{seen.there['Arn']} has the path {seen.there['Path']}, not {ROLE_PATH}, so Cloud9 may not pass it to an"
        " instance. The path of a role can't be changed, and its name can't be used twice in an account, whatever the"
        f" path. {only_if_unneeded('role', deleting_role(seen.rights.iam, ROLE))}"
    )


def _hindrances(seen: RoleSeen) -> Iterator[str]:
    """What no change of this step mends, as it is somebody's: a denial, a permissions boundary, an organization."""
    account = seen.session.account_id
    if seen.kept_out and letting_in(seen.trust, seen.kept_out, account) is None:
        yield (
            f"The trust policy of {ROLE} keeps {in_words(seen.kept_out)} out, and a further statement wouldn't help:"
            f" {why(seen.kept_out)}. Whoever wrote that has to take it away; this step takes nobody's statement away."
        )
    rights = seen.once_attached
    if rights.denied():
        cause, remedy = way_out(seen.reader, rights, seen.mending)
        yield f"The role would lack what sessions need: {rights}. {cause}{mend_with(remedy)}"


def _needs_repair(change: Change) -> str:
    return (
        f"The role isn't as documented, and the whole account shares it. Set repair to true to {change.action} the"
        f" {change.what}."
    )


def _notes(seen: RoleSeen) -> Iterator[str]:
    more = [name for name in _policies(seen) if name != ROLE_POLICY]
    if more:
        yield f"The role also has {in_words(more)}; they are left alone."
    also = others(seen.trust, TRUSTED)
    if also:
        yield f"{in_words(also)} may assume the role, too; that is left alone."
    rights = seen.once_attached
    if rights.lacking and not rights.denied():
        yield f"Whether the role has what sessions need isn't known: {rights}."
