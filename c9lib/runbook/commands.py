"""The calls of evidence as AWS CLI commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from c9lib.nouns import Call
from c9lib.show import by_hand

FIELDS = ("service", "operation", "arguments", "region", "outcome", "seconds", "request_id", "attempts", "began")
"""What is taken of a call that was noted, by whatever version."""


def call_of(told: Mapping[str, Any]) -> Call:
    """A call that was noted; fields that this version doesn't know are left out."""
    return Call(**{name: told[name] for name in FIELDS if name in told})


def script(calls: Iterable[Mapping[str, Any]]) -> str:
    """The writes of the run as a shell script."""
    return f"#!/bin/sh\n# What the run wrote, as AWS CLI commands.\n{by_hand(map(call_of, calls))}\n"
