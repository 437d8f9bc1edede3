"""The outputs of a template, with their values and the names under which other stacks import them."""

from __future__ import annotations

import re

from c9lib.simulator.templates.functions import is_scalar, text
from c9lib.simulator.templates.intrinsics import holding, resolve
from c9lib.simulator.templates.nouns import Scope, Template, TemplateError, Told
from c9lib.simulator.templates.sections import malformed_export, wrong_value

_EXPORT = re.compile(r"[A-Za-z0-9:-]+")


def outputs(template: Template, scope: Scope) -> tuple[tuple[str, str, str, str], ...]:
    """Name, value, description and the name of its export ("" without one) of every output whose condition holds."""
    exported = exports(template, scope)
    return tuple(
        (told.name, _value(told, template, scope), told.description, exported.get(told.name, ""))
        for told in _living(template, scope)
    )


def exports(template: Template, scope: Scope) -> dict[str, str]:
    """The name of the export of every output that has one and whose condition holds. It can't depend on resources, so
    it is known before anything is made.
    """
    made = {
        told.name: resolve(told.export, template, scope) for told in _living(template, scope) if told.export is not None
    }
    for name, value in made.items():
        if not is_scalar(value) or not _EXPORT.fullmatch(text(value)):
            raise TemplateError(malformed_export(name))
    return {name: text(value) for name, value in made.items()}


def _living(template: Template, scope: Scope) -> list[Told]:
    living = holding(template, scope)
    return [told for told in template.outputs.values() if not told.condition or told.condition in living]


def _value(told: Told, template: Template, scope: Scope) -> str:
    value = resolve(told.value, template, scope)
    if not is_scalar(value):
        raise TemplateError(wrong_value(None))
    return text(value)
