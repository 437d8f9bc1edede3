"""The text of a template becomes plain data: YAML with its short forms, or JSON. Nothing is understood of it yet.

AWS: "CloudFormation template format". Of two equal keys the last one counts, in both languages, as on AWS.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar, NoReturn

import yaml

from c9lib.simulator.templates.functions import KNOWN, text
from c9lib.simulator.templates.nouns import TemplateError, Value

SHORT = {name.removeprefix("Fn::"): name for name in KNOWN} | {"Condition": "Condition"}
"""The tag of each short form (`!Sub`) and the long form that it stands for."""

DEEPEST = 100
"""Levels of nesting that are read (an estimate; AWS doesn't tell its own)."""

NOT_TAKEN = frozenset(f"tag:yaml.org,2002:{name}" for name in ("binary", "omap", "pairs", "set", "timestamp"))
"""Types of YAML 1.1 that CloudFormation doesn't take; a date stays a text."""


def plain(body: str) -> Value:
    """The template as dictionaries, lists, texts, numbers and booleans, with every function in its long form.

    Raises `TemplateError` for what isn't well-formed, in CloudFormation's words.
    """
    body = body.removeprefix("\ufeff")
    try:
        value = _json(body) if body.lstrip().startswith("{") else _yaml(body)
    except RecursionError as error:
        raise TemplateError(_UNSUPPORTED) from error
    if not isinstance(value, dict):
        raise TemplateError(_UNSUPPORTED)
    return _checked(value, "", DEEPEST)


_UNSUPPORTED = "Template format error: unsupported structure."


def _json(body: str) -> Value:
    try:
        return json.loads(body, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        # Amazon's reader counts the character that it has just read.
        raise _malformed("JSON", error.lineno, error.colno + 1) from error


def _no_constant(name: str) -> NoReturn:
    """NaN and Infinity aren't JSON, though Python reads them."""
    raise TemplateError("Template format error: JSON not well-formed.")


def _yaml(body: str) -> Value:
    try:
        return yaml.load(body, Loader=_Loader)  # noqa: S506 -- the loader below makes plain data only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _malformed("YAML", mark.line + 1 if mark else 1, mark.column + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise TemplateError("Template format error: YAML not well-formed.") from error


def _malformed(language: str, line: int, column: int) -> TemplateError:
    return TemplateError(f"Template format error: {language} not well-formed. (line {line}, column {column})")


def _checked(value: Value, path: str, depth: int) -> Value:
    """The value without what JSON has and templates don't, and with Fn::GetAtt always as a list."""
    if value is None:
        raise TemplateError(f"[{path}] 'null' values are not allowed in templates")
    if not depth:
        raise TemplateError(_UNSUPPORTED)
    if isinstance(value, list):
        return [_checked(part, f"{path}/{number}", depth - 1) for number, part in enumerate(value)]
    if not isinstance(value, dict):
        return value
    for name in value:
        if isinstance(name, _OddKey):
            raise TemplateError(
                f"Template format error: [{path}] map keys must be strings; received {name.told} instead"
            )
    made = {name: _checked(part, f"{path}/{name}", depth - 1) for name, part in value.items()}
    return _listed(made)


def _listed(value: dict[str, Any]) -> dict[str, Any]:
    """`Fn::GetAtt: A.B` as `Fn::GetAtt: [A, B]`; an attribute may have dots of its own."""
    argument = value.get("Fn::GetAtt")
    if len(value) > 1 or not isinstance(argument, str):
        return value
    logical_id, _, attribute = argument.partition(".")
    if not logical_id or not attribute:
        raise TemplateError(
            "Template error: if specifying one argument to Fn::GetAtt, that argument must be a non-empty string in "
            "format <LogicalId>.<Attribute>"
        )
    return {"Fn::GetAtt": [logical_id, attribute]}


class _OddKey:
    """A key of a mapping that isn't a text; refused as soon as its place is known."""

    def __init__(self, key: Value) -> None:
        if isinstance(key, dict | list):
            self.told = "a map" if isinstance(key, dict) else "a list"
        else:
            kind = "boolean" if isinstance(key, bool) else "null" if key is None else "numeric"
            self.told = f"{kind} [{'null' if key is None else text(key)}]"


class _Loader(yaml.SafeLoader):
    """YAML 1.1 as CloudFormation takes it: without timestamps, aliases and merged keys."""

    yaml_implicit_resolvers = {  # noqa: RUF012 -- PyYAML's
        first: [pair for pair in pairs if pair[0].rpartition(":")[2] not in ("timestamp", "merge", "value")]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    yaml_constructors: ClassVar[dict[Any, Any]] = {
        tag: made for tag, made in yaml.SafeLoader.yaml_constructors.items() if tag not in NOT_TAKEN
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise TemplateError("Template error: YAML aliases are not allowed in CloudFormation templates")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        keys = [(self.construct_object(key, deep=True), value) for key, value in node.value]
        return {
            key if isinstance(key, str) else _OddKey(key): self.construct_object(value, deep=deep)
            for key, value in keys
        }


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> Value:
    if suffix not in SHORT:
        raise yaml.constructor.ConstructorError(None, None, f"unknown tag !{suffix}", node.start_mark)
    if isinstance(node, yaml.ScalarNode):
        return {SHORT[suffix]: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {SHORT[suffix]: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {SHORT[suffix]: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_form)
