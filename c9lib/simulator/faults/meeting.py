"""A request from outside has its turn while faults are on: what goes back, and whether it is carried out."""

from __future__ import annotations

from collections.abc import Callable

from c9lib.simulator import answers, models
from c9lib.simulator.answers import NO_ANSWER, Response
from c9lib.simulator.faults import late, refusals
from c9lib.simulator.faults.turn import Turn
from c9lib.simulator.wire import Request


def answer(
    turn: Turn, request: Request, carry_out: Callable[[Request], Response], protocol: str, now: float
) -> Response:
    """The answer to a request at a simulated time, `NO_ANSWER` where its connection ends. The caller has the world's
    lock."""
    if turn.kind == "drop":
        return NO_ANSWER
    refusal = refusals.refusal(turn.kind, request.service, protocol)
    if refusal is not None:
        response = answers.refused(request.model, protocol, refusal, _request_id(turn))
    else:
        response = _carried_out(turn, request, carry_out, now)
    if turn.kind == "lost":
        return NO_ANSWER
    turn.note.status = response.status
    return response


def _carried_out(turn: Turn, request: Request, carry_out: Callable[[Request], Response], now: float) -> Response:
    turn.chances.turn = turn
    try:
        response = carry_out(request)
    finally:
        turn.chances.turn = None
    turn.note.carried_out = response.status < 400
    if turn.note.carried_out:
        turn.chances.tokens.update(_tokens(request))
    return late.seen(turn, request, response, now)


def _tokens(request: Request) -> set[tuple[str, str]]:
    """Operation and idempotency tokens of a write."""
    names = models.idempotency_tokens(request.service, request.operation)
    params = request.params() if names else {}
    return {(request.operation, str(params[name])) for name in names if name in params}


def _request_id(turn: Turn) -> str:
    """An id that takes nothing from the world's random numbers: a refused request changes no id that is to come."""
    return f"00000000-0000-4000-8000-{turn.note.n:012d}"
