"""The first notebook's guide: where the deployment stands, and the plan of the whole run with its proof."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.aws.remembering import UNATTENDED
from c9lib.errors import RefusedError
from c9lib.notebook import start_guide
from c9lib.notebook.notes import Notes
from c9lib.notebook.start_guide import NOTHING_TO_DO, Start
from c9lib.steps.run_plan import WroteError
from tests.steps.conftest import (
    LEARNER,
    Connected,
    address,
    boto_session,
    connected,
    few_regions,
    front,
    one_boto_session,
)
from tests.steps.topologies import run

__all__ = ["address", "boto_session", "connected", "few_regions", "front", "one_boto_session"]


@pytest.fixture
def start(connected: Connected) -> Any:
    """`start(network="nat")`: the guide with these parameters."""

    def make(**given: Any) -> Start:
        session = connected(**{"access_for": (LEARNER,), **given})
        return Start(session, Notes("start", session))

    return make


def states(guide: Start) -> dict[str, str]:
    return {row[0]: row[1] for row in guide.progress().rows}


def test_open_then_done_then_stale_by_other_parameters(start: Any) -> None:
    fresh = start()
    assert set(states(fresh).values()) == {"open"}
    assert ("environment", "open", "1 change and 1 wait to come") in fresh.progress().rows
    run(fresh.session)
    assert set(states(start()).values()) == {"done"}
    assert start().progress().note == ""
    other = start(instance_type="m5.large", endpoint_services=("ssm", "ssmmessages"), restrict_egress=True)
    found = {row[0]: row[1:] for row in other.progress().rows}
    assert [name for name, (state, _) in found.items() if state == "stale"] == ["environment", "endpoints"]
    assert found["environment"][1].startswith("instance_type t3.small → m5.large: the run leaves it alone: ")
    assert found["endpoints"][1].startswith("1 change and 1 wait to come\nendpoint_services ec2messages, s3, ssm")
    assert "Stale is what other parameters" in other.progress().note
    assert found["role"] == found["profile"] == found["network"] == found["access"] == ("done", "")


def test_what_is_refused_is_open_and_not_done(start: Any) -> None:
    found = {row[0]: row[1:] for row in start(access_for=("user/nobody",)).progress().rows}
    assert found["access"] == ("open", "refused, as its plan says")


def test_the_plan_is_whole_counted_priced_and_proven(start: Any) -> None:
    guide = start()
    plan = guide.plan()
    assert plan.notes[-1] == f"{len(guide.session.calls)} calls, all of them reads: nothing was written."
    assert {change.action for change in plan.changes} >= {"create", "attach", "wait"}
    assert str(plan).startswith("Plan of the whole run: 23 changes and 2 waits, $0.0569 per hour\n")
    assert "Costs by list prices of us-east-1, August 2026." in " ".join(str(plan).split())
    run(guide.session)
    after = start(description="x").plan()
    assert after.changes == ()
    assert after.notes[0].startswith("Step environment was made by another parameter, description (none) → x: the run")


def test_a_run_hears_when_the_whole_of_it_has_nothing_to_do(
    start: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def hears(unattended: str, **given: Any) -> bool:
        monkeypatch.setenv(UNATTENDED, unattended)
        start(**given).plan()
        return NOTHING_TO_DO in capsys.readouterr().out.splitlines()

    assert not hears("1")
    run(start().session)
    capsys.readouterr()
    assert hears("1")
    assert not hears("0"), "a person reads it in the plan"
    assert not hears("1", endpoint_services=("ssm", "ssmmessages")), "something is stale, and left alone"


def test_a_refused_plan_is_shown_and_says_why(start: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[object] = []
    monkeypatch.setattr(start_guide, "show", shown.append)
    with pytest.raises(RefusedError, match="There is no user nobody"):
        start(access_for=("user/nobody",)).plan()
    assert "Plan of the whole run" in str(shown[0])


def test_a_guide_that_wrote_says_that_it_is_a_fault(start: Any) -> None:
    guide = start()
    run(guide.session)
    with pytest.raises(WroteError):
        guide.plan()
