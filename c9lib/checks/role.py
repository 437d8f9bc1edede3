"""Is the role as Cloud9 needs it? Name, path, trust and rights (facts 1.5, 5.1, 5.2, 5.6, 5.10)."""

from __future__ import annotations

from c9lib.checks.agent_requests import Agent
from c9lib.checks.alike import role_alike
from c9lib.checks.away import heard
from c9lib.checks.commands import as_json
from c9lib.checks.documented import EC2, ROLE, ROLE_PATH, ROLE_POLICY_ARN, SESSION_ACTIONS, TRUSTED
from c9lib.checks.extra_rights import besides, in_short
from c9lib.checks.iam_commands import deleting_role, making_role
from c9lib.checks.reader import Answer, Inapplicable, Unread
from c9lib.checks.registry import Question, asks
from c9lib.checks.rights import Rights
from c9lib.checks.session_rights import Mending, are_plain, judged_rights, session_rights
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.trust import is_open, reason, remedy, untrusted, why
from c9lib.nouns import Check

ALL = f"{len(SESSION_ACTIONS)} of {len(SESSION_ACTIONS)} actions allowed"


@asks("role.exists", f"Is there a role {ROLE}?")
def exists(question: Question, seen: Snapshot) -> Check:
    """Facts 1.5: the API doesn't make it, only the console does, or whoever follows the page."""
    seen.for_cloud9_profile()
    found = seen.iam.role()
    if found:
        return question.ok(found["Arn"])
    told = f"account {seen.session.account_id} has no role {ROLE}"
    try:
        other = role_alike(seen.iam)
    except Unread as refused:
        return _missing(
            question, f"{told} (whether one in other capitals isn't known: {refused.permission} is refused)"
        )
    return _alike(question, seen, told, other) if other else _missing(question, told)


def _missing(question: Question, told: str) -> Check:
    return question.fail(
        told,
        cause="Cloud9's console makes it at the first no-ingress environment; its API and CloudFormation don't.",
        reason="NoSuchEntity",
        remedy=making_role(),
    )


def _alike(question: Question, seen: Snapshot, told: str, other: Answer) -> Check:
    """Facts 5.10: with other capitals a name is taken, and isn't found. Only a person knows what needs that role."""
    return question.fail(
        f"{told}, but {other['Arn']}",
        cause="IAM takes both names for the same and makes no second role, and Cloud9 doesn't find this one. If nothing"
        " else needs it, it has to go.",
        reason="EntityAlreadyExists",
        remedy=_made_again(seen, other["RoleName"]),
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
        cause=f"Cloud9's service-linked role may pass role/service-role/{ROLE} only; a path can't be changed. If"
        " nothing else needs this role, it has to go.",
        reason="implicitDeny iam:PassRole (AWSCloud9ServiceRolePolicy)",
        remedy=_made_again(seen, ROLE),
    )


def _made_again(seen: Snapshot, name: str) -> tuple[str, ...]:
    """A role deleted, then the one that the page makes, in all the profiles that held it. What IAM doesn't show is no
    reason to keep the rest back: in words then, as far as it is known.
    """
    deleting = deleting_role(seen.iam, name)
    if deleting[0].startswith("# "):
        return (f"{deleting[0]} Then run step role.",)
    return (*deleting, *making_role(seen.iam.profiles_of(name)))


@asks("role.trust", "May EC2 and Cloud9 assume it?")
def trust(question: Question, seen: Snapshot) -> Check:
    """Facts 5.1: both services; an instance alone needs EC2 only. What depends on a condition counts where the agent is
    heard: then EC2 has assumed the role.
    """
    seen.for_cloud9_profile()
    document = seen.iam.the_role()["AssumeRolePolicyDocument"]
    needed = (EC2,) if seen.instance_id else TRUSTED
    lacking = untrusted(document, needed, seen.session.account_id)
    if not lacking:
        return question.ok(f"{' and '.join(needed)} may")
    judged = question.warn if is_open(lacking) and heard(seen) else question.fail
    told = f" ({why(lacking)})" if why(lacking) else ""
    return judged(
        f"{' and '.join(lacking)} may not{' for certain' if is_open(lacking) else ''}{told}: {as_json(document)}",
        cause="The trust policy must let both services assume the role, without a condition.",
        reason=reason(lacking),
        remedy=(remedy(ROLE, document, lacking, seen.session.account_id),),
    )


@asks("role.policy", "May the instance talk to Systems Manager with it?")
def policy(question: Question, seen: Snapshot) -> Check:
    """Facts 5.2: five actions, decided by all layers. The managed policy carries them; another one that does so, too,
    is as good, and what it allows besides is told.
    """
    seen.for_cloud9_profile()
    arn = seen.iam.the_role()["Arn"]
    attached, inline = seen.iam.attached("role", ROLE) or [], seen.iam.inline("role", ROLE)
    only = attached == [ROLE_POLICY_ARN] and not inline
    told = ", ".join(attached + [f"inline {name}" for name in inline]) or "no policy"
    if only and are_plain(seen.reader, arn):
        return question.ok(f"{told} is attached, and nothing else")
    agent = Agent(seen.session.account_id, seen.region, arn, _instance_id(seen))
    rights = session_rights(seen.reader, agent)
    if rights.lacking:
        evidence = f"{told} attached; not allowed: {rights}"
        return judged_rights(question, seen.reader, rights, evidence, Mending(agent, ROLE_POLICY_ARN))
    unseen = f" ({rights.unseen})" if rights.unseen else ""
    if only:
        return question.ok(f"{told} is attached, and nothing else{unseen}")
    more = besides(one.document for one in Rights(seen.reader).policies("role", ROLE).identity)
    allowed = f"; besides: {in_short(more)}" if more else ""
    return question.ok(f"{told}: {ALL}{allowed}{unseen}")


def _instance_id(seen: Snapshot) -> str:
    """The instance that is looked at; "" for none: what a policy says of any instance counts then."""
    try:
        return str(seen.instance["InstanceId"])
    except (Inapplicable, Unread):
        return ""
