"""What a change of a resource's properties comes to: nothing, a change in place, or another physical resource.

Source: AWS, "Understand update behaviors of stack resources"; createOnlyProperties and conditionalCreateOnlyProperties
of the types' schemas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from c9lib.simulator.resources.nouns import Properties
from c9lib.simulator.resources.schema import ResourceType, type_of
from c9lib.simulator.services.cloudformation.engine.site import handler
from c9lib.simulator.services.stacks import Resource

Recreation = Literal["Never", "Conditionally", "Always"]

CUSTOM_NAMED = (
    "CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename {} and update the "
    "stack again."
)


@dataclass(frozen=True)
class Changed:
    """A property that isn't as it was, and whether that needs another physical resource."""

    name: str
    recreation: Recreation


def changed(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """The properties that differ, those of the old resource first. A type without schema is changed in place."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    known = type_of(kind)
    return [Changed(name, _recreation(known, name, before, after) if known else "Never") for name in names]


def _recreation(known: ResourceType, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Recreation:
    if _differs_at(known.create_only, name, before, after):
        return "Always"
    return "Conditionally" if _differs_at(known.conditional, name, before, after) else "Never"


def _differs_at(paths: tuple[str, ...], name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    steps = [path.split("/") for path in paths]
    return any(list(_at(before, one)) != list(_at(after, one)) for one in steps if one[0] == name)


def _at(value: Any, steps: list[str]) -> Iterator[Any]:
    """What is at a path; the items of a list are `*`, or need no step of their own."""
    if not steps:
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _at(item, steps[1:] if steps[0] == "*" else steps)
    elif isinstance(value, Mapping) and steps[0] in value:
        yield from _at(value[steps[0]], steps[1:])
    elif isinstance(value, str):
        yield value  # what isn't known yet stands for all of it


def needs_another(kind: str, changes: list[Changed], before: Properties, after: Properties) -> bool:
    """Whether a change needs another physical resource; where it depends, the handler knows."""
    return any(
        one.recreation == "Always"
        or (one.recreation == "Conditionally" and handler(kind).replaces(one.name, before, after))
        for one in changes
    )


def deleted_first(kind: str) -> bool:
    """Whether the old resource of a replacement goes before the new one is made (replacementStrategy)."""
    known = type_of(kind)
    return known is not None and known.delete_first


def taggable(kind: str) -> bool:
    """Whether the stack's tags are passed on to resources of the type."""
    known = type_of(kind)
    return known is not None and known.tagging.taggable


def name_in_the_way(resource: Resource, after: Mapping[str, Any]) -> str:
    """Why a resource can't be replaced: the template names it, and the name stays. "" when nothing is in the way."""
    known = type_of(resource.kind)
    if known is None or known.delete_first or not known.identifier:
        return ""
    kept = all(name in after and after[name] == resource.properties.get(name) for name in known.identifier)
    return CUSTOM_NAMED.format(resource.physical_id) if kept else ""
