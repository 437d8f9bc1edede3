"""The report: what the notebooks noted, as one page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c9lib.nouns import Check, Verdict, Way
from c9lib.nouns.proof import Piece, Proof, Row
from c9lib.runbook.evidence import Evidence
from tests.runbook.folders import ACCOUNT, CALL, begun, ended, note, put_note
from tests.show import samples

CHECK = Check("path.ssm", "fail", "Does it reach ssm?", "eni-1", reason="SUBNET_ACL_RESTRICTION")


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    return begun(tmp_path)


def page(evidence: Evidence, verdict: dict[str, object]) -> str:
    """The report of a run whose only notebook was the verification."""
    put_note(evidence.folder, "verify", note("verify", results={"verdict": verdict}))
    return ended(evidence)


def verdict_on(*ways: Way) -> dict[str, object]:
    return dict(Verdict((CHECK,), root_cause="path.ssm", ways=ways).to_json())


def test_the_ways_of_the_verdict_are_drawn_and_those_alike_once(evidence: Evidence) -> None:
    told = page(evidence, verdict_on(samples.by_nat("ssm"), samples.by_nat("s3"), samples.stopped_there("ssmmessages")))
    assert told.count("<svg") == 2
    assert "the way to ssm, s3" in told
    assert "✘ stops here" in told
    assert told.index("<h2>Plan</h2>") < told.index("<h2>The network</h2>") < told.index("<h2>Checks</h2>")


def test_it_stays_offline_and_escaped_with_its_pictures(evidence: Evidence) -> None:
    hostile = samples.way("ssm", (samples.ENI,), "warn", "X", "<img src=x onerror=alert(1)>")
    told = page(evidence, verdict_on(hostile))
    assert "<img" not in told
    assert "http" not in told
    assert "@import" not in told
    assert "url(" not in told.replace("url(#", "")
    assert "&lt;img src=x" in told


@pytest.mark.parametrize("verdict", [verdict_on(), {"verdict": "ok", "root_cause": None, "checks": []}])
def test_without_ways_there_is_no_chapter_for_them(evidence: Evidence, verdict: dict[str, object]) -> None:
    """So it is in evidence of an account without a network, or of a version that drew none."""
    assert "<h2>The network</h2>" not in page(evidence, verdict)


def test_every_page_says_that_it_is_simulated(evidence: Evidence) -> None:
    told = page(evidence, verdict_on())
    assert '<p class="mark">SIMULATED: nothing of this exists on AWS</p>' in told
    assert '@top-center { content: "SIMULATED: nothing of this exists on AWS"; }' in told
    assert '<p class="watermark" aria-hidden="true">SIMULATED</p>' in told
    assert '<body class="simulated">' in told
    assert "<title>SIMULATED" in told


def test_every_page_says_which_real_account_it_is_about(tmp_path: Path) -> None:
    made = begun(tmp_path, target="aws", account_id=ACCOUNT)
    put_note(made.folder, "verify", note("verify", target="aws", results={"verdict": verdict_on()}))
    told = ended(made)
    assert f'@top-center {{ content: "REAL AWS ACCOUNT {ACCOUNT}, us-east-1"; }}' in told
    assert '<body class="aws">' in told
    assert "SIMULATED" not in told


def test_nothing_that_was_noted_can_break_out_of_the_style_sheet(tmp_path: Path) -> None:
    made = begun(tmp_path, target="aws", account_id=ACCOUNT)
    put_note(made.folder, "verify", note("verify", identity={"arn": "x", "account": '"; } </style><script>'}))
    told = ended(made)
    assert "<script>" not in told
    assert 'REAL AWS ACCOUNT   stylescript, us-east-1"' in told


def wait(began: str, seconds: int, **more: object) -> dict[str, object]:
    told = {"condition": "the environment is ready", "seconds": seconds, "last_seen": "ready", "well": True}
    return {**told, "began": began, "normal_seconds": 60, "limit_seconds": 600, **more}


def test_the_waits_are_bars_on_one_scale_beside_what_is_normal(evidence: Evidence) -> None:
    waits = [wait("2030-01-07T09:00:00+00:00", 100), wait("2030-01-07T09:02:20+00:00", 60, well=False)]
    put_note(evidence.folder, "environment", note("environment", waits=waits))
    told = ended(evidence)
    assert "Timeline of the waits, in simulated time" in told
    assert "1 min, 10 min" in told
    assert "began 2 min 20 s after the first" in told
    assert '<rect class="took" x="0.0" y="8" width="500.0" height="10"/>' in told
    assert '<rect class="normal" x="0.0" y="4" width="300.0" height="18"/>' in told
    assert '<rect class="took vain" x="700.0" y="8" width="300.0" height="10"/>' in told
    assert "in vain" in told


def test_waits_of_an_older_version_stand_one_after_another(evidence: Evidence) -> None:
    waits = [{"condition": "x", "seconds": seconds, "last_seen": "y"} for seconds in (30, 10)]
    put_note(evidence.folder, "environment", note("environment", waits=waits))
    told = ended(evidence)
    assert '<rect class="took" x="750.0" y="8" width="250.0" height="10"/>' in told
    assert "not noted" in told


def test_what_a_tear_down_proves_is_a_table_with_its_prices(evidence: Evidence) -> None:
    rows = (
        Row(Piece("VPC", "vpc-1", "available"), "gone"),
        Row(Piece("role", "AWSCloud9SSMAccessRole", "there"), "kept", "an environment of eu-west-1 needs it"),
        Row(Piece("NAT gateway", "nat-1", "available", 0.045), "left"),
    )
    proof = Proof("class", rows, prices="list prices of us-east-1, August 2026").to_json()
    put_note(evidence.folder, "tear-down", note("tear-down", results={"proof": proof}))
    told = ended(evidence, notebooks=[{"step": "tear-down", "notebook": "08-tear-down.ipynb", "well": False}])
    assert "Tear-down of deployment class" in told
    assert "1 gone, 1 kept, 1 left; what is there still costs $0.0450 per hour (list prices of us-east-1" in told
    assert "an environment of eu-west-1 needs it" in told
    data = json.loads((evidence.folder / "report.json").read_text(encoding="utf-8"))
    assert data["proof"]["rows"][2]["end"] == "left"


def test_the_report_as_data_has_a_version_and_says_the_same(evidence: Evidence) -> None:
    put_note(evidence.folder, "role", note("role", calls=[CALL]))
    page(evidence, verdict_on())
    data = json.loads((evidence.folder / "report.json").read_text(encoding="utf-8"))
    assert data["schema_version"] == 1
    assert data["headline"] == {"status": "fail", "words": "Verdict: ✘ fail; root cause: path.ssm"}
    assert data["calls"] == [{"step": "role", **CALL}]
    assert data["commands"][0]["command"].startswith("aws iam create-role --role-name R")


def test_a_run_that_was_killed_before_it_began_says_so_of_its_policy(tmp_path: Path) -> None:
    made = begun(tmp_path)
    assert "No step had begun when the run ended" in ended(made)


def test_a_notebook_that_papermill_never_wrote_counts_by_its_notes(tmp_path: Path) -> None:
    made = begun(tmp_path)
    put_note(made.folder, "role", note("role"))
    ended(made)
    assert json.loads((made.folder / "policy.json").read_text(encoding="utf-8"))["steps"] == ["role"]
