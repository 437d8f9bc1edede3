"""Step access: whoever `access_for` names can do what `access_policy` is for, and nobody gets more (facts 5.4-5.8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from c9lib.checks.capabilities import NAMES, Scene
from c9lib.checks.granting import Grant, Granting
from c9lib.checks.grants import arn_of
from c9lib.checks.reader import Reader
from c9lib.checks.rights import Judged, Rights
from c9lib.nouns import Change, Fact, Observation, Plan, Seen, Wait
from c9lib.policy import Policies, evaluate
from c9lib.steps import access_undo
from c9lib.steps import access_words as words
from c9lib.steps.access_holders import Holder, attach, claim, relied_on
from c9lib.steps.access_policies import OwnPolicy, bring_about, foreign, own_policy
from c9lib.steps.base import Step, translated
from c9lib.steps.claims import Principal, read
from c9lib.steps.forecast import first
from c9lib.steps.members import strangers

NO_ROLE = "What a group gets is noted on the role of step role, which doesn't exist yet. " + first("role")
PROPAGATED = Wait("IAM decides by the new policies", 5, 120, 5, "estimate: IAM is eventually consistent (facts 5.11)")
Grants = Mapping[Principal, Grant]


class AccessStep(Step):
    """The least of two policies for each who can't do yet what they should. What somebody can do already stays."""

    name = "access"
    title = "Who may use the environment"
    families = ("access",)

    def plan_undo(self) -> Plan:
        """What `undo` would detach and delete, and what is kept, with why. Raises `AwsError`."""
        with translated(self.session):  # without deciding what anybody can do: that isn't asked
            return access_undo.plan(self.session, self.name)

    def _plan_undo(self, seen: Observation) -> Plan:
        return access_undo.plan(self.session, self.name)

    def _observe(self) -> Observation:
        granting = Granting(Rights(Reader(self.session)))
        iam = granting.rights.iam
        named = [Principal.of(text) for text in self.parameters.access_for]
        scene = granting.scene() if named else None
        holders = [self._holder(granting, principal, scene) for principal in named]
        own = [own_policy(iam, name) for name in granting.own] if named else []
        role = iam.role() if any(holder.principal.kind == "group" for holder in holders) else {}
        facts = (*(fact for holder in holders for fact in words.facts(holder)), *(one.fact for one in own))
        nobody = (Fact("access_for", "empty", "nobody is given a policy by this step"),)
        data = {"granting": granting, "holders": holders, "own": own, "role": role}
        return Observation(self.name, facts or nobody, {**data, "strangers": strangers(iam)})

    def _holder(self, granting: Granting, principal: Principal, scene: Scene | None) -> Holder:
        attached = granting.rights.iam.attached(principal.kind, principal.name)
        if attached is None or scene is None:
            return Holder(principal)
        can = granting.can(principal.kind, principal.name, scene, NAMES)
        return Holder(principal, frozenset(attached), read(self.session, principal), can)

    def _plan(self, seen: Observation) -> Plan:
        holders: list[Holder] = seen.data["holders"]
        granting: Granting = seen.data["granting"]
        there = [holder for holder in holders if holder.claims is not None]
        grants = {holder.principal: self._grant(granting, holder, seen.data["own"]) for holder in there}
        giving = [change for holder in there for change in self._changes(granting, holder, grants[holder.principal])]
        groups = any(
            self._changes(granting, one, grants[one.principal]) for one in there if one.principal.kind == "group"
        )
        needed = {name for grant in grants.values() for name in grant.names}
        own: list[OwnPolicy] = [one for one in seen.data["own"] if one.name in needed or (one.ours and one.changed)]
        return Plan(
            self.name,
            self._and_seen([*(change for one in own for change in bring_about(self.session, one)), *giving]),
            tuple(self._notes(granting, there)),
            (*self._refusals(holders, grants), *filter(None, map(foreign, own)), *seen.data["strangers"]),
            waits_for=(NO_ROLE,) if groups and seen.data["role"] is None else (),
        )

    def _and_seen(self, changes: list[Change]) -> tuple[Change, ...]:
        """The changes; with the last one goes the wait until IAM itself decides by them."""
        if not changes:
            return ()
        last = changes[-1]

        def run() -> None:
            last.run()
            if not self._seen().done:
                self.session.wait(PROPAGATED, self._seen)

        return (*changes[:-1], replace(last, run=run))

    def _seen(self) -> Seen:
        granting = Granting(Rights(Reader(self.session)))
        scene = granting.scene()
        named = [Principal.of(text) for text in self.parameters.access_for]
        told = [granting.can(one.kind, one.name, scene, granting.wanted) for one in named]
        denied = [one for can in told for some in can.values() for one in some if one.denied]
        return Seen(f"{len(denied)} requests still denied", done=not denied)

    def _grant(self, granting: Granting, holder: Holder, own: list[OwnPolicy]) -> Grant:
        """What somebody lacks. A denial in a changed policy of ours goes with the change."""
        principal = holder.principal
        grant = granting.grant(principal.kind, principal.name, holder.wanted(granting.wanted))
        changed = {one.arn for one in own if one.ours and one.changed}
        return Grant(grant.lacking, tuple(one for one in grant.hindered if one.policy not in changed))

    def _changes(self, granting: Granting, holder: Holder, grant: Grant) -> tuple[Change, ...]:
        principal, claims = holder.principal, holder.claims
        assert claims is not None, "whoever isn't there is refused"
        attaching = tuple(
            attach(self.session, principal, claims, name, words.why_attached(holder, granting.wanted, lacking))
            for name, lacking in grant.lacking.items()
            if arn_of(self.session.account_id, name) not in holder.attached
        )
        # Somebody else's deployment attached it, and would detach it: this one needs it, too.
        needed = relied_on(self._by_others(granting, holder)) & claims.others - claims.own
        return (*attaching, *((claim(principal, claims, needed),) if needed else ()))

    def _by_others(self, granting: Granting, holder: Holder) -> tuple[Judged, ...]:
        """What somebody should do and couldn't by the policies alone that this deployment has claimed."""
        assert holder.claims is not None, "whoever isn't there is refused"
        # Those of other deployments, too: which of two that allow the same is named as the deciding one may change.
        names = [one for one in holder.claims.own if arn_of(self.session.account_id, one) in holder.attached]
        own = Policies(identity=tuple(filter(None, map(granting.known, sorted(names)))))
        wanted = holder.wanted(granting.wanted)
        return tuple(one for one in wanted if not evaluate(one.request, own).allowed)

    def _refusals(self, holders: list[Holder], grants: Grants) -> Iterator[str]:
        for holder in holders:
            if holder.claims is None:
                where = f"account {self.session.account_id}. Make it, or correct access_for."
                yield f"There is no {holder.principal} in {where}"
            elif grants[holder.principal].hindered:
                yield words.hindered(holder, grants[holder.principal].hindered)

    def _notes(self, granting: Granting, there: list[Holder]) -> Iterator[str]:
        if not self.parameters.access_for:
            yield words.NOBODY
        for holder in there:
            yield from words.notes(holder, granting.wanted, self.session.account_id, granting.names)
        unseen = {one.unseen for holder in there for one in holder.wanted(granting.wanted) if one.unseen}
        yield from (f"Decided by reading the policies: {told}." for told in sorted(unseen))
