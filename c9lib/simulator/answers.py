"""From an answer or a refusal to the bytes that a client expects: one serializer per protocol (json, query, ec2)."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from botocore.model import OperationModel, Shape
from botocore.utils import parse_timestamp

from c9lib.simulator.api import Answer, ApiError

NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Response:
    """What goes back: status, headers, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


NO_ANSWER = Response(0, (), b"")
"""No answer at all: the connection is closed."""


def answered(model: OperationModel, answer: Answer, request_id: str) -> Response:
    """A successful answer in the operation's protocol."""
    if model.service_model.resolved_protocol == "json":
        return _json_response(200, _json_value(model.output_shape, answer), model, request_id)
    return Response(200, _headers("text/xml;charset=UTF-8", request_id), _xml(model, answer, request_id).encode())


def refused(model: OperationModel | None, protocol: str, error: ApiError, request_id: str) -> Response:
    """An error in the protocol of the service: `json`, `query`, `ec2`. Without a model it names no version."""
    if protocol == "json":
        told = {"__type": error.code, "message": error.message, "Message": error.message}
        return _json_response(error.status, told, model, request_id, (("x-amzn-ErrorType", error.code),))
    code, message = _escaped(error.code), _escaped(error.message)
    inner = f"<Code>{code}</Code><Message>{message}</Message>"
    if protocol == "ec2":
        text = f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>{request_id}</RequestID></Response>"
    else:
        inner = f"<Type>{'Sender' if error.status < 500 else 'Receiver'}</Type>{inner}"
        text = f"<ErrorResponse><Error>{inner}</Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    return Response(error.status, _headers("text/xml;charset=UTF-8", request_id), text.encode())


def _headers(kind: str, request_id: str) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", kind), ("x-amzn-RequestId", request_id))


def _json_response(
    status: int, told: Any, model: OperationModel | None, request_id: str, more: tuple[tuple[str, str], ...] = ()
) -> Response:
    version = model.metadata.get("jsonVersion", "1.1") if model else "1.1"
    headers = _headers(f"application/x-amz-json-{version}", request_id)
    return Response(status, headers + more, json.dumps(told).encode())


def _json_value(shape: Shape | None, value: Any) -> Any:
    if shape is None or value is None:
        return {} if shape is None else None
    if shape.type_name == "structure":
        given = {name: (shape.members[name], item) for name, item in value.items() if item is not None}
        return {told.serialization.get("name", name): _json_value(told, item) for name, (told, item) in given.items()}
    if shape.type_name == "list":
        return [_json_value(shape.member, item) for item in value]
    if shape.type_name == "map":
        return {key: _json_value(shape.value, item) for key, item in value.items()}
    if shape.type_name == "timestamp":
        return _moment(value).timestamp()
    return _base64(value) if shape.type_name == "blob" else value


def _xml(model: OperationModel, answer: Answer, request_id: str) -> str:
    shape = model.output_shape
    inner = "".join(_members(shape, answer)) if shape is not None else ""
    space = model.metadata.get("xmlNamespace") or f"http://ec2.amazonaws.com/doc/{model.metadata['apiVersion']}/"
    if model.service_model.resolved_protocol == "ec2":
        inner = f"<requestId>{request_id}</requestId>{inner}"
    else:
        if shape is not None and shape.serialization.get("resultWrapper"):
            wrapper = shape.serialization["resultWrapper"]
            inner = f"<{wrapper}>{inner}</{wrapper}>"
        inner += f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
    return f'<?xml version="1.0" encoding="UTF-8"?><{model.name}Response xmlns="{space}">{inner}</{model.name}Response>'


def _members(shape: Any, value: dict[str, Any]) -> Iterable[str]:
    for name, item in value.items():
        if item is not None and name in shape.members:
            member = shape.members[name]
            yield _element(member, member.serialization.get("name", name), item)


def _element(shape: Any, name: str, value: Any) -> str:
    if shape.type_name == "structure":
        return f"<{name}>{''.join(_members(shape, value))}</{name}>"
    if shape.type_name == "list":
        return _list(shape, name, value)
    if shape.type_name == "map":
        return _map(shape, name, value)
    return f"<{name}>{_escaped(_text(shape, value))}</{name}>"


def _list(shape: Any, name: str, value: list[Any]) -> str:
    if shape.serialization.get("flattened"):
        return "".join(_element(shape.member, shape.member.serialization.get("name", name), item) for item in value)
    inner = shape.member.serialization.get("name", "member")
    return f"<{name}>{''.join(_element(shape.member, inner, item) for item in value)}</{name}>"


def _map(shape: Any, name: str, value: dict[str, Any]) -> str:
    key_name = shape.key.serialization.get("name", "key")
    value_name = shape.value.serialization.get("name", "value")
    pairs = [
        f"<{key_name}>{_escaped(key)}</{key_name}>{_element(shape.value, value_name, item)}"
        for key, item in value.items()
    ]
    if shape.serialization.get("flattened"):
        return "".join(f"<{name}>{pair}</{name}>" for pair in pairs)
    return f"<{name}>{''.join(f'<entry>{pair}</entry>' for pair in pairs)}</{name}>"


def _escaped(text: str) -> str:
    # A carriage return would be read as a line feed, and XML 1.0 has no other control characters at all.
    return escape(NO_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _text(shape: Any, value: Any) -> str:
    if shape.type_name == "boolean":
        return "true" if value else "false"
    if shape.type_name == "timestamp":
        return _moment(value).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    if shape.type_name == "blob":
        return _base64(value)
    if isinstance(value, dict):
        # A policy, which boto3 has decoded: IAM sends policies as JSON in percent encoding (API reference, GetRole).
        return quote(json.dumps(value), safe="")
    return str(value)


def _base64(value: bytes | str) -> str:
    return base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()


def _moment(value: Any) -> datetime:
    """A moment in UTC; a `datetime` without a zone is in UTC already."""
    moment = value if isinstance(value, datetime) else parse_timestamp(value)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
