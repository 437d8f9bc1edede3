"""How a case of evaluation is written: one row of a table, under the name of the AWS page that it follows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data

from c9lib.policy import Asker, Context, Decision, Document, Outcome, Policies, Policy, Request, Statement

ACCOUNT, OTHER = "123456789012", "999999999999"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ANN = Asker(f"arn:aws:iam::{ACCOUNT}:user/ann", ACCOUNT)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/agent"
SESSION = Asker(f"arn:aws:sts::{ACCOUNT}:assumed-role/agent/i-1", ACCOUNT, ROLE)
STRANGER = Asker(f"arn:aws:iam::{OTHER}:user/bob", OTHER)
NOTHING = Policies()
ALLOWED: Outcome = "allowed"
DENIED: Outcome = "explicitDeny"
NOT_ALLOWED: Outcome = "implicitDeny"
OPEN: Outcome = "conditional"


@dataclass(frozen=True)
class Case:
    """What is asked in words, the request, and what comes out: the outcome, the statement that decides (as `told`), the
    layer, and the conditions that failed, each as it prints."""

    what: str
    action: str
    outcome: Outcome
    by: str = ""
    resource: str = "*"
    context: Mapping[str, Any] = field(default_factory=dict)
    misses: Sequence[str] | None = None
    layer: str = ""
    asker: Asker = ANN
    policies: Policies = NOTHING
    resource_must_allow: bool = False
    complete: bool = True

    @property
    def request(self) -> Request:
        return Request(self.action, self.resource, Context(self.context, complete=self.complete), self.asker)


def page(name: str, policies: Policies, *rows: Case, **same: Any) -> list[Case]:
    """The rows of a page, all about the same policies; `same` is the same in every row."""
    return [replace(row, what=f"{name}: {row.what}", policies=policies, **same) for row in rows]


def held(*documents: Document | Policy, **layers: Any) -> Policies:
    """Policies of an identity; without a name they are `mine`."""
    return Policies(identity=tuple(named(one) for one in documents), **layers)


def named(document: Document | Policy, name: str = "mine") -> Policy:
    return document if isinstance(document, Policy) else Policy(document, name)


def policy(*statements: Document, version: str = "2012-10-17") -> dict[str, Any]:
    return {"Version": version, "Statement": list(statements)}


def allow(action: Any, resource: Any = "*", condition: Any = None, **more: Any) -> dict[str, Any]:
    return statement("Allow", action, resource, condition, **more)


def deny(action: Any, resource: Any = "*", condition: Any = None, **more: Any) -> dict[str, Any]:
    return statement("Deny", action, resource, condition, **more)


def statement(effect: str, action: Any, resource: Any, condition: Any, **more: Any) -> dict[str, Any]:
    told = {"Effect": effect, "Action": action, "Resource": resource, "Condition": condition, **more}
    return {name: value for name, value in told.items() if value is not None}


@cache
def managed(name: str) -> Policy:
    """A managed policy as AWS has it (facts 5.2 to 5.6)."""
    return Policy(json.loads(aws_managed_policies_data)[name]["Document"], name)


def told(statement: Statement | None) -> str:
    """`mine 2`, or `mine DenyReports` where the statement has an id; nothing for no statement."""
    return f"{statement.policy} {statement.sid or statement.number}" if statement else ""


def failed(decision: Decision) -> list[str]:
    """The misses in short: `mine 1 StringEquals aws:username: bob`, `… : absent`, `… : unknown`."""
    return [
        f"{told(miss.statement)} {f'{miss.operator} {miss.key}' if miss.condition else miss.operator}: "
        + ("unknown" if miss.seen is None else ", ".join(miss.seen) or "absent")
        for miss in decision.misses
    ]
