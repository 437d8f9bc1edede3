"""The report of a run: one HTML file that opens offline and prints well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from c9lib.nouns import MARKS, Call, Station, Way, cost, duration
from c9lib.runbook.evidence import Evidence
from c9lib.show import Ways, as_command

NAME = "report.html"


def write_report(evidence: Evidence) -> Path:
    """Write `report.html` into the evidence folder from what is in it; returns its path."""
    environment = Environment(loader=PackageLoader("c9lib.runbook"), autoescape=True, undefined=StrictUndefined)
    environment.filters.update(duration=duration, cost=cost, mark=lambda status: MARKS[status])
    page = environment.get_template("report.html.j2").render(**_content(evidence))
    target = evidence.folder / NAME
    target.write_text(page, encoding="utf-8")
    return target


def _content(evidence: Evidence) -> dict[str, Any]:
    notes = evidence.notes()
    run = json.loads((evidence.folder / "run.json").read_text(encoding="utf-8"))
    results = {step: note["results"] for step, note in notes.items()}
    plans = [result["plan"] for step, result in results.items() if "plan" in result and step != "start"]
    calls = evidence.calls()
    verdict = results.get("verify", {}).get("verdict")
    return {
        "run": run,
        "parameters": (evidence.folder / "parameters.yaml").read_text(encoding="utf-8"),
        "verdict": verdict,
        "ways": _drawn((verdict or {}).get("ways", [])),
        "changes": [change | {"step": plan["step"]} for plan in plans for change in plan["changes"]],
        "waits": [wait | {"step": step} for step, note in notes.items() for wait in note["waits"]],
        "tear_down": any(notebook["step"] == "tear-down" for notebook in run["notebooks"]),
        "proof": results.get("tear-down", {}).get("proof"),
        "calls": calls,
        "commands": [
            (call["step"], as_command(_call(call))) for call in calls if call["writes"] and call["outcome"] == "ok"
        ],
    }


def _drawn(told: list[dict[str, Any]]) -> str:
    """The ways of the verdict as pictures, made again from the notes, as HTML; "" when it has none."""
    ways = [Way(**{**way, "stations": tuple(Station(**one) for one in way["stations"])}) for way in told]
    return Ways.of(ways).html() if ways else ""


def _call(told: dict[str, Any]) -> Call:
    return Call(**{name: value for name, value in told.items() if name not in ("step", "writes")})
