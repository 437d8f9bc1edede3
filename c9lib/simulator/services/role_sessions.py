"""What AssumeRole is asked to put into a session: policies that limit it, tags, a source identity.

Rules: STS API reference, AssumeRole; IAM User Guide, "Pass session tags in AWS STS".
"""

from __future__ import annotations

from typing import Any

from c9lib.simulator import moto_policies
from c9lib.simulator.api import ApiCall, ApiError, Temporary
from c9lib.simulator.services.iam.documents import check_permissions, malformed
from c9lib.simulator.services.iam.refusals import refused
from c9lib.simulator.services.iam.tags import check_tags

POLICY_LIMIT = 2048
"""Characters of all session policies together."""
ARNS = 10
TAKEN_ON = (
    "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the"
    " calling session."
)


def asked_for(call: ApiCall) -> Temporary:
    """The session that a call asks for. Raises `ApiError` for what AWS refuses of it."""
    policy, arns = _policies(call)
    tags, transitive = _tags(call)
    return Temporary(call.world.clock.now, policy, arns, tags, transitive, _source_identity(call))


def _policies(call: ApiCall) -> tuple[str, tuple[str, ...]]:
    policy = call.params.get("Policy", "")
    arns = tuple(one.get("arn", "") for one in call.params.get("PolicyArns", []))
    if policy:
        check_permissions(policy)
        told = moto_policies.check_grammar(policy)
        if told:
            raise malformed(told)
    if len(arns) > ARNS:
        raise refused("ValidationError", f"{len(arns)} managed session policies are more than {ARNS}.")
    texts = [policy, *map(_managed, arns)]
    used = sum(map(len, texts))
    if used > POLICY_LIMIT:
        share = used * 100 // POLICY_LIMIT
        told = f"Packed size of session policy consumes {share}% of allotted space."
        raise ApiError("PackedPolicyTooLarge", told)
    return policy, arns


def _managed(arn: str) -> str:
    """AWS takes the ARN alone into account, so that a long managed policy fits as well."""
    if moto_policies.managed_policy(arn) is None:
        raise malformed(f"The policy {arn} doesn't exist.")  # AWS's own words aren't known
    return arn


def _tags(call: ApiCall) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The session's tags, with those that the caller's session hands on; and the keys that this one hands on."""
    check_tags(call)
    given = {tag["Key"]: tag["Value"] for tag in call.params.get("Tags", [])}
    kept = _handed_on(call)
    if {key.lower() for key in kept} & {key.lower() for key in given}:
        raise ApiError("InvalidParameterValue", TAKEN_ON)
    transitive: list[Any] = call.params.get("TransitiveTagKeys", [])
    if not {key.lower() for key in transitive} <= {key.lower() for key in given}:
        told = "The specified transitive tag key must be included in the requested tags."
        raise ApiError("InvalidParameterValue", told)
    return tuple({**kept, **given}.items()), (*kept, *transitive)


def _handed_on(call: ApiCall) -> dict[str, str]:
    session = call.principal.session
    if session is None:
        return {}
    keys = {key.lower() for key in session.transitive}
    return {key: value for key, value in session.tags if key.lower() in keys}


def _source_identity(call: ApiCall) -> str:
    """Once set it stays through all roles (IAM User Guide, "Monitor and control actions taken with assumed roles")."""
    kept = call.principal.session.source_identity if call.principal.session else ""
    asked: str = call.params.get("SourceIdentity", kept)
    if kept and asked != kept:
        raise refused("AccessDenied", f"The source identity of this session is {kept}, and can't be set to {asked}.")
    return asked
