"""What a notebook leaves for the evidence of a run: a JSON file per step, in the folder that the run names.

It is written as the notebook goes: anew after each verb, and between two verbs a line for each call and each wait when
it begins and when it ends. So a notebook that is killed in the middle has left all that it did.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from c9lib.aws import Session
from c9lib.aws.scrubbing import Scrubber
from c9lib.notebook.versions import versions
from c9lib.nouns import Call, Waited, plain

FOLDER = "C9LIB_EVIDENCE"
"""The environment variable by which a run tells its notebooks where its evidence goes; without it nothing is left."""
NO_CALLS = '\n "calls": []'
"""Where the calls go: what is deeper in the file is indented deeper."""
JOURNAL = ".journal"
"""The ending of the file with what happened since the notes were last written as a whole."""


class Notes:
    """The notes of one notebook. `tell` keeps what a verb gave, and writes the file anew.

    They go to `folder`, or to where the run says. A session that has run other steps before is `continued`: what it did
    for them isn't told again.
    """

    def __init__(self, step: str, session: Session, folder: Path | None = None, *, continued: bool = False) -> None:
        self.step = step
        self.session = session
        self.told: dict[str, Any] = {}
        self._folder = folder
        self._before = (len(session.calls), len(session.waits)) if continued else (0, 0)
        self._began = _now()
        self._name = ""
        self._clean = Scrubber(())
        self._calls: list[str] = []
        """The calls so far, each as it stands in the file: a notebook writes its notes a dozen times."""
        session.heard = self._hear
        self._keep()

    def tell(self, verb: str, result: Any) -> None:
        """Keep what `verb` ("plan", "apply", …) gave."""
        self.told[verb] = result.to_json() if hasattr(result, "to_json") else plain(result)
        self._keep()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Whatever happens within it, the calls made are noted: those before the one that was refused count most."""
        try:
            yield
        finally:
            self._keep()

    @property
    def name(self) -> str:
        """By which they are kept: the step's, or that of a later visit (`endpoints-again`)."""
        return self._name or self.step

    @property
    def folder(self) -> Path | None:
        """Where they go; None where nobody wants them."""
        named = os.environ.get(FOLDER)
        return self._folder or (Path(named) if named else None)

    def _keep(self) -> None:
        if self.folder:
            self.write(self.folder)

    def write(self, folder: Path) -> None:
        """Write `notes/<step>.json`: identity, parameters, results, every call and every wait so far.

        The notes of an earlier visit of the same run stay: the second one's are `<step>-again.json`.
        """
        place = folder / "notes"
        place.mkdir(parents=True, exist_ok=True)
        self._name = self._name or _free(place, self.step)
        self._clean = Scrubber.of_process(self.session.target.session)  # anew: credentials are renewed meanwhile
        # In one stroke: whoever is interrupted in the middle leaves the file before, and not half of one.
        unfinished = place / f"{self._name}.json.new"
        unfinished.write_text(self._clean(self._text()), encoding="utf-8")
        unfinished.replace(place / f"{self._name}.json")
        (place / f"{self._name}{JOURNAL}").unlink(missing_ok=True)

    def _text(self) -> str:
        """The content as JSON. A call doesn't change any more, so it is put into words once."""
        calls, _ = self._before
        for call in self.session.calls[calls + len(self._calls) :]:
            self._calls.append(json.dumps(told_call(call), indent=1).replace("\n", "\n  "))
        text = json.dumps(self._content(), indent=1)
        if not self._calls:
            return text
        before, empty, after = text.partition(NO_CALLS)
        assert empty, "the member calls is empty, and stands on a line of its own"
        calls_told = ",\n  ".join(self._calls)
        return f"{before}{NO_CALLS[:-1]}\n  {calls_told}\n ]{after}"

    def _content(self) -> dict[str, Any]:
        session = self.session
        _, waits = self._before
        return {
            "step": self.step,
            "began": self._began,
            "written": _now(),
            "target": session.target.name,
            "place": session.place,
            "identity": plain(session.identity),
            "region": session.region,
            "parameters": session.parameters.model_dump(mode="json"),
            "versions": versions(),
            "results": self.told,
            "calls": [],
            "waits": plain(session.waits[waits:]),
        }

    def _hear(self, happened: Call | Waited) -> None:
        """A line for a call or a wait that begins or has ended."""
        folder = self.folder
        if not folder or not self._name:
            return
        told = {"call": told_call(happened)} if isinstance(happened, Call) else {"wait": plain(happened)}
        with (folder / "notes" / f"{self._name}{JOURNAL}").open("a", encoding="utf-8") as journal:
            journal.write(self._clean(json.dumps(told)) + "\n")


def told_call(call: Call) -> dict[str, Any]:
    """A call as the evidence tells it, with whether it writes."""
    return {**plain(call), "writes": call.writes}


def _free(place: Path, step: str) -> str:
    """The name of the notes of this visit: `role`, `role-again`, `role-again-2`, …"""
    names = [step, f"{step}-again", *(f"{step}-again-{number}" for number in range(2, 1000))]
    return next(name for name in names if not (place / f"{name}.json").exists())


def _now() -> str:
    return datetime.now(UTC).isoformat()
