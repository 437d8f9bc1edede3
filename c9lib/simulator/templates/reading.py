"""A template is read: its text becomes a `Template` whose every function is well-formed and points at something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.templates import pointing
from c9lib.simulator.templates.declarations import declared
from c9lib.simulator.templates.fields import scalar
from c9lib.simulator.templates.functions import refuse_beyond
from c9lib.simulator.templates.nouns import NotInTemplates, Template, TemplateError
from c9lib.simulator.templates.rules import check_pointers, rule
from c9lib.simulator.templates.sections import LONGEST_DESCRIPTION, condition, mapping, part, section, told
from c9lib.simulator.templates.text import plain

LARGEST = 51_200
"""Bytes of a template that stands in the request (AWS: "CloudFormation quotas")."""

SECTIONS = frozenset(
    {
        "AWSTemplateFormatVersion",
        "Conditions",
        "Description",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
        "Rules",
    }
)
BEYOND = ("Transform", "Hooks")
"""Sections that AWS has and this simulator hasn't."""

VERSION = "2010-09-09"


def read(body: str) -> Template:
    """The template, checked as CloudFormation checks it before it looks at parameters.

    Raises `TemplateError` in AWS's words, `NotInTemplates` for what AWS takes and this simulator doesn't. What depends
    on the values of parameters is checked by `order.check`.
    """
    if len(body.encode()) > LARGEST:
        # AWS repeats the whole text; its beginning says which one is meant.
        raise TemplateError(
            f"1 validation error detected: Value '{body[:100]}...' at 'templateBody' failed to satisfy constraint: "
            f"Member must have length less than or equal to {LARGEST}"
        )
    document = plain(body)
    _check_sections(document)
    template = Template(
        body,
        version=scalar(document, "AWSTemplateFormatVersion") or "",
        description=scalar(document, "Description", LONGEST_DESCRIPTION) or "",
        metadata=section(document, "Metadata"),
        parameters={name: declared(name, given) for name, given in section(document, "Parameters").items()},
        mappings={name: mapping(name, given) for name, given in section(document, "Mappings").items()},
        conditions={name: condition(name, given) for name, given in section(document, "Conditions").items()},
        parts={name: part(name, given) for name, given in section(document, "Resources").items()},
        rules={name: rule(name, given) for name, given in section(document, "Rules").items()},
        outputs={name: told(name, given) for name, given in section(document, "Outputs").items()},
    )
    _check_names(template)
    check_pointers(template)
    pointing.check(template)
    return template


def _check_sections(document: Mapping[str, Any]) -> None:
    for name in BEYOND:
        if name in document:
            raise NotInTemplates(name)
    for name in document:
        refuse_beyond(name)
    unknown = [name for name in document if name not in SECTIONS]
    if unknown:
        raise TemplateError(f"Invalid template property or properties [{', '.join(unknown)}]")
    version = scalar(document, "AWSTemplateFormatVersion")
    if version is not None and version != VERSION:
        raise TemplateError(f"Template format error: {version} is not a supported value for AWSTemplateFormatVersion.")
    if not document.get("Resources"):
        raise TemplateError("Template format error: At least one Resources member must be defined.")


def _check_names(template: Template) -> None:
    """`Ref` couldn't tell a parameter from a resource of the same name."""
    both = [name for name in template.parts if name in template.parameters]
    if both:
        raise TemplateError(
            f"Template format error: Parameters and resources can't have the same name: [{', '.join(both)}]"
        )
