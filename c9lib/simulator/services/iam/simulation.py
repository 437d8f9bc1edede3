"""The policy simulator: what policies decide, and which keys they ask for, by the evaluator that decides every request.

IAM API reference, SimulatePrincipalPolicy, SimulateCustomPolicy, EvaluationResult, and both operations GetContextKeys….
Within one account; the trust policy of a role is no part of a simulation, unless it is told as `ResourcePolicy`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from c9lib.policy import Asker, Decision, Policies, Policy, Request, context_keys, evaluate, trusted
from c9lib.simulator.account import FULL_ACCESS
from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.authorization.principals import parsed
from c9lib.simulator.services.iam import checks, listings, simulated
from c9lib.simulator.services.iam.positions import of_statements
from c9lib.simulator.services.iam.refusals import refused
from c9lib.simulator.services.iam.simulated import Simulated, Source

EVERYTHING = "*"
ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")
KIND = "IAM Policy"
"""The SourcePolicyType that AWS gives, whatever its model lists."""


@operation("iam", "SimulatePrincipalPolicy")
def simulate_principal_policy(call: ApiCall) -> Answer:
    """What a user, group or role may do, by the policies that it has now and those of the request."""
    checks.check_form(call)
    return _answer(call, simulated.of_principal(call))


@operation("iam", "SimulateCustomPolicy")
def simulate_custom_policy(call: ApiCall) -> Answer:
    """What the policies of the request allow."""
    checks.check_form(call)
    return _answer(call, simulated.of_request(call))


@operation("iam", "GetContextKeysForPrincipalPolicy")
def get_context_keys_for_principal_policy(call: ApiCall) -> Answer:
    """The condition keys in the policies of a user, group or role, and in those of the request."""
    checks.check_form(call)
    held = simulated.attached(simulated.entity(call, "PolicySourceArn"))
    return _keys([*held, *simulated.given(call)])


@operation("iam", "GetContextKeysForCustomPolicy")
def get_context_keys_for_custom_policy(call: ApiCall) -> Answer:
    """The condition keys in the policies of the request."""
    checks.check_form(call)
    return _keys(list(simulated.given(call)))


def _keys(sources: list[Source]) -> Answer:
    return {"ContextKeyNames": list(context_keys(one.document for one in sources))}


def _answer(call: ApiCall, about: Simulated) -> Answer:
    actions, resources = call.params["ActionNames"], call.params.get("ResourceArns") or [EVERYTHING]
    for action in actions:
        if ACTION.fullmatch(action) is None:
            raise refused("InvalidInput", f"The action {action} isn't of the form service:operation.")
    pairs = [(action, resource) for action in actions for resource in resources]
    shown = listings.page(pairs, call.params)
    results = [_result(about, action, resource) for action, resource in shown["items"]]
    return {"EvaluationResults": results, "IsTruncated": "Marker" in shown, "Marker": shown.get("Marker")}


def _result(about: Simulated, action: str, resource: str) -> Answer:
    caller = Asker(about.caller, about.caller.split(":")[4]) if about.caller else None
    request = Request(action, resource, about.context, caller)
    decision = evaluate(request, about.policies())
    matched, lacking = list(_matched(about, request, decision)), _missing(about)
    limits = _limits(about, request)
    result = {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": decision.outcome,
        "MatchedStatements": matched,
        "MissingContextValues": lacking if resource == EVERYTHING else [],
        **limits,
    }
    return result if resource == EVERYTHING else {**result, **_specific(result, lacking)}


def _specific(result: Answer, lacking: list[str]) -> Answer:
    """What AWS says again for each resource that is named; details of the decision only across accounts."""
    boundary = "PermissionsBoundaryDecisionDetail"
    told = {
        "EvalResourceName": result["EvalResourceName"],
        "EvalResourceDecision": result["EvalDecision"],
        "MatchedStatements": result["MatchedStatements"],
        "MissingContextValues": lacking,
        **({boundary: result[boundary]} if boundary in result else {}),
    }
    return {"EvalDecisionDetails": {}, "ResourceSpecificResults": [told]}


def _limits(about: Simulated, request: Request) -> Answer:
    """What the boundary and the organization say alone, where there are any."""
    told: Answer = {}
    if about.scps:
        allowed = evaluate(request, Policies(identity=(FULL_ACCESS,), scps=about.scps)).allowed
        told["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": allowed}
    if about.boundary is not None:
        allowed = evaluate(request, Policies(identity=tuple(one.policy for one in about.boundary))).allowed
        told["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": allowed}
    return told


def _missing(about: Simulated) -> list[str]:
    """Keys that some policy asks for and the request doesn't tell; AWS looks at all policies, whatever the action."""
    asked = _asked_keys(tuple(one.text for one in about.sources))
    return [key for key in asked if key not in about.context]


@lru_cache(maxsize=256)
def _asked_keys(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(context_keys(map(parsed, texts)))


def _matched(about: Simulated, request: Request, decision: Decision) -> Iterator[dict[str, Any]]:
    """The statements that made the decision: all that allow, or all that deny; none where nothing allows."""
    if decision.outcome not in ("allowed", "explicitDeny"):
        return
    for source in about.sources:
        if decision.allowed and source in (about.boundary or ()):
            continue  # it limits, and allows nothing
        places = of_statements(source.text)
        for (start, end), alone in zip(places, source.alone, strict=True):
            if _decides(alone, request, resource=source in about.resource) == decision.outcome:
                told = {"SourcePolicyId": source.id, "SourcePolicyType": KIND}
                yield {**told, "StartPosition": start, "EndPosition": end}


def _decides(alone: Policy, request: Request, *, resource: bool) -> str:
    """What one statement decides by itself."""
    return (trusted(alone, request) if resource else evaluate(request, Policies(identity=(alone,)))).outcome
