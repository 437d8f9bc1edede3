"""From files, assignments or a mapping to whole `Parameters`, or to one ParameterError that lists every mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from c9lib.errors import ParameterError
from c9lib.parameters.convert import convert
from c9lib.parameters.hints import refused, unknown_name
from c9lib.parameters.model import Parameters
from c9lib.parameters.rows import NAMES
from c9lib.parameters.rules import Broken, Mistake, broken
from c9lib.parameters.shown import shown

REMEDY = "`c9lib parameters` lists every parameter with its type, default and limits."


def load(
    files: Sequence[Path], assignments: Sequence[tuple[str, str]] = (), aside: dict[str, Any] | None = None
) -> Parameters:
    """Parameters from YAML files and then from `-p NAME VALUE`; what comes later wins.

    The keys of `aside` are names that belong to more than one run, such as a class: what is said of them goes there.
    Raises ParameterError for files that can't be read, and for names, types, bounds and rules between parameters.
    """
    values: dict[Any, Any] = {}
    origins: dict[Any, str] = {}
    twice: list[Mistake] = []
    if files:
        _read_all(files, values, origins, twice)
    for name, text in assignments:
        values[name], origins[name] = text, "-p"
    if aside is not None:
        aside.update({name: values.pop(name) for name in aside if name in values})
    return _whole(values, origins, "the parameters", twice)


def from_mapping(mapping: Mapping[Any, Any], where: str = "the parameters") -> Parameters:
    """Parameters from names and values, such as a notebook's variables, which `where` names. Raises ParameterError."""
    return _whole(mapping, {}, where, [])


def from_assignments(assignments: Sequence[tuple[str, str]]) -> Parameters:
    """Parameters from `-p NAME VALUE` alone. Raises ParameterError."""
    return load((), assignments)


def _read_all(files: Sequence[Path], values: dict[Any, Any], origins: dict[Any, str], twice: list[Mistake]) -> None:
    from c9lib.parameters.files import read  # YAML costs 30 ms at import, and not every command reads a file

    unreadable: list[str] = []
    for path in files:
        lines: dict[str, int] = {}
        try:
            entries = read(Path(path))
        except ValueError as error:
            unreadable.append(str(error))
            continue
        for entry in entries:
            if entry.name in lines:
                twice.append(
                    Mistake(entry.name, f"stands twice, in lines {lines[entry.name]} and {entry.line} of {path}")
                )
            lines[entry.name] = entry.line
            values[entry.name], origins[entry.name] = entry.value, f"{path}, line {entry.line}"
    if unreadable:
        raise ParameterError(_title(len(unreadable), "the parameter files"), details=tuple(unreadable))


def _whole(values: Mapping[Any, Any], origins: Mapping[Any, str], where: str, mistakes: list[Mistake]) -> Parameters:
    """The parameters, if there are no mistakes: neither these, nor others in the values."""
    judged = judge(values)
    if judged.made and not mistakes:
        return judged.made
    found = [*mistakes, *judged.alone, *judged.between]
    details = tuple(_detail(mistake, origins) for mistake in _in_order(found))
    raise ParameterError(_title(len(details), where), details=details, remedy=(REMEDY,))


@dataclass(frozen=True)
class Judged:
    """What became of values: whole parameters in `made`, or mistakes; those of single parameters `alone`, apart from
    broken rules `between` parameters that are right by themselves."""

    made: Parameters | None
    alone: tuple[Mistake, ...] = ()
    between: tuple[Mistake, ...] = ()


def judge(values: Mapping[Any, Any]) -> Judged:
    """Names and values judged by the model, without raising anything."""
    found = [Mistake(_word(name), unknown_name(name)) for name in values if name not in NAMES]
    converted = dict[str, Any]()
    for name in NAMES:
        if name in values:
            try:
                converted[name] = convert(name, values[name])
            except ValueError as error:
                found.append(Mistake(name, str(error)))
    try:
        made = Parameters.model_validate(converted)
        if not found:
            return Judged(made)
    except ValidationError as error:
        found += _field_mistakes(error)
    between = _rule_mistakes(converted, {mistake.name for mistake in found})
    return Judged(None, tuple(_in_order(found)), tuple(_in_order(between)))


def _field_mistakes(error: ValidationError) -> Iterator[Mistake]:
    """What pydantic found in single parameters; broken rules are judged apart."""
    for one in error.errors(include_url=False):
        reason = one.get("ctx", {}).get("error")
        if not isinstance(reason, Broken):
            said = str(reason) if isinstance(reason, ValueError) else ""
            name = str(one["loc"][0])
            yield Mistake(name, refused(name, one["input"], said))


def _rule_mistakes(converted: Mapping[str, Any], wrong: set[str]) -> list[Mistake]:
    """Rules broken among the parameters that are right by themselves, given or by default."""
    defaults = {name: field.default for name, field in Parameters.model_fields.items()}
    return broken({name: value for name, value in (defaults | dict(converted)).items() if name not in wrong})


def _in_order(mistakes: list[Mistake]) -> list[Mistake]:
    """In the order of the model, unknown names last."""
    return sorted(mistakes, key=lambda one: NAMES.index(one.name) if one.name in NAMES else len(NAMES))


def _detail(mistake: Mistake, origins: Mapping[Any, str]) -> str:
    origin = origins.get(mistake.name)
    return f"{mistake} ({origin})" if origin else str(mistake)


def _title(count: int, where: str) -> str:
    return f"{count} mistake{'' if count == 1 else 's'} in {where}; nothing was called."


def _word(name: object) -> str:
    return name if isinstance(name, str) and name.isprintable() and 0 < len(name) <= 80 else shown(name)
