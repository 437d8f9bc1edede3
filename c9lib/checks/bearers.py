"""Whose rights are asked for: what an ARN, or a kind and a name, means in IAM, and what every request of theirs tells.

What a request tells of its maker is in the page "AWS global condition context keys" of the IAM User Guide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from c9lib.checks.principals import Iam
from c9lib.checks.reader import Answer, Inapplicable, Unread
from c9lib.policy import Context, Value

Kind = Literal["user", "group", "role", "root"]
TYPES: Mapping[str, str] = {"user": "User", "group": "User", "role": "AssumedRole", "root": "Account"}
"""`aws:PrincipalType` by kind. A group makes no request itself; its members are users."""


@dataclass(frozen=True)
class Bearer:
    """A user, a group, a role (`session`: the name of its session, where one is meant), or the account's root.

    `arn` is IAM's, with the path. `known` are the condition keys that every request of theirs carries.
    """

    kind: Kind
    name: str
    arn: str
    session: str = ""
    known: Mapping[str, Value] = field(default_factory=dict, hash=False)
    guessed: bool = False
    """Whether IAM didn't show it, so that the ARN is a guess: without a path, as most are."""

    def __str__(self) -> str:
        return self.kind if self.kind == "root" else f"{self.kind} {self.name}"

    @property
    def not_told(self) -> tuple[str, ...]:
        """Condition keys that no request of theirs carries."""
        return ("aws:username",) if self.kind in ("role", "root") else ()

    def context(self, told: Context) -> Context:
        """What a request tells, and what it tells of its maker. What the request tells itself goes before."""
        more = {name: value for name, value in self.known.items() if name not in told}
        return told.with_(more)


def bearer(iam: Iam, arn: str) -> Bearer:
    """Whom an ARN means: of a user, a group, a role, a role's session, or the root of this account.

    Raises `Inapplicable`, with why, for somebody whose rights can't be looked up here.
    """
    account, kind, rest = _parts(arn)
    if account != iam.reader.session.account_id:
        raise Inapplicable(f"{arn} belongs to another account, whose policies can't be looked up from here")
    if kind == "root":
        return Bearer("root", "root", arn, known=_always("root", arn, account))
    if kind == "federated-user":
        raise Inapplicable(
            f"{arn} is a federated user: what it may do depends on the policy of its session, not on IAM"
        )
    if kind == "assumed-role":
        name, _, session = rest.partition("/")
        return named(iam, "role", name, session=session)
    if kind not in ("user", "group", "role"):
        raise Inapplicable(f"{arn} is neither a user nor a group nor a role")
    return named(iam, kind, rest.rpartition("/")[2], arn)  # type: ignore[arg-type]


def named(iam: Iam, kind: Kind, name: str, arn: str = "", session: str = "") -> Bearer:
    """A user, a group or a role by name. `arn` is its ARN, where that is known.

    Raises `Inapplicable` when there is no such one.
    """
    account = iam.reader.session.account_id
    try:
        found = iam.entity(kind, name)
    except Unread:
        told = arn or f"arn:aws:iam::{account}:{kind}/{name}"
        return Bearer(kind, name, told, session, _always(kind, told, account), guessed=not arn)
    if found is None:
        raise Inapplicable(f"there is no {kind} {name} in account {account}")
    shown = str(found["Arn"])
    return Bearer(kind, name, shown, session, {**_always(kind, shown, account), **_of(kind, found, session)})


def _always(kind: str, arn: str, account: str) -> dict[str, Value]:
    told: dict[str, Value] = {"aws:PrincipalAccount": account, "aws:PrincipalType": TYPES[kind]}
    return told if kind == "group" else {**told, "aws:PrincipalArn": arn}


def _of(kind: str, found: Answer, session: str) -> dict[str, Value]:
    """What IAM shows of a user or a role and a request repeats: name, unique id, tags."""
    if kind == "group":
        return {}
    told: dict[str, Value] = {f"aws:PrincipalTag/{tag['Key']}": tag["Value"] for tag in found.get("Tags", ())}
    if kind == "user":
        return {**told, "aws:username": found["UserName"], "aws:userid": found["UserId"]}
    return {**told, "aws:userid": f"{found['RoleId']}:{session}"} if session else told


def _parts(arn: str) -> tuple[str, str, str]:
    """Account, kind, and the rest of an ARN of IAM or STS."""
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[2] not in ("iam", "sts"):
        raise Inapplicable(f"{arn} isn't the ARN of somebody in IAM")
    kind, _, rest = parts[5].partition("/")
    return parts[4], kind, rest
