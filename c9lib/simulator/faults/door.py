"""Faults that need to know the request: quotas, and a replica that doesn't know yet of what was just made.

Asked when a request from outside is well-formed and allowed, right before it is carried out, as AWS itself does.
"""

from __future__ import annotations

from c9lib.simulator import models
from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.faults import late, quotas
from c9lib.simulator.faults.chances import Chances


def instead(call: ApiCall) -> Answer | None:
    """What a request is answered with instead of being carried out; None when nothing of that kind meets it. Raises
    `ApiError` where it is refused."""
    chances = call.world.faults.chances
    if chances is None or chances.turn is None or not call.outside or call.params.get("DryRun"):
        return None
    if _is_known(chances, call):
        return None
    refusal = quotas.refusal(call)
    odds = chances.at_the_door("quota", call.service, call.operation) if refusal else None
    if refusal is not None and odds is not None:
        chances.turn.meets(odds)
        raise refusal
    return late.instead(call, chances)


def _is_known(chances: Chances, call: ApiCall) -> bool:
    """Whether it repeats a write that was carried out: its token is known everywhere at once."""
    tokens = models.idempotency_tokens(call.service, call.operation)
    return any((call.operation, str(call.params.get(name))) in chances.tokens for name in tokens)
