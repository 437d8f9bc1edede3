"""What a report says, as data: `report.json` is this, and `report.html` draws it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from c9lib.nouns import MARKS, Change, Plan
from c9lib.runbook.before_after import before_after
from c9lib.runbook.commands import call_of
from c9lib.runbook.evidence import PARAMETERS, Evidence
from c9lib.runbook.masking import TOLD
from c9lib.show import as_command

SCHEMA_VERSION = 1
"""Of `report.json`. A member that is renamed, goes, or means something else makes it 2; new members don't."""
SIMULATED = "SIMULATED: nothing of this exists on AWS"
CHANGING = ("apply", "undo")
"""The verbs that carry a plan out."""


def content(evidence: Evidence) -> dict[str, Any]:
    """Everything that the report says, from the files of the folder."""
    run, notes = evidence.run(), evidence.notes()
    calls = evidence.calls(notes)
    results = {name: note["results"] for name, note in notes.items()}
    tear_down = any(entry["step"] == "tear-down" for entry in run["notebooks"])
    told: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "kind": "tear-down" if tear_down else "run",
        "marked": marked(run),
        "masked": TOLD if run.get("masked") else None,
        "run": run,
        "parameters": _parameters(evidence),
        "verdict": results.get("verify", {}).get("verdict"),
        "plan": _plan(results),
        "before_after": before_after(notes),
        "waits": [{"step": step, **wait} for step, note in notes.items() for wait in note["waits"]],
        "proof": results.get("tear-down", {}).get("proof"),
        "calls": calls,
        "commands": _commands(calls),
        "policy": _json(evidence, "policy.json"),
    }
    return told | {"headline": headline(told)}


def marked(run: Mapping[str, Any]) -> str:
    """What stands on every page: that it is simulated, or which real account it is about."""
    if run["target"] == "simulated":
        return SIMULATED
    return f"REAL AWS ACCOUNT {run.get('account') or run.get('account_asked') or 'not known'}, {run['region']}"


def headline(told: Mapping[str, Any]) -> dict[str, str]:
    """The one sentence on top, with its status."""
    run, verdict, proof = told["run"], told["verdict"], told["proof"]
    if run["state"] != "ended":
        return {"status": "warn", "words": "the run has no end: it was killed, or it still goes on"}
    if verdict:
        cause = f"; root cause: {verdict['root_cause']}" if verdict["root_cause"] else ""
        return {"status": verdict["verdict"], "words": f"Verdict: {MARKS[verdict['verdict']]}{cause}"}
    if run["error"]:
        stopped = (
            "the tear-down isn't complete" if told["kind"] == "tear-down" else "the run stopped before its verdict"
        )
        return {"status": "fail", "words": f"{MARKS['fail']}: {stopped}"}
    if proof:
        words = f"{MARKS['ok']}: nothing of this deployment is left"
        return {"status": "ok", "words": f"{words} ({proof['summary']})" if proof.get("summary") else words}
    return {"status": "ok", "words": "These steps are done. The verdict comes with step verify."}


def _plan(results: Mapping[str, Any]) -> dict[str, Any]:
    """What the plan of each step held when its notebook looked; of a run that came to no step, that of the first
    notebook."""
    plans = {name: told["plan"] for name, told in results.items() if "plan" in told}
    of_steps = {name: plan for name, plan in plans.items() if name != "start"} or plans
    changes = [
        {"step": name, **change, "done": _done(change, results[name])}
        for name, plan in of_steps.items()
        for change in plan["changes"]
    ]
    whole = Plan("run", tuple(_change(one) for one in changes))
    return {
        "changes": changes,
        "counted": whole.counted,
        "cost_per_hour": whole.cost_per_hour,
        "cost_told": whole.cost_told,
        "prices": next((plan["prices"] for plan in plans.values() if plan.get("prices")), ""),
        "notes": list(dict.fromkeys(note for plan in of_steps.values() for note in plan.get("notes", ()))),
    }


def _change(told: Mapping[str, Any]) -> Change:
    names = ("action", "what", "why", "permission", "undo", "cost_per_hour")
    return Change(**{name: told[name] for name in names})


def _done(change: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether it was carried out. A step that stopped in the middle doesn't say; its calls do."""
    made = [one for verb in CHANGING for one in (result.get(verb) or {}).get("changes", ())]
    return any((one["action"], one["what"]) == (change["action"], change["what"]) for one in made)


def _commands(calls: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    written = (call for call in calls if call["writes"] and call["outcome"] == "ok")
    return [{"step": call["step"], "command": as_command(call_of(call))} for call in written]


def _parameters(evidence: Evidence) -> dict[str, Any]:
    file = evidence.folder / PARAMETERS
    return dict(yaml.safe_load(file.read_text(encoding="utf-8")) or {}) if file.exists() else {}


def _json(evidence: Evidence, name: str) -> Any:
    file = evidence.folder / name
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
