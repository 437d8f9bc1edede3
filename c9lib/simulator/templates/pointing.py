"""Whether everything that a template names is in it: checked before anything is known of parameters' values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from c9lib.simulator.templates.functions import LOGICAL, PSEUDO, call
from c9lib.simulator.templates.nouns import Template, TemplateError, Value
from c9lib.simulator.templates.order import certain, check_circles, cycles, unresolved
from c9lib.simulator.templates.references import Reference, of_part, references

IN_CONDITIONS = frozenset({"Ref", "Fn::FindInMap", "Fn::Join", "Fn::Select", "Fn::Split", "Fn::Sub"}) | LOGICAL
"""What a condition may be made of (AWS: the reference of the condition functions)."""


def check(template: Template) -> None:
    """Raise `TemplateError` in AWS's words for the first pointer that leads nowhere."""
    _check_conditions(template)
    _check_mappings(template)
    _check_used_conditions(template)
    parts = template.parts.values()
    pointers = [reference for part in parts for reference in of_part(part)]
    _check_resources(template, "Resources", pointers, [name for part in parts for name in part.depends_on])
    told = [output.value for output in template.outputs.values()]
    _check_resources(template, "Outputs", references(told), ())
    for value in (*(part.properties for part in parts), *told):
        _check_imports(template, value)
    for output in template.outputs.values():
        if output.export is not None and _depends(template, output.export):
            raise TemplateError(
                "Template format error: The Name field of Export must not depend on any resources, imported values, or "
                "Fn::GetAZs."
            )
    check_circles({name: certain(part) for name, part in template.parts.items()})


def _check_conditions(template: Template) -> None:
    graph: dict[str, set[str]] = {}
    for name, condition in template.conditions.items():
        for function in _called(condition):
            if function not in IN_CONDITIONS and function != "Fn::GetAtt":
                raise TemplateError(f"Template error: Cannot use {function} in Conditions.")
        graph[name] = set(_named(condition))
    pointers = [reference for condition in template.conditions.values() for reference in references(condition)]
    missing = [r.name for r in pointers if r.kind == "GetAtt" or (r.kind == "Ref" and not _given(template, r.name))]
    if missing:
        told = ", ".join(dict.fromkeys(missing))
        raise TemplateError(
            f"Template format error: Unresolved dependencies [{told}]. Cannot reference resources in the "
            "Conditions block of the template"
        )
    for name in (name for named in graph.values() for name in named):
        _check_condition(template, name, "Conditions")
    circle = cycles(graph)
    if circle:
        raise TemplateError(f"Template error: Found circular condition dependency: [{', '.join(circle)}]")


def _check_condition(template: Template, name: str, block: str) -> None:
    if name not in template.conditions:
        raise TemplateError(
            f"Template format error: Unresolved condition dependency {name} in the {block} block of the template"
        )


def _check_used_conditions(template: Template) -> None:
    for block, members in (("Resources", template.parts.values()), ("Outputs", template.outputs.values())):
        for member in members:
            if member.condition:
                _check_condition(template, member.condition, block)
    for reference in _everywhere(template):
        if reference.kind == "Condition" and reference.name not in template.conditions:
            raise TemplateError(f"Template error: unresolved condition dependency {reference.name} in Fn::If")


def _check_mappings(template: Template) -> None:
    for reference in _everywhere(template):
        if reference.kind != "FindInMap":
            continue
        if reference.name not in template.mappings:
            raise TemplateError(
                f"Template error: Mapping named '{reference.name}' is not present in the 'Mappings' section of "
                "template."
            )
        if reference.spelled:
            _, top, second = reference.spelled
            if second not in template.mappings[reference.name].get(top, {}):
                raise TemplateError(f"Template error: Unable to get mapping for {reference.name}::{top}::{second}")


def _check_resources(template: Template, block: str, pointers: Iterable[Reference], depends_on: Iterable[str]) -> None:
    known = list(pointers)
    named = [reference.name for reference in known if reference.kind == "Ref"]
    missing = [name for name in named if name not in template.parts and not _given(template, name)]
    missing += [name for name in depends_on if name not in template.parts]
    if missing:
        raise TemplateError(f"Template format error: {unresolved(missing, block)}")
    for reference in known:
        if reference.kind == "GetAtt" and reference.name not in template.parts:
            raise TemplateError(_no_resource(reference))


def _no_resource(reference: Reference) -> str:
    if reference.in_sub:
        named = f"{reference.name}.{reference.attribute}"
        return f"Template error: instance of Fn::Sub references invalid resource attribute {named}"
    return f"Template error: instance of Fn::GetAtt references undefined resource {reference.name}"


def _check_imports(template: Template, value: Value) -> None:
    called = call(value)
    if called and called[0] == "Fn::ImportValue" and _depends(template, called[1]):
        raise TemplateError(
            "Template error: the attribute in Fn::ImportValue must not depend on any resources, imported values, or "
            "Fn::GetAZs"
        )
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _check_imports(template, part)


def _depends(template: Template, value: Value) -> bool:
    """Whether a value is known only when something is made, or by asking outside of the template."""
    asks = any(function in ("Fn::ImportValue", "Fn::GetAZs") for function in _called(value))
    return asks or any(
        reference.kind == "GetAtt" or (reference.kind == "Ref" and not _given(template, reference.name))
        for reference in references(value)
    )


def _everywhere(template: Template) -> Iterator[Reference]:
    for condition in template.conditions.values():
        yield from references(condition)
    for part in template.parts.values():
        yield from of_part(part)
    for output in template.outputs.values():
        yield from references([output.value, "" if output.export is None else output.export])


def _called(value: Value) -> Iterator[str]:
    """The names of all functions in a value."""
    called = call(value)
    if called:
        yield called[0]
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _called(part)


def _named(value: Value) -> Iterator[str]:
    """The names of the conditions that a condition is made of."""
    if isinstance(value, dict):
        name = value.get("Condition")
        if len(value) == 1 and isinstance(name, str):
            yield name
        for part in value.values():
            yield from _named(part)
    elif isinstance(value, list):
        for part in value:
            yield from _named(part)


def _given(template: Template, name: str) -> bool:
    return name in template.parameters or name in PSEUDO
