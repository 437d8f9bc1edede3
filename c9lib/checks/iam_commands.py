"""AWS CLI commands that make the role and the profile as AWS's page does, and that delete what stands in their way, in
the order in which IAM lets go (facts 1.5, 5.12)."""

from __future__ import annotations

from collections.abc import Iterable

from c9lib.checks.commands import as_json, command
from c9lib.checks.documented import PROFILE, PROFILE_PATH, ROLE, ROLE_PATH, ROLE_POLICY_ARN, TRUST
from c9lib.checks.principals import Iam
from c9lib.checks.reader import Answer, Unread


def on_iam(operation: str, *words: str) -> str:
    """`aws iam …`: IAM has no Regions."""
    return command("", "iam", operation, *words)


def making_role(profiles: Iterable[str] = ()) -> tuple[str, ...]:
    """The documented role, with its policy, put into these instance profiles."""
    named = ("--role-name", ROLE)
    trust = ("--assume-role-policy-document", as_json(TRUST))
    return (
        on_iam("create-role", *named, "--path", ROLE_PATH, *trust),
        on_iam("attach-role-policy", *named, "--policy-arn", ROLE_POLICY_ARN),
        *(putting_role(profile) for profile in profiles),
    )


def putting_role(profile: str = PROFILE) -> str:
    """The documented role into a profile."""
    return on_iam("add-role-to-instance-profile", "--instance-profile-name", profile, "--role-name", ROLE)


def taking_out(profile: str, roles: Iterable[str]) -> tuple[str, ...]:
    """Roles out of a profile."""
    words = ("--instance-profile-name", profile, "--role-name")
    return tuple(on_iam("remove-role-from-instance-profile", *words, role) for role in roles)


def making_profile() -> tuple[str, ...]:
    """The documented profile, with the role in it."""
    made = on_iam("create-instance-profile", "--instance-profile-name", PROFILE, "--path", PROFILE_PATH)
    return (made, putting_role())


def deleting_profile(profile: Answer) -> tuple[str, ...]:
    """A profile, in the shape of GetInstanceProfile: its role out of it, then itself."""
    name = profile["InstanceProfileName"]
    held = taking_out(name, (one["RoleName"] for one in profile["Roles"]))
    return (*held, on_iam("delete-instance-profile", "--instance-profile-name", name))


def deleting_role(iam: Iam, name: str) -> tuple[str, ...]:
    """A role: out of its profiles, its own policies deleted, the others detached, then itself. Where IAM doesn't show
    what hangs on it, one line of words.
    """
    named = ("--role-name", name)
    try:
        return _letting_go(iam, name, named)
    except Unread as refused:
        return (
            f"# Delete the role {name}: take it out of its instance profiles, delete its own policies, detach the"
            f" others, then delete it. Which these are isn't known, as {refused.permission} is refused.",
        )


def _letting_go(iam: Iam, name: str, named: tuple[str, str]) -> tuple[str, ...]:
    return (
        *(line for profile in iam.profiles_of(name) for line in taking_out(profile, [name])),
        *(on_iam("delete-role-policy", *named, "--policy-name", one) for one in iam.inline("role", name)),
        *(on_iam("detach-role-policy", *named, "--policy-arn", arn) for arn in iam.attached("role", name) or []),
        on_iam("delete-role", *named),
    )
