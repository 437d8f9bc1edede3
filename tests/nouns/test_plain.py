"""Nouns as plain data."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from c9lib.nouns import Call, Change, Fact, Observation, Outcome, Plan, plain


def test_nouns_become_what_json_takes() -> None:
    plan = Plan("role", (Change("create", "role r", "why", ("iam:CreateRole",), "delete it", run=print),))
    told = json.loads(json.dumps(plain(plan)))
    assert told["step"] == "role"
    assert told["changes"] == [
        {
            "action": "create",
            "what": "role r",
            "why": "why",
            "permission": ["iam:CreateRole"],
            "undo": "delete it",
            "cost_per_hour": 0.0,
        }
    ]


def test_what_is_never_drawn_is_left_out() -> None:
    told = plain(Observation("role", (Fact("a", "b"),), data={"secret": 1}))
    assert "data" not in told
    assert told["facts"] == [{"thing": "a", "state": "b", "detail": ""}]


def test_other_values_become_text_and_sets_have_an_order() -> None:
    moment = datetime(2030, 1, 7, tzinfo=UTC)
    calls = (Call("iam", "X", {"Since": moment, 1: {"b", "a"}}, "us-east-1", "ok", 0.5),)
    told = plain(Outcome("role", (), calls))
    assert told["calls"][0]["arguments"] == {"Since": "2030-01-07 00:00:00+00:00", "1": ["a", "b"]}
    assert plain([None, True, 1, 0.5, "x", b"y", {3, 1, 2}]) == [None, True, 1, 0.5, "x", "b'y'", [1, 2, 3]]
    assert plain(Plan) == str(Plan)
