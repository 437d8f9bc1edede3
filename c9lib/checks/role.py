"""Is the role as Cloud9 needs it? Name, path, trust and rights (facts 1.5, 5.1, 5.2, 5.6)."""

from __future__ import annotations

from c9lib.checks.commands import as_json
from c9lib.checks.documented import ROLE, ROLE_PATH, ROLE_POLICY_ARN, SESSION_ACTIONS, TRUST, TRUSTED
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.policy import Document, decided, listed, statements, touches

NAMED = ("--role-name", ROLE)


@asks("role.exists", f"Is there a role {ROLE}?")
def exists(question: Question, seen: Snapshot) -> Check:
    """Facts 1.5. The API doesn't make it: only the console does, or whoever follows the page."""
    seen.for_cloud9_profile()
    found = seen.iam.role()
    if found:
        return question.ok(found["Arn"])
    return question.fail(
        f"account {seen.session.account_id} has no role {ROLE}",
        cause="Cloud9's console makes it at the first no-ingress environment; its API and CloudFormation don't.",
        reason="NoSuchEntity",
        remedy=_made(seen),
    )


@asks("role.path", f"Is its path {ROLE_PATH}?")
def path(question: Question, seen: Snapshot) -> Check:
    """Facts 5.6: the service-linked role may pass this role under this path, and no other."""
    seen.for_cloud9()
    found = seen.iam.the_role()
    if found["Path"] == ROLE_PATH:
        return question.ok(found["Path"])
    return question.fail(
        f"its path is {found['Path']} ({found['Arn']})",
        cause=f"Cloud9's service-linked role may pass role/service-role/{ROLE} only; a path can't be changed.",
        reason="implicitDeny iam:PassRole (AWSCloud9ServiceRolePolicy)",
        remedy=_made_again(seen),
    )


@asks("role.trust", "May EC2 and Cloud9 assume it?")
def trust(question: Question, seen: Snapshot) -> Check:
    """Facts 5.1: both services; an instance alone needs EC2 only. What depends on a condition isn't counted."""
    seen.for_cloud9_profile()
    document = seen.iam.the_role()["AssumeRolePolicyDocument"]
    needed = TRUSTED[:1] if seen.instance_id else TRUSTED
    missing = [service for service in needed if not trusts(document, service)]
    if not missing:
        return question.ok(f"{' and '.join(needed)} may")
    return question.fail(
        f"{' and '.join(missing)} may not: {as_json(document)}",
        cause="The trust policy must let both services assume the role, without a condition.",
        reason="implicitDeny sts:AssumeRole",
        remedy=(seen.command("iam", "update-assume-role-policy", *NAMED, "--policy-document", as_json(TRUST)),),
    )


@asks("role.policy", "May the instance talk to Systems Manager with it?")
def policy(question: Question, seen: Snapshot) -> Check:
    """Facts 5.2: five actions. The managed policy carries them; another one that does so, too, is as good."""
    seen.for_cloud9_profile()
    seen.iam.the_role()
    attached, inline = seen.iam.attached("role", ROLE) or [], seen.iam.inline("role", ROLE)
    if attached == [ROLE_POLICY_ARN] and not inline:
        return question.ok(f"{ROLE_POLICY_ARN} is attached, and nothing else")
    told = ", ".join(attached + [f"inline {name}" for name in inline]) or "no policy"
    decisions = rights(seen, ROLE)
    if set(decisions.values()) == {"allowed"}:
        return question.ok(f"{told}: {len(SESSION_ACTIONS)} of {len(SESSION_ACTIONS)} actions allowed")
    return _lacking(question, seen, told, decisions)


def rights(seen: Snapshot, role: str) -> dict[str, str]:
    """How a role's policies decide on each action that sessions need."""
    documents = seen.iam.documents_of_role(role)
    return {action: decided(documents, action) for action in SESSION_ACTIONS}


def lacking(decisions: dict[str, str]) -> str:
    """`implicitDeny ssm:UpdateInstanceInformation, …`: what isn't plainly allowed, the decision before the action."""
    return ", ".join(f"{decision} {action}" for action, decision in decisions.items() if decision != "allowed")


def _lacking(question: Question, seen: Snapshot, told: str, decisions: dict[str, str]) -> Check:
    evidence = f"{told} attached; not allowed: {lacking(decisions)}"
    return judged_rights(question, seen, evidence, decisions, (ROLE, ROLE_POLICY_ARN))


def judged_rights(
    question: Question,
    seen: Snapshot,
    evidence: str,
    decisions: dict[str, str],
    names: tuple[str, str],
    around: tuple[tuple[str, ...], tuple[str, ...]] = ((), ()),
) -> Check:
    """On a role (`names`: its name, and the managed policy that mends it) to which something isn't plainly allowed.

    `around` are commands before and after the one that attaches the policy.
    """
    reason, (role, policy) = lacking(decisions).split(",")[0], names
    if set(decisions.values()) <= {"allowed", "conditional"}:
        cause = "Whether the condition or the resource of a statement holds is not evaluated here."
        words = f"# Attach {policy}, which needs no condition, or compare the statements by hand."
        return question.warn(evidence, cause=cause, reason=reason, remedy=(words,))
    if "explicitDeny" in decisions.values():
        words = f"# Remove the statement with Effect Deny from the policies of {role}; no other policy outweighs it."
        return question.fail(evidence, cause="A policy of the role denies it.", reason=reason, remedy=(words,))
    attach = seen.command("iam", "attach-role-policy", "--role-name", role, "--policy-arn", policy)
    return question.fail(
        evidence,
        cause="The agent may neither register nor open a channel.",
        reason=reason,
        remedy=(*around[0], attach, *around[1]),
    )


def trusts(document: Document, service: str) -> bool:
    """Whether a trust policy lets a service assume the role, without a condition."""
    about = [one for one in statements(document) if touches(one, "sts:AssumeRole") and service in _services(one)]
    return any(map(_plainly_allows, about)) and not any(one["Effect"] == "Deny" for one in about)


def _plainly_allows(statement: Document) -> bool:
    return statement["Effect"] == "Allow" and not statement.get("Condition")


def _services(statement: Document) -> list[str]:
    principal = statement.get("Principal", {})
    return [] if isinstance(principal, str) else listed(principal.get("Service"))


def _made(seen: Snapshot) -> tuple[str, ...]:
    return (
        seen.command(
            "iam", "create-role", *NAMED, "--path", ROLE_PATH, "--assume-role-policy-document", as_json(TRUST)
        ),
        seen.command("iam", "attach-role-policy", *NAMED, "--policy-arn", ROLE_POLICY_ARN),
    )


def _made_again(seen: Snapshot) -> tuple[str, ...]:
    """Everything that IAM wants gone before it deletes a role, then the role as the page makes it (facts 5.12)."""
    profiles, attached = seen.iam.profiles_of(ROLE), seen.iam.attached("role", ROLE) or []
    inline = seen.iam.inline("role", ROLE)
    return (
        *(seen.command("iam", "remove-role-from-instance-profile", *_held_by(one)) for one in profiles),
        *(seen.command("iam", "detach-role-policy", *NAMED, "--policy-arn", arn) for arn in attached),
        *(seen.command("iam", "delete-role-policy", *NAMED, "--policy-name", name) for name in inline),
        seen.command("iam", "delete-role", *NAMED),
        *_made(seen),
        *(seen.command("iam", "add-role-to-instance-profile", *_held_by(one)) for one in profiles),
    )


def _held_by(profile: str) -> tuple[str, ...]:
    return ("--instance-profile-name", profile, *NAMED)
