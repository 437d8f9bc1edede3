"""The deployment's own managed policies: made, brought back to what they should say, and removed.

They carry the tag of the deployment. A policy of that name without it is somebody else's, and isn't touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.aws import Session
from c9lib.checks.commands import as_json
from c9lib.checks.grants import arn_of, documents
from c9lib.checks.principals import Iam
from c9lib.nouns import Change, Fact
from c9lib.policy import Document
from c9lib.steps.claims import Principal
from c9lib.steps.reading import in_words, is_ours, shared

MOST_VERSIONS = 5
"""Of a managed policy (IAM User Guide, "Versioning IAM policies")."""
WHAT_FOR = {
    "sessions": "AWS's managed policies hold more than is asked for: this one starts sessions, and nothing else",
    "ssm-environments": "AWS asks for it besides the managed policy, to create environments of this type",
}


@dataclass(frozen=True)
class OwnPolicy:
    """A policy that the deployment may make: what it should say, and what is there (`found` None: nothing)."""

    name: str
    arn: str
    document: Document
    found: Mapping[str, Any] | None
    says: Document
    ours: bool

    @property
    def changed(self) -> bool:
        """Whether it is there, and says something else."""
        return self.found is not None and self.says != self.document

    @property
    def fact(self) -> Fact:
        if self.found is None:
            return Fact(f"policy {self.name}", "missing", self.arn)
        if not self.ours:
            return Fact(f"policy {self.name}", "of somebody else", f"{self.arn} hasn't this deployment's tag")
        return Fact(f"policy {self.name}", "changed" if self.changed else "there", difference(self) or self.arn)


def own_policy(iam: Iam, name: str) -> OwnPolicy:
    """One of the deployment's policies as it should be and as it is. Raises `Unread`."""
    session = iam.reader.session
    arn = arn_of(session.account_id, name)
    found = iam.managed(arn)
    ours = found is not None and is_ours(session, found)
    document = documents(session.parameters.deployment)[name]
    return OwnPolicy(name, arn, document, found, iam.document(arn) if ours else {}, ours)


def difference(policy: OwnPolicy) -> str:
    """What somebody changed, statement by statement; "" when it says what it should."""
    if not policy.changed:
        return ""
    should, now = policy.document["Statement"], policy.says.get("Statement", [])
    added, gone = ([as_json(one) for one in some if one not in other] for some, other in ((now, should), (should, now)))
    told = [f"added: {'; '.join(added)}" if added else "", f"taken away: {'; '.join(gone)}" if gone else ""]
    return ". ".join(filter(None, told)) or "its statements stand in another order"


def foreign(policy: OwnPolicy) -> str:
    """Why the policy can't be used, in words; "" when it can."""
    if policy.found is None or policy.ours:
        return ""
    return (
        f"There is a policy {policy.arn} that this deployment didn't make. Delete it, choose another deployment, or"
        " choose one of AWS's policies as access_policy."
    )


def bring_about(session: Session, policy: OwnPolicy) -> tuple[Change, ...]:
    """The change that makes the policy, or makes it say what it should; none when it does."""
    if policy.found is None:
        return (_create(session, policy),)
    return (_update(session, policy),) if policy.changed else ()


def _create(session: Session, policy: OwnPolicy) -> Change:
    iam = session.client("iam")

    def right() -> bool:
        return is_ours(session, iam.get_policy(PolicyArn=policy.arn)["Policy"])

    def run() -> None:
        told = {"PolicyName": policy.name, "PolicyDocument": as_json(policy.document), "Tags": session.tags()}
        shared(iam.create_policy, "EntityAlreadyExists", right, **told)

    return Change(
        "create",
        f"policy {policy.name} ({len(policy.document['Statement'])} statements)",
        _why(policy),
        ("iam:CreatePolicy", "iam:TagPolicy"),
        "delete it, when nobody has it any more",
        run=run,
    )


def _update(session: Session, policy: OwnPolicy) -> Change:
    iam = session.client("iam")

    def run() -> None:
        versions = session.pages("iam", "list_policy_versions", "Versions", PolicyArn=policy.arn)
        if len(versions) >= MOST_VERSIONS:
            oldest = min((one for one in versions if not one["IsDefaultVersion"]), key=lambda one: one["CreateDate"])
            iam.delete_policy_version(PolicyArn=policy.arn, VersionId=oldest["VersionId"])
        iam.create_policy_version(PolicyArn=policy.arn, PolicyDocument=as_json(policy.document), SetAsDefault=True)

    return Change(
        "update",
        f"policy {policy.name}, by a new version of it",
        f"somebody changed it; {difference(policy)}",
        ("iam:ListPolicyVersions", "iam:CreatePolicyVersion", "iam:DeletePolicyVersion"),
        "set the version before as the default again",
        run=run,
    )


def holders(session: Session, arn: str) -> tuple[Principal, ...]:
    """Who has a policy now, or has it as a permissions boundary."""
    client = session.client("iam")
    found: list[Principal] = []
    for page in client.get_paginator("list_entities_for_policy").paginate(PolicyArn=arn):
        for kind in ("user", "group", "role"):
            found += [Principal(kind, one[f"{kind.title()}Name"]) for one in page.get(f"Policy{kind.title()}s", ())]
    return tuple(sorted(found, key=str))


def delete(session: Session, name: str) -> Change:
    """Delete a policy that nobody has any more, with all its versions."""
    iam, arn = session.client("iam"), arn_of(session.account_id, name)

    def run() -> None:
        for version in session.pages("iam", "list_policy_versions", "Versions", PolicyArn=arn):
            if not version["IsDefaultVersion"]:
                iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
        iam.delete_policy(PolicyArn=arn)

    return Change(
        "delete",
        f"policy {name}, with its versions",
        "this deployment made it, and nobody has it any more",
        ("iam:ListPolicyVersions", "iam:DeletePolicyVersion", "iam:DeletePolicy"),
        "run step access",
        run=run,
    )


def kept(name: str, having: tuple[Principal, ...]) -> str:
    """Why a policy stays, in words."""
    return f"The policy {name} stays: {in_words(map(str, having))} has it, and not by this deployment alone."


def _why(policy: OwnPolicy) -> str:
    return next(words for end, words in WHAT_FOR.items() if policy.name.endswith(end))
