"""A network as text: the same things, marks and words as in its picture, indented by what holds what."""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.nouns import Landscape, Thing
from c9lib.nouns.landscape import OUTSIDE
from c9lib.show.folding import folded
from c9lib.show.landscape_boxes import (
    MARKED,
    Group,
    below,
    doors,
    facts_of,
    id_of,
    kind_of,
    rules_of,
    tiers,
    within,
)

COLUMNS = 118
STEP = 2


def as_text(scene: Landscape) -> str:
    """The whole picture, a thing a line; its routes or rules below it."""
    if not scene.things:
        return "\n".join(folded(scene.empty, COLUMNS))
    return "\n".join(_lines(scene))


def _lines(scene: Landscape) -> Iterator[str]:
    for one in scene.of(*OUTSIDE):
        yield from _thing(one, 0)
    if scene.vpc:
        yield from _thing(scene.vpc, 0)
    for door in doors(scene):
        yield from _group(door, 1)
    subnets, hidden = tiers(scene)
    for tier in subnets:
        for subnet in tier:
            yield from _thing(subnet, 1)
            yield from _group(within(scene, subnet), 2)
    if hidden:
        yield _indented(hidden, 1)
    for group in below(scene):
        yield from _group(group, 1)
    yield from (f"Not shown: {one}." for one in scene.unseen)


def _group(group: Group, depth: int) -> Iterator[str]:
    for one in group.things:
        yield from _thing(one, depth)
    if group.hidden:
        yield _indented(group.hidden, depth)


def _thing(thing: Thing, depth: int) -> Iterator[str]:
    mark = f"[{MARKED[thing.mark]}] " if thing.mark else ""
    ids = id_of(thing).replace("\n", ", ")
    head = f"{mark}{kind_of(thing)}{f' {ids}' if ids else ''}: {'; '.join(facts_of(thing))}"
    first, *rest = folded(head, COLUMNS - STEP * depth)
    yield _indented(first, depth)
    yield from (_indented(line, depth + 2) for line in rest)
    yield from (_indented(line, depth + 2) for line in rules_of(thing))


def _indented(line: str, depth: int) -> str:
    return " " * (STEP * depth) + line
