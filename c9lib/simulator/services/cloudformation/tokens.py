"""Client request tokens: a request that is made once more does nothing once more.

Source: API reference, ClientRequestToken of the operations that change a stack. A token belongs to one operation on one
stack; all events of that operation carry it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.services.stacks import Stack


def is_repeated(call: ApiCall, stack: Stack) -> bool:
    """Whether this very request has been made before. Raises TokenAlreadyExistsException for a token of another one."""
    token = call.params.get("ClientRequestToken", "")
    former = _tokens(call).get((stack.id, token))
    if former is not None and former != call.operation:
        # AWS's own words aren't known; the first sentence is that of the API reference.
        told = f"A client request token already exists: {token} was used for {former} of stack [{stack.name}]"
        raise ApiError("TokenAlreadyExistsException", told)
    return former is not None


@contextmanager
def under_token(call: ApiCall, stack: Stack) -> Iterator[None]:
    """What is begun in here happens under the request's token; a request that is refused leaves none behind."""
    former, token = stack.client_token, call.params.get("ClientRequestToken", "")
    stack.client_token = token
    try:
        yield
    except ApiError:
        stack.client_token = former
        raise
    if token:
        _tokens(call)[stack.id, token] = call.operation


def _tokens(call: ApiCall) -> dict[tuple[str, str], str]:
    return call.world.store("cloudformation.tokens", call.region, dict)
