"""Dynamic references in the texts of a template: `{{resolve:ssm:NAME}}` and `{{resolve:ssm:NAME:VERSION}}`.

CloudFormation looks them up when all functions are carried out (AWS: "Get values stored in other services using dynamic
references").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from c9lib.simulator.templates.nouns import UNKNOWN, NotInTemplates, TemplateError, Value

DYNAMIC = re.compile(r"\{\{resolve:(?P<service>[a-z-]+):(?P<key>[^{}]+)\}\}")
BEYOND = ("ssm-secure", "secretsmanager")
PLAIN = re.compile(r"[A-Za-z0-9_.\-/]+(:[0-9]+)?")
"""A name and perhaps a version; CloudFormation takes no labels."""


def check(value: Value) -> None:
    """Check the dynamic references that stand in a value as they are. What a function makes is seen by `looked_up`."""
    for text in _texts(value):
        for service in BEYOND:
            if f"{{{{resolve:{service}:" in text:
                raise NotInTemplates(f"{{{{resolve:{service}:...}}}}")
        for found in DYNAMIC.finditer(text):
            if found["service"] == "ssm" and not PLAIN.fullmatch(found["key"]):
                raise TemplateError(f"Incorrect format is used in the following SSM reference: [{found[0]}]")


def check_default(name: str, default: str) -> None:
    """Check the default of a parameter, where a reference has to say its version."""
    check(default)
    if any(":" not in found["key"] for found in DYNAMIC.finditer(default)):
        raise TemplateError(f"Template error: parameter {name} should not contain ssm versionless resolver")


def looked_up(value: Value, lookup: Callable[[str, str], str]) -> Value:
    """The value with every dynamic reference replaced; a text with one that isn't known yet is unknown."""
    if isinstance(value, dict):
        return {name: looked_up(part, lookup) for name, part in value.items()}
    if isinstance(value, list):
        return [looked_up(part, lookup) for part in value]
    if not isinstance(value, str):
        return value
    made = DYNAMIC.sub(lambda found: lookup(found["service"], found["key"]), value)
    return UNKNOWN if UNKNOWN in made else made


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
