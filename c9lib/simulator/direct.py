"""A request of botocore's without the way over a network: from what botocore has written to what it reads.

Of a call from inside, half the time would go into signing it, into an HTTP request that nobody sends, and into looking
whether to send it again. botocore lets the event `before-call` answer instead, as its own Stubber does; what comes back
is read by botocore's parser for the protocol, as ever.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from botocore.awsrequest import AWSResponse
from botocore.endpoint import convert_to_response_dict
from botocore.exceptions import ConnectionClosedError
from botocore.model import OperationModel
from botocore.parsers import create_parser

from c9lib.simulator.answers import NO_ANSWER, Response

Responder = Callable[[dict[str, Any], bytes], Response]
SIGNED = "AWS4-HMAC-SHA256 Credential=INPROCESS/20260101/{region}/{service}/aws4_request, Signature=none"
"""What tells whoever answers for which service and Region a request is; no signature is checked here."""


class _Raw(io.BytesIO):
    """A body as botocore reads it from urllib3."""

    def stream(self, **_: Any) -> Any:
        yield self.read()


def answer_of(response: Response, url: str) -> AWSResponse:
    """An answer as botocore has it from the network. Raises `ConnectionClosedError` for none."""
    if response is NO_ANSWER:
        raise ConnectionClosedError(endpoint_url=url)
    return AWSResponse(url, response.status, dict(response.headers), _Raw(response.body))


def hand_over(client: Any, responder: Responder) -> Callable[..., tuple[AWSResponse, dict[str, Any]]]:
    """The `before-call` of a client whose every request is answered by `responder`."""
    model = client.meta.service_model
    parser = create_parser(model.resolved_protocol)
    signed = SIGNED.format(region=client.meta.region_name, service=model.signing_name)

    def asked(model: OperationModel, params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        told = answer_of(responder(*_environ(params, signed)), params["url"])
        return told, parser.parse(convert_to_response_dict(told, model), model.output_shape)

    return asked


def _environ(request: Mapping[str, Any], signed: str) -> tuple[dict[str, Any], bytes]:
    """The WSGI environ and body of a request as botocore's serializer has written it."""
    body = request["body"]
    if isinstance(body, Mapping):
        body = urlencode(body)
    address = urlsplit(request["url"])
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request["method"],
        "PATH_INFO": address.path or "/",
        "QUERY_STRING": urlencode(request["query_string"]),
        "HTTP_AUTHORIZATION": signed,
    }
    for name, value in request["headers"].items():
        key = name.upper().replace("-", "_")
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    return environ, body.encode() if isinstance(body, str) else body
