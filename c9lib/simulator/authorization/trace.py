"""What was asked and what it needed, for whoever wants to know the least that has to be allowed."""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.policy import Context, Outcome
from c9lib.policy.actions import Requirement


@dataclass(frozen=True)
class Traced:
    """One requirement of one request, with the whole context in which it is decided, and how it was.

    `World.trace` is told of every request from outside, whoever made it, and of those that AWS's services make in a
    caller's name (`via`). The administrator's are `allowed` without being looked at.
    """

    service: str
    operation: str
    requirement: Requirement
    context: Context
    via: tuple[str, ...]
    outcome: Outcome
