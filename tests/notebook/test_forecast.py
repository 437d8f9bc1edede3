"""The forecast in a sentence: from the ways of the subnet, or in words where there is none yet."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from c9lib import checks, parameters
from c9lib.notebook.forecast import NOT_YET, forecast, judged
from c9lib.nouns import Station, Way
from c9lib.show import Ways
from tests.show import samples

SUBNET = Station("subnet", "subnet-0123456789abcdef0", "10.0.1.0/24, an instance that is to be launched")
EXISTING = {"network": "existing", "vpc_id": "vpc-0123456789abcdef0", "subnet_id": SUBNET.id}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`told(ways, **parameters)`: the forecast where the checks found these ways."""

    def of(ways: tuple[Way, ...], **given: Any) -> Ways:
        monkeypatch.setattr(checks, "ways_out", lambda session: ways)
        return forecast(SimpleNamespace(parameters=parameters.from_mapping(given)))  # type: ignore[arg-type]

    return of


def planned(way: Way) -> Way:
    """The same way for an instance that is to be launched."""
    return replace(way, stations=(SUBNET, *way.stations[1:]))


@pytest.mark.parametrize("network", ["public", "nat", "isolated"])
def test_before_anything_is_made_it_says_after_which_step(told: Any, network: str) -> None:
    found = told((), network=network)
    assert found.ways == ()
    assert NOT_YET[network] in str(found)
    assert "step 03" in str(found)
    assert ("step 06" in str(found)) == (network == "isolated")


def test_a_good_subnet(told: Any) -> None:
    found = told((planned(samples.by_nat("ssm")), planned(samples.by_nat("ssmmessages"))), **EXISTING)
    assert found.title == f"Forecast: ✔ ok, an instance in {SUBNET.id} will reach Systems Manager"
    assert len(found.ways) == 1


def test_a_closed_subnet_and_what_can_still_mend_it(told: Any) -> None:
    ways = (planned(samples.by_nat("ssm")), planned(samples.stopped_there("ssmmessages")))
    found = told(ways, **EXISTING)
    assert found.title.startswith(f"Forecast: ✘ fail, an instance in {SUBNET.id} wouldn't reach Systems Manager")
    assert "step 06" in found.title
    assert "step 06" not in told(ways, **EXISTING, endpoint_services=[]).title


def test_a_nat_gateway_that_is_starting_is_waited_for(told: Any) -> None:
    starting = replace(planned(samples.stopped_there("ssm")), reason="BAD_STATE")
    assert told((starting,), network="nat").title.endswith("step 05 waits until the NAT gateway is available")
    assert "waits" not in told((replace(starting, reason="NO_ROUTE_TO_DESTINATION"),), network="nat").title


def test_what_nobody_can_tell(told: Any) -> None:
    found = told((planned(samples.by_transit_gateway("ssm")), planned(samples.by_nat("ssmmessages"))), **EXISTING)
    assert "▲ warn, whether an instance in subnet-0123456789abcdef0" in found.title


def test_an_instance_that_is_there_needs_no_forecast(told: Any) -> None:
    assert told((samples.by_nat("ssm"),)).title == "The instance is there already: its ways out"


def test_only_the_two_that_the_agent_needs_decide() -> None:
    ways = (samples.by_nat("ssm"), samples.by_nat("ssmmessages"), samples.stopped_there("ec2messages"))
    assert judged(ways) == "ok"
    assert judged((*ways, samples.stopped_there("ssm"))) == "fail"
