"""What holds for every service: the action is called as the operation, and asks for the resources that the parameters
name, in the formats of the Service Authorization Reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c9lib.policy.actions.call import NOTHING, Call
from c9lib.policy.actions.nouns import Requirement, Values

Places = Mapping[str, tuple[str, ...]]
"""Types of resources, with the places in the parameters where their names, ids or ARNs stand."""


def by_places(call: Call, places: Places, says: Values = NOTHING, *, everything: str = "") -> tuple[Requirement, ...]:
    """The requirements of the call's own action. A type that the action requires, and that the parameters don't name,
    is asked for as a whole (`key/*`). Where nothing is named, it is `*`, and `everything` is how AWS writes that.
    """
    found = tuple(_named(call, places, says))
    return found or (call.needs(None, "*", says, named=everything),)


def _named(call: Call, places: Places, says: Values) -> Iterator[Requirement]:
    for kind in call.action.resources:
        names = call.values(*places.get(kind.name, ()))
        for name in names or (("*",) if kind.required else ()):
            yield call.needs(kind, call.arn(kind, name), says)
