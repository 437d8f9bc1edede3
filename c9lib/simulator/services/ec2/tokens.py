"""Idempotency by ClientToken: a repeated request is answered, not done again (EC2 API, "Ensuring idempotency")."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from c9lib.simulator.api import Answer, ApiCall, ApiError


def idempotent(call: ApiCall, make: Callable[[], Answer]) -> Answer:
    """`make()` for a new token or none, else the first answer.

    Raises IdempotentParameterMismatch for the token of another request.
    """
    token = call.params.get("ClientToken")
    if not token:
        return make()
    seen: dict[tuple[str, str], tuple[dict[str, Any], Answer]] = call.world.store(
        "ec2-client-tokens", call.region, dict
    )
    told = {name: value for name, value in call.params.items() if name != "ClientToken"}
    if (call.operation, token) in seen:
        first, answer = seen[call.operation, token]
        if first != told:
            raise ApiError(
                "IdempotentParameterMismatch",
                f"The request uses the same client token as a previous, but non-identical request: {token}",
            )
        return answer
    answer = make()
    seen[call.operation, token] = (told, answer)
    return answer
