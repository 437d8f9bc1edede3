"""What a class costs, by hand and by the library; and the ways out beside each other."""

from __future__ import annotations

import pytest

from c9lib.workshop.costs import bill, usd, ways
from c9lib.workshop.layout import lay_out
from tests.workshop.conftest import Read

INSTANCE, DISK, ADDRESS, NAT, ENDPOINT = 0.0208, 10 * 0.08 / 730, 0.005, 0.045, 0.01


@pytest.mark.parametrize(
    ("network", "share", "per_hour"),
    [
        ("public", "vpc", 60 * (INSTANCE + DISK + ADDRESS) + 3 * ENDPOINT),
        ("nat", "vpc", 60 * (INSTANCE + DISK) + NAT + ADDRESS + 3 * ENDPOINT),
        ("isolated", "vpc", 60 * (INSTANCE + DISK) + 3 * ENDPOINT),
        ("public", "none", 60 * (INSTANCE + DISK + ADDRESS + 3 * ENDPOINT)),
        ("nat", "none", 60 * (INSTANCE + DISK + NAT + ADDRESS + 3 * ENDPOINT)),
    ],
)
def test_sixty_seats_for_a_day(many: Read, network: str, share: str, per_hour: float) -> None:
    found = bill(lay_out(many(60, network=network, share=share)), 8)
    assert found.known_per_hour == pytest.approx(per_hour, abs=1e-6)
    assert found.unknown == 0
    assert f"{usd(per_hour * 8)} for 8 hours" in str(found)
    assert "list prices of us-east-1, August 2026" in str(found)


def test_a_price_that_isnt_known_is_said(class_of: Read) -> None:
    found = bill(lay_out(class_of("01,ann,m5.large", "02,bob,", heading="seat,learner,instance_type")), 1)
    assert found.unknown == 1
    assert "at least $" in str(found)
    assert bill(lay_out(class_of("01,ann", region="eu-west-1")), 1).known_per_hour == 0


@pytest.mark.parametrize(("seats", "cheapest"), [(1, "public"), (5, "public"), (7, "isolated"), (200, "isolated")])
def test_the_cheapest_way_out(many: Read, seats: int, cheapest: str) -> None:
    """Six seats with a public address each cost as much as three endpoints for all of them."""
    found = ways(lay_out(many(seats, network="nat")), 8)
    assert found.cheapest is not None
    assert (found.cheapest.network, found.cheapest.share) == (cheapest, "vpc")
    assert [(way.network, way.share) for way in found.ways if way.is_asked] == [("nat", "vpc")]
    costs = {(way.network, way.share): way.per_hour for way in found.ways}
    assert costs["nat", "vpc"] == pytest.approx(NAT + ADDRESS)
    assert costs["nat", "none"] == pytest.approx(seats * (NAT + ADDRESS))
    assert costs["isolated", "none"] == pytest.approx(seats * 3 * ENDPOINT)


def test_no_way_is_the_cheapest_where_no_price_is_known(many: Read) -> None:
    assert ways(lay_out(many(3, region="eu-west-1")), 8).cheapest is None


@pytest.mark.parametrize(
    ("amount", "told"), [(None, "not known"), (0, "$0.00"), (0.004, "less than $0.01"), (1234.5, "$1,234.50")]
)
def test_dollars(amount: float | None, told: str) -> None:
    assert usd(amount) == told
