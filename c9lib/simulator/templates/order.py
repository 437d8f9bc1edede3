"""The order that follows from a template: what a resource needs, and whether it goes round in a circle."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from c9lib.simulator.templates.functions import PSEUDO
from c9lib.simulator.templates.nouns import Part, Template, TemplateError
from c9lib.simulator.templates.references import Reference, of_part, references


def needs(part: Part, template: Template, living: Collection[str] | None = None) -> frozenset[str]:
    """The logical ids of the resources that have to be there before this one: by Ref, Fn::GetAtt and Fn::Sub in its
    properties and its metadata, and by DependsOn.

    `living` are the names of the conditions that hold (`intrinsics.holding`): then only the branches that count are
    looked at, and only the resources that are made. Without it, both branches and all resources count.
    """
    named = {reference.name for reference in of_part(part, "both" if living is None else living) if _leads(reference)}
    return frozenset((named | set(part.depends_on)) & set(present(template, living)))


def present(template: Template, living: Collection[str] | None = None) -> dict[str, Part]:
    """The resources that are made when the conditions `living` hold, in the template's order."""
    return {
        name: part
        for name, part in template.parts.items()
        if living is None or not part.condition or part.condition in living
    }


def check(template: Template, living: Collection[str]) -> None:
    """Check what depends on the parameters: that everything that is made or told points at what is made, and that
    nothing goes round in a circle. Raises `TemplateError` in AWS's words.
    """
    made = present(template, living)
    pointers = [
        name for part in made.values() for name in (*_resources(template, of_part(part, living)), *part.depends_on)
    ]
    missing = [name for name in pointers if name not in made]
    if missing:
        raise TemplateError(f"Template format error: {unresolved(missing, 'Resources')}")
    told = [output for output in template.outputs.values() if not output.condition or output.condition in living]
    pointers = [name for output in told for name in _resources(template, references(output.value, living))]
    missing = [name for name in pointers if name not in made]
    if missing:
        raise TemplateError(unresolved(missing, "Outputs"))  # without the words in front, unlike the other one
    check_circles({name: needs(part, template, living) for name, part in made.items()})


def unresolved(missing: Iterable[str], block: str) -> str:
    """What CloudFormation says of names that no resource has."""
    told = ", ".join(dict.fromkeys(missing))
    return f"Unresolved resource dependencies [{told}] in the {block} block of the template"


def check_circles(edges: Mapping[str, Iterable[str]]) -> None:
    """Raise `TemplateError` when resources need each other."""
    circle = cycles(edges)
    if circle:
        raise TemplateError(f"Circular dependency between resources: [{', '.join(circle)}]")


def certain(part: Part) -> frozenset[str]:
    """The names that a resource points at whatever the conditions say."""
    named = {reference.name for reference in of_part(part, "neither") if _leads(reference)}
    return frozenset(named | set(part.depends_on))


def cycles(edges: Mapping[str, Iterable[str]]) -> list[str]:
    """The names that can never have their turn because they need each other, in their order; [] without a circle."""
    left = {name: set(needed) & set(edges) for name, needed in edges.items()}
    while left:
        ready = {name for name, needed in left.items() if not needed}
        needed_by_others = {name for needed in left.values() for name in needed}
        gone = ready | (set(left) - needed_by_others)
        if not gone:
            break
        left = {name: needed - gone for name, needed in left.items() if name not in gone}
    return list(left)


def _leads(reference: Reference) -> bool:
    return reference.kind in ("Ref", "GetAtt")


def _resources(template: Template, pointers: Iterable[Reference]) -> Iterator[str]:
    """The names that can only be resources; a parameter or a pseudo parameter isn't one."""
    for reference in pointers:
        if _leads(reference) and reference.name not in template.parameters and reference.name not in PSEUDO:
            yield reference.name
