"""Who asks, and how the `Principal` of a statement means it.

IAM user guide, "AWS JSON policy elements: Principal" and "… NotPrincipal". How it is meant decides what else has to
allow ("Policy evaluation logic", "Resource-based policies"): a user's or a session's ARN grants at once, a role's ARN
is limited by boundary and session policy, an account leaves it to its own identity policies.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from c9lib.policy.patterns import EVERYTHING

_ACCOUNT_OR_ARN = re.compile(r"\d{12}|arn:.*")


@dataclass(frozen=True)
class Asker:
    """Who asks, for policies that name principals. For a role's session `arn` is the session's ARN, `role_arn` the
    role's."""

    arn: str = ""
    account: str = ""
    role_arn: str = ""
    service: str = ""
    """A service principal such as `ec2.amazonaws.com` that asks by itself."""
    federated: str = ""
    """An identity provider: `cognito-identity.amazonaws.com`, or the ARN of a SAML provider."""

    @property
    def root(self) -> str:
        """The ARN of its account, which is that of the account's root user, too."""
        return f"arn:aws:iam::{self.account}:root" if self.account else ""

    @property
    def is_root(self) -> bool:
        """Whether it is the account's root user, who needs no policy that allows."""
        return bool(self.arn) and self.arn == self.root

    @property
    def names(self) -> frozenset[str]:
        """All the ways in which `Principal: {"AWS": …}` can mean it, besides `*`."""
        return frozenset(filter(None, (self.arn, self.account, self.role_arn, self.root)))


class Meant(StrEnum):
    """How a statement means whoever asks."""

    DIRECTLY = "by its own ARN, or as everybody"
    AS_ROLE = "by the ARN of its role"
    AS_ACCOUNT = "by its account"
    NOT = "not at all"
    UNKNOWN = "nobody knows"


@dataclass(frozen=True)
class Who:
    """Who asks, in as far as it is known. `whole` says that `asker` tells all there is; else only `names` are known,
    and whatever isn't an account or an ARN might be it."""

    asker: Asker = Asker()
    names: frozenset[str] = frozenset()
    whole: bool = False
    bounded: bool = False
    """It has a permissions boundary: a Deny with NotPrincipal always hits it (AWS's page on NotPrincipal)."""

    @classmethod
    def of(cls, asker: Asker | None, *, bounded: bool = False) -> Who:
        """None: nobody says who asks."""
        return cls(bounded=bounded) if asker is None else cls(asker, asker.names, whole=True, bounded=bounded)

    @classmethod
    def called(cls, names: Collection[str]) -> Who:
        """One of whom only the names are known."""
        return cls(names=frozenset(names))


def meant(statement: Mapping[str, Any], who: Who) -> Meant:
    """How a statement means whoever asks. One without a principal means everybody that its policy concerns."""
    if "NotPrincipal" in statement:
        return _unless(statement["NotPrincipal"], who, denies=statement.get("Effect") == "Deny")
    principal = statement.get("Principal", EVERYTHING)
    if principal == EVERYTHING:
        return Meant.DIRECTLY
    if not isinstance(principal, Mapping):
        return Meant.UNKNOWN
    ways = [_means(kind, _texts(named), who) for kind, named in principal.items()]
    order = (Meant.DIRECTLY, Meant.AS_ROLE, Meant.AS_ACCOUNT, Meant.UNKNOWN)
    return next((way for way in order if way in ways), Meant.NOT)


def _means(kind: str, named: list[str], who: Who) -> Meant:
    """One kind of principals: AWS, Service, Federated; what else there may be isn't known."""
    if kind == "AWS":
        return _means_by_name(named, who)
    told = {"Service": who.asker.service, "Federated": who.asker.federated}.get(kind)
    if told is None or not who.whole:
        return Meant.UNKNOWN
    return Meant.DIRECTLY if told and (told in named or EVERYTHING in named) else Meant.NOT


def _means_by_name(named: list[str], who: Who) -> Meant:
    """Part of a name can't be a wildcard; an id such as AIDA… stands for an identity that is gone."""
    if EVERYTHING in named:
        return Meant.DIRECTLY
    hit = [one for one in named if one in who.names]
    if who.whole:
        return _closest(hit, who.asker)
    if hit:
        return Meant.DIRECTLY
    others = who.names and all(_ACCOUNT_OR_ARN.fullmatch(one) for one in named)
    return Meant.NOT if others else Meant.UNKNOWN


def _closest(hit: list[str], asker: Asker) -> Meant:
    if asker.arn in hit and not asker.is_root:
        return Meant.DIRECTLY
    if asker.role_arn in hit:
        return Meant.AS_ROLE
    return Meant.AS_ACCOUNT if hit else Meant.NOT


def _unless(excepted: Any, who: Who, *, denies: bool) -> Meant:
    """NotPrincipal. Where it denies, the exception has to name its account, its role and itself: what names only some
    of them "might" deny, says AWS, so that nobody knows."""
    if not who.whole:
        return Meant.UNKNOWN
    if denies and who.bounded:
        return Meant.DIRECTLY
    if meant({"Principal": excepted}, who) is Meant.NOT:
        return Meant.DIRECTLY
    return Meant.UNKNOWN if denies and not _named_throughout(excepted, who.asker) else Meant.NOT


def _named_throughout(excepted: Any, asker: Asker) -> bool:
    if asker.service or asker.federated or not isinstance(excepted, Mapping):
        return True
    named = _texts(excepted.get("AWS"))
    account = asker.account in named or asker.root in named
    return EVERYTHING in named or (account and all(one in named for one in (asker.arn, asker.role_arn) if one))


def _texts(named: Any) -> list[str]:
    return [str(one) for one in named] if isinstance(named, list) else [] if named is None else [str(named)]
