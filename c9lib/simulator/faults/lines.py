"""Faults as a command line spells them: `KIND[=SHARE][,NAME=VALUE]...`, for example `throttle=5%,service=ec2`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from c9lib.simulator.faults import reading
from c9lib.simulator.faults.fault import Fault

WORDS = ("service", "operation")


def faults(lines: Iterable[str]) -> list[Fault]:
    """The faults of some lines. Raises `ValueError` with every mistake of all of them, one a line."""
    found: list[tuple[str, object]] = []
    mistakes = []
    for line in lines:
        told, wrong = _read(line)
        mistakes += [f"{line}: {why}" for why in wrong]
        found.append((line, told))
    read: list[Fault] = []
    try:
        read = reading.read(found)
    except ValueError as error:
        mistakes += str(error).splitlines()
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return read


def _read(line: str) -> tuple[dict[str, Any], list[str]]:
    """What a line says, as JSON would say it, and what can't be read of it."""
    (kind, _, share), *more = [part.partition("=") for part in line.split(",")]
    told: dict[str, Any] = {"kind": kind.strip()}
    wrong = []
    if share.strip():
        told["share"] = _share(share.strip())
    for name, equals, value in ((name.strip(), equals, value.strip()) for name, equals, value in more):
        if not equals or not value:
            wrong.append(f"after the kind come NAME=VALUE, and {name or value!r} is none")
        elif name in told:
            wrong.append(f"{name} is there twice")
        else:
            told[name] = _value(name, value)
    return told, wrong


def _value(name: str, text: str) -> Any:
    if name in WORDS:
        return text
    return _share(text) if name == "share" else _number(text)


def _share(text: str) -> Any:
    """`5%` and `0.05` are the same share; what is neither stays as it is, for `reading` to refuse."""
    if not text.endswith("%"):
        return _number(text)
    percent = _number(text[:-1].rstrip())
    return text if isinstance(percent, str) else percent / 100


def _number(text: str) -> int | float | str:
    for kind in (int, float):
        try:
            number = kind(text)
        except ValueError:
            continue
        return number if math.isfinite(number) else text
    return text
