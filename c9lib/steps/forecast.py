"""Whether a whole run would be refused, told before its first step has changed anything."""

from __future__ import annotations

from collections.abc import Iterable

from c9lib.nouns import Plan

FIRST = " first."


def first(*steps: str) -> str:
    """The end of a refusal that lasts until other steps are done: `Run step role first.`"""
    return f"Run {' and '.join(f'step {name}' for name in steps)}{FIRST}"


def standing(plans: Iterable[Plan]) -> tuple[str, ...]:
    """What refuses a run that makes these plans in order, each once. A step that only waits for an earlier one isn't
    refused: the run comes to that one first, and what refuses it is told by its own plan.
    """
    told = (refusal for plan in plans for refusal in plan.refusals if not refusal.endswith(FIRST))
    return tuple(dict.fromkeys(told))
