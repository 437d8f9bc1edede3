"""Checks and the one judgement over them."""

from __future__ import annotations

import json

import pytest

from c9lib.nouns import Check, Checks, Verdict


def check(status: str, name: str = "role.trust") -> Check:
    return Check(
        name,
        status,
        "Does it trust both services?",
        "it trusts ec2",
        "no cloud9",
        "NoTrust",
        ("aws iam x", "aws iam y"),
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        ([], "warn"),
        (["ok"], "ok"),
        (["ok", "skip"], "ok"),
        (["skip"], "warn"),
        (["ok", "warn", "skip"], "warn"),
        (["warn", "fail", "ok"], "fail"),
        (["fail"], "fail"),
    ],
)
def test_the_worst_status_is_the_verdict(statuses: list[str], verdict: str) -> None:
    judged = Verdict(tuple(check(status) for status in statuses))
    assert judged.verdict == verdict
    assert judged.well == (verdict != "fail")
    assert str(judged).startswith(f"Verdict: {'✔▲✘'[['ok', 'warn', 'fail'].index(verdict)]} {verdict}")


def test_the_root_cause_stands_in_the_title() -> None:
    assert (
        str(Verdict((check("fail"),), root_cause="role.trust")).split("\n")[0]
        == "Verdict: ✘ fail; root cause: role.trust"
    )


def test_json_is_what_other_people_build_on() -> None:
    told = json.loads(json.dumps(Verdict((check("fail"), check("skip", "path.s3")), root_cause="role.trust").to_json()))
    assert (told["verdict"], told["root_cause"]) == ("fail", "role.trust")
    assert told["checks"][0] == {
        "id": "role.trust",
        "family": "role",
        "status": "fail",
        "question": "Does it trust both services?",
        "evidence": "it trusts ec2",
        "cause": "no cloud9",
        "reason": "NoTrust",
        "remedy": ["aws iam x", "aws iam y"],
        "no_remedy": "",
    }
    without = Check("service.open", "fail", "?", "closed", remedy=("# No command opens Cloud9.",)).to_json()
    assert (without["remedy"], without["no_remedy"]) == ([], "No command opens Cloud9.")
    assert Verdict(()).to_json() == {"verdict": "warn", "root_cause": None, "checks": [], "ways": []}


def test_a_row_shows_evidence_cause_reason_and_remedy() -> None:
    text = str(Checks((check("fail"),)))
    for line in (
        "✘ fail",
        "it trusts ec2",
        "cause: no cloud9",
        "reason: NoTrust",
        "remedy: aws iam x",
        "remedy: aws iam y",
    ):
        assert line in text


def test_checks_are_gone_through_in_their_order() -> None:
    checks = Checks((check("ok", "a.b"), check("ok", "c.d")))
    assert [each.family for each in checks] == ["a", "c"]
    assert "no check applies" in str(Checks(()))


def test_the_same_remedy_stands_once_and_is_referred_to() -> None:
    shared = ("aws ec2 associate-address --allocation-id $(aws ec2 allocate-address)",)
    others = [Check(f"path.{name}", "fail", "?", "no way", remedy=shared) for name in ("ssm", "ssmmessages", "s3")]
    without = [Check("dns.one", "ok", "?", "yes"), Check("dns.two", "ok", "?", "yes")]
    rows = Checks((*without, others[0], check("fail"), *others[1:])).table().rows
    assert [row[3] for row in rows[:2]] == ["yes", "yes"]
    assert rows[2][3] == f"no way\nremedy: {shared[0]}"
    assert rows[3][3].endswith("remedy: aws iam x\nremedy: aws iam y")
    assert [row[3] for row in rows[4:]] == ["no way\nremedy: the same as for path.ssm"] * 2
