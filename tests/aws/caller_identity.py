"""A service on this machine that answers sts:GetCallerIdentity for whatever account a test likes, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

ANSWER = (
    '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
    "<Arn>arn:aws:sts::{0}:assumed-role/Operator/ann</Arn><UserId>AROAEXAMPLE:ann</UserId><Account>{0}</Account>"
    "</GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
)


@dataclass
class Answering:
    """Where it answers, and what it was asked: AWS's actions, or the path of what isn't one."""

    url: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def answering(account: str) -> Iterator[Answering]:
    """Serve this account's identity."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            action = parse_qs(body).get("Action", [self.path])[0]
            made.asked.append(action)
            known = action == "GetCallerIdentity"
            content = ANSWER.format(account).encode() if known else b""
            self.send_response(200 if known else 404)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Answering(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()
