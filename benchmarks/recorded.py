"""What a run asks the simulated AWS, in order: each call as its evidence has it, and each time that it lets simulated
time pass. A relay between the run and the simulator notes the order; the evidence says what was asked."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

CONTROL = "/_c9lib/"
PASSING = ("advance", "wait")
"""The requests by which time is let pass."""
NOT_PASSED_ON = ("connection", "keep-alive", "transfer-encoding", "content-length", "date", "server")


class Relay(ThreadingHTTPServer):
    """Passes each request on, and notes it: `{"operation": …}`, or `{"verb": …, "told": …}`."""

    daemon_threads = True

    def __init__(self, url: str) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        address = urlsplit(url)
        self.host, self.there = str(address.hostname), int(address.port or 80)
        self.noted: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def note(self, path: str, target: str, body: bytes) -> None:
        """Note what a request is, if it is a call or lets time pass."""
        verb = path.removeprefix(CONTROL)
        with self._lock:
            if verb == path:
                self.noted.append({"operation": operation(target, body)})
            elif verb in PASSING:
                self.noted.append({"verb": verb, "told": json.loads(body)})


def operation(target: str, body: bytes) -> str:
    """The operation of a request, by its header X-Amz-Target or its form; "" where neither tells."""
    if target:
        return target.rpartition(".")[2]
    return parse_qs(body.decode()).get("Action", [""])[0]


class Passing(BaseHTTPRequestHandler):
    """One client's connection through the relay."""

    server: Relay
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Pass a request on, and its answer back."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.note(self.path, self.headers.get("X-Amz-Target", ""), body)
        there = http.client.HTTPConnection(self.server.host, self.server.there, timeout=60)
        there.request("POST", self.path, body, dict(self.headers))
        response = there.getresponse()
        content = response.read()
        there.close()
        self.send_response_only(response.status)
        for name, value in response.getheaders():
            if name.lower() not in NOT_PASSED_ON:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """A thousand lines that nobody reads."""


@contextmanager
def relay(url: str) -> Iterator[Relay]:
    """A relay to a simulator, until the block ends."""
    server = Relay(url)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def evidence(runs: Path) -> list[dict[str, Any]]:
    """The calls of all runs in a folder, in the order of the runs."""
    files = sorted(runs.glob("*/*/calls.json"))
    return [call for file in files for call in json.loads(file.read_text(encoding="utf-8"))]


def together(noted: Sequence[dict[str, Any]], calls: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The calls with the passing of time between them. Raises `ValueError` when the evidence doesn't have just the
    calls that came through the relay: then it isn't complete, or somebody else asked."""
    left = iter(calls)
    found: list[dict[str, Any]] = []
    for number, one in enumerate(noted):
        if "verb" in one:
            found.append(one)
            continue
        call = next(left, None)
        if call is None or call["operation"] != one["operation"]:
            told = call["operation"] if call else "none"
            raise ValueError(f"request {number + 1} is {one['operation']}, the evidence has {told}")
        found.append({name: call[name] for name in ("service", "operation", "region", "arguments", "outcome")})
    if more := list(left):
        raise ValueError(f"the evidence has {len(more)} more calls than came through, first {more[0]['operation']}")
    return found
