"""Serves a fresh simulated account in this process, and notes what reaches it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from c9lib.simulator import server
from c9lib.simulator.application import Application
from c9lib.simulator.clock import Clock
from c9lib.simulator.control import Control
from c9lib.simulator.front import Front
from c9lib.simulator.leases import Leases
from c9lib.simulator.world import World


@dataclass
class Served:
    """An account over HTTP. `seen` are the WSGI environs of the requests that reached it."""

    url: str
    front: Front
    seen: list[dict[str, Any]] = field(default_factory=list)

    def headers(self, name: str) -> set[str]:
        """What the requests so far said in a header (by its WSGI name, `HTTP_…`)."""
        return {environ[name] for environ in self.seen if name in environ}


@contextmanager
def serving(*, ours: bool = True, seed: int = 1) -> Iterator[Served]:
    """A server of an account; `ours=False`: without our control addresses, as another AWS-compatible server is."""
    front, leases = Front(World(seed=seed, clock=Clock(speed=0.0))), Leases()
    application = Application(front, Control(front.world, leases), leases)

    def noting(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not ours and environ["PATH_INFO"].startswith("/_c9lib/"):
            environ["PATH_INFO"] = "/elsewhere"
        served.seen.append(environ)
        return application(environ, start_response)

    made = server._server(server._listen(0), noting)
    served = Served(f"http://127.0.0.1:{made.server_address[1]}", front)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        made.shutdown()
        thread.join()
        made.server_close()
