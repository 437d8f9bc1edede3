"""Security Token Service: who calls, and temporary credentials. Access keys and their sessions are in `identity`."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import UTC, datetime

from c9lib.simulator import identity, moto_policies, moto_state, unique_ids
from c9lib.simulator.api import Answer, ApiCall, ApiError, NotSimulated, Principal, Temporary, operation
from c9lib.simulator.authorization import trust
from c9lib.simulator.services import role_sessions
from c9lib.simulator.services.iam import checks
from c9lib.simulator.services.iam.refusals import refused

HOUR = 3600
SESSION_TOKEN_DEFAULT = 12 * HOUR
ROLE_ARN = re.compile(r"arn:aws:iam::\d{12}:role/(?:.*/)?([^/]+)")
CHARACTERS = string.ascii_letters + string.digits + "+/"


@operation("sts", "GetCallerIdentity")
def get_caller_identity(call: ApiCall) -> Answer:
    """The account, ARN and unique id of the caller; nobody needs a permission for it."""
    return {"UserId": call.principal.user_id, "Account": call.principal.account, "Arn": call.principal.arn}


@operation("sts", "AssumeRole")
def assume_role(call: ApiCall) -> Answer:
    """Credentials of a role for a caller whom its trust policy lets in."""
    checks.check_form(call)
    _refuse_mfa(call)
    arn, name = call.params["RoleArn"], call.params["RoleSessionName"]
    found = ROLE_ARN.fullmatch(arn)
    if found is None:
        raise ApiError("ValidationError", f"{arn} is invalid")
    role = moto_policies.entity("role", found[1])
    if role is None or role.arn != arn:
        raise trust.refusal(call)
    trust.check_trust(call, role)
    seconds, session = _length(call, role.name), role_sessions.asked_for(call)
    principal = identity.role_session(role, name, session)
    answer = {
        "Credentials": _credentials(call, principal, seconds),
        "AssumedRoleUser": {"AssumedRoleId": principal.user_id, "Arn": principal.arn},
    }
    return {**answer, "SourceIdentity": session.source_identity} if session.source_identity else answer


def _refuse_mfa(call: ApiCall) -> None:
    if "SerialNumber" in call.params or "TokenCode" in call.params:
        raise NotSimulated(f"sts:{call.operation} with an MFA device")


def _length(call: ApiCall, role: str) -> int:
    """The session's length in seconds: an hour if nothing is asked for, at most what the role allows."""
    seconds: int = call.params.get("DurationSeconds", HOUR)
    if seconds > moto_state.iam_role_trust(role)[1]:
        raise refused(
            "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )
    if seconds > HOUR and call.principal.kind == "assumed-role":
        limit = "the 1 hour session limit for roles assumed by role chaining"
        raise refused("ValidationError", f"The requested DurationSeconds exceeds {limit}")
    return seconds


@operation("sts", "GetSessionToken")
def get_session_token(call: ApiCall) -> Answer:
    """Temporary credentials of the calling user himself."""
    checks.check_form(call)
    _refuse_mfa(call)
    if call.principal.session or call.principal.kind != "user":
        raise refused("AccessDenied", "Cannot call GetSessionToken with session credentials")
    seconds: int = call.params.get("DurationSeconds", SESSION_TOKEN_DEFAULT)
    principal = replace(call.principal, session=Temporary(call.world.clock.now))
    return {"Credentials": _credentials(call, principal, seconds)}


def _credentials(call: ApiCall, principal: Principal, seconds: int) -> Answer:
    drawn, expires = call.world.random, call.world.clock.now + seconds
    key = unique_ids.unique_id(unique_ids.TEMPORARY_KEY, drawn, length=20)
    identity.sessions(call.world)[key] = identity.Session(principal, expires)
    return {
        "AccessKeyId": key,
        "SecretAccessKey": "".join(drawn.choices(CHARACTERS, k=40)),
        "SessionToken": "".join(drawn.choices(CHARACTERS, k=356)),
        "Expiration": datetime.fromtimestamp(expires, UTC),
    }


@operation(
    "sts",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "AssumeRoot",
    "DecodeAuthorizationMessage",
    "GetFederationToken",
)
def refuse(call: ApiCall) -> Answer:
    """Identity providers, other accounts and encoded messages aren't here; moto's answers would mislead."""
    raise NotSimulated(f"sts:{call.operation}")
