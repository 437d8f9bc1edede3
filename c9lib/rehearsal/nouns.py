"""What a rehearsal finds out: everything that has to be allowed for a run, and for which of its steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

Purpose = Literal["plan", "run", "verify", "tear-down"]
"""What somebody wants to do: look at the plan, make everything, judge it, remove it."""
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Need:
    """One thing that had to be allowed: an action on one resource in a context, and the step that asked for it.

    `context` is what the request and the resource say, as in `policy.actions.Requirement`; `region` is where the call
    went; `via` are the services that made it in the caller's name. `owned` is whether it is about an environment that
    the caller owns: Cloud9 itself lets owners do that, without a statement of IAM's (facts 3.4).
    """

    step: str
    purposes: tuple[Purpose, ...]
    action: str
    resource: str
    region: str
    context: Values = field(default_factory=dict, hash=False)
    via: tuple[str, ...] = ()
    owned: bool = False


@dataclass(frozen=True)
class Rehearsal:
    """All needs in the order in which a run came to them."""

    needs: tuple[Need, ...]
    caller: str
    """The ARN of the rehearsed account's caller: it stands for whoever runs the real thing."""

    def of(self, purposes: Iterable[Purpose]) -> tuple[Need, ...]:
        """The needs of these purposes together. Whoever runs it owns the environment; of nobody else that is known."""
        wanted = set(purposes)
        owner = "run" in wanted
        return tuple(one for one in self.needs if wanted & set(one.purposes) and not (one.owned and owner))

    def put(self, stand_ins: Mapping[str, str]) -> Rehearsal:
        """The same for another account: the words of the rehearsed one replaced by those that they stand for."""
        return Rehearsal(tuple(_put(need, stand_ins) for need in self.needs), _replaced(self.caller, stand_ins))

    def to_json(self) -> dict[str, Any]:
        """As it crosses from the rehearsing process to the asking one, and as it is kept."""
        needs = [
            [one.step, one.purposes, one.action, one.resource, one.region, dict(one.context), one.via, one.owned]
            for one in self.needs
        ]
        return {"caller": self.caller, "needs": needs}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Rehearsal:
        """The rehearsal that `to_json` wrote. Raises `ValueError`, `TypeError`, `KeyError` for anything else."""
        needs = (
            Need(step, tuple(purposes), action, resource, region, _values(context), tuple(via), bool(owned))
            for step, purposes, action, resource, region, context, via, owned in told["needs"]
        )
        return cls(tuple(needs), str(told["caller"]))


def _values(context: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(values) for key, values in context.items()}


def _put(need: Need, stand_ins: Mapping[str, str]) -> Need:
    context = {key: tuple(_replaced(value, stand_ins) for value in values) for key, values in need.context.items()}
    return replace(need, resource=_replaced(need.resource, stand_ins), context=context)


def _replaced(text: str, stand_ins: Mapping[str, str]) -> str:
    for word, meant in stand_ins.items():
        text = text.replace(word, meant)
    return text
