"""Rehearse the runs that most people begin with, and save what came of it into `c9lib/rehearsal/data/`.

    .venv/bin/python tools/refresh_rehearsals.py            write
    .venv/bin/python tools/refresh_rehearsals.py --check    write nothing; exit code 1 when a file would change

What differs afterwards is what a run may do now and couldn't before, or the other way round: worth a look.
"""

# ruff: noqa: T201 (a tool for a terminal: what it prints is what it is for)

from __future__ import annotations

import os
import sys
import tempfile

from c9lib.kept_data import PLAIN
from c9lib.parameters import Parameters
from c9lib.rehearsal.asking import ACCOUNT, PLACE, question, rehearse
from c9lib.rehearsal.shipped import FOLDER, text_of

RUNS = {
    "public": Parameters(),
    "public-by-cloudformation": Parameters(launch_with="cloudformation"),
    "nat": Parameters(network="nat"),
    "isolated": Parameters(network="isolated"),
    "existing": Parameters.model_validate({"network": "existing", **PLACE}),
}
"""What the notebooks' own parameters say, and the files in `parameters/`."""


def main() -> int:
    """Write them, or say which would change."""
    os.environ[PLAIN] = "1"  # nothing that is kept or shipped
    changed = []
    for name, asked in RUNS.items():
        with tempfile.TemporaryDirectory(prefix="c9lib-refresh-") as home:
            os.environ["C9LIB_HOME"] = home
            text = text_of(question(asked), rehearse(asked, ACCOUNT))
        file = FOLDER / f"{name}.json"
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            changed.append(name)
            if "--check" not in sys.argv[1:]:
                file.write_text(text, encoding="utf-8")
    print(f"changed: {', '.join(changed) or 'none'}")
    return 1 if changed and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
