"""Whether a role's trust policy names a caller. Conditions aren't evaluated: what has one is refused."""

from __future__ import annotations

from typing import Any

from c9lib.simulator import moto_state
from c9lib.simulator.api import NotSimulated, Principal
from c9lib.simulator.services.iam.documents import listed, parsed, principals, statements

ACTION = "sts:assumerole"


def trusts(document: str, caller: Principal) -> bool:
    """Whether a trust policy lets a caller assume the role: some statement allows, none denies.

    The caller's own policies aren't looked at; naming the account (`:root`) is taken as naming everybody in it.
    """
    told = [statement for statement in statements(parsed(document)) if _concerns(statement, caller)]
    if any("Condition" in statement for statement in told):
        raise NotSimulated("sts:AssumeRole with a trust policy that has a Condition")
    effects = {statement["Effect"] for statement in told}
    return effects == {"Allow"}


def _concerns(statement: dict[str, Any], caller: Principal) -> bool:
    actions = {action.lower() for action in listed(statement.get("Action", []) or ["-"])}
    named = principals(statement).get("AWS", [])
    return ACTION in actions and bool(_names(caller) & set(named))


def _names(caller: Principal) -> set[str]:
    """All the ways in which a trust policy can name a caller."""
    found = {"*", caller.account, f"arn:aws:iam::{caller.account}:root", caller.arn}
    kind, _, rest = caller.arn.rpartition(":")[2].partition("/")
    role = moto_state.iam_entity("role", rest.partition("/")[0]) if kind == "assumed-role" else None
    return found | {role.arn} if role else found
