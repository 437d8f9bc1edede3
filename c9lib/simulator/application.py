"""The WSGI application of a server: control addresses, else AWS. Never an HTML page, never a status 500."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from c9lib.simulator import answers
from c9lib.simulator.answers import Response
from c9lib.simulator.api import ApiError
from c9lib.simulator.control import PREFIX, Control
from c9lib.simulator.front import Front
from c9lib.simulator.leases import Leases

log = logging.getLogger("c9lib.simulator")
LONGEST_BODY = 4 * 1024 * 1024
"""No request to a service that is simulated here is longer, in bytes: EC2's user data has 16 KB, a CloudFormation
template 51 KB."""
LONGEST_READ = 16 * LONGEST_BODY
"""How much of a body that is too long is read, and forgotten, so that its sender hears why it is refused."""
PIECE = 64 * 1024


class Application:
    """Reads a request's body once, and gives it to whom it is meant for."""

    def __init__(self, front: Front, control: Control, leases: Leases) -> None:
        self.front, self.control, self.leases = front, control, leases

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        response, closing = self._answer(environ)
        length = ("Content-Length", str(len(response.body)))
        start_response(f"{response.status} AWS", [*response.headers, length, *closing])
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [response.body]

    def _answer(self, environ: dict[str, Any]) -> tuple[Response, tuple[tuple[str, str], ...]]:
        """The answer, and the header that closes a connection of which nobody knows where its next request begins."""
        try:
            return self._respond(environ, read_body(environ)), ()
        except ApiError as error:
            refusal = error
        except Exception as error:
            # Never a 500: clients would repeat it for seconds. The fault is ours, and says so.
            log.exception("%s %s failed", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO"))
            what = f"This request failed inside the simulator: {type(error).__name__}: {error}"
            refusal = ApiError("SimulatorFault", what)
        return answers.refused(None, _protocol(environ), refusal, ""), (("Connection", "close"),)

    def _respond(self, environ: dict[str, Any], body: bytes) -> Response:
        if environ.get("PATH_INFO", "").startswith(PREFIX):
            return self.control.respond(environ, body)
        self.leases.used()
        return self.front.respond(environ, body)


def read_body(environ: dict[str, Any]) -> bytes:
    """The whole body, so that the next request on this connection begins where this one ends.

    Raises `ApiError` when it is too long, or isn't as long as it says.
    """
    chunked = environ.get("wsgi.input_terminated")  # a body in chunks tells no length
    length = "" if chunked else environ.get("CONTENT_LENGTH") or "0"
    if not chunked and not length.isdigit():
        raise ApiError("InvalidRequest", f"Content-Length is {length!r}, which is no number of bytes.")
    left = LONGEST_READ if chunked else int(length)
    kept, told = [], 0
    for piece in _pieces(environ["wsgi.input"], left):
        told += len(piece)
        if told <= LONGEST_BODY:
            kept.append(piece)
    if not chunked and told < left:
        raise ApiError("InvalidRequest", f"The request ends after {told} bytes; its Content-Length is {length}.")
    if told > LONGEST_BODY:
        raise ApiError("RequestEntityTooLarge", f"The request has {told} bytes; the longest has {LONGEST_BODY}.", 413)
    return b"".join(kept)


def _pieces(stream: Any, left: int) -> Iterator[bytes]:
    try:
        while left and (piece := stream.read(min(PIECE, left))):
            left -= len(piece)
            yield piece
    except OSError as error:
        raise ApiError("InvalidRequest", f"The request's body can't be read: {error}.") from None


def _protocol(environ: dict[str, Any]) -> str:
    return "json" if "HTTP_X_AMZ_TARGET" in environ else "query"
