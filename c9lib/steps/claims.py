"""Which deployment attached which policy to whom.

An attachment carries no tag, so the user or the role that got it does: `c9lib:access:<deployment>` holds the names of
the policies. A group can't be tagged; its claims are tags of the role `AWSCloud9SSMAccessRole`, with a digest of the
group's name in the key. Without a claim nothing is ever detached: somebody else attached it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from botocore.exceptions import ClientError

from c9lib.aws import Session, error_code
from c9lib.checks.documented import ROLE

PREFIX = "c9lib:access:"


@dataclass(frozen=True)
class Principal:
    """A user, group or role by name; `kind` is IAM's word for it in its operations."""

    kind: Literal["user", "group", "role"]
    name: str

    @classmethod
    def of(cls, words: str) -> Principal:
        """From `user/NAME`, `group/NAME` or `role/NAME`, as `access_for` holds them."""
        kind, _, name = words.partition("/")
        return cls(kind, name)  # type: ignore[arg-type]  # the parameters take no other kind

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def named(self) -> dict[str, str]:
        """The argument that names it in IAM's calls."""
        return {f"{self.kind.title()}Name": self.name}

    @property
    def bearer(self) -> Principal:
        """Who carries the tags of its claims."""
        return Principal("role", ROLE) if self.kind == "group" else self

    @property
    def suffix(self) -> str:
        """What a key ends with after the deployment: names of groups have characters that a tag may not have."""
        return f":{hashlib.sha256(self.name.encode()).hexdigest()[:16]}" if self.kind == "group" else ""

    def key(self, deployment: str) -> str:
        return f"{PREFIX}{deployment}{self.suffix}"


class Claims:
    """The claims on one principal: names of policies by deployment."""

    def __init__(self, session: Session, principal: Principal, tags: list[Mapping[str, str]]) -> None:
        self._session = session
        self._principal = principal
        self._deployment = session.parameters.deployment
        self.held = {
            deployment: frozenset(tag["Value"].split())
            for tag in tags
            if (deployment := _deployment(tag["Key"], principal)) is not None
        }

    @property
    def own(self) -> frozenset[str]:
        return self.held.get(self._deployment, frozenset())

    @property
    def others(self) -> frozenset[str]:
        """The policies that other deployments need."""
        return frozenset().union(*(names for deployment, names in self.held.items() if deployment != self._deployment))

    def add(self, *policies: str) -> None:
        """Note that this deployment needs these policies, before they are attached: so a crash forgets nothing."""
        bearer, needed = self._principal.bearer, self.own | {*policies}
        tag = {"Key": self._principal.key(self._deployment), "Value": " ".join(sorted(needed))}
        _iam(self._session, "tag", bearer.kind)(**bearer.named, Tags=[tag])
        self.held[self._deployment] = needed

    def drop(self) -> None:
        """This deployment needs nothing here any more."""
        bearer = self._principal.bearer
        _iam(self._session, "untag", bearer.kind)(**bearer.named, TagKeys=[self._principal.key(self._deployment)])
        self.held.pop(self._deployment, None)


def read(session: Session, principal: Principal) -> Claims:
    """The claims on a principal that exists."""
    bearer = principal.bearer
    try:
        tags = session.pages("iam", f"list_{bearer.kind}_tags", "Tags", **bearer.named)
    except ClientError as error:
        if error_code(error) != "NoSuchEntity" or bearer == principal:
            raise
        tags = []
    return Claims(session, principal, tags)


def _iam(session: Session, verb: str, kind: str) -> Any:
    return getattr(session.client("iam"), f"{verb}_{kind}")


def _deployment(key: str, principal: Principal) -> str | None:
    """The deployment in a tag's key, when the tag is a claim on this principal; its name has no colon."""
    if not key.startswith(PREFIX) or not key.endswith(principal.suffix):
        return None
    deployment = key.removeprefix(PREFIX).removesuffix(principal.suffix)
    return None if ":" in deployment else deployment
