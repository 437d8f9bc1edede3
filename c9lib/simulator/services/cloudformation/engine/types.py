"""The resource types of a template: whether CloudFormation has them, and whether they are simulated here."""

from __future__ import annotations

from functools import cache

from c9lib.simulator import resources
from c9lib.simulator.api import NotSimulated
from c9lib.simulator.resources.nouns import handler_of
from c9lib.simulator.resources.schema import known
from c9lib.simulator.services.cloudformation.engine.scope import check_attribute
from c9lib.simulator.templates.nouns import Template, TemplateError
from c9lib.simulator.templates.references import references

CUSTOM = ("Custom::", "AWS::CloudFormation::CustomResource")


_load = cache(resources.register)
"""Once in a process: importing every handler takes a while."""


def check_types(template: Template) -> None:
    """Raise `TemplateError` for types and attributes that AWS doesn't know, and `NotSimulated` for types that it has
    and this simulator hasn't.
    """
    _load()
    kinds = list(dict.fromkeys(part.kind for part in template.parts.values()))
    absent = [kind for kind in kinds if handler_of(kind) is None]
    unknown = [kind for kind in absent if not known(kind) and not kind.startswith(CUSTOM)]
    if unknown:
        raise TemplateError(f"Template format error: Unrecognized resource types: [{', '.join(unknown)}]")
    if absent:
        raise NotSimulated(f"The resource type {', '.join(absent)} of CloudFormation")
    _check_attributes(template)


def _check_attributes(template: Template) -> None:
    values = [part.properties for part in template.parts.values()]
    values += [told.value for told in template.outputs.values()]
    for value in values:
        for one in references(value):
            if one.kind == "GetAtt" and one.attribute and one.name in template.parts:
                check_attribute(one.name, template.parts[one.name].kind, one.attribute)
