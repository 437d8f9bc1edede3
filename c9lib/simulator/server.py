"""The simulated AWS over HTTP on 127.0.0.1: with a world's folder (kept, shared, ends when unused) or without (ends
with its terminal)."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import formatdate
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from filelock import FileLock
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from c9lib.errors import RefusedError
from c9lib.simulator import moto_data
from c9lib.simulator.answers import NO_ANSWER
from c9lib.simulator.application import Application
from c9lib.simulator.clock import SEEDED_START, Clock
from c9lib.simulator.control import Control
from c9lib.simulator.front import Front
from c9lib.simulator.journal import Journal, StaleJournalError, seed_of
from c9lib.simulator.leases import Leases
from c9lib.simulator.lifecycle import ADDRESS, JOURNAL, LOCK
from c9lib.simulator.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

DEFAULT_SEED = 9
LINGER_SECONDS = 20.0
"""How long a shared server waits for the next user after the last one has ended (wall time)."""
LOOK_SECONDS = 1.0
"""How often it looks whether its users still run (wall time)."""
BACKLOG = 128
"""Clients that may wait for their connection to be taken."""


class Quiet(WSGIRequestHandler):
    """A request handler that doesn't write a line per request, keeps connections open, and has no page for what isn't
    HTTP."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # otherwise an answer's body waits for the client to acknowledge its headers
    error_content_type = "text/plain"
    error_message_format = "%(code)d %(message)s: %(explain)s\n"

    def run_wsgi(self) -> None:
        """Answer one request and keep the connection.

        werkzeug's own closes it each time, because an application may leave some of a request unread; ours doesn't
        (`application.py`).
        """
        told: dict[str, Any] = {}

        def start_response(
            status: str, headers: list[tuple[str, str]], _exc: object = None, /
        ) -> Callable[..., object]:
            told.update(status=int(status.split()[0]), headers=headers)
            return self.wfile.write

        content = b"".join(self.server.app(self.make_environ(), start_response))
        if told["status"] == NO_ANSWER.status:
            self.close_connection = True
            return
        self.wfile.write(self._head(told["status"], told["headers"]) + content)  # in one piece: a client reads once

    def _head(self, status: int, headers: list[tuple[str, str]]) -> bytes:
        """The status line and the headers of an answer, as `send_response` and `send_header` would write them."""
        if self.request_version == "HTTP/0.9":
            return b""
        if any(name.lower() == "connection" and value.lower() == "close" for name, value in headers):
            self.close_connection = True
        phrase = self.responses[status][0] if status in self.responses else ""
        own = (("Server", self.version_string()), ("Date", _date(int(time.time()))))
        lines = [
            f"{self.protocol_version} {status} {phrase}",
            *(f"{name}: {value}" for name, value in (*own, *headers)),
        ]
        return "\r\n".join((*lines, "", "")).encode("latin-1", "strict")

    def log_request(self, *_: object) -> None:
        """Thousands of calls would bury what matters."""

    def log_error(self, *_: object) -> None:
        """A client that breaks its connection is no news."""


@lru_cache(1)
def _date(second: int) -> str:
    """The date of an answer; the same for all of a second."""
    return formatdate(second, usegmt=True)


def serve_alone(
    port: int,
    *,
    speed: float,
    settled: bool,
    seed: int | None,
    ready: Callable[[str], None],
    begin: Callable[[World], None] = lambda _: None,
) -> None:
    """Serve a fresh account until SIGTERM or Ctrl-C, which end the process; nothing of it is kept. `begin` gets the
    account before anybody asks it, `ready` the address.

    Raises `RefusedError` when the port isn't free.
    """
    listening = _listen(port)
    own_process()
    start = SEEDED_START if seed is not None else datetime.now(UTC).timestamp()
    chosen = seed if seed is not None else int.from_bytes(os.urandom(4), "big")
    front = Front(World(seed=chosen, clock=Clock(now=start, speed=speed), settled=settled))
    begin(front.world)
    leases = Leases()
    server = _server(listening, Application(front, Control(front.world, leases), leases))
    _warm_up(front)
    _serve_until_told(server, ready)
    _exit()


def serve_shared(
    folder: Path,
    ready: Callable[[str], None],
    linger: float = LINGER_SECONDS,
    *,
    seed: int | None = None,
    port: int = 0,
) -> None:
    """Serve the world kept in `folder`, until nobody has used it for `linger` seconds. `ready` gets the address. Ends
    the process.

    The world's seed is that of its journal; `seed` is for a world without one. `port` is taken if it is free.
    """
    listening = _listen_if_free(port)
    own_process()
    leases = Leases()
    told = seed_of(folder / JOURNAL)
    journal = Journal(folder / JOURNAL, next(one for one in (told, seed, DEFAULT_SEED) if one is not None))
    front, notice = _restore(journal)
    front.written = lambda environ, body: journal.wrote(front.world.clock.now, environ, body)
    control = Control(front.world, leases, journal.passed, notice, journal.done)
    server = _server(listening, Application(front, control, leases))

    def end() -> None:
        journal.passed(front.world.clock.now)
        journal.close()
        _exit()

    threading.Thread(target=_end_when_unused, args=(leases, folder, linger, end), daemon=True).start()
    _warm_up(front)
    _serve_until_told(server, ready)
    end()


def own_process() -> None:
    """Let this process serve and do nothing else."""
    # What is made from here on until it is warm stays: to look through it for rubbish again and again is a third of
    # the start.
    gc.disable()
    own_environment()
    moto_data.share()


def own_environment() -> None:
    """Forget the AWS settings of whoever started this process: they are theirs, and a profile that isn't there would
    stop ours."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "BOTO_", "MOTO_"))]:
        del os.environ[name]
    os.environ.update(
        AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true"
    )


def _restore(journal: Journal) -> tuple[Front, str]:
    """The world that the journal tells of, or a fresh one, with a notice, when it can't be told again."""
    front = _fresh(journal.seed)
    try:
        journal.replay(front)
    except StaleJournalError as error:
        journal.start(afresh=True)
        return _fresh(journal.seed), f"The simulated account started afresh: {error}."
    journal.start(afresh=False)
    return front, ""


def _fresh(seed: int) -> Front:
    return Front(World(seed=seed, clock=Clock()))


def _listen_if_free(port: int) -> socket.socket:
    """At this port, or, where another program has it, at one that the system chooses."""
    try:
        return _listen(port)
    except RefusedError:
        return _listen(0)


def _listen(port: int) -> socket.socket:
    """A socket of our own: werkzeug's ends the process when the port isn't free. Bound first, so that nobody waits for
    a refusal."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise RefusedError(
            f"The simulated AWS can't listen on port {port}: {error.strerror}.",
            details=(f"it would be http://127.0.0.1:{port}",),
            remedy=(
                "Choose another port, or 0 to let the system choose one.",
                "Or end the program that has this port.",
            ),
        ) from None
    return listening


def _server(listening: socket.socket, application: WSGIApplication) -> BaseWSGIServer:
    port = listening.getsockname()[1]
    # werkzeug makes a socket of its own from a copy of this one's descriptor.
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=Quiet, fd=listening.fileno())
    listening.close()
    return server


def _serve_until_told(server: BaseWSGIServer, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT, which both end the loop at once, as Ctrl-C does."""
    try:
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, signal.default_int_handler)
        ready(f"http://127.0.0.1:{server.server_address[1]}")
        server.serve_forever()
    except KeyboardInterrupt:
        return  # Between the handlers and the loop; in the loop werkzeug catches it.


def _warm_up(front: Front) -> None:
    """Load the largest part of moto while the first client is still busy with itself. It changes nothing: a Region's
    ids are its own."""
    threading.Thread(target=_warm, args=(front,), daemon=True).start()


def _warm(front: Front) -> None:
    try:
        front.prepare("us-east-1")
    finally:
        gc.freeze()  # a hundred megabytes that nobody needs to look through again
        gc.enable()


def _exit() -> NoReturn:
    """End the process at once: taking moto's objects apart takes a second, and nothing done from here on is noted."""
    sys.stdout.flush()
    os._exit(0)


def _end_when_unused(leases: Leases, folder: Path, linger: float, end: Callable[[], None]) -> None:
    """End the server when it is unused, under the folder's lock, so that nobody joins a server that is about to end."""
    while True:
        time.sleep(min(LOOK_SECONDS, linger / 4))
        if leases.idle_seconds() < linger:
            continue
        with FileLock(folder / LOCK):
            if leases.idle_seconds() >= linger:
                (folder / ADDRESS).unlink(missing_ok=True)
                end()
