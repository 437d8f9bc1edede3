"""Network ACLs: order, ports, protocols, and answers."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.path.acls import OF_LINUX, Crossing, ruling
from tests.path.building import PUBLIC, acl, entry, network, subnet

ANSWER = Crossing(subnet(PUBLIC, "10.0.1.0/24"), egress=False, peer="52.46.128.0/32", ports=OF_LINUX, back=True)
CALL = Crossing(subnet(PUBLIC, "10.0.1.0/24"), egress=True, peer="52.46.128.0/32", ports=(443, 443))


def into(number: int, action: str, low: int, high: int, cidr: str = "0.0.0.0/0", **more: Any) -> dict[str, Any]:
    return {**entry(number, action, cidr, egress=False, ports=(low, high)), **more}


@pytest.mark.parametrize(
    ("entries", "passes", "number"),
    [
        pytest.param([], False, 32767, id="nothing but the end"),
        pytest.param([into(100, "allow", 1024, 65535)], True, 100, id="all ephemeral ports"),
        pytest.param([into(100, "allow", 32768, 61000)], True, 100, id="the ports of AWS's page"),
        pytest.param([into(100, "allow", 32768, 50000)], False, 32767, id="a part of the ports is not enough"),
        pytest.param(
            [into(110, "allow", 50001, 65535), into(100, "allow", 32768, 50000)],
            True,
            110,
            id="two parts are the whole",
        ),
        pytest.param([into(90, "deny", 40000, 40000), into(100, "allow", 0, 65535)], False, 90, id="one port denied"),
        pytest.param([into(100, "allow", 0, 65535), into(110, "deny", 0, 65535)], True, 100, id="the first decides"),
        pytest.param([into(90, "deny", 22, 22), into(100, "allow", 0, 65535)], True, 100, id="another port denied"),
        pytest.param([into(100, "allow", 0, 65535, "10.0.0.0/8")], False, 32767, id="another range"),
        pytest.param([into(100, "allow", 0, 65535, Protocol="17")], False, 32767, id="UDP is not TCP"),
        pytest.param(
            [into(90, "deny", 0, 65535, Protocol="1"), entry(100, "allow", egress=False)], True, 100, id="ICMP denied"
        ),
        pytest.param([entry(100, "allow", egress=True)], False, 32767, id="out is not in: a network ACL is stateless"),
        pytest.param(
            [entry(90, "deny", "52.46.128.0/32", egress=False), entry(100, "allow", egress=False)],
            False,
            90,
            id="denied",
        ),
    ],
)
def test_the_first_entry_that_fits_decides(entries: list[dict[str, Any]], passes: bool, number: int) -> None:
    found = ruling(network(network_acls=[acl("acl-1", *entries, default=True)]), ANSWER)
    assert found is not None
    assert (found.passes, found.number) == (passes, number)
    assert found.rule.startswith("acl-1 inbound ")


def test_a_subnets_own_acl_goes_before_the_default_one() -> None:
    closed, opened = acl("acl-own", subnets=(PUBLIC,)), acl("acl-d", entry(100, "allow", egress=True), default=True)
    found = ruling(network(network_acls=[opened, closed]), CALL)
    assert found is not None
    assert (found.acl_id, found.passes) == ("acl-own", False)
    assert found.rule == "acl-own outbound *: deny all traffic 0.0.0.0/0"


def test_a_forecast_needs_all_of_the_subnets_range() -> None:
    half = acl("acl-1", entry(100, "allow", "10.0.2.0/25", egress=True), default=True)
    whole = acl("acl-1", entry(100, "allow", "10.0.2.0/24", egress=True), default=True)
    to_subnet = Crossing(subnet(PUBLIC, "10.0.1.0/24"), egress=True, peer="10.0.2.0/24", ports=(443, 443))
    rulings = [ruling(network(network_acls=[one]), to_subnet) for one in (half, whole)]
    assert [one.passes for one in rulings if one] == [False, True]


def test_an_entry_for_a_part_of_the_internet_is_told() -> None:
    parts = acl(
        "acl-1", entry(90, "deny", "198.51.0.0/16", egress=True), entry(100, "allow", egress=True), default=True
    )
    found = ruling(network(network_acls=[parts]), CALL)
    assert found is not None
    assert (found.passes, found.partly) == (True, (("198.51.0.0/16", "entry 90 denies 198.51.0.0/16"),))
