"""Whether a resource is still as its stack made it.

Compared is what the template says explicitly, without what the service doesn't tell again (write-only properties).
Source: AWS, "Detect unmanaged configuration changes to stacks and resources with drift detection".
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from c9lib.simulator.resources.nouns import Properties
from c9lib.simulator.resources.schema import ResourceType, type_of
from c9lib.simulator.services.cloudformation.engine.site import Site, handler, held
from c9lib.simulator.services.stacks import Resource, Stack, Submission, Worker
from c9lib.simulator.templates.nouns import Template
from c9lib.simulator.world import World

Status = Literal["IN_SYNC", "MODIFIED", "DELETED", "NOT_CHECKED"]


@dataclass(frozen=True)
class Difference:
    """One property that isn't as the stack says; `path` is a JSON pointer."""

    path: str
    expected: Any
    actual: Any
    kind: Literal["NOT_EQUAL", "ADD", "REMOVE"]


@dataclass(frozen=True)
class Drifted:
    """What was found of one resource. Properties are None where nothing was compared."""

    logical_id: str
    status: Status
    expected: Properties | None = None
    actual: Properties | None = None
    differences: tuple[Difference, ...] = ()


def detect(world: World, region: str, stack: Stack, logical_ids: Collection[str], worker: Worker) -> list[Drifted]:
    """Look at some resources of a stack, in the worker's name. Raises `ClientError` for what may not be read."""
    site = Site(world, region, stack, stack.submission or Submission(Template("")), worker)
    return [_look(site, stack.resources[name]) for name in logical_ids]


def _look(site: Site, resource: Resource) -> Drifted:
    known = type_of(resource.kind)
    if known is None or not known.drift or not held(resource):
        return Drifted(resource.logical_id, "NOT_CHECKED")
    expected = _told(known, resource.properties)
    found = handler(resource.kind).read(site.work(resource))
    if found is None:
        return Drifted(resource.logical_id, "DELETED", expected)
    actual = {name: found[name] for name in expected if name in found}
    compared = tuple(
        one for name in expected for one in _compared(f"/{name}", expected[name], actual.get(name), known, name)
    )
    return Drifted(resource.logical_id, "MODIFIED" if compared else "IN_SYNC", expected, actual, compared)


def _told(known: ResourceType, properties: Mapping[str, Any]) -> Properties:
    """What the template says and the service tells again."""
    return {name: value for name, value in properties.items() if name not in known.write_only}


def _compared(path: str, expected: Any, actual: Any, known: ResourceType, place: str) -> Iterator[Difference]:
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for name in {**expected, **actual}:
            yield from _compared(f"{path}/{name}", expected.get(name), actual.get(name), known, f"{place}/{name}")
    elif isinstance(expected, list) and isinstance(actual, list):
        ordered = known.at(place).get("insertionOrder", True)
        yield from _lists(path, *(_unmatched(expected, actual) if not ordered else (expected, actual)), known, place)
    elif actual is None and expected not in (None, [], {}):
        yield Difference(path, expected, None, "REMOVE")
    elif expected is None and actual is not None:
        yield Difference(path, None, actual, "ADD")
    elif not _same(expected, actual):
        yield Difference(path, expected, actual, "NOT_EQUAL")


def _lists(path: str, expected: list[Any], actual: list[Any], known: ResourceType, place: str) -> Iterator[Difference]:
    """Item by item: those that both have are compared, the others were added or taken away."""
    for number in range(max(len(expected), len(actual))):
        said, there = (one[number] if number < len(one) else None for one in (expected, actual))
        yield from _compared(f"{path}/{number}", said, there, known, f"{place}/*")


def _unmatched(expected: list[Any], actual: list[Any]) -> tuple[list[Any], list[Any]]:
    """Both lists without the items that they share, where the order doesn't count."""
    said, there = [_text(one) for one in expected], [_text(one) for one in actual]
    return (
        [one for number, one in enumerate(expected) if said[number] not in there],
        [one for number, one in enumerate(actual) if there[number] not in said],
    )


def _same(expected: Any, actual: Any) -> bool:
    return _text(expected) == _text(actual)


def _text(value: Any) -> str:
    """As it is compared: `443` and `"443"` are the same, as is a policy as text and as an object."""
    if isinstance(value, str):
        return value
    return json.dumps(value, sort_keys=True, default=str)
