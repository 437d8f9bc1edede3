"""Whether a role's trust policy lets in whom nobody else asks: it counts for the administrator, too."""

from __future__ import annotations

from c9lib.policy import Request, trusted
from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.authorization import context, wording
from c9lib.simulator.authorization.asked import of_call
from c9lib.simulator.authorization.enforcement import needed, passes, with_request
from c9lib.simulator.authorization.principals import asker, parsed
from c9lib.simulator.moto_policies import Entity


def check_trust(call: ApiCall, role: Entity) -> None:
    """Raise AccessDenied where the trust policy of a role doesn't allow everything that an AssumeRole asks for: the
    role, and tags and a source identity for its session. For others than the administrator `authorize` has done so.
    """
    if not passes(call.principal):
        return
    asked, who = of_call(call), asker(call.principal)
    known = context.of(call.world, asked)
    for need in needed(call.world, asked):
        request = Request(need.action, need.resource, with_request(known, need), who)
        decision = trusted(parsed(role.trust), request)
        if not decision.allowed:
            raise refusal(call, need.action)


def refusal(call: ApiCall, action: str = "sts:AssumeRole") -> ApiError:
    """AWS says the same whether there is no such role or it doesn't trust the caller."""
    return ApiError("AccessDenied", wording.unexplained(call.principal.arn, action, call.params["RoleArn"]), 403)
