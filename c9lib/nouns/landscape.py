"""The network as it is: what is there, what holds what, and what is new, changed or gone since an earlier look."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal

Mark = Literal["", "new", "changed", "gone"]
OUTSIDE = ("internet", "systems-manager", "s3", "cloud9")
"""The kinds of what lies outside of every VPC, from left to right: always there, so never new and never gone."""


@dataclass(frozen=True)
class Thing:
    """One thing of a network: its kind in AWS's words (`subnet`, `nat-gateway`), its id and its name.

    `facts` are how it is, `rules` its routes or rules, a line each. `within` is the id of what holds it: a subnet, a
    VPC; "" outside. `added` are the lines that an earlier look hadn't; `before` and `rules_before` are the facts and
    rules that it had, and that are no more.
    """

    kind: str
    id: str
    name: str = ""
    facts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    within: str = ""
    mark: Mark = ""
    added: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    rules_before: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        return (*self.facts, *self.rules)

    def since(self, before: Thing | None) -> Thing:
        """The same, marked by what it was before; None when it wasn't there."""
        if before is None:
            return replace(self.bare(), mark="new")
        added = tuple(line for line in self.lines if line not in before.lines)
        lost = tuple(line for line in before.facts if line not in self.facts)
        lost_rules = tuple(line for line in before.rules if line not in self.rules)
        moved = (self.name, self.within) != (before.name, before.within)
        mark: Mark = "changed" if added or lost or lost_rules or moved else ""
        return replace(self, mark=mark, added=added, before=lost, rules_before=lost_rules)

    def bare(self) -> Thing:
        """The same without a mark."""
        return replace(self, mark="", added=(), before=(), rules_before=())


@dataclass(frozen=True)
class Landscape:
    """A VPC and what is in it and around it, from the outside in; `things` in the order of their weight.

    `empty` says why there is nothing to draw; `unseen` what AWS didn't show, each with why.
    """

    things: tuple[Thing, ...] = ()
    empty: str = ""
    unseen: tuple[str, ...] = ()
    compared: bool = False
    """Whether it was held beside an earlier look."""

    def of(self, *kinds: str) -> tuple[Thing, ...]:
        """The things of these kinds, in order."""
        return tuple(one for one in self.things if one.kind in kinds)

    def inside(self, holder: str, *kinds: str) -> tuple[Thing, ...]:
        """The things of these kinds that something holds."""
        return tuple(one for one in self.of(*kinds) if one.within == holder)

    @property
    def vpc(self) -> Thing | None:
        """The VPC that is drawn; None when there is none."""
        return next(iter(self.of("vpc")), None)

    def since(self, before: Landscape) -> Landscape:
        """The same with marks: what wasn't there before is new, what isn't as it was is changed, what is no more is
        gone, and drawn in its old place."""
        old = {_key(one): one for one in before.things if one.mark != "gone"}
        now = tuple(
            one if one.kind in OUTSIDE and _key(one) not in old else one.since(old.pop(_key(one), None))
            for one in self.things
            if one.mark != "gone"
        )
        gone = (replace(one.bare(), mark="gone") for one in old.values() if one.kind not in OUTSIDE)
        return replace(self, things=(*now, *gone), compared=True)

    def bare(self) -> Landscape:
        """What is there now, without marks and without what is gone."""
        now = tuple(one.bare() for one in self.things if one.mark != "gone")
        return replace(self, things=now, compared=False)

    def counted(self) -> str:
        """`4 new, 1 changed`; `nothing has changed` when no thing is marked."""
        marks = [one.mark for one in self.things]
        told = [f"{marks.count(mark)} {mark}" for mark in ("new", "changed", "gone") if mark in marks]
        return ", ".join(told) or "nothing has changed"


def _key(thing: Thing) -> tuple[str, str]:
    return thing.kind, thing.id


def heaviest(
    things: Iterable[Thing], most: int, first: Collection[str] = ()
) -> tuple[tuple[Thing, ...], tuple[Thing, ...]]:
    """Those that are drawn, in their order, and the rest. When there are more than `most`, those whose ids are `first`
    go before others, then the marked ones."""
    held = tuple(things)
    ranked = sorted(held, key=lambda one: (one.id not in first, not one.mark))[:most]
    return tuple(one for one in held if one in ranked), tuple(one for one in held if one not in ranked)
