"""`python -m c9lib.simulator FOLDER [--seed N] [--port N]`: serve the world of a folder. Started by `lifecycle`, not by
people.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
from pathlib import Path

LINGER = "C9LIB_LINGER_SECONDS"
"""The environment variable that shortens (or lengthens) how long an unused server waits for its next user."""


def main() -> None:
    """Serve, and tell in the folder where."""
    # What is imported stays: looking through it for rubbish is a tenth of the start. The server switches it on again.
    gc.disable()
    from c9lib.simulator.lifecycle import ADDRESS
    from c9lib.simulator.server import LINGER_SECONDS, serve_shared

    told = _told()
    folder: Path = told.folder

    def ready(url: str) -> None:
        new = folder / f"{ADDRESS}.new"
        new.write_text(json.dumps({"url": url, "pid": os.getpid()}), encoding="utf-8")
        new.replace(folder / ADDRESS)

    serve_shared(folder, ready, float(os.environ.get(LINGER, LINGER_SECONDS)), seed=told.seed, port=told.port)


def _told() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m c9lib.simulator")
    reader.add_argument("folder", type=Path)
    reader.add_argument("--seed", type=int, help="of an account without a journal; one with a journal has its own")
    reader.add_argument("--port", type=int, default=0, help="the port to be found at, if it is free")
    return reader.parse_args()


if __name__ == "__main__":
    main()
