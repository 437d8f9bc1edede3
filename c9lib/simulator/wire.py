"""From an HTTP request to a service, an operation and its parameters: botocore's serializers backwards."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from botocore.model import OperationModel, Shape
from botocore.utils import parse_timestamp

from c9lib.simulator import models
from c9lib.simulator.api import DEFAULT_REGION, ApiError

SCOPE = re.compile(r"Credential=([^/\s]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
SIGNING_NAMES = {"monitoring": "cloudwatch", "servicequotas": "service-quotas", "tagging": "resourcegroupstaggingapi"}
"""Signing names that aren't botocore's service names."""
FORM = "application/x-www-form-urlencoded"
UNSIGNED = {"AssumeRoleWithSAML": "sts", "AssumeRoleWithWebIdentity": "sts"}
"""Operations that come without a signature, which would tell the service."""


TOGETHER = "side-by-side"
"""In the name of a client of ours: it is one of many at once."""
OVERLAP = "HTTP_X_C9LIB_AT_ONCE"
"""The header by which a client of ours says how many of its calls overlap."""
MOST_OVERLAP = 100.0
"""More than that nobody sends at once."""


@dataclass(frozen=True)
class Request:
    """One request on the wire: who signed it, for which service and Region, which operation, which parameters."""

    service: str
    operation: str
    region: str
    access_key: str
    ours: bool
    body: bytes
    environ: dict[str, Any] = field(repr=False)

    @property
    def model(self) -> OperationModel | None:
        return models.operation_model(self.service, self.operation)

    @property
    def user_agent(self) -> str:
        """The client's program, as it names itself."""
        return str(self.environ.get("HTTP_USER_AGENT", ""))

    @property
    def together(self) -> bool:
        """Whether its client says that it works side by side with others (`c9lib/aws/target.py`)."""
        return self.ours and TOGETHER in self.user_agent

    @property
    def overlap(self) -> float:
        """How many calls of its client are under way at once on average, as that says (`c9lib/aws/at_once.py`)."""
        told = self.environ.get(OVERLAP, "") if self.ours else ""
        try:
            return min(max(1.0, float(told)), MOST_OVERLAP) if told else 1.0
        except ValueError:
            return 1.0

    def params(self) -> dict[str, Any]:
        """The parameters in botocore's shape. Raises `ApiError` when they can't be read."""
        model = self.model
        if model is None or model.input_shape is None:
            return {}
        if model.service_model.resolved_protocol in ("query", "ec2"):
            flat = {name: value for name, value in self._form().items() if name not in ("Action", "Version")}
            ec2 = model.service_model.resolved_protocol == "ec2"
            return _Form(flat, ec2=ec2).structure(model.input_shape, "")
        if model.service_model.resolved_protocol == "json":
            return self._json(model)
        return {}

    def _form(self) -> dict[str, str]:
        return _form(self.environ, self.body)

    def _json(self, model: OperationModel) -> dict[str, Any]:
        try:
            told = json.loads(self.body or b"{}")
        except ValueError as error:
            raise ApiError("SerializationException", f"The body isn't JSON: {error}") from None
        if not isinstance(told, dict):
            raise ApiError("SerializationException", "The body isn't a JSON object")
        found: dict[str, Any] = from_json(model.input_shape, told, "")
        return found


def read(environ: dict[str, Any], body: bytes) -> Request:
    """Tell from the signature, the target header and the form what a request asks for. Unknown parts are ""."""
    key, region, signed = _scope(environ)
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    operation = target.rpartition(".")[2] or _form(environ, body).get("Action", "")
    return Request(
        service=SIGNING_NAMES.get(signed, signed) or UNSIGNED.get(operation, ""),
        operation=operation,
        region=region,
        access_key=key,
        ours="c9lib/" in environ.get("HTTP_USER_AGENT", ""),
        body=body,
        environ=environ,
    )


def _scope(environ: Mapping[str, Any]) -> tuple[str, str, str]:
    """Access key, Region and signing name from the Authorization header or a presigned address."""
    header = environ.get("HTTP_AUTHORIZATION", "")
    found = SCOPE.search(header)
    if found is None:
        query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
        found = SCOPE.search(f"Credential={query.get('X-Amz-Credential', '')}")
    return found.groups() if found else ("", DEFAULT_REGION, "")  # type: ignore[return-value]


def _form(environ: Mapping[str, Any], body: bytes) -> dict[str, str]:
    told = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
    if environ.get("CONTENT_TYPE", "").startswith(FORM):
        told.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return told


@dataclass(frozen=True)
class _Form:
    """Flat names (`Filter.1.Value.2`) back to structures, by the rules of botocore's query and ec2 serializers."""

    flat: Mapping[str, str]
    ec2: bool

    def value(self, shape: Shape, prefix: str) -> Any:
        if shape.type_name == "structure":
            return self.structure(shape, prefix)
        if shape.type_name == "list":
            return self.items(shape, prefix)
        if shape.type_name == "map":
            return self.pairs(shape, prefix)
        return scalar(shape, self._told(prefix), prefix)

    def structure(self, shape: Any, prefix: str) -> dict[str, Any]:
        found = {}
        for name, member in shape.members.items():
            path = self._join(prefix, self._name(member, name))
            if self._has(path) or (member.type_name == "list" and self._has(self._list_prefix(member, path))):
                found[name] = self.value(member, path)
        return found

    def items(self, shape: Any, prefix: str) -> list[Any]:
        start = self._list_prefix(shape, prefix)
        return [self.value(shape.member, f"{start}.{number}") for number in self._numbers(start)]

    def pairs(self, shape: Any, prefix: str) -> dict[str, Any]:
        start = prefix if shape.serialization.get("flattened") else f"{prefix}.entry"
        key, value = self._name(shape.key, "key"), self._name(shape.value, "value")
        entries = [f"{start}.{number}" for number in self._numbers(start)]
        return {self._told(f"{entry}.{key}"): self.value(shape.value, f"{entry}.{value}") for entry in entries}

    def _told(self, name: str) -> str:
        if name not in self.flat:
            raise ApiError("MalformedQueryString", f"The query parameter {name} has no value")
        return self.flat[name]

    def _list_prefix(self, shape: Any, prefix: str) -> str:
        if self.ec2:
            return prefix
        if not shape.serialization.get("flattened"):
            return f"{prefix}.{shape.member.serialization.get('name', 'member')}"
        name = shape.member.serialization.get("name")
        return self._join(prefix.rpartition(".")[0], name) if name else prefix

    def _name(self, shape: Any, default: str) -> str:
        told = shape.serialization
        if not self.ec2:
            return str(told.get("name", default))
        if "queryName" in told:
            return str(told["queryName"])
        return told["name"][0].upper() + told["name"][1:] if "name" in told else default

    def _has(self, path: str) -> bool:
        return any(name == path or name.startswith(f"{path}.") for name in self.flat)

    def _numbers(self, start: str) -> list[int]:
        found = {name[len(start) + 1 :].partition(".")[0] for name in self.flat if name.startswith(f"{start}.")}
        return sorted(int(number) for number in found if number.isdigit())

    @staticmethod
    def _join(prefix: str, name: str) -> str:
        return f"{prefix}.{name}" if prefix else name


def from_json(shape: Any, told: Any, where: str) -> Any:
    """A value of a JSON body as Python has it. Members that the model doesn't know are left out, as AWS does.

    Raises `ApiError` for a blob or a moment that can't be read; other types are left to botocore's validator.
    """
    if shape.type_name == "structure" and isinstance(told, dict):
        members = {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}
        given = {name: told[name] for name in members if told.get(name) is not None}
        return {members[name][0]: from_json(members[name][1], item, name) for name, item in given.items()}
    if shape.type_name == "list" and isinstance(told, list):
        return [from_json(shape.member, item, where) for item in told]
    if shape.type_name == "map" and isinstance(told, dict):
        return {key: from_json(shape.value, item, where) for key, item in told.items()}
    try:
        if shape.type_name == "timestamp":
            return parse_timestamp(told)
        return base64.b64decode(told, validate=True) if shape.type_name == "blob" else told
    except (ValueError, TypeError, OverflowError):
        raise ApiError("SerializationException", f"The value of {where} isn't a {shape.type_name}") from None


def scalar(shape: Shape, text: str, where: str) -> Any:
    """One value of a form as Python has it. Raises `ApiError` when it isn't of its type."""
    try:
        if shape.type_name in ("integer", "long"):
            return int(text)
        if shape.type_name in ("float", "double"):
            return float(text)
        if shape.type_name == "timestamp":
            return parse_timestamp(text)
        if shape.type_name == "blob":
            return base64.b64decode(text, validate=True)
    except (ValueError, OverflowError):
        raise ApiError("InvalidParameterValue", f"Value ({text}) for parameter {where} is invalid.") from None
    return text.lower() == "true" if shape.type_name == "boolean" else text
