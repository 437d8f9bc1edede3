"""What a notebook leaves for the evidence of a run: a JSON file per step, in the folder that the run names."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from c9lib.aws import Session
from c9lib.nouns import plain

FOLDER = "C9LIB_EVIDENCE"
"""The environment variable by which a run tells its notebooks where its evidence goes; without it nothing is left."""


class Notes:
    """The notes of one notebook. `tell` keeps what a verb gave, and writes the file anew."""

    def __init__(self, step: str, session: Session) -> None:
        self.step = step
        self.session = session
        self.told: dict[str, Any] = {}
        self._file = ""

    def tell(self, verb: str, result: Any) -> None:
        """Keep what `verb` ("plan", "apply", …) gave."""
        self.told[verb] = result.to_json() if hasattr(result, "to_json") else plain(result)
        self._keep()

    def _keep(self) -> None:
        folder = os.environ.get(FOLDER)
        if folder:
            self.write(Path(folder))

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Whatever happens within it, the calls made are noted: those before the one that was refused count most."""
        try:
            yield
        finally:
            self._keep()

    def write(self, folder: Path) -> None:
        """Write `notes/<step>.json`: identity, results, every call and every wait so far.

        The notes of an earlier visit of the same run stay: the second one's are `<step>-again.json`.
        """
        place = folder / "notes"
        place.mkdir(parents=True, exist_ok=True)
        if not self._file:
            self._file = f"{self.step}-again.json" if (place / f"{self.step}.json").exists() else f"{self.step}.json"
        content = {
            "step": self.step,
            "target": self.session.target.name,
            "identity": plain(self.session.identity),
            "region": self.session.region,
            "results": self.told,
            "calls": [{**plain(call), "writes": call.writes} for call in self.session.calls],
            "waits": plain(self.session.waits),
        }
        # In one stroke: whoever is interrupted in the middle leaves the file before, and not half of one.
        unfinished = place / f"{self._file}.new"
        unfinished.write_text(json.dumps(content, indent=1), encoding="utf-8")
        unfinished.replace(place / self._file)
