"""What a run asks the simulated AWS, in order: each call as its evidence has it, and each time that it lets simulated
time pass. A relay between the run and the simulator notes the order; the evidence says what was asked, step by step,
whichever ran side by side."""

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
"""The requests by which time is let pass. What has passed is noted as an `advance`: who repeats it waits alone."""
NOT_PASSED_ON = ("connection", "keep-alive", "transfer-encoding", "content-length", "date", "server")


class Relay(ThreadingHTTPServer):
    """Passes each request on, and notes it: `{"operation": …}`, or `{"verb": "advance", "told": {"seconds": …}}`."""

    daemon_threads = True

    def __init__(self, url: str) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        address = urlsplit(url)
        self.host, self.there = str(address.hostname), int(address.port or 80)
        self.noted: list[dict[str, Any]] = []
        self._now: float | None = None
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def note(self, path: str, target: str, body: bytes) -> None:
        """Note a request, if it is a call."""
        if not path.startswith(CONTROL):
            with self._lock:
                self.noted.append({"operation": operation(target, body)})

    def heard(self, path: str, answer: bytes) -> None:
        """Note how much time has passed, by what the simulator answers to who asks for it or lets it pass."""
        if not path.startswith(CONTROL):
            return
        now = json.loads(answer).get("now")
        with self._lock:
            if path.removeprefix(CONTROL) in PASSING and now is not None and now > (self._now or 0.0):
                seconds = now - self._now if self._now is not None else 0.0
                self.noted.append({"verb": "advance", "told": {"seconds": seconds}})
            self._now = now if now is not None else self._now


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
        self.server.heard(self.path, content)
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
    calls that came through the relay: then it isn't complete, or somebody else asked.

    The calls of a step are in order; those of two that ran side by side came through between each other's.
    """
    steps: dict[str, list[dict[str, Any]]] = {}
    for call in calls:
        steps.setdefault(call.get("step", ""), []).append(call)
    asked = [(number, one["operation"]) for number, one in enumerate(noted) if "verb" not in one]
    taken = _between_each_other(asked, list(steps.values()))
    left = [iter(some) for some in steps.values()]
    in_turn = iter(taken)
    found = [one if "verb" in one else _asked(next(left[next(in_turn)])) for one in noted]
    if more := [call for some in left for call in some]:
        raise ValueError(f"the evidence has {len(more)} more calls than came through, first {more[0]['operation']}")
    return found


def _asked(call: dict[str, Any]) -> dict[str, Any]:
    return {name: call[name] for name in ("service", "operation", "region", "arguments", "outcome")}


def _between_each_other(asked: Sequence[tuple[int, str]], steps: Sequence[list[dict[str, Any]]]) -> list[int]:
    """Which step's next call is behind each request. Where two steps have one of that name next, the earlier one is
    tried first."""
    at = [0] * len(steps)
    taken, untried = list[int](), list[list[int]]()
    furthest, hopeless = 0, set[tuple[int, ...]]()
    while len(taken) < len(asked):
        if len(untried) == len(taken):
            _, name = asked[len(taken)]
            ahead = [one for one, calls in enumerate(steps) if at[one] < len(calls)]
            near = [one for one in ahead if steps[one][at[one]]["operation"] == name]
            near = near if tuple(at) not in hopeless else []
            untried.append(sorted(near, key=lambda one: str(steps[one][at[one]].get("began")), reverse=True))
        if untried[-1]:
            one = untried[-1].pop()
            taken.append(one)
            at[one] += 1
            continue
        if len(taken) >= furthest:
            furthest, told = len(taken), [steps[one][at[one]]["operation"] for one in ahead]
        hopeless.add(tuple(at))
        untried.pop()
        if not taken:
            number, name = asked[furthest]
            raise ValueError(f"request {number + 1} is {name}, the evidence has {' or '.join(told) or 'none'}")
        at[taken.pop()] -= 1
    return taken
