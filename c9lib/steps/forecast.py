"""Whether a whole run would be refused, told before its first step has changed anything, and in which order it goes."""

from __future__ import annotations

from collections.abc import Iterable

from c9lib.nouns import Plan
from c9lib.parameters import Parameters


def first(*steps: str) -> str:
    """The end of a sentence in `Plan.waits_for`: `Run step role first.`"""
    return f"Run {' and '.join(f'step {name}' for name in steps)} first."


def standing(plans: Iterable[Plan]) -> tuple[str, ...]:
    """What refuses a run that makes these plans in order, each once. A step that only waits for an earlier one isn't
    refused: the run comes to that one first, and what refuses it is told by its own plan.
    """
    return tuple(dict.fromkeys(refusal for plan in plans for refusal in plan.refusals))


def endpoints_first(parameters: Parameters) -> bool:
    """Whether the endpoints come before the launch, as the instance may have no other way to Systems Manager.

    So it is in an isolated subnet, and it may be in an existing one; decided by the parameters alone, so that a plan,
    a run and the run after it have the same order (docs/decisions/011-endpoints-before-the-launch.md).
    """
    return parameters.network in ("isolated", "existing") and bool(parameters.endpoint_services)
