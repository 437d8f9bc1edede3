"""What was there before and after each step: what it observed, what its checks said, and what it did between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from c9lib.notebook.guides import AFTER


def before_after(notes: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One entry per visit of a step that looked at anything, in order; `after` is None where it didn't come so far."""
    return [
        told for name, note in notes.items() if (told := _of(name, note.get("step", name), note["results"]))["before"]
    ]


def _of(name: str, step: str, results: Mapping[str, Any]) -> dict[str, Any]:
    if step == "tear-down":
        return _of_tear_down(name, results)
    before, after = results.get("observe"), results.get(AFTER)
    done = results.get("apply")
    return {
        "step": name,
        "before": _seen(before, results.get("checks")) if before else None,
        "done": _done(done),
        "after": _seen(after, results.get("verify")) if after or results.get("verify") else None,
    }


def _of_tear_down(name: str, results: Mapping[str, Any]) -> dict[str, Any]:
    """Before it there is what its plan finds; after it, what its proof does."""
    plan, proof = results.get("plan"), results.get("proof")
    planned = [{"thing": one["what"], "state": "there", "detail": ""} for one in (plan or {}).get("changes", ())]
    return {
        "step": name,
        "before": {"observed": planned, "checks": []} if plan else None,
        "done": _done(results.get("undo")),
        "after": {"observed": _of_proof(proof), "checks": []} if proof else None,
    }


def _of_proof(proof: Mapping[str, Any]) -> list[dict[str, str]]:
    rows = proof.get("rows")
    if rows is None:
        return list(proof.get("facts", ()))
    return [{"thing": row["piece"]["thing"], "state": row["end"], "detail": row["piece"]["name"]} for row in rows]


def _seen(observed: Mapping[str, Any] | None, checks: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"observed": (observed or {}).get("facts", []), "checks": (checks or {}).get("checks", [])}


def _done(outcome: Mapping[str, Any] | None) -> list[str]:
    changes: Iterable[Mapping[str, Any]] = (outcome or {}).get("changes", ())
    return [f"{change['action']} {change['what']}" for change in changes]
