"""Why a property of a resource would change: what in the template leads to it, and who is behind that.

Source: API reference of ResourceChangeDetail (ChangeSource, CausingEntity, Evaluation).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from c9lib.simulator.services.cloudformation.engine.comparing import Changed, Recreation
from c9lib.simulator.services.cloudformation.engine.plan import Plan
from c9lib.simulator.services.cloudformation.engine.site import Site
from c9lib.simulator.services.stacks import Resource
from c9lib.simulator.templates.references import references

Source = Literal["ResourceReference", "ParameterReference", "ResourceAttribute", "DirectModification", "Automatic"]

Attribute = Literal["Metadata", "DeletionPolicy", "UpdateReplacePolicy"]

Unknown = Mapping[str, Collection[str]]
"""Which functions that refer to a resource nobody can carry out yet (`differences.Foreseen`)."""


@dataclass(frozen=True)
class Detail:
    """One reason for a change: what of the resource, what that needs, and where it comes from."""

    attribute: Attribute | Literal["Properties", "Tags"]
    name: str = ""
    recreation: Recreation = "Never"
    evaluation: Literal["Static", "Dynamic"] = "Static"
    source: Source = "DirectModification"
    causing: str = ""


def details(
    site: Site,
    plan: Plan,
    resource: Resource,
    changes: list[Changed],
    unknown: Unknown,
    *,
    tags: bool,
    beside: Collection[Attribute],
) -> Iterator[Detail]:
    """The reasons, property by property; the stack's tags and what changes `beside` the properties come last."""
    for one in changes:
        attribute: Literal["Properties", "Tags"] = "Tags" if one.name == "Tags" else "Properties"
        for evaluation, source, causing in _sources(site, plan, resource.logical_id, one.name, unknown):
            yield Detail(
                attribute, one.name if attribute == "Properties" else "", one.recreation, evaluation, source, causing
            )
    if tags and not any(one.name == "Tags" for one in changes):
        yield Detail("Tags")
    yield from map(Detail, beside)


def attributes(plan: Plan, resource: Resource) -> tuple[Attribute, ...]:
    """What of a resource would change besides its properties. A policy alone is a change as well: AWS takes it over."""
    part = plan.parts[resource.logical_id]
    compared: tuple[tuple[Attribute, object, object], ...] = (
        ("Metadata", dict(resource.metadata), dict(plan.metadata(resource.logical_id))),
        ("DeletionPolicy", resource.deletion_policy, part.deletion_policy),
        ("UpdateReplacePolicy", resource.update_replace_policy, part.update_replace_policy),
    )
    return tuple(name for name, before, after in compared if before != after)


def _sources(
    site: Site, plan: Plan, logical_id: str, name: str, unknown: Unknown
) -> Iterator[tuple[Literal["Static", "Dynamic"], Source, str]]:
    """Where a change of one property comes from; a change of the template itself is one, too."""
    wanted = plan.parts[logical_id].properties.get(name)
    found = False
    for reference in references(wanted):
        if reference.kind == "Ref" and reference.name in _changed_parameters(site):
            found = True
            yield "Static", "ParameterReference", reference.name
        elif reference.kind in unknown.get(reference.name, ()):
            found = True
            if reference.kind == "Ref":
                yield "Dynamic", "ResourceReference", reference.name
            else:
                yield "Dynamic", "ResourceAttribute", f"{reference.name}.{reference.attribute}"
    former = site.stack.submission.template.parts.get(logical_id) if site.stack.submission else None
    if not found or (former is not None and former.properties.get(name) != wanted):
        yield "Static", "DirectModification", ""


def _changed_parameters(site: Site) -> set[str]:
    former = site.stack.submission.parameters if site.stack.submission else {}
    given = site.wanted.parameters
    return {name for name, one in given.items() if name not in former or former[name].value != one.value}
