"""A sample of runs under faults at random: `C9LIB_SEED` repeats one, `make faults` does 200."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.errors import UserError
from c9lib.simulator import lifecycle
from c9lib.simulator.faults.kinds import KINDS as SIMULATED
from tests.faults.account import account
from tests.faults.random_faults import AT_ANY_CALL, KINDS, SHARES, Trial, _cause, repeated, tried
from tests.isolation import seed
from tests.steps.topologies import run

SEED = seed()
SAMPLE = 2


@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", range(SAMPLE))
def test_under_faults_it_ends_well_or_stops_with_a_cause_and_goes_on(number: int) -> None:
    trial = Trial.drawn(SEED + number)
    print(f"C9LIB_SEED={SEED}: {trial}")
    told = tried(trial)
    assert told.wrong == "", f"{trial}: {told.wrong}"


@pytest.mark.parametrize("kind", AT_ANY_CALL)
def test_the_simulated_aws_makes_these_faults(kind: str) -> None:
    """Else the runs would prove nothing."""
    with account("public-api") as there:
        session = there.session()
        seconds = {"seconds": 0.01} if kind == "slow" else {}
        lifecycle.ask(there.url, "faults", {"faults": [{"kind": kind, "share": 0.05, **seconds}], "seed": 3})
        run(session)
        assert lifecycle.ask(there.url, "faults", {})["met"][kind] > 0


def test_thirty_seeds_in_a_row_have_each_kind_at_each_share() -> None:
    drawn = [Trial.drawn(SEED + number).faults[0] for number in range(30)]
    assert {(one["kind"], one["share"]) for one in drawn} == {(kind, share) for kind in KINDS for share in SHARES}
    assert set(KINDS) == set(SIMULATED), "the simulated AWS has a kind of fault that no run meets"


def test_nobody_sleeps_while_time_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("botocore.endpoint.time.sleep", slept.append)
    with account("public-api") as there:
        lifecycle.ask(there.url, "faults", {"faults": [{"kind": "throttle", "share": 0.2}], "seed": 3})
        run(there.session())
        assert lifecycle.ask(there.url, "faults", {})["met"]["throttle"] > 0
    assert sum(slept) == 0


def note(operation: str, fault: str, status: int, *, service: str = "ec2") -> dict[str, Any]:
    """A line of the simulated AWS's log."""
    told = {"n": 1, "service": service, "operation": operation, "region": "us-east-1", "invocation": "a"}
    return {**told, "attempt": 1, "fault": fault, "carried_out": status == 200, "status": status}


DONE = ("", 200)


@pytest.mark.parametrize(
    ("fault", "status"), [("lost", 0), ("drop", 0), ("error-500", 500), ("error-503", 503), ("slow", 200), DONE]
)
def test_a_call_that_was_repeated_blindly_is_found(fault: str, status: int) -> None:
    with pytest.raises(AssertionError, match=f"CreateVpc was repeated after {fault or 'an answer 200'}"):
        repeated([note("CreateVpc", fault, status), note("CreateVpc", *DONE)])
    repeated([note("DescribeVpcs", fault, status), note("DescribeVpcs", *DONE)])
    repeated([note("CreateNatGateway", fault, status), note("CreateNatGateway", *DONE)])  # takes a token


@pytest.mark.parametrize(("fault", "status"), [("throttle", 503), ("late", 400), ("", 400)])
def test_what_was_refused_may_be_asked_for_again(fault: str, status: int) -> None:
    repeated([note("CreateVpc", fault, status), note("CreateVpc", *DONE)])


def test_a_stop_without_a_remedy_is_found() -> None:
    whole = UserError("It stopped.", details=("here",), remedy=("Do this.",))
    assert _cause(whole) == "It stopped."
    for lacking in (UserError("It stopped.", details=("here",)), UserError("It stopped.", remedy=("Do this.",))):
        with pytest.raises(ValueError, match="without telling"):
            _cause(lacking)
