"""Parameter files: YAML, read with the line of every name, and written so that papermill reads the same."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from c9lib.parameters.shown import shown


@dataclass(frozen=True)
class Entry:
    """One `name: value` of a file, with the line it stands on, counted from 1."""

    name: str
    value: Any
    line: int


class _Loader(yaml.SafeLoader):
    """YAML as papermill reads it, without dates; digits after a zero stay text, or an account id would turn octal."""


_KEPT = {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int"}
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _KEPT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(0|[1-9][0-9]*)$"), list("-+0123456789"))

# What PyYAML raises for `!!int ""`, `!!bool x`, `!!timestamp x`, a number of 5000 digits, 1000 brackets: not all are
# errors of its own.
_FAULTS = (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, RecursionError)


def read(path: Path) -> list[Entry]:
    """The entries of one file in its order, duplicates too; ValueError, with path and line, if it can't be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: isn't UTF-8 text (byte {error.start})") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: {_unreadable(path, error)}") from None
    try:
        return list(_entries(path, text))
    except _FAULTS as error:
        raise ValueError(_fault(path, error)) from None


def parse(text: str) -> Any:
    """One value in YAML; ValueError if it isn't one."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except _FAULTS:
        raise ValueError(f"{shown(text)} isn't a list; write [a, b], or a,b") from None


def write(values: Mapping[str, Any]) -> str:
    """A parameter file with these values, in this order."""
    return (
        yaml.dump(dict(values), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=4096) if values else "{}\n"
    )


def _entries(path: Path, text: str) -> Iterator[Entry]:
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        if root is None or root.tag == "tag:yaml.org,2002:null":  # nothing but comments
            return
        if not isinstance(root, yaml.MappingNode):
            raise _NotAMapping(f"{path}, line {root.start_mark.line + 1}: must be lines of `name: value`")
        for key, value in root.value:
            name = loader.construct_object(key, deep=True)
            line = key.start_mark.line + 1
            yield Entry(name if isinstance(name, str) else shown(name), loader.construct_object(value, deep=True), line)
    finally:
        loader.dispose()


class _NotAMapping(ValueError):
    """Carries a whole message already."""


def _unreadable(path: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        there = sorted(one.name for one in path.parent.glob("*.y*ml")) if path.parent.is_dir() else []
        near = get_close_matches(path.name, there, n=1)
        return "there is no such file" + (f"; nearest: {path.parent / near[0]}" if near else "")
    if isinstance(error, IsADirectoryError):
        return "is a folder, not a file"
    return getattr(error, "strerror", None) or str(error)


def _fault(path: Path, error: Exception) -> str:
    if isinstance(error, _NotAMapping):
        return str(error)
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        mark = error.problem_mark
        what = ", ".join(filter(None, (error.context, error.problem)))
        return f"{path}, line {mark.line + 1}, column {mark.column + 1}: isn't YAML: {what}"
    if isinstance(error, RecursionError):
        return f"{path}: isn't a parameter file: it is nested too deep"
    if "set_int_max_str_digits" in str(error):  # Python's own words tell a programmer what to do
        return f"{path}: isn't a parameter file: a number in it has more than {sys.get_int_max_str_digits()} digits"
    return f"{path}: isn't YAML: {' '.join(str(error).split())[:200]}"


class _Dumper(yaml.SafeDumper):
    """Quotes all digits, whether or not a reader would take them for a number: readers differ on leading zeros."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if text.isdigit() else None)


_Dumper.add_representer(str, _text)
