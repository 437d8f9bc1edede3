"""What CloudFormation's registry says of a resource type, from the file that `tools/refresh_resource_types.py` writes.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-type-schemas.html, of the version in the
file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "resource_types.json"
START = "/properties/"


@dataclass(frozen=True)
class Tagging:
    """How a type is tagged. `system` says that it takes CloudFormation's own tags, `aws:cloudformation:...`."""

    taggable: bool = False
    system: bool = False
    name: str = "Tags"
    """The property that holds the tags."""


@dataclass(frozen=True)
class ResourceType:
    """A resource type. Paths of properties are written `DnsOptions/PrivateDnsPreference`; the items of a list are `*`.

    `create_only` can't be changed in place, `conditional` only at times (the handler knows when). `read_only` are what
    the service says and a template mustn't; `write_only` are what the service doesn't tell again, and drift isn't
    looked for. `delete_first` says that a replacement is made when the old one has gone (replacementStrategy); `drift`
    that the registry can read it, and so look for drift.
    """

    kind: str
    properties: Mapping[str, Any]
    required: tuple[str, ...]
    create_only: tuple[str, ...]
    conditional: tuple[str, ...]
    read_only: tuple[str, ...]
    write_only: tuple[str, ...]
    identifier: tuple[str, ...]
    tagging: Tagging
    delete_first: bool = False
    drift: bool = True
    schema: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The JSON schema."""

    def resolved(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """A part of the schema, with what its `$ref` points at instead of it."""
        while "$ref" in part:
            part = self.schema["definitions"][part["$ref"].removeprefix("#/definitions/")]
        return part

    def at(self, path: str) -> Mapping[str, Any]:
        """The schema of a property by its path; {} for one that the schema doesn't know.

        The items of a list may be written as `*` or left out: `NetworkInterfaces/SubnetId`.
        """
        part: Mapping[str, Any] = self.schema
        for step in (step for step in path.split("/") if step != "*"):
            part = self._item(part).get("properties", {}).get(step, {})
        return self.resolved(part)

    def _item(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        part = self.resolved(part)
        return self._item(part["items"]) if "items" in part else part


@cache
def _data() -> Mapping[str, Any]:
    read: Mapping[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return read


@cache
def _names() -> frozenset[str]:
    return frozenset(f"{service}::{name}" for service, text in _data()["names"].items() for name in text.split())


def known(kind: str) -> bool:
    """Whether AWS has a resource type of this name."""
    return kind in _names()


@cache
def type_of(kind: str) -> ResourceType | None:
    """What the registry says of a type; None for one that isn't kept here (see `known`)."""
    schema = _data()["types"].get(kind)
    if schema is None:
        return None
    return ResourceType(
        kind=kind,
        properties=schema["properties"],
        required=tuple(schema.get("required", ())),
        create_only=_places(schema, "createOnlyProperties"),
        conditional=_places(schema, "conditionalCreateOnlyProperties"),
        read_only=_places(schema, "readOnlyProperties"),
        write_only=_places(schema, "writeOnlyProperties"),
        identifier=_places(schema, "primaryIdentifier"),
        tagging=_tagging(schema),
        delete_first=schema.get("replacementStrategy") == "delete_then_create",
        drift=schema.get("driftDetection", True),
        schema=schema,
    )


def _places(schema: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(place.removeprefix(START) for place in schema.get(name, ()))


def _tagging(schema: Mapping[str, Any]) -> Tagging:
    """Types without `tagging` and without a property Tags can't be tagged."""
    told = schema.get("tagging", {})
    taggable = told.get("taggable", "Tags" in schema["properties"])
    if not taggable:
        return Tagging()
    return Tagging(
        taggable=True,
        system=told.get("cloudFormationSystemTags", True),
        name=told.get("tagProperty", f"{START}Tags").removeprefix(START),
    )
