"""Is the instance profile as Cloud9 needs it? Name, path, and the role in it (facts 1.5, 5.6, 5.10)."""

from __future__ import annotations

from c9lib.checks.documented import PROFILE, PROFILE_PATH, ROLE
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check

NAMED = ("--instance-profile-name", PROFILE)


@asks("profile.exists", f"Is there an instance profile {PROFILE}?")
def exists(question: Question, seen: Snapshot) -> Check:
    """Facts 1.5, 6.1: without it Cloud9 refuses to create the environment, or creation fails."""
    seen.for_cloud9_profile()
    found = seen.iam.profile()
    if found:
        return question.ok(found["Arn"])
    return question.fail(
        f"account {seen.session.account_id} has no instance profile {PROFILE}",
        cause="Cloud9's console makes it at the first no-ingress environment; its API and CloudFormation don't.",
        reason="NoSuchEntity",
        remedy=_made(seen),
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
        cause="Cloud9's service-linked role may read instance-profile/cloud9/* only; a path can't be changed.",
        reason="implicitDeny iam:GetInstanceProfile (AWSCloud9ServiceRolePolicy)",
        remedy=(*_emptied(seen, found), seen.command("iam", "delete-instance-profile", *NAMED), *_made(seen)),
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
        remedy=(
            *_emptied(seen, found),
            seen.command("iam", "add-role-to-instance-profile", *NAMED, "--role-name", ROLE),
        ),
    )


def _made(seen: Snapshot) -> tuple[str, ...]:
    return (
        seen.command("iam", "create-instance-profile", *NAMED, "--path", PROFILE_PATH),
        seen.command("iam", "add-role-to-instance-profile", *NAMED, "--role-name", ROLE),
    )


def _emptied(seen: Snapshot, profile: dict[str, list[dict[str, str]]]) -> tuple[str, ...]:
    names = [one["RoleName"] for one in profile["Roles"]]
    return tuple(
        seen.command("iam", "remove-role-from-instance-profile", *NAMED, "--role-name", name) for name in names
    )
