"""The report: what the notebooks noted, as one page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c9lib.nouns import Check, Verdict, Way
from c9lib.parameters import Parameters
from c9lib.runbook.evidence import Evidence
from c9lib.runbook.report import write_report
from tests.show import samples

CHECK = Check("path.ssm", "fail", "Does it reach ssm?", "eni-1", reason="SUBNET_ACL_RESTRICTION")


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    made = Evidence.make(tmp_path, Parameters())
    (made.folder / "notes").mkdir()
    return made


def page(evidence: Evidence, verdict: dict[str, object]) -> str:
    """The report of a run whose only notebook was the verification."""
    note = {"identity": None, "results": {"verdict": verdict}, "calls": [], "waits": []}
    (evidence.folder / "notes" / "verify.json").write_text(json.dumps(note))
    told = {"target": "simulated", "region": "us-east-1", "deployment": "d", "identity": None, "error": None}
    evidence.finish({**told, "notebooks": [], "seconds": 1})
    return write_report(evidence).read_text()


def verdict_on(*ways: Way) -> dict[str, object]:
    return dict(Verdict((CHECK,), root_cause="path.ssm", ways=ways).to_json())


def test_the_ways_of_the_verdict_are_drawn_and_those_alike_once(evidence: Evidence) -> None:
    told = page(evidence, verdict_on(samples.by_nat("ssm"), samples.by_nat("s3"), samples.stopped_there("ssmmessages")))
    assert told.count("<svg") == 2
    assert "the way to ssm, s3" in told
    assert "✘ stops here" in told
    assert told.index("<h2>Checks</h2>") < told.index("<h2>The network</h2>") < told.index("<h2>Changes</h2>")


def test_it_stays_offline_and_escaped_with_its_pictures(evidence: Evidence) -> None:
    hostile = samples.way("ssm", (samples.ENI,), "warn", "X", "<img src=x onerror=alert(1)>")
    told = page(evidence, verdict_on(hostile))
    assert "<img" not in told
    assert "http" not in told
    assert "&lt;img src=x" in told


@pytest.mark.parametrize("verdict", [verdict_on(), {"verdict": "ok", "root_cause": None, "checks": []}])
def test_without_ways_there_is_no_chapter_for_them(evidence: Evidence, verdict: dict[str, object]) -> None:
    """So it is in evidence of an account without a network, or of a version that drew none."""
    assert "<h2>The network</h2>" not in page(evidence, verdict)
