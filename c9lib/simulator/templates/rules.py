"""The section Rules: what the values of parameters have to agree on before anything is made.

AWS: "Rules section syntax", "Rule-specific intrinsic functions". Templates of the CDK have such a rule. The words of
the refusals are ours, but for a rule's own AssertDescription.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from c9lib.simulator.templates.fields import check_keys, check_name, scalar
from c9lib.simulator.templates.functions import PSEUDO, is_scalar, text
from c9lib.simulator.templates.nouns import Given, NotInTemplates, Rule, Template, TemplateError, Value

BEYOND = ("Fn::ValueOf", "Fn::ValueOfAll")
"""They ask the account about tags and the like of what a parameter names."""


def rule(name: str, given: Value) -> Rule:
    """A member of the section. Raises `TemplateError`, and `NotInTemplates` for what isn't simulated."""
    check_name("Rules", name)
    if not isinstance(given, dict) or not isinstance(given.get("Assertions"), list) or not given["Assertions"]:
        raise TemplateError(f"Template format error: Rule {name} must have a list of Assertions")
    check_keys(given, frozenset({"RuleCondition", "Assertions"}), "rule")
    assertions = tuple(_assertion(name, one) for one in given["Assertions"])
    condition = given.get("RuleCondition")
    for value in (*([condition] if condition is not None else []), *(asserted for asserted, _ in assertions)):
        _check(name, value)
    return Rule(name, assertions, condition)


def _assertion(name: str, given: Value) -> tuple[Value, str]:
    if not isinstance(given, dict) or "Assert" not in given:
        raise TemplateError(f"Template format error: Every assertion of rule {name} must contain an Assert member")
    check_keys(given, frozenset({"Assert", "AssertDescription"}), "assertion")
    return given["Assert"], scalar(given, "AssertDescription") or ""


def _check(name: str, value: Value) -> None:
    """Every function of a rule is one that a rule may have."""
    if isinstance(value, list):
        for part in value:
            _check(name, part)
    if not isinstance(value, dict):
        return
    function, argument = next(iter(value.items()), ("", None))
    if function in BEYOND:
        raise NotInTemplates(function)
    if len(value) != 1 or function not in (*TRUTHS, "Ref", "Fn::RefAll"):
        raise TemplateError(f"Template error: rule {name} can't be made of {function or 'an empty object'}")
    if function not in ("Ref", "Fn::RefAll"):
        if not isinstance(argument, list) or not _fits(function, argument):
            raise TemplateError(f"Template error: {function} in rule {name} hasn't the arguments that it needs")
        _check(name, argument)


def _fits(function: str, argument: list[Value]) -> bool:
    if function == "Fn::Not":
        return len(argument) == 1
    return 2 <= len(argument) <= 10 if function in ("Fn::And", "Fn::Or") else len(argument) == 2


def check_pointers(template: Template) -> None:
    """Raise `TemplateError` for a rule that refers to what is no parameter: resources aren't there yet."""
    for one in template.rules.values():
        values = [one.condition, *(asserted for asserted, _ in one.assertions)]
        for named in (name for value in values for name in _named(value)):
            if named not in template.parameters and named not in PSEUDO:
                raise TemplateError(
                    f"Template format error: Unresolved dependencies [{named}]. Cannot reference resources in the Rules"
                    " block of the template"
                )


def _named(value: Value) -> Iterator[str]:
    if isinstance(value, dict):
        for function, argument in value.items():
            if function == "Ref":
                yield str(argument)
            else:
                yield from _named(argument)
    elif isinstance(value, list):
        for part in value:
            yield from _named(part)


def check(template: Template, given: Mapping[str, Given], pseudo: Mapping[str, str]) -> None:
    """Raise `TemplateError` with the descriptions of all assertions that don't hold."""
    broken = []
    for one in template.rules.values():
        judged = _Judge(template, given, pseudo)
        if one.condition is None or judged.holds(one.condition):
            broken += [told or f"rule {one.name}" for asserted, told in one.assertions if not judged.holds(asserted)]
    if broken:
        raise TemplateError(f"Template error: assertion failed: {'; '.join(broken)}")


class _Judge:
    """Decides with the values of the parameters."""

    def __init__(self, template: Template, given: Mapping[str, Given], pseudo: Mapping[str, str]) -> None:
        self.template, self.given, self.pseudo = template, given, pseudo

    def holds(self, value: Value) -> bool:
        if isinstance(value, dict):
            function, argument = next(iter(value.items()))
            if function in TRUTHS:
                return TRUTHS[function](self, argument)
        raise TemplateError("Template error: an assertion must be a condition function")

    def texts(self, value: Value) -> list[str]:
        """A value as a list of texts; a list of lists is made flat."""
        if isinstance(value, list):
            return [one for part in value for one in self.texts(part)]
        if isinstance(value, dict):
            function, argument = next(iter(value.items()))
            if function == "Fn::RefAll":
                return [
                    one
                    for name, told in self.template.parameters.items()
                    if told.kind == argument
                    for one in self._of(name)
                ]
            if function == "Ref":
                return [self.pseudo[argument]] if argument in self.pseudo else self._of(argument)
        if not is_scalar(value):
            raise TemplateError("Template error: a rule compares texts and lists of texts")
        return [text(value)]

    def _of(self, name: str) -> list[str]:
        value = self.given[name].value
        return value if isinstance(value, list) else [value]


TRUTHS: dict[str, Callable[[_Judge, list[Value]], bool]] = {
    "Fn::And": lambda judge, parts: all(judge.holds(one) for one in parts),
    "Fn::Or": lambda judge, parts: any(judge.holds(one) for one in parts),
    "Fn::Not": lambda judge, parts: not judge.holds(parts[0]),
    "Fn::Equals": lambda judge, parts: judge.texts(parts[0]) == judge.texts(parts[1]),
    "Fn::Contains": lambda judge, parts: judge.texts(parts[1])[0] in judge.texts(parts[0]),
    "Fn::EachMemberEquals": lambda judge, parts: set(judge.texts(parts[0])) <= set(judge.texts(parts[1])[:1]),
    "Fn::EachMemberIn": lambda judge, parts: set(judge.texts(parts[0])) <= set(judge.texts(parts[1])),
}
"""What a rule's conditions are made of."""
