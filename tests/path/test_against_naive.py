"""Two walkers, written apart, judge the same random networks: `c9lib.path` and the naive one of this folder."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from c9lib.path import Network, Path, from_interface, service
from c9lib.path.network import Thing
from tests.isolation import examples
from tests.path.naive import Verdict, walk
from tests.path.random_networks import situations

SERVICES = [service(name, "us-east-1") for name in ("ssm", "ssmmessages", "s3")]


def differences(path: Path, verdict: Verdict) -> list[str]:
    """What the two say differently; reasons are compared where AWS's documentation leaves no choice of names."""
    found = []
    if path.reachable != verdict.reachable:
        found.append(f"reachable: {path.reachable}, naive {verdict.reachable} {set(verdict.reasons)}")
    elif path.reason not in (verdict.reasons or {""}):
        found.append(f"reason: {path.reason!r}, naive {set(verdict.reasons)}")
    # A rule that knows a part of the internet only is a doubt to the path; the naive walker doubts groups alone.
    doubts = any("AWS may change them" in caveat for caveat in path.caveats)
    if verdict.certain is not None and not doubts and path.certain != verdict.certain:
        found.append(f"certain: {path.certain} {path.caveats}, naive {verdict.certain}")
    return [f"{one} ({path.explanation})" for one in found]


@pytest.mark.timeout(300)
@settings(
    max_examples=examples(2000), deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(situations())
def test_both_walkers_say_the_same(situation: tuple[Network, Thing]) -> None:
    network, interface = situation
    for destination in SERVICES:
        path = from_interface(network, interface, destination)
        assert not differences(path, walk(network, interface, destination)), str(destination)
