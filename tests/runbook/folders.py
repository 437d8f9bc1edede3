"""Evidence as a killed or an ended run leaves it, made by hand where a real run would take too long."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from c9lib.parameters import Parameters
from c9lib.runbook.evidence import RUN, Evidence
from c9lib.runbook.finish import finish

CALL = {
    "service": "iam",
    "operation": "CreateRole",
    "arguments": {"RoleName": "R", "Description": "it's <b>"},
    "region": "us-east-1",
    "outcome": "ok",
    "seconds": 0.01,
    "request_id": "r-1",
    "attempts": 1,
    "began": "2026-11-28T07:00:01.000000+00:00",
    "writes": True,
}
READ = {**CALL, "operation": "GetRole", "arguments": {"RoleName": "R"}, "writes": False}
REFUSED = {**CALL, "outcome": "EntityAlreadyExists", "began": "2026-11-28T07:00:02.000000+00:00"}
ACCOUNT = "111122223333"
IDENTITY = {"arn": f"arn:aws:iam::{ACCOUNT}:user/ann", "account": ACCOUNT, "user_id": "AIDA"}


def note(step: str, began: str = "2026-11-28T07:00:00+00:00", **more: Any) -> dict[str, Any]:
    """What a notebook noted; `more` replaces or adds members."""
    told = {"step": step, "began": began, "target": "simulated", "region": "us-east-1", "identity": IDENTITY}
    return {**told, "results": {}, "calls": [], "waits": [], **more}


def put_note(folder: Path, name: str, content: dict[str, Any]) -> None:
    (folder / "notes").mkdir(exist_ok=True)
    (folder / "notes" / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


def begun(root: Path, **named: Any) -> Evidence:
    """The folder of a run that has begun."""
    parameters = Parameters(**{"deployment": "class", "environment_name": "class", **named})
    evidence = Evidence.make(root, parameters)
    told = {"target": parameters.target, "region": parameters.region, "deployment": parameters.deployment}
    evidence.put(RUN, {**told, "made_by": "c9lib", "began": "2026-11-28T07:00:00+00:00", "ended": None})
    return evidence


def ended(evidence: Evidence, *, mask: bool = False, **more: Any) -> str:
    """The report of this run after its end."""
    told = {"ended": "2026-11-28T07:01:00+00:00", "seconds": 60.0, "exit_code": 0, "error": None, "notebooks": []}
    evidence.put(RUN, {**evidence.run(), **told, **more})
    report, _ = finish(evidence, mask=mask, rehearse=False)
    return report.read_text(encoding="utf-8")
