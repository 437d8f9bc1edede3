"""The parameters of a template get their values: what was handed in, what stays as it was, what the template says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from c9lib.simulator.templates import constraints
from c9lib.simulator.templates.nouns import Declared, Given, Template, TemplateError
from c9lib.simulator.templates.types import Kind, kind_of

LONGEST = 4096
"""Characters of a value (AWS: "CloudFormation quotas")."""


class ParameterDoesNotExist(TemplateError):
    """A value of an AWS-specific type names nothing in the account.

    CloudFormation finds that out after it took the request, before any resource: the stack is made, and rolled back
    with this message. `given` are all values.
    """

    def __init__(self, message: str, given: dict[str, Given]) -> None:
        super().__init__(message)
        self.given = given


def given(
    template: Template,
    asked: Mapping[str, str],
    previous: Mapping[str, Given],
    kept: Collection[str],
    exists: Callable[[str, str], bool],
    lookup: Callable[[str], str],
) -> dict[str, Given]:
    """The value of every parameter of the template.

    `asked` are the values handed in, `kept` the names with UsePreviousValue, `previous` what the stack has now.
    `exists(kind, value)` says whether the account has it (`AWS::EC2::Subnet::Id`); `lookup(name)` is the value of an
    SSM parameter (`/a/b` or `/a/b:3`), and raises `KeyError` where there is none. What is looked up is looked up anew
    each time. Raises `TemplateError` in AWS's words.
    """
    unknown = [name for name in (*asked, *kept) if name not in template.parameters]
    if unknown:
        raise TemplateError(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    texts = {name: _text(declared, asked, previous, kept) for name, declared in template.parameters.items()}
    missing = [name for name, text in texts.items() if text is None]
    if missing:
        raise TemplateError(f"Parameters: [{', '.join(missing)}] must have values")
    filled = {name: text for name, text in texts.items() if text is not None}
    for name, text in filled.items():
        _check(template.parameters[name], text)
    found = _found(template, filled, lookup)
    made = {name: _given(template.parameters[name], text, found) for name, text in filled.items()}
    _check_existence(template, made, exists)
    return made


def _text(
    declared: Declared, asked: Mapping[str, str], previous: Mapping[str, Given], kept: Collection[str]
) -> str | None:
    name = declared.name
    if name in kept and asked.get(name):
        raise TemplateError(
            f"Invalid input for parameter key {name}. Cannot specify usePreviousValue as true and non empty value for "
            "a parameter"
        )
    if name in kept and name not in previous:
        raise TemplateError(
            f"Invalid input for parameter key {name}. Cannot specify usePreviousValue as true for a parameter key not "
            "in the previous template"
        )
    return previous[name].text if name in kept else asked.get(name, declared.default)


def _kind(declared: Declared) -> Kind:
    kind = kind_of(declared.kind)
    assert kind, f"{declared.kind} was read"
    return kind


def _check(declared: Declared, text: str) -> None:
    """Constraints are for what was handed in: of a type AWS::SSM::Parameter::Value, for the name."""
    if len(text) > LONGEST:
        raise TemplateError(
            f"Template format error: Parameter '{declared.name}' value length is greater than {LONGEST}."
        )
    kind = _kind(declared)
    constraints.check(declared, kind, text, _items(text) if kind.listed and not kind.looked_up else [text])


def _found(template: Template, texts: Mapping[str, str], lookup: Callable[[str], str]) -> dict[str, str]:
    """The values of all SSM parameters that are named, by name."""
    names = [text for name, text in texts.items() if _kind(template.parameters[name]).looked_up]
    found: dict[str, str] = {}
    missing: list[str] = []
    for name in dict.fromkeys(names):
        try:
            found[name] = lookup(name)
        except KeyError:
            missing.append(name)
    if missing:
        raise TemplateError(f"Unable to fetch parameters [{','.join(missing)}] from parameter store for this account.")
    return found


def _given(declared: Declared, text: str, found: Mapping[str, str]) -> Given:
    kind = _kind(declared)
    value = found[text] if kind.looked_up else text
    items = _items(value)
    resolved = (",".join(items) if kind.listed else value) if kind.looked_up else ""
    return Given(declared.name, text, items if kind.listed else value, declared.no_echo, resolved)


def _items(text: str) -> list[str]:
    """The items of a list, which stand between commas; spaces around them don't count."""
    return [item.strip() for item in text.split(",")] if text else []


def _check_existence(template: Template, made: dict[str, Given], exists: Callable[[str, str], bool]) -> None:
    missing = [
        f"parameter value {item} for parameter name {name} does not exist"
        for name, value in made.items()
        for item in _to_exist(_kind(template.parameters[name]), value)
        if not exists(_kind(template.parameters[name]).item, item)
    ]
    if missing:
        told = f"Parameter validation failed: {', '.join(missing)}. Rollback requested by user."
        raise ParameterDoesNotExist(told, made)


def _to_exist(kind: Kind, value: Given) -> Iterable[str]:
    if not kind.of_account:
        return ()
    return value.value if isinstance(value.value, list) else [value.value]
