"""The least policy for a run, as a person takes it to IAM: documents, sizes, and what AWS can't narrow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from c9lib.checks.rights import SIMULATE
from c9lib.parameters import Parameters
from c9lib.policy.actions import supports
from c9lib.rehearsal.asking import rehearse
from c9lib.rehearsal.grants import Given, grants
from c9lib.rehearsal.nouns import PURPOSES, Need, Purpose, Rehearsal
from c9lib.rehearsal.statements import LONGEST, Stated, documents, size, statements

ANY_USER = ("user/${aws:username}", "user/*/${aws:username}")
"""Whoever holds the policy, if it is a user: the policy variable is its name (IAM User Guide, "IAM policy elements:
Variables"). There is none for a role's name."""


@dataclass(frozen=True)
class Least:
    """The statements that together allow what is wanted, and nothing else."""

    purposes: tuple[Purpose, ...]
    statements: tuple[Stated, ...]

    @property
    def documents(self) -> list[dict[str, Any]]:
        """One policy document, or as many as IAM's limit of 6,144 characters makes necessary."""
        return documents(self.statements)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The length of each document as IAM counts it."""
        return tuple(map(size, self.documents))

    @property
    def wide(self) -> tuple[Stated, ...]:
        """What AWS can't narrow to this run at all."""
        return tuple(one for one in self.statements if not one.is_narrow)

    @property
    def besides(self) -> tuple[str, ...]:
        """Actions that AWS's reference lists as needed with some of these, and that the rehearsal did without."""
        held = {action for one in self.statements for action in one.actions}
        return tuple(sorted({more for action in held for more in supports(action).dependent} - held))

    def to_json(self) -> Mapping[str, Any]:
        """As `c9lib policy --json` prints it."""
        return {
            "for": list(self.purposes),
            "limit": LONGEST,
            "sizes": list(self.sizes),
            "policies": self.documents,
            "besides": list(self.besides),
            "statements": [_told(one) for one in self.statements],
        }


def _told(one: Stated) -> dict[str, Any]:
    told = {"sid": one.sid, "step": one.step, "why": one.why, "narrow": one.is_narrow}
    body = one.body
    return {**told, "actions": body["Action"], "resources": body["Resource"], "conditions": body.get("Condition", {})}


def least(
    asked: Parameters,
    account: str,
    purposes: Iterable[Purpose],
    holder: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> Least:
    """The least policy for these purposes in an account. `holder` is `user/NAME` or `role/NAME`; "" for any user.

    Raises `StepError` when the run can't be rehearsed.
    """
    return least_of(rehearse(asked, account, progress), asked, account, purposes, holder)


def least_of(
    rehearsal: Rehearsal,
    asked: Parameters,
    account: str,
    purposes: Iterable[Purpose],
    holder: str = "",
    steps: Collection[str] = (),
) -> Least:
    """The least policy, from a rehearsal that was made for these parameters and this account; with `steps`, for these
    of the run alone."""
    wanted = tuple(one for one in PURPOSES if one in set(purposes))
    ids = frozenset(filter(None, (asked.vpc_id, asked.subnet_id)))
    given = Given(asked.deployment, rehearsal.caller, holders(account, holder), ids)
    needs = tuple(need for need in rehearsal.of(wanted) if not steps or need.step in steps)
    if holder.startswith("role/"):
        needs = tuple(one for need in needs for one in (need, *_with_its_path(need, rehearsal.caller)))
    return Least(wanted, statements(grants(needs, given)))


def _with_its_path(need: Need, caller: str) -> Iterator[Need]:
    """A session's ARN doesn't tell the path of its role, which IAM's simulator needs. IAM Identity Center gives one."""
    if (need.action, need.resource) == (SIMULATE, caller):
        yield replace(need, action="iam:GetRole")


def holders(account: str, holder: str = "") -> tuple[str, ...]:
    """Patterns for the ARN of whoever holds a policy: a name may be under any path."""
    kind, _, name = holder.partition("/")
    return tuple(f"arn:aws:iam::{account}:{one}" for one in ((holder, f"{kind}/*/{name}") if holder else ANY_USER))
