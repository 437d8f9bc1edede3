"""Step access: the managed policy with which people use Cloud9 and start sessions through it (facts 5.5, 5.7)."""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.checks.documented import AWS_POLICIES
from c9lib.checks.principals import Iam
from c9lib.checks.reader import Reader
from c9lib.nouns import Change, Fact, Observation, Plan
from c9lib.steps.base import Step
from c9lib.steps.claims import Claims, Principal, read
from c9lib.steps.forecast import first
from c9lib.steps.reading import in_words

NO_ROLE = "What a group gets is noted on the role of step role, which doesn't exist yet. " + first("role")


@dataclass(frozen=True)
class Holder:
    """A principal, the managed policies that it has (None when there is no such principal), and who claims them."""

    principal: Principal
    attached: frozenset[str] | None
    claims: Claims | None


class AccessStep(Step):
    """`access_policy` attached to everybody in `access_for`. What somebody has already is left as it is."""

    name = "access"
    title = "Who may use the environment"
    families = ("access",)

    def _observe(self) -> Observation:
        iam = Iam(Reader(self.session))
        holders = [self._holder(iam, Principal.of(words)) for words in self.parameters.access_for]
        facts = tuple(self._fact(holder) for holder in holders)
        nobody = (Fact("access_for", "empty", "nobody is given a policy by this step"),)
        role = iam.role() if any(holder.principal.kind == "group" for holder in holders) else {}
        return Observation(self.name, facts or nobody, {"holders": holders, "role": role})

    def _holder(self, iam: Iam, principal: Principal) -> Holder:
        attached = iam.attached(principal.kind, principal.name)
        if attached is None:
            return Holder(principal, None, None)
        return Holder(principal, frozenset(attached), read(self.session, principal))

    def _fact(self, holder: Holder) -> Fact:
        if holder.attached is None:
            return Fact(str(holder.principal), "missing")
        has = self._arn in holder.attached
        names = (arn.rpartition("/")[2] for arn in holder.attached)
        return Fact(
            str(holder.principal), "has the policy" if has else "hasn't the policy", in_words(names, "no policy")
        )

    def _plan(self, seen: Observation) -> Plan:
        holders: list[Holder] = seen.data["holders"]
        missing = tuple(
            f"There is no {holder.principal} in account {self.session.account_id}. Make it, or correct access_for."
            for holder in holders
            if holder.attached is None
        )
        changing = [(holder, self._changes(holder)) for holder in holders]
        groups = any(changes and holder.principal.kind == "group" for holder, changes in changing)
        without_role = (NO_ROLE,) if groups and seen.data["role"] is None else ()
        changes = tuple(change for _, changes in changing for change in changes)
        return Plan(self.name, changes, self._notes(holders), missing, waits_for=without_role)

    def _changes(self, holder: Holder) -> tuple[Change, ...]:
        if holder.attached is None or holder.claims is None:
            return ()
        if self._arn not in holder.attached:
            return (self._attach(holder.principal, holder.claims),)
        # Somebody else's deployment attached it, and would detach it: this one needs it, too.
        shared = self._policy in holder.claims.others - holder.claims.own
        return (self._claim(holder.principal, holder.claims),) if shared else ()

    def _notes(self, holders: list[Holder]) -> tuple[str, ...]:
        notes = (
            [] if holders else ["access_for is empty: only who already has rights to Cloud9 can open the environment."]
        )
        for holder in holders:
            if holder.claims is None or holder.attached is None:
                continue
            if self._arn in holder.attached and self._policy not in holder.claims.own | holder.claims.others:
                notes.append(f"The {holder.principal} had {self._policy} before, and keeps it after the tear-down.")
            earlier = holder.claims.own - {self._policy}
            if earlier:
                notes.append(
                    f"The {holder.principal} has {in_words(earlier)} from an earlier run; the tear-down detaches it."
                )
        return tuple(notes)

    def _plan_undo(self, seen: Observation) -> Plan:
        holders: list[Holder] = seen.data["holders"]
        changes = tuple(
            self._withdraw(holder.principal, holder.claims, holder.attached)
            for holder in holders
            if holder.claims is not None and holder.attached is not None and holder.claims.own
        )
        notes = (
            "Policies are detached from those that access_for names now, and only where this deployment attached them.",
        )
        return Plan(self.name, changes, notes if holders else ())

    def _attach(self, principal: Principal, claims: Claims) -> Change:
        def run() -> None:
            claims.add(self._policy)
            attach = getattr(self.session.client("iam"), f"attach_{principal.kind}_policy")
            attach(**principal.named, PolicyArn=self._arn)

        return Change(
            "attach",
            f"managed policy {self._policy} to {principal}",
            "whoever opens the environment starts a session through Cloud9, which takes ssm:StartSession",
            (f"iam:Attach{principal.kind.title()}Policy", f"iam:Tag{principal.bearer.kind.title()}"),
            f"detach it from {principal}",
            run=run,
        )

    def _claim(self, principal: Principal, claims: Claims) -> Change:
        return Change(
            "tag",
            f"{principal} as somebody whose {self._policy} this deployment needs, too",
            "another deployment attached the policy, and would detach it at its tear-down",
            (f"iam:Tag{principal.bearer.kind.title()}",),
            "remove the tag",
            run=lambda: claims.add(self._policy),
        )

    def _withdraw(self, principal: Principal, claims: Claims, attached: frozenset[str]) -> Change:
        """Detach what this deployment attached and no other one needs, then forget the claim."""
        arns = [AWS_POLICIES + name for name in sorted(claims.own - claims.others)]
        going = [arn for arn in arns if arn in attached]

        def run() -> None:
            for arn in going:
                getattr(self.session.client("iam"), f"detach_{principal.kind}_policy")(**principal.named, PolicyArn=arn)
            claims.drop()

        names = in_words(arn.rpartition("/")[2] for arn in going)
        return Change(
            "detach" if going else "untag",
            f"managed policy {names} from {principal}" if going else f"{principal}, which keeps its policies",
            (
                "this deployment attached it"
                if going
                else "another deployment needs them, or somebody detached them already"
            ),
            (f"iam:Detach{principal.kind.title()}Policy", f"iam:Untag{principal.bearer.kind.title()}"),
            "run step access",
            run=run,
        )

    @property
    def _policy(self) -> str:
        return self.parameters.access_policy

    @property
    def _arn(self) -> str:
        return AWS_POLICIES + self._policy
