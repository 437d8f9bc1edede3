"""From what a file, a notebook or a command line gives to the type of a parameter.

Papermill reads `-p NAME VALUE` by its own rules (`True`, numbers, else text) and a roster holds text only, so text
stands for a number, a truth value or a list wherever the parameter is one. Nothing else is converted.
"""

from __future__ import annotations

import json
import re
from typing import Any

from c9lib.parameters.rows import option
from c9lib.parameters.shown import shown

_TRUTH = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}  # YAML's words


def convert(name: str, value: object) -> Any:
    """The value with the type that the parameter has; ValueError, in words, where that can't be."""
    one = option(name)
    if value is None:
        raise ValueError(f"has no value; leave the name out for its default, {json.dumps(one.default)}")
    if name == "account_id":
        return _account_id(value)
    return {"str": _text, "int": _integer, "bool": _truth, "list[str]": _texts}[one.type](value)


def _account_id(value: object) -> str:
    if type(value) is int and 10**11 <= value < 10**12:
        return str(value)
    if type(value) is int:
        raise ValueError(
            f"{shown(value)} is a number, and a number loses its leading zeros; write the 12 digits in quotes,"
            ' such as "012345678901" (with papermill: `-r account_id 012345678901`)'
        )
    return _text(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{shown(value)} isn't text; write it in quotes (with papermill: `-r NAME VALUE`)")
    return value


def _integer(value: object) -> int:
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,18}", value.strip()):
        return int(value)
    if type(value) is not int:
        raise ValueError(f"{shown(value)} isn't a whole number")
    return value


def _truth(value: object) -> bool:
    if isinstance(value, str):
        value = _TRUTH.get(value.strip().lower(), value)
    if not isinstance(value, bool):
        raise ValueError(f"{shown(value)} is neither true nor false")
    return value


def _texts(value: object) -> tuple[str, ...]:
    items = _split(value) if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise ValueError(f"{shown(value)} isn't a list; write [a, b], or a,b")
    for item in items:
        if not isinstance(item, str):
            raise ValueError(f"{shown(item)} in the list isn't text; write it in quotes")
    return tuple(items)


def _split(text: str) -> object:
    """`a, b` and `[a, b]`; an item with a comma in it needs brackets and quotes."""
    if text.strip().startswith("["):
        from c9lib.parameters.files import parse  # YAML costs 30 ms at import

        return parse(text)
    return [item for item in map(str.strip, text.split(",")) if item]
