"""What is wrong with a resource's properties by the schema of its type, in the registry's words.

The registry checks with the library everit-json-schema; its sentences are those of that library
(https://github.com/everit-org/json-schema), but that a value is never repeated: where everit would, AWS names the
keyword alone (https://github.com/aws-cloudformation/cloudformation-resource-schema, ValidationException).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from c9lib.simulator.resources.coercion import coerced
from c9lib.simulator.resources.nouns import not_taken
from c9lib.simulator.resources.schema import ResourceType, type_of
from c9lib.simulator.templates.nouns import UNKNOWN

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

__all__ = ["coerced", "mistakes", "refusal", "unsimulated"]

REFUSAL = "Properties validation failed for resource {} with message:\n{}"
MASKED = "failed validation constraint for keyword [{}]"
TYPES = {
    "array": "JSONArray",
    "boolean": "Boolean",
    "integer": "Integer",
    "null": "Null",
    "number": "Number",
    "object": "JSONObject",
    "string": "String",
}
CLASSES = {r"\p{L}": r"\w", r"\p{N}": r"\w", r"\p{Z}": r"\s"}
"""Classes of Java's patterns that Python's `re` doesn't have, by what is nearest: its word characters are letters,
digits and `_`, which the patterns of tags allow anyway.
"""


def mistakes(kind: str, properties: Mapping[str, Any]) -> list[str]:
    """One sentence for each thing that is wrong: `#/Name: expected maxLength: 60, actual: 61`.

    The properties are resolved and `coerced`. A type that isn't kept here has no mistakes.
    """
    known = type_of(kind)
    if known is None:
        return []
    given = [name for name in properties if name in known.read_only]
    found = [f"Encountered unsupported property {name}" for name in given]
    return found + list(dict.fromkeys(_sentences(known, properties)))


def refusal(logical_id: str, found: Iterable[str]) -> str:
    """The reason of the event of a resource with such mistakes."""
    return REFUSAL.format(logical_id, "\n".join(found))


def unsimulated(kind: str, properties: Mapping[str, Any]) -> list[str]:
    """What AWS takes and this simulator doesn't, by name: `Property VpcEncryptionControl of AWS::EC2::VPC`.

    What the schema doesn't know either is a mistake, and isn't named here.
    """
    known = type_of(kind)
    named = [path for path in not_taken(kind, properties) if known is None or known.at(path)]
    return [f"Property {path.replace('/', '.')} of {kind}" for path in named]


def _sentences(known: ResourceType, properties: Mapping[str, Any]) -> Iterator[str]:
    written = {name: value for name, value in properties.items() if name not in known.read_only}
    for error in sorted(_validator(known.kind).iter_errors(written), key=lambda error: (len(error.path), error.path)):
        if isinstance(error.instance, str) and UNKNOWN in error.instance:
            continue  # a change set's: nothing can be said of it yet
        place = "".join(f"/{step}" for step in error.absolute_path)
        yield from (f"#{place}: {told}" for told in _told(error))


@cache
def _validator(kind: str) -> Any:
    """Of a type's schema. The library is loaded when it is first needed: that costs a tenth of a second."""
    import jsonschema

    known = type_of(kind)
    assert known is not None, "whoever asks has looked"
    checks = {"pattern": _pattern}
    return jsonschema.validators.extend(jsonschema.Draft7Validator, checks)(known.schema)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    for java, python in CLASSES.items():
        pattern = pattern.replace(java, python)
    return re.compile(pattern)


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    from jsonschema.exceptions import ValidationError

    if isinstance(value, str) and not _compiled(pattern).search(value):
        yield ValidationError("out of form")


def _told(error: ValidationError) -> Iterable[str]:
    """The sentences of one error; the library has one for all keys that are too many."""
    keyword = str(error.validator)
    if keyword == "additionalProperties":
        allowed = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
        return [f"extraneous key [{key}] is not permitted" for key in error.instance if key not in allowed]
    return [WORDS[keyword](error) if keyword in WORDS else MASKED.format(keyword)]


def _missing(error: ValidationError) -> str:
    found = re.match(r"'(.*)' is a required property", error.message)
    assert found is not None, f"jsonschema words it otherwise: {error.message}"
    return f"required key [{found[1]}] not found"


def _type(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    if isinstance(wanted, list):
        return f"#: no subschema matched out of the total {len(wanted)} subschemas"
    return f"expected type: {TYPES[wanted]}, found: {_java(error.instance)}"


def _java(value: Any) -> str:
    """The class of a value in Java's library of JSON."""
    classes: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "boolean"),
        (str, "string"),
        (int, "integer"),
        (float, "number"),
        (list, "array"),
        (Mapping, "object"),
    )
    return TYPES[next((name for kind, name in classes if isinstance(value, kind)), "null")]


def _number_of_matches(error: ValidationError) -> str:
    """Of `oneOf`: none, or too many."""
    from jsonschema import Draft7Validator

    parts: Any = error.validator_value
    matched = sum(Draft7Validator(part).is_valid(error.instance) for part in parts)
    return f"#: {matched} subschemas matched instead of one"


WORDS: Mapping[str, Callable[[Any], str]] = {
    "required": _missing,
    "type": _type,
    "maxLength": lambda error: f"expected maxLength: {error.validator_value}, actual: {len(error.instance)}",
    "minLength": lambda error: f"expected minLength: {error.validator_value}, actual: {len(error.instance)}",
    "maxItems": lambda error: f"expected maximum item count: {error.validator_value}, found: {len(error.instance)}",
    "minItems": lambda error: f"expected minimum item count: {error.validator_value}, found: {len(error.instance)}",
    "uniqueItems": lambda _: "array items are not unique",
    "anyOf": lambda error: f"#: no subschema matched out of the total {len(error.validator_value)} subschemas",
    "oneOf": _number_of_matches,
}
