"""A check right after a change: AWS may show the change late, and that is no failure; what stays wrong is one."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.steps import step
from tests.steps.conftest import Connected


@pytest.fixture
def session(connected: Connected) -> Session:
    """With a network that this session has just made."""
    made = connected(network="public")
    step("network", made).apply()
    return made


@pytest.fixture
def route(session: Session) -> dict[str, Any]:
    """The network's way out, which isn't there."""
    ec2 = session.client("ec2")
    (table,) = session.pages("ec2", "describe_route_tables", "RouteTables", Filters=session.tag_filter())
    (way,) = [one for one in table["Routes"] if one.get("GatewayId", "").startswith("igw-")]
    told = {"RouteTableId": table["RouteTableId"], "DestinationCidrBlock": "0.0.0.0/0"}
    ec2.delete_route(**told)
    return {**told, "GatewayId": way["GatewayId"]}


def test_what_is_shown_late_is_looked_for_again(session: Session, route: dict[str, Any]) -> None:
    told: list[str] = []

    def third_time_it_is_there(line: str) -> None:
        told.append(line)
        if len(told) == 3:
            session.client("ec2").create_route(**route)

    session.progress = third_time_it_is_there
    assert step("network", session).verify().well
    assert len(told) == 3


def test_what_stays_wrong_fails_after_half_a_minute(session: Session, route: dict[str, Any]) -> None:
    told: list[str] = []
    session.progress = told.append
    assert not step("network", session).verify().well
    assert len(told) == 6
    assert all("path.ssm" in line and "looking again in 5 s" in line for line in told)


def test_who_wrote_nothing_is_told_at_once(connected: Connected) -> None:
    session = connected(network="public")
    told: list[str] = []
    session.progress = told.append
    assert not step("role", session).verify().well
    assert not told
