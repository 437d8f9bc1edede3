"""Whether every call of a function is well-formed: the number and the kinds of its arguments, in AWS's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from c9lib.simulator.templates.functions import KNOWN, LOGICAL, call, is_scalar, refuse_beyond
from c9lib.simulator.templates.nouns import NotInTemplates, TemplateError, Value
from c9lib.simulator.templates.references import variables

_VARIABLE = re.compile(r"[A-Za-z0-9_.:]+")


def check(value: Value) -> None:
    """Check all calls in a property, an output or metadata. Raises `TemplateError`, and `NotInTemplates` for what isn't
    simulated.
    """
    called = _call(value)
    if called and called[0] in LOGICAL:
        raise TemplateError(f"Template error: {called[0]} cannot be partially collapsed")
    for part in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        check(part)


def check_condition(value: Value) -> None:
    """Check a member of the section Conditions in the same way."""
    if not _condition(value):
        raise TemplateError(
            "Template format error: Conditions can only be boolean operations on parameters and other conditions"
        )
    called = _call(value)
    if called is None:
        return
    for part in called[1]:
        if called[0] == "Fn::Equals":
            check(part)
        else:
            check_condition(part)


def _call(value: Value) -> tuple[str, Value] | None:
    """The call that a value is, with its own arguments checked."""
    if isinstance(value, Mapping):
        _refuse_unknown(value)
    called = call(value)
    if called:
        name, argument = called
        if name == "Fn::FindInMap" and isinstance(argument, list) and len(argument) == 4:
            raise NotInTemplates("Fn::FindInMap with a DefaultValue")
        wrong = SHAPES[name](argument)
        if wrong:
            raise TemplateError(f"Template error: {wrong}")
    return called


def _refuse_unknown(value: Mapping[str, Value]) -> None:
    for name in value:
        refuse_beyond(name)
        if name.startswith("Fn::") and name not in KNOWN:
            raise TemplateError(f"Template error: {name} isn't a function of CloudFormation")
        if name.startswith("Fn::") and len(value) > 1:
            others = ", ".join(other for other in value if other != name)
            raise TemplateError(f"Template error: {name} has to stand alone in its object, and is with [{others}]")


def _text(value: Value) -> bool:
    """A scalar, or a call whose result is known later."""
    return is_scalar(value) or call(value) is not None


def _constant(value: Value) -> bool:
    return isinstance(value, str)


def _listed(value: Value) -> bool:
    return isinstance(value, list) or call(value) is not None


def _condition(value: Value) -> bool:
    called = call(value)
    named = isinstance(value, Mapping) and list(value) == ["Condition"] and isinstance(value["Condition"], str)
    return named or (called is not None and called[0] in LOGICAL)


def _arguments(words: str, *kinds: Callable[[Value], bool]) -> Callable[[Value], str]:
    def wrong(argument: Value) -> str:
        fits = isinstance(argument, list) and len(argument) == len(kinds)
        return "" if fits and all(kind(part) for kind, part in zip(kinds, argument, strict=True)) else words

    return wrong


def _one(words: str, kind: Callable[[Value], bool]) -> Callable[[Value], str]:
    return lambda argument: "" if kind(argument) else words


def _logical(name: str) -> Callable[[Value], str]:
    def wrong(argument: Value) -> str:
        fits = isinstance(argument, list) and 2 <= len(argument) <= 10 and all(map(_condition, argument))
        return "" if fits else f"every {name} object requires a list of at least 2 and at most 10 boolean parameters."

    return wrong


def _not(argument: Value) -> str:
    if not isinstance(argument, list) or len(argument) != 1:
        return "Fn::Not requires a list argument with one element"
    return "" if _condition(argument[0]) else "Fn::Not requires a list argument with one function token"


def _if(argument: Value) -> str:
    if not isinstance(argument, list) or not argument or not isinstance(argument[0], str):
        return "Fn::If requires a list argument with the first element being a condition"
    return "" if len(argument) == 3 else "Fn::If requires a list argument with three elements"


def _select(argument: Value) -> str:
    if not isinstance(argument, list) or not argument or not _text(argument[0]):
        return SELECT_INDEX
    return "" if len(argument) == 2 and _listed(argument[1]) else SELECT


def _sub(argument: Value) -> str:
    parts: Value = [argument, {}] if isinstance(argument, str) else argument
    fits = isinstance(parts, list) and list(map(type, parts)) == [str, dict]
    if not fits or call(parts[1]):
        return (
            "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first "
            "argument, and an optional second argument to specify a mapping of values to replace in the string"
        )
    if all(_VARIABLE.fullmatch(name) for name in variables(parts[0])):
        return ""
    return (
        "variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons"
    )


JOIN = (
    "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a "
    "function that returns a list of strings (such as Fn::GetAZs) to be joined."
)
SPLIT = (
    "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function "
    "that returns a string to be split."
)
SELECT_INDEX = "Fn::Select requires a list argument with a valid index value as its first element"
SELECT = "Fn::Select requires a list argument with two elements: an integer index and a list"
FIND = "every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value"
ATTRIBUTE = "every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute"
EQUALS = "every Fn::Equals object requires a list of 2 string parameters."
CIDR = "every Fn::Cidr object requires three parameters, the address block, the number of ranges and the bits of each."

SHAPES: dict[str, Callable[[Value], str]] = {
    "Ref": _one("every Ref object must have a single String value.", lambda name: isinstance(name, str) and bool(name)),
    "Fn::And": _logical("Fn::And"),
    "Fn::Base64": _one("every Fn::Base64 object must have a String-typed value.", _text),
    "Fn::Cidr": _arguments(CIDR, _text, _text, _text),
    "Fn::Equals": _arguments(EQUALS, _text, _text),
    "Fn::FindInMap": _arguments(FIND, _text, _text, _text),
    "Fn::GetAtt": _arguments(
        ATTRIBUTE, lambda name: _constant(name) and bool(name), lambda name: _text(name) and name != ""
    ),
    "Fn::GetAZs": _one("every Fn::GetAZs object must have a String-typed value.", _text),
    "Fn::If": _if,
    "Fn::ImportValue": _one("every Fn::ImportValue object must have a String-typed value.", _text),
    "Fn::Join": _arguments(JOIN, _constant, _listed),
    "Fn::Not": _not,
    "Fn::Or": _logical("Fn::Or"),
    "Fn::Select": _select,
    "Fn::Split": _arguments(SPLIT, lambda delimiter: _constant(delimiter) and bool(delimiter), _text),
    "Fn::Sub": _sub,
}
"""What is wrong with the argument of each function, in AWS's words as people report them; "" when nothing is."""
