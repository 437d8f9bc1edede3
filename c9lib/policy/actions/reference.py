"""What AWS's Service Authorization Reference says of each action, from the file that `tools/refresh_actions.py` writes.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/, of the date in the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from c9lib.policy.actions.nouns import ActionFacts, ResourceType

DATA = Path(__file__).parent / "data" / "actions.json"


@cache
def _data() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return read


@cache
def _names(prefix: str) -> Mapping[str, str]:
    """The actions of a service, by their names in small letters: IAM doesn't care about case."""
    return {name.lower(): name for name in _data()["services"].get(prefix, {}).get("actions", {})}


@cache
def supports(action: str) -> ActionFacts:
    """What is documented of an action (`ec2:CreateVpc`), written in whatever case. One that isn't in the file has its
    name alone.
    """
    prefix, _, written = action.partition(":")
    prefix = prefix.lower()
    name = _names(prefix).get(written.lower())
    if name is None:
        return ActionFacts(action)
    service = _data()["services"][prefix]
    row = service["actions"][name]
    return ActionFacts(
        action=f"{prefix}:{name}",
        access=row["access"],
        resources=tuple(_type(marked, number, service["types"]) for marked, number in row.get("types", {}).items()),
        conditions=_keys(row["keys"]) if "keys" in row else (),
        dependent=tuple(row.get("needs", ())),
    )


def _type(marked: str, number: int, formats: Mapping[str, str]) -> ResourceType:
    """`vpc*` is a type that the action requires."""
    name = marked.removesuffix("*")
    return ResourceType(name, formats[name], marked.endswith("*"), _keys(number))


def _keys(number: int) -> tuple[str, ...]:
    return tuple(_data()["keys"][number])
