"""moto as one WSGI application, asked without a socket and under simulated time.

moto's state is global to the process, so a process holds one world at a time: making a new one resets moto.
"""

from __future__ import annotations

import io
import os
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest

from c9lib.simulator import moto_state, moto_tags
from c9lib.simulator.answers import Response
from c9lib.simulator.api import ACCOUNT, NotSimulated
from c9lib.simulator.clock import Clock
from c9lib.simulator.lean import without

with without("pytest"):  # it would be imported to get a fixture: a tenth of a second of the start
    import time_machine

SETTINGS = {
    # Otherwise moto looks a caller's key up in every partition's IAM, each with a copy of the managed policies: a
    # second of the start.
    "MOTO_ACCOUNT_ID": ACCOUNT,
    # The real documents of AWS's managed policies; without them nothing can be attached.
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    # Refuse an instance type that AWS doesn't have.
    "MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION": "true",
    "MOTO_ENABLE_KEYPAIR_VALIDATION": "true",
    "MOTO_ENABLE_AMI_VALIDATION": "true",
    # services/ec2/images.py puts in the images that a learner meets, instead of 1,500 old ones.
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
}


BARE: dict[str, Any] = {
    "REQUEST_METHOD": "POST",
    "PATH_INFO": "/",
    "QUERY_STRING": "",
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "wsgi.url_scheme": "http",
    "wsgi.version": (1, 0),
    "HTTP_HOST": "127.0.0.1",
}
"""What a WSGI application may count on, for requests that came from no socket."""


HOSTS = 64
"""Names of hosts for which moto's service is remembered; a client may send any."""


class MotoApp:
    """moto behind one call: an environ and a body in, a response out."""

    def __init__(self, clock: Clock) -> None:
        os.environ.update(SETTINGS)
        moto_state.read_settings_again()
        from moto.moto_api._internal.models import moto_api_backend
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication

        self.clock = clock
        self._app = DomainDispatcherApplication(_create_app)
        # moto looks through its own folder and through the patterns of all its services for every request.
        self._app.get_backend_for_host = lru_cache(HOSTS)(self._app.get_backend_for_host)  # type: ignore[method-assign]
        moto_state.remember_method_names()
        moto_state.iam_prepare()
        moto_api_backend.reset()

    def respond(self, environ: dict[str, Any], body: bytes, name: str) -> Response:
        """moto's answer to a request. Raises `NotSimulated` for what moto hasn't got; `name` is `service:Operation`."""
        environ = {**BARE, **environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        told: dict[str, Any] = {}

        def start(status: str, headers: list[tuple[str, str]], _exc: object = None) -> None:
            told.update(status=int(status.split()[0]), headers=tuple(headers))

        try:
            with time_machine.travel(self.clock.now, tick=False):
                content = b"".join(self._app(environ, start))
        except (NotImplementedError, ImportError):
            # ImportError: a service of moto's whose own dependencies aren't installed, because nothing here needs it.
            raise NotSimulated(name) from None
        if told["status"] >= 500 or _is_page(told["headers"]):
            raise NotSimulated(name)
        return Response(told["status"], told["headers"], content)


def _create_app(service: Any) -> Any:
    from moto.moto_server.werkzeug_app import create_backend_app

    if service is None:
        raise NotImplementedError("moto has no service at this address")
    app = create_backend_app(service)
    if service == "ec2":
        # Not before: whoever asks for nothing of EC2 needn't wait for all that moto imports for it.
        moto_tags.find_by_id()
    # Let moto's own faults through as exceptions; otherwise they become an HTML page with status 500, which clients
    # retry.
    app.testing = True
    return app


def _is_page(headers: tuple[tuple[str, str], ...]) -> bool:
    return any(name.lower() == "content-type" and value.startswith("text/html") for name, value in headers) and not any(
        name.lower() == "x-amzn-requestid" for name, value in headers
    )


def environ_of(request: AWSPreparedRequest) -> tuple[dict[str, Any], bytes]:
    """The WSGI environ and body of a request that botocore has prepared."""
    address = urlsplit(request.url)
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else body
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": address.path or "/",
        "QUERY_STRING": address.query,
    }
    for name, value in request.headers.items():
        text = value.decode() if isinstance(value, bytes) else str(value)
        key = name.upper().replace("-", "_")
        environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = text
    return environ, body
