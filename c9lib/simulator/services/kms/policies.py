"""Key policies: read and replaced, and what KMS refuses of one."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from c9lib.policy import listed, statements
from c9lib.policy.conditions import is_block
from c9lib.simulator import moto_state
from c9lib.simulator.api import ACCOUNT, Answer, ApiCall, ApiError
from c9lib.simulator.moto_kms import Key
from c9lib.simulator.services.kms.door import decided, on_key

DEFAULT = "default"
"""The only name that a key policy has (API reference, PutKeyPolicy)."""
LIMIT = 32768
"""Bytes of a key policy (API reference, PutKeyPolicy)."""
OWN_ENTITY = re.compile(rf"arn:aws:iam::{ACCOUNT}:(user|role)/(?:.*/)?([^/]+)")
OTHERS = re.compile(r"\*|\d{12}|arn:aws:iam::\d{12}:root|arn:aws:sts::\d{12}:(assumed-role|federated-user)/.+")
ANOTHER_ACCOUNTS = re.compile(rf"arn:aws:iam::(?!{ACCOUNT})\d{{12}}:(user|role)/.+")
NEW_KEY = Key("*", f"arn:aws:kms:*:{ACCOUNT}:key/*", "Enabled", "", "SYMMETRIC_DEFAULT", aws_managed=False)


@on_key("GetKeyPolicy")
def get_key_policy(call: ApiCall, key: Key) -> Answer:
    """The key's policy, as it was given."""
    _check_name(call)
    return {"Policy": key.policy, "PolicyName": DEFAULT}


@on_key("ListKeyPolicies")
def list_key_policies(_call: ApiCall, _key: Key) -> Answer:
    """Names of its policies: there is one."""
    return {"PolicyNames": [DEFAULT], "Truncated": False}


@on_key("PutKeyPolicy")
def put_key_policy(call: ApiCall, key: Key) -> Answer:
    """Another policy, whole. It has to let whoever puts it put the next one, unless they say that it needn't."""
    _check_name(call)
    check_document(call, call.params["Policy"], key)
    return call.forward(KeyId=key.id, PolicyName=DEFAULT)


def _check_name(call: ApiCall) -> None:
    if call.params.get("PolicyName", DEFAULT) != DEFAULT:
        raise ApiError("NotFoundException", "No such policy exists")


def check_document(call: ApiCall, document: str, key: Key = NEW_KEY) -> None:
    """Raise MalformedPolicyDocumentException for what KMS doesn't take as a key's policy."""
    if len(document.encode()) > LIMIT:
        raise ApiError("LimitExceededException", f"The key policy is longer than {LIMIT} bytes.")
    for statement in _statements(document):
        _check_statement(statement)
    if call.params.get("BypassPolicyLockoutSafetyCheck") or call.principal.service:
        return
    if not decided(call, "kms:PutKeyPolicy", replace(key, policy=document)).allowed:
        raise _malformed("The new key policy will not allow you to update the key policy in the future.")


def _statements(document: str) -> list[dict[str, Any]]:
    try:
        told = json.loads(document)
    except ValueError:
        raise _malformed("This policy contains invalid Json") from None
    found = list(statements(told)) if isinstance(told, dict) else []
    if not found or not all(isinstance(one, dict) and one.get("Effect") in ("Allow", "Deny") for one in found):
        raise _malformed("Syntax errors in policy.")
    return [dict(one) for one in found]


def _check_statement(statement: dict[str, Any]) -> None:
    for element in ("Principal", "Action", "Resource"):
        if element not in statement and f"Not{element}" not in statement:
            raise _malformed(f"Missing required field {element}")
    if not is_block(statement.get("Condition", {})):
        raise _malformed("Syntax errors in policy.")
    principal = statement.get("Principal", statement.get("NotPrincipal"))
    named = listed(principal.get("AWS")) if isinstance(principal, dict) else [principal]
    if not all(isinstance(one, str) and _exists(one) for one in named):
        # Also what is said to whoever names the service-linked role before it is made (facts 6.2).
        raise _malformed("Policy contains a statement with one or more invalid principals.")


def _exists(principal: str) -> bool:
    own = OWN_ENTITY.fullmatch(principal)
    if own:
        found = moto_state.iam_entity(own[1], own[2])
        return found is not None and found.arn == principal
    return bool(OTHERS.fullmatch(principal) or ANOTHER_ACCOUNTS.fullmatch(principal))


def _malformed(message: str) -> ApiError:
    return ApiError("MalformedPolicyDocumentException", message)
