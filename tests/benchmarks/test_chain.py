"""The longest chain of what depends on each other: found in any order, and as long as the durations say."""

from __future__ import annotations

import random

import pytest

from benchmarks.chain import LAUNCH, Link, chain, longest, seconds_of
from c9lib.simulator import durations
from c9lib.simulator.clock import CALL_SECONDS


def names(links):
    return [link.name for link in links]


@pytest.mark.parametrize("seed", range(5))
def test_it_is_found_in_whatever_order_the_things_are_told(seed):
    links = [
        Link("a", 5, 0),
        Link("b", 1, 2),
        Link("c", 1, 0, ("a", "b")),
        Link("d", 0, 90, ("b",)),
        Link("e", 1, 0, ("c", "d")),
    ]
    random.Random(seed).shuffle(links)  # noqa: S311
    found = longest(links)
    assert names(found) == ["b", "d", "e"]
    assert seconds_of(found) == pytest.approx(1 + 92 * CALL_SECONDS + 1)


def test_a_thing_that_waits_for_itself_has_no_chain():
    with pytest.raises(ValueError, match="depends on itself"):
        longest([Link("a", 1, 0, ("b",)), Link("b", 1, 0, ("a",))])
    with pytest.raises(ValueError, match="isn't there"):
        longest([Link("a", 1, 0, ("nowhere",))])


@pytest.mark.parametrize(
    ("network", "on_it"),
    [
        ("public", ["role and profile are known", "launch", "verify"]),
        ("nat", ["public subnet", "way out", "launch", "verify"]),
        ("isolated", ["network", "endpoints", "launch", "verify"]),
        ("existing", ["role and profile are known", "launch", "verify"]),
    ],
)
def test_what_the_chain_of_each_network_is(network, on_it):
    assert names(longest(chain(network))) == on_it


def test_a_slower_gateway_makes_the_chain_longer(monkeypatch):
    before = seconds_of(longest(chain("nat")))
    monkeypatch.setattr(durations, "NAT_GATEWAY_START", durations.NAT_GATEWAY_START + 50)
    assert seconds_of(longest(chain("nat"))) == pytest.approx(before + 50)


def test_the_launch_takes_as_long_as_on_the_simulated_aws(aws, place, pair, wait, clock_of):
    """The sum of durations is what the simulator really does, to the second of a look."""
    began = clock_of()
    made = aws("cloud9").create_environment_ec2(
        name="one",
        instanceType="t3.small",
        imageId="amazonlinux-2023-x86_64",
        connectionType="CONNECT_SSM",
        subnetId=place.subnet,
    )["environmentId"]

    def status():
        return aws("cloud9").describe_environments(environmentIds=[made])["environments"][0]["lifecycle"]["status"]

    while status() == "CREATING" and clock_of() - began < 1000:
        wait(1)
    assert status() == "CREATED"
    assert LAUNCH <= clock_of() - began <= LAUNCH * 1.05
