"""A closed way counts against step network only when no later step of the run opens it."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib import parameters
from c9lib.nouns import Check
from c9lib.steps.network import NetworkStep
from c9lib.steps.to_come import without_what_is_to_come
from tests.steps.conftest import Connected

CLOSED = Check("path.ssm", "fail", "Does it reach ssm?", "rtb-1", "No route.", "NO_ROUTE_TO_DESTINATION", ("aws x",))
STARTING = Check("path.ssm", "fail", "Does it reach ssm?", "nat-1", "It is pending.", "BAD_STATE", ("# Wait.",))
OPEN = Check("instance.no-egress", "fail", "Does it reach nothing else?", "sg-1 lets out everything")
OTHER = Check("network.docker-cidr", "fail", "Is it clear?", "it isn't", reason="X")
EXISTING = {"network": "existing", "vpc_id": "vpc-0123456789abcdef0", "subnet_id": "subnet-0123456789abcdef0"}


def judged(check: Check, **given: Any) -> Check:
    (one,) = without_what_is_to_come(parameters.from_mapping(given), [check])
    return one


@pytest.mark.parametrize("given", [{"network": "isolated"}, EXISTING])
def test_endpoints_that_come_before_the_launch_open_a_way(given: dict[str, Any]) -> None:
    told = judged(CLOSED, **given)
    assert (told.status, told.remedy) == ("skip", ())
    assert told.evidence == "rtb-1; step endpoints, which comes before the launch, makes an endpoint for it"


@pytest.mark.parametrize(
    ("check", "given"),
    [
        (CLOSED, {"network": "public"}),
        (CLOSED, {"network": "nat"}),
        (CLOSED, {**EXISTING, "endpoint_services": []}),
        (CLOSED, {**EXISTING, "endpoint_services": ["ssmmessages"]}),
        (STARTING, {"network": "public"}),
        (OTHER, {"network": "isolated"}),
        (OPEN, {"network": "isolated"}),
    ],
)
def test_what_no_later_step_opens_counts(check: Check, given: dict[str, Any]) -> None:
    assert judged(check, **given) == check


def test_a_nat_gateway_that_is_starting_is_waited_for_at_the_launch() -> None:
    told = judged(STARTING, network="nat")
    assert (told.status, told.reason) == ("skip", "")
    assert "step environment waits" in told.evidence


def test_the_egress_is_restricted_after_the_launch() -> None:
    told = judged(OPEN, restrict_egress=True)
    assert (told.status, told.remedy) == ("skip", ())
    assert "step endpoints" in told.evidence


@pytest.mark.parametrize("network", ["isolated", "nat", "public"])
def test_a_network_that_was_just_made_is_as_it_should_be(connected: Connected, network: str) -> None:
    step = NetworkStep(connected(network=network))
    step.apply()
    found = step.verify()
    assert found.well
    skipped = [check.id for check in found if check.status == "skip"]
    assert bool(skipped) == (network != "public")
