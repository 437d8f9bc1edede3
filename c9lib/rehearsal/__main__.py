"""The rehearsing process: parameters as a line of JSON on standard input, the rehearsal as JSON on standard output.

It listens to nobody, and ends when its parent does: then its standard input closes.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
from typing import Any

from c9lib.errors import UserError
from c9lib.parameters import Parameters


def main() -> int:
    """Rehearse; exit code 1, with why on standard error, when the run can't be carried out even here."""
    asked: dict[str, Any] = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    gc.set_threshold(100_000, 20, 100)  # what it imports and reads stays: rubbish is seldom looked for
    from c9lib.rehearsal.play import play
    from c9lib.rehearsal.world import alone

    alone()
    try:
        rehearsal = play(Parameters.model_validate(asked))
    except UserError as error:
        sys.stderr.write(str(error))
        return 1
    sys.stdout.write(json.dumps(rehearsal.to_json()))
    return 0


def _end_with_the_parent() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # taking moto's objects apart takes a second
