"""`python -m c9lib.simulator FOLDER`: serve the world of a folder. Started by `lifecycle`, not by people."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from c9lib.simulator.lifecycle import ADDRESS
from c9lib.simulator.server import LINGER_SECONDS, serve_shared

LINGER = "C9LIB_LINGER_SECONDS"
"""The environment variable that shortens (or lengthens) how long an unused server waits for its next user."""


def main() -> None:
    """Serve, and tell in the folder where."""
    folder = Path(sys.argv[1])

    def ready(url: str) -> None:
        told = folder / f"{ADDRESS}.new"
        told.write_text(json.dumps({"url": url, "pid": os.getpid()}), encoding="utf-8")
        told.replace(folder / ADDRESS)

    serve_shared(folder, ready, float(os.environ.get(LINGER, LINGER_SECONDS)))


if __name__ == "__main__":
    main()
