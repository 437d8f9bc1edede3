"""What `run.json` says: who ran what where and when, with which versions, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from c9lib.errors import UserError
from c9lib.notebook.versions import versions
from c9lib.runbook.failed import failed
from c9lib.runbook.visits import Visit, noted

BY_RUN, BY_PAPERMILL = "c9lib", "papermill"
RUNNING, ENDED, NO_END = "running", "ended", "no end is noted"
UNKNOWN: Mapping[str, Any] = {"began": None, "ended": None, "seconds": None}
"""Of a notebook that a run began, and that papermill couldn't write any more."""
KILLED = (
    "The run has no end: it was killed, or it still goes on. What is here is what it had noted until then.\n"
    "What to do:\n  Run the same command again: it goes on from here."
)


def summary(before: Mapping[str, Any], seen: Sequence[Visit], notes: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The content of `run.json`. `before` is what it said until now: {} where plain papermill made the folder."""
    first: Mapping[str, Any] = next(iter(notes.values()), {})
    given = first.get("parameters") or (dict(seen[0].given) if seen else {})
    identity = before.get("identity") or first.get("identity")
    told = {
        "made_by": before.get("made_by", BY_PAPERMILL),
        "target": before.get("target") or first.get("target") or given.get("target", "simulated"),
        "place": first.get("place", ""),
        "region": before.get("region") or first.get("region") or given.get("region", ""),
        "deployment": before.get("deployment") or given.get("deployment", ""),
        "account": (identity or {}).get("account"),
        "account_asked": before.get("account_asked") or given.get("account_id") or None,
        "identity": identity,
        "versions": before.get("versions") or first.get("versions") or versions(),
    }
    ending = _of_papermill(seen, folder) if told["made_by"] == BY_PAPERMILL else _of_run(before, seen)
    return told | ending


def _of_run(before: Mapping[str, Any], seen: Sequence[Visit]) -> dict[str, Any]:
    """How a run of `c9lib` ended: as it said itself, unless it was killed before it could."""
    ended = before.get("ended")
    known = {one["notebook"]: one for one in before.get("notebooks", ())}
    found = {visit.notebook: visit.to_json() for visit in seen}
    order = list(before.get("order", ()))
    return {
        **({"order": order} if order else {}),
        "state": ENDED if ended else NO_END,
        "began": before.get("began"),
        "ended": ended,
        "seconds": before.get("seconds"),
        "exit_code": before.get("exit_code"),
        "error": before.get("error") if ended else KILLED,
        "notebooks": [
            {**UNKNOWN} | found.get(name, {}) | known.get(name, {}) for name in _in_order((*found, *known), order)
        ],
    }


def _in_order(notebooks: Iterable[str], order: Sequence[str]) -> list[str]:
    """Each executed notebook once, in the order of the run as far as that is told."""
    return sorted(
        dict.fromkeys(notebooks), key=lambda one: order.index(noted(one)) if noted(one) in order else len(order)
    )


def _of_papermill(seen: Sequence[Visit], folder: Path) -> dict[str, Any]:
    """How notebooks ended that somebody executed one by one; papermill's exit code is 1 for whatever stopped one."""
    error = _error(seen, folder)
    whole = bool(seen) and all(visit.ended or visit.failure for visit in seen)
    began, ended = (seen[0].began, max(visit.ended for visit in seen)) if seen else ("", "")
    return {
        "state": ENDED if whole else NO_END,
        "began": began or None,
        "ended": ended or None if whole else None,
        "seconds": _between(began, ended) if whole and began and ended else None,
        "exit_code": (1 if error else 0) if whole else None,
        "error": error if whole else KILLED,
        "notebooks": [visit.to_json() for visit in seen],
    }


def _error(seen: Sequence[Visit], folder: Path) -> str | None:
    for visit in seen:
        if visit.failure is not None:
            told: UserError = failed(visit.step, visit.notebook, visit.failure, folder / visit.notebook)
            return str(told)
    return None


def _between(began: str, ended: str) -> float:
    return round((datetime.fromisoformat(ended) - datetime.fromisoformat(began)).total_seconds(), 1)
