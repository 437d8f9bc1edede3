"""Many verdicts: the worst one counts, and stands first."""

from __future__ import annotations

import json

import pytest

from c9lib.nouns import Check, Judged, Verdict, Verdicts


def judged(name: str, *statuses: str) -> Judged:
    checks = tuple(
        Check("path.ssm" if status != "warn" else "credentials.managed", status, "?", "told", "why", "NO_ROUTE")  # type: ignore[arg-type]
        for status in statuses
    )
    cause = "path.ssm" if "fail" in statuses else None
    return Judged(f"id-{name}", name, f"i-{name}", Verdict(checks, root_cause=cause))


WELL, WARNED, FAILED = judged("a", "ok"), judged("b", "ok", "warn"), judged("c", "ok", "fail")


@pytest.mark.parametrize(
    ("several", "worst"),
    [((), "ok"), ((WELL,), "ok"), ((WELL, WARNED), "warn"), ((WARNED, FAILED, WELL), "fail")],
)
def test_the_worst_is_the_verdict(several: tuple[Judged, ...], worst: str) -> None:
    assert Verdicts(several).verdict == worst


def test_the_worst_stand_first_with_cause_and_reason() -> None:
    lines = str(Verdicts((WELL, WARNED, FAILED), "Not asked: x.")).split("\n")
    assert lines[0] == "Verdict on 3 environments: 1 fail, 1 warn, 1 ok"
    assert [line.split()[1] for line in lines[3:6]] == ["fail", "warn", "ok"]
    assert "path.ssm" in lines[3]
    assert "NO_ROUTE" in lines[3]
    assert "credentials.managed" in lines[4]
    assert lines[-1] == "Not asked: x."


def test_json_has_one_entry_for_each() -> None:
    told = json.loads(json.dumps(Verdicts((WELL, FAILED)).to_json()))
    assert told["verdict"] == "fail"
    assert [(one["environment_id"], one["name"], one["instance_id"]) for one in told["environments"]] == [
        ("id-a", "a", "i-a"),
        ("id-c", "c", "i-c"),
    ]
    assert told["environments"][1]["root_cause"] == "path.ssm"
    assert told["environments"][1]["checks"][1]["reason"] == "NO_ROUTE"


def test_none_says_so() -> None:
    assert "there is no environment in this Region" in str(Verdicts(()))
