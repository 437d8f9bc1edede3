"""What is kept of a class's run while it goes: `class.json` in its folder, written anew with each seat that ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from c9lib.aws.scrubbing import Scrubber
from c9lib.runbook.evidence import Evidence
from c9lib.workshop.task import SeatResult

CLASS = "class.json"
SCHEMA_VERSION = 1
"""Of `class.json`. A member that is renamed, goes, or means something else makes it 2; new members don't."""
WAITS, RIGHT = "not begun", "right already"
"""The states of a seat that wasn't run."""


class Record:
    """The record of a run of `verb` (`launch`, …) over the seats `names`."""

    def __init__(self, evidence: Evidence, verb: str, name: str, names: Iterable[str], plan: Mapping[str, Any]) -> None:
        self._evidence = evidence
        self._clean: Callable[[str], str] = Scrubber.of_process()
        self._seats: dict[str, dict[str, Any]] = {seat: {"state": WAITS} for seat in names}
        self._told: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "class": name,
            "verb": verb,
            "began": _now(),
            "ended": None,
            "exit_code": None,
            "error": None,
            "shared": None,
            "plan": dict(plan),
        }
        self._write()

    def tell(self, **told: Any) -> None:
        """Keep something of the class as a whole."""
        self._told |= told
        self._write()

    def right(self, seats: Iterable[str]) -> None:
        """Seats that needn't be touched."""
        for seat in seats:
            self._seats[seat] = {"state": RIGHT}
        self._write()

    def ended(self, result: SeatResult) -> None:
        """What became of a seat."""
        self._put(result)
        self._write()

    def close(self, results: Iterable[SeatResult], exit_code: int, error: str, **told: Any) -> None:
        """The run has ended, with these results."""
        for result in results:
            self._put(result)
        self.tell(ended=_now(), exit_code=exit_code, error=self._clean(error) or None, **told)

    def to_json(self) -> dict[str, Any]:
        """As it stands in the file."""
        return {**self._told, "seats": self._seats}

    def _put(self, result: SeatResult) -> None:
        self._seats[result.seat] = {"state": "well" if result.well else "failed", **result.to_json()}

    def _write(self) -> None:
        self._evidence.put(CLASS, self.to_json())


def _now() -> str:
    return datetime.now(UTC).isoformat()
