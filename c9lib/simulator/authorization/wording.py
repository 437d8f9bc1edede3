"""How AWS says no: one sentence, in the error of each protocol.

IAM User Guide, "Troubleshoot access denied error messages": the kind of policy that denies, or that lacks a statement
that allows; for a denial by a policy that has an ARN that ARN, too (AWS Security Blog, "Enhanced access denied error
messages with policy ARNs"). EC2 and Systems Manager have forms of their own for actions without a resource, as people
report them. What EC2 adds for resources, an encoded message for STS to decode, is left out: decoding isn't simulated.
"""

from __future__ import annotations

from c9lib.policy import Decision, Layer
from c9lib.policy.actions import Requirement
from c9lib.simulator import models
from c9lib.simulator.api import ApiError
from c9lib.simulator.authorization.asked import Asked

ARTICLES: dict[Layer, str] = {
    "identity": "an identity-based policy",
    "boundary": "a permissions boundary",
    "session": "a session policy",
    "scp": "a service control policy",
    "resource": "a resource-based policy",
}
ERRORS = {
    "json": ("AccessDeniedException", 400),
    "query": ("AccessDenied", 403),
    "ec2": ("UnauthorizedOperation", 403),
}
EC2_BEGINS = "You are not authorized to perform this operation. "
TELLS_NO_REASON = ("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity")
"""Whoever may not assume a role isn't told whether it is there."""


def refusal(asked: Asked, need: Requirement, decision: Decision) -> ApiError:
    """The error for a requirement that isn't met."""
    protocol = _protocol(asked.service)
    code, status = ERRORS[protocol]
    begins = EC2_BEGINS if protocol == "ec2" else ""
    if asked.service == "cloud9" and asked.params.get("dryRun"):
        code = "UnauthorizedOperation"  # API reference, CreateEnvironmentEC2, dryRun
    return ApiError(code, begins + sentence(asked, need, decision), status)


def sentence(asked: Asked, need: Requirement, decision: Decision) -> str:
    """Who may not do what to what, and which kind of policy is the reason."""
    return unexplained(asked.principal.arn, need.action, _resource(asked, need)) + _reason(need, decision)


def unexplained(who: str, action: str, resource: str) -> str:
    """The sentence without its reason."""
    on = f" on resource: {resource}" if resource else ""
    return f"User: {who} is not authorized to perform: {action}{on}"


def _reason(need: Requirement, decision: Decision) -> str:
    article = ARTICLES[decision.layer]
    denied = decision.outcome == "explicitDeny"
    if need.action in TELLS_NO_REASON and (not denied or decision.layer == "resource"):
        return ""
    if denied:
        policy = decision.statement.policy if decision.statement else ""
        return f" with an explicit deny in {article}" + (f": {policy}" if policy.startswith("arn:") else "")
    return f" because no {article.split(' ', 1)[1]} allows the {need.action} action"


def _resource(asked: Asked, need: Requirement) -> str:
    if need.named or need.resource != "*":
        return need.named or need.resource
    if asked.service == "ec2":
        return ""
    if asked.service == "ssm":
        return f"arn:aws:ssm:{asked.region}:{asked.principal.account}:*"
    return "*"


def _protocol(service: str) -> str:
    model = models.service_model(service)
    told = str(model.resolved_protocol) if model else "json"
    return told if told in ERRORS else "json"
