"""Is the instance profile as Cloud9 needs it? Name, path, and the role in it (facts 1.5, 5.6, 5.10)."""

from __future__ import annotations

from c9lib.checks.alike import profile_alike
from c9lib.checks.documented import PROFILE, PROFILE_PATH, ROLE
from c9lib.checks.iam_commands import deleting_profile, making_profile, putting_role, taking_out
from c9lib.checks.reader import Answer, Unread
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check


@asks("profile.exists", f"Is there an instance profile {PROFILE}?")
def exists(question: Question, seen: Snapshot) -> Check:
    """Facts 1.5, 6.1: without it Cloud9 refuses to create the environment, or creation fails."""
    seen.for_cloud9_profile()
    found = seen.iam.profile()
    if found:
        return question.ok(found["Arn"])
    told = f"account {seen.session.account_id} has no instance profile {PROFILE}"
    try:
        other = profile_alike(seen.iam)
    except Unread as refused:
        return _missing(question, f"{told}; one in other capitals may be there: {refused.permission} is refused")
    return _alike(question, told, other) if other else _missing(question, told)


def _missing(question: Question, told: str) -> Check:
    return question.fail(
        told,
        cause="Cloud9's console makes it at the first no-ingress environment; its API and CloudFormation don't.",
        reason="NoSuchEntity",
        remedy=making_profile(),
    )


def _alike(question: Question, told: str, other: Answer) -> Check:
    """Facts 5.10: with other capitals a name is taken, and isn't found. Only a person knows what needs that profile."""
    return question.fail(
        f"{told}, but {other['Arn']}",
        cause="IAM takes both names for the same and makes no second profile, and Cloud9 doesn't find this one. If"
        " nothing else needs it, it has to go.",
        reason="EntityAlreadyExists",
        remedy=(*deleting_profile(other), *making_profile()),
    )


@asks("profile.path", f"Is its path {PROFILE_PATH}?")
def path(question: Question, seen: Snapshot) -> Check:
    """Facts 5.6: the service-linked role may read `instance-profile/cloud9/*` only."""
    seen.for_cloud9()
    found = seen.iam.the_profile()
    if found["Path"] == PROFILE_PATH:
        return question.ok(found["Path"])
    return question.fail(
        f"its path is {found['Path']} ({found['Arn']})",
        cause="Cloud9's service-linked role may read instance-profile/cloud9/* only; a path can't be changed. If"
        " nothing else needs this profile, it has to go.",
        reason="implicitDeny iam:GetInstanceProfile (AWSCloud9ServiceRolePolicy)",
        remedy=(*deleting_profile(found), *making_profile()),
    )


@asks("profile.role", f"Does it hold {ROLE}?")
def role(question: Question, seen: Snapshot) -> Check:
    """Facts 5.10: a profile holds one role at most. A new one reaches running instances within an hour (facts 5.11)."""
    seen.for_cloud9_profile()
    found = seen.iam.the_profile()
    if found["Path"] != PROFILE_PATH:
        return question.skip(f"its path is {found['Path']}: it has to be made anew, with the role in it (profile.path)")
    names = [one["RoleName"] for one in found["Roles"]]
    if names == [ROLE]:
        return question.ok(found["Roles"][0]["Arn"])
    return question.fail(
        f"it holds {' and '.join(names)}" if names else "it holds no role",
        cause="An instance with this profile has the rights of the role in it, and of no other.",
        reason="implicitDeny ssm:UpdateInstanceInformation" if not names else "",
        remedy=(*taking_out(PROFILE, names), putting_role()),
    )
