"""Service control policies as somebody hands them over: read, checked, given the ARN that AWS Organizations would give.

Organizations User Guide, "SCP syntax": the grammar of an IAM policy without principals.
"""

from __future__ import annotations

import json
import re
from typing import Any

from c9lib.policy import Policy
from c9lib.simulator import moto_policies
from c9lib.simulator.api import ApiError
from c9lib.simulator.services.iam.documents import check_permissions

MANAGEMENT = "111122223333"
"""The account that the organization belongs to: another one, so its policies reach ours."""
ID = "o-simulated0"
NAME_LIMIT = 128
"""Organizations API reference, Policy summary."""


def policies(told: Any) -> tuple[Policy, ...]:
    """The policies of a list of `{"name", "document"}`; a document is an object, or JSON text.

    Raises `ValueError` for what isn't a service control policy, and for two of the same name.
    """
    if not isinstance(told, list):
        raise ValueError(f"policies is {_short(told)}, which isn't a list of policies")
    found = [_named(one) for one in told]
    for number, one in enumerate(found):
        if one.name in {before.name for before in found[:number]}:
            same = told[number]["name"]
            raise ValueError(f"two policies have the name {same!r}, or names that look the same in an ARN")
    return tuple(found)


def policy(name: str, document: str) -> Policy:
    """One policy by its name and JSON text. Raises `ValueError` for what isn't a service control policy."""
    try:
        check_permissions(document)
    except ApiError as error:
        raise ValueError(f"{name}: {error.message}") from None
    wrong = moto_policies.check_grammar(document)
    if wrong:
        raise ValueError(f"{name}: {wrong}")
    return Policy(json.loads(document), _arn(name))


def _named(told: Any) -> Policy:
    if not isinstance(told, dict):
        raise ValueError(f"{_short(told)} isn't a policy with a name and a document")
    name, document = told["name"], told["document"]
    if not isinstance(name, str) or not 1 <= len(name) <= NAME_LIMIT:
        raise ValueError(f"the name {_short(name)} isn't a text of 1 to {NAME_LIMIT} characters")
    return policy(name, document if isinstance(document, str) else json.dumps(document))


def _arn(name: str) -> str:
    own = re.sub(r"[^0-9A-Za-z_]", "_", name)
    return f"arn:aws:organizations::{MANAGEMENT}:policy/{ID}/service_control_policy/p-{own}"


def _short(told: Any) -> str:
    return repr(told)[:60]
