"""Step profile: the instance profile, which is the form in which EC2 takes the role (facts 1.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c9lib.checks.alike import profile_alike
from c9lib.checks.documented import PROFILE, PROFILE_PATH, ROLE, ROLE_PATH
from c9lib.checks.iam_commands import deleting_profile
from c9lib.checks.principals import Iam
from c9lib.checks.reader import Answer, Reader
from c9lib.nouns import Change, Fact, Observation, Plan
from c9lib.steps.base import translated
from c9lib.steps.drift import Drift, titled
from c9lib.steps.forecast import first
from c9lib.steps.needed import SharedStep
from c9lib.steps.reading import in_words, is_ours, shared
from c9lib.steps.remedies import only_if_unneeded


class ProfileStep(SharedStep):
    """The instance profile `AWSCloud9SSMInstanceProfile` under `/cloud9/`, with exactly the role of step role in it."""

    name = "profile"
    title = f"The instance profile {PROFILE}"
    families = ("profile",)

    def _observe(self) -> Observation:
        iam = Iam(Reader(self.session))
        profile, role = iam.profile(), iam.entity("role", ROLE)
        alike = None if profile else profile_alike(iam)
        data = {"profile": profile, "role": role, "alike": alike}
        if profile is None:
            told = [Fact(f"instance profile {PROFILE}", "missing")]
            told += [Fact("an instance profile in other capitals", "there", alike["Arn"])] if alike else []
            return Observation(self.name, tuple(told), data)
        names = tuple(one["RoleName"] for one in profile["Roles"])
        drifts = (Drift("path", (PROFILE_PATH,), (profile["Path"],)), Drift("role", (ROLE,), names))
        facts = (
            Fact(f"instance profile {PROFILE}", "there", profile["Arn"]),
            *(one.fact() for one in drifts),
            Fact("made by", "this deployment" if is_ours(self.session, profile) else "somebody else"),
        )
        return Observation(self.name, facts, data, titled(self.name, drifts))

    def _plan(self, seen: Observation) -> Plan:
        profile, role, alike = seen.data["profile"], seen.data["role"], seen.data["alike"]
        waits_for = () if role else (f"The role {ROLE} doesn't exist yet. {first('role')}",)
        refusals = _wrong_role(role) if role else ()
        if alike is not None:
            return Plan(self.name, refusals=(_in_the_way(alike),))
        if profile is None:
            return Plan(self.name, (self._create(), self._add()), refusals=refusals, waits_for=waits_for)
        if profile["Path"] != PROFILE_PATH:
            return Plan(self.name, refusals=(_wrong_path(profile),))
        names = [role["RoleName"] for role in profile["Roles"]]
        if names == [ROLE]:
            return Plan(self.name)
        if names and not self.parameters.repair:
            return Plan(self.name, refusals=(*refusals, _needs_repair(names[0])), waits_for=waits_for)
        changes = (*(self._remove(name) for name in names), self._add())
        return Plan(self.name, changes, refusals=refusals, waits_for=waits_for)

    def plan_undo(self) -> Plan:
        """As every step's; only the profile matters for it."""
        with translated(self.session):
            return self._plan_undo(Observation(self.name, (), {"profile": Iam(Reader(self.session)).profile()}))

    def _plan_undo(self, seen: Observation) -> Plan:
        profile = seen.data["profile"]
        if profile is None or PROFILE in self.leaving.of_stacks:
            return Plan(self.name)
        kept = self.kept(profile)
        if kept:
            return Plan(self.name, notes=(f"The instance profile {PROFILE} is kept: {kept}.",))
        return Plan(self.name, (self._delete(profile),), tuple(self._changed(profile)))

    def _changed(self, profile: Answer) -> Iterator[str]:
        """What somebody changed in a profile that goes."""
        own = {one["Key"] for one in self.session.tags()}
        told = [f"role {one['RoleName']}, which stays" for one in profile["Roles"] if one["RoleName"] != ROLE]
        told += [f"tag {one['Key']}" for one in profile.get("Tags", ()) if one["Key"] not in own]
        if told:
            yield f"The instance profile {PROFILE} goes with what somebody gave it: {in_words(told)}."

    def _create(self) -> Change:
        return Change(
            "create",
            f"instance profile {PROFILE} with path {PROFILE_PATH}",
            "Cloud9 looks for a profile of this very name, and may read no path but this one",
            ("iam:CreateInstanceProfile", "iam:TagInstanceProfile"),
            "delete the instance profile",
            run=lambda: shared(
                self.session.client("iam").create_instance_profile,
                "EntityAlreadyExists",
                lambda: self._now()["Path"] == PROFILE_PATH,
                InstanceProfileName=PROFILE,
                Path=PROFILE_PATH,
                Tags=self.session.tags(),
            ),
        )

    def _add(self) -> Change:
        return Change(
            "add",
            f"role {ROLE} to the instance profile",
            "an instance gets the permissions of the one role in its profile",
            ("iam:AddRoleToInstanceProfile", "iam:PassRole"),
            "remove the role from the instance profile",
            run=lambda: shared(
                self.session.client("iam").add_role_to_instance_profile,
                "LimitExceeded",
                lambda: [role["RoleName"] for role in self._now()["Roles"]] == [ROLE],
                InstanceProfileName=PROFILE,
                RoleName=ROLE,
            ),
        )

    def _now(self) -> Mapping[str, Any]:
        """The profile as it is at this moment."""
        told = self.session.client("iam").get_instance_profile(InstanceProfileName=PROFILE)["InstanceProfile"]
        return dict(told)

    def _remove(self, name: str) -> Change:
        return Change(
            "remove",
            f"role {name} from the instance profile",
            f"a profile holds one role, and this one must hold {ROLE}; repair is true, so it is mended",
            ("iam:RemoveRoleFromInstanceProfile",),
            f"add the role {name} again",
            run=lambda: self.session.client("iam").remove_role_from_instance_profile(
                InstanceProfileName=PROFILE, RoleName=name
            ),
        )

    def _delete(self, profile: Mapping[str, Any]) -> Change:
        def run() -> None:
            iam = self.session.client("iam")
            for role in profile["Roles"]:
                iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=role["RoleName"])
            iam.delete_instance_profile(InstanceProfileName=PROFILE)

        return Change(
            "delete",
            f"instance profile {PROFILE}, after taking {in_words(role['RoleName'] for role in profile['Roles'])} out"
            " of it",
            "this deployment made it, and no environment or instance of the account needs it any more",
            ("iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile"),
            "run step profile",
            run=run,
        )


def _in_the_way(alike: Answer) -> str:
    """A stop: IAM names are unique without regard to case, whatever the path (facts 5.10)."""
    return (
        f"{alike['Arn']} stands in the way: IAM takes {alike['InstanceProfileName']} and {PROFILE} for the same name"
        " and makes no second profile, and Cloud9 doesn't find this one: it looks for the name as it is written here."
        f" {only_if_unneeded('instance profile', deleting_profile(alike))}"
    )


def _wrong_path(profile: Answer) -> str:
    return (
        f"{profile['Arn']} has the path {profile['Path']}, not {PROFILE_PATH}, so Cloud9 may not read it. The path of"
        " an instance profile can't be changed, and its name can't be used twice in an account."
        f" {only_if_unneeded('instance profile', deleting_profile(profile))}"
    )


def _needs_repair(name: str) -> str:
    return (
        f"The instance profile holds the role {name} instead of {ROLE}, and the whole account shares it. Set repair to"
        " true to replace the role; running instances see the new one within an hour."
    )


def _wrong_role(role: Mapping[str, Any]) -> tuple[str, ...]:
    if role["Path"] == ROLE_PATH:
        return ()
    return (f"The role {ROLE} has the path {role['Path']}, not {ROLE_PATH}. Step role says how to mend it.",)
