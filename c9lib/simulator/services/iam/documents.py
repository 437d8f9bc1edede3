"""Policy documents as IAM reads them: is it JSON, is it a policy, may this kind of policy say this?

What every policy needs and a trust policy needs besides. The grammar of permission policies (actions, resources,
conditions) is checked by moto, in AWS's words, when it stores them.
"""

from __future__ import annotations

import json
import re
from typing import Any

from c9lib.policy.conditions import is_block
from c9lib.simulator import moto_state
from c9lib.simulator.api import ACCOUNT
from c9lib.simulator.services.iam.refusals import beyond, refused
from c9lib.simulator.services.iam.service_principals import is_known

TRUST_LIMIT = 2048
"""Characters of a trust policy without white space (facts 5.10)."""
VERSIONS = ("2012-10-17", "2008-10-17")
TRUST_ELEMENTS = {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition"}
SID = re.compile(r"[0-9A-Za-z]*")
WRONG_SID = (
    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"
)
NO_VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
STS_ACTIONS = re.compile(
    r"sts:(AssumeRole(WithSAML|WithWebIdentity)?|TagSession|SetSourceIdentity|SetContext)", re.IGNORECASE
)
OWN_ENTITY = re.compile(rf"arn:aws:iam::{ACCOUNT}:(user|role)/(?:.*/)?([^/]+)")
OTHER_ARN = re.compile(r"arn:aws:(iam|sts)::\d{12}:(root|user/.+|role/.+|assumed-role/.+|federated-user/.+)")


def malformed(message: str) -> Exception:
    """MalformedPolicyDocument with IAM's sentence."""
    return refused("MalformedPolicyDocument", message)


def size(document: str) -> int:
    """The length of a policy as IAM counts it: without white space."""
    return len(re.sub(r"\s", "", document))


def parsed(document: str) -> dict[str, Any]:
    """The document as a dictionary. Raises MalformedPolicyDocument for what isn't a policy at all."""
    try:
        policy = json.loads(document)
    except ValueError:
        raise malformed("This policy contains invalid Json") from None
    if not isinstance(policy, dict) or policy.get("Version", VERSIONS[1]) not in VERSIONS:
        raise malformed("Syntax errors in policy.")
    return policy


def statements(policy: dict[str, Any]) -> list[dict[str, Any]]:
    """A policy's statements; one alone may stand without its list."""
    found = policy.get("Statement")
    found = [found] if isinstance(found, dict) else found
    if not found or not isinstance(found, list):
        raise malformed("Could not parse the policy: Statement is empty!")
    if not all(isinstance(statement, dict) for statement in found):
        raise malformed("Syntax errors in policy.")
    return found


def check_permissions(document: str) -> None:
    """What IAM refuses of a permission policy before moto looks at its grammar."""
    for statement in statements(parsed(document)):
        if "Principal" in statement or "NotPrincipal" in statement:
            raise malformed("Policy document should not specify a principal.")
        check_common(statement)


def check_common(statement: dict[str, Any]) -> None:
    """Raise MalformedPolicyDocument for a `Sid` or a `Condition` that no policy of IAM may have."""
    sid = statement.get("Sid", "")
    if not isinstance(sid, str) or SID.fullmatch(sid) is None:
        raise malformed(WRONG_SID)
    tests = statement.get("Condition", {})
    if not is_block(tests):
        raise malformed("Syntax errors in policy.")
    if not all(":" in key for keys in tests.values() for key in keys):
        raise malformed(NO_VENDOR)


def check_trust(document: str) -> None:
    """Raise MalformedPolicyDocument for a trust policy that AWS doesn't take, LimitExceeded for a long one."""
    if size(document) > TRUST_LIMIT:
        raise beyond("ACLSizePerRole", TRUST_LIMIT)
    for statement in statements(parsed(document)):
        _check_statement(statement)
        for kind, names in principals(statement).items():
            for name in names:
                _check_principal(kind, name)


def _check_statement(statement: dict[str, Any]) -> None:
    if "Resource" in statement or "NotResource" in statement:
        raise malformed("Has prohibited field Resource")
    for element in ("Effect", "Principal", "Action"):
        if element not in statement and f"Not{element}" not in statement:
            raise malformed(f"Missing required field {element}")
    if statement["Effect"] not in ("Allow", "Deny") or set(statement) - TRUST_ELEMENTS:
        raise malformed("Syntax errors in policy.")
    check_common(statement)
    if "NotPrincipal" in statement:
        raise malformed("AssumeRole policy must not contain NotPrincipal field.")
    if not all(STS_ACTIONS.fullmatch(action) for action in listed(statement.get("Action", "sts:AssumeRole"))):
        raise malformed("AssumeRole policy may only specify STS AssumeRole actions.")


def principals(statement: dict[str, Any]) -> dict[str, list[str]]:
    """Whom a statement names, by kind: `AWS`, `Service`, `Federated`; `"*"` alone means every AWS principal."""
    told = statement["Principal"]
    if told == "*":
        return {"AWS": ["*"]}
    if not isinstance(told, dict) or not told:
        raise malformed("Invalid principal in policy")
    return {kind: listed(names) for kind, names in told.items()}


def listed(value: Any) -> list[str]:
    """One string or several, as a list. Raises MalformedPolicyDocument for anything else."""
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or not found or not all(isinstance(item, str) for item in found):
        raise malformed("Syntax errors in policy.")
    return found


def _check_principal(kind: str, name: str) -> None:
    known = {"Service": is_known, "AWS": _is_aws_principal, "Federated": bool}
    if kind not in known or not known[kind](name):
        raise malformed(f'Invalid principal in policy: "{kind.upper()}":"{name}"')


def _is_aws_principal(name: str) -> bool:
    own = OWN_ENTITY.fullmatch(name)
    if own:
        found = moto_state.iam_entity(own[1], own[2])
        return found is not None and found.arn == name
    return name == "*" or bool(re.fullmatch(r"\d{12}", name)) or bool(OTHER_ARN.fullmatch(name))
