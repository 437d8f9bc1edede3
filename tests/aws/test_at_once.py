"""Reads that are sent at once: in order for whoever asks, together on the simulated clock, whole when one fails."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.aws import Session, connect
from c9lib.aws.at_once import AT_ONCE, HEADER
from c9lib.kept_data import PLAIN
from c9lib.parameters import Parameters
from c9lib.simulator.clock import CALL_SECONDS
from tests.serving import Served

KINDS = [
    ("describe_vpcs", "Vpcs"),
    ("describe_subnets", "Subnets"),
    ("describe_route_tables", "RouteTables"),
    ("describe_network_acls", "NetworkAcls"),
]


def reads(session: Session) -> list[Any]:
    return [partial(session.pages, "ec2", method, items) for method, items in KINDS]


def test_answers_and_calls_stand_in_the_order_in_which_they_were_asked_for(session: Session) -> None:
    slow = threading.Event()

    def first() -> str:
        assert slow.wait(10), "the others don't wait for this one"
        return str(session.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"])

    def second() -> str:
        found = session.client("ec2").describe_subnets()["Subnets"][0]["VpcId"]
        slow.set()
        return str(found)

    before = len(session.calls)
    vpc, of_subnet = session.at_once(first, second)
    assert vpc == of_subnet
    assert [call.operation for call in session.calls[before:]] == ["DescribeVpcs", "DescribeSubnets"]


def test_they_give_what_they_give_one_after_another(session: Session) -> None:
    assert session.at_once(*reads(session)) == [read() for read in reads(session)]


@pytest.mark.parametrize(("number", "rounds"), [(1, 1), (2, 1), (AT_ONCE, 1), (AT_ONCE + 1, 2), (3 * AT_ONCE, 3)])
def test_on_the_simulated_clock_they_take_the_time_of_their_rounds(session: Session, number: int, rounds: int) -> None:
    ec2 = session.client("ec2")
    before = session.now()
    session.at_once(*[ec2.describe_vpcs] * number)
    assert (session.now() - before).total_seconds() == pytest.approx(rounds * CALL_SECONDS, abs=1e-3)


def test_one_call_says_nothing_of_others(account: Served, session: Session) -> None:
    account.seen.clear()
    session.at_once(session.client("ec2").describe_vpcs)
    session.client("ec2").describe_vpcs()
    name = f"HTTP_{HEADER.upper().replace('-', '_')}"
    assert not any(name in environ for environ in account.seen)
    session.at_once(*reads(session))
    assert {environ[name] for environ in account.seen if name in environ} == {str(len(KINDS))}


def test_who_is_heard_hears_each_call_begin_and_end(session: Session) -> None:
    heard: list[str] = []
    session.heard = lambda call: heard.append(getattr(call, "operation", ""))
    session.at_once(*reads(session))
    assert sorted(heard) == sorted(2 * [call.operation for call in session.calls[-len(KINDS) :]])


def test_what_fails_first_is_raised_once_all_have_ended(session: Session) -> None:
    def missing(vpc: str) -> Any:
        return session.client("ec2").describe_vpcs(VpcIds=[vpc])

    before = len(session.calls)
    with pytest.raises(ClientError, match="vpc-0aaaaaaaaaaaaaaaa"):
        session.at_once(
            session.client("ec2").describe_subnets,
            partial(missing, "vpc-0aaaaaaaaaaaaaaaa"),
            partial(missing, "vpc-0bbbbbbbbbbbbbbbb"),
            session.client("ec2").describe_route_tables,
        )
    assert [call.outcome for call in session.calls[before:]] == [
        "ok",
        "InvalidVpcID.NotFound",
        "InvalidVpcID.NotFound",
        "ok",
    ]


def test_reads_of_a_read_are_noted_where_it_is(session: Session) -> None:
    ec2 = session.client("ec2")

    def nested() -> Any:
        return session.at_once(ec2.describe_route_tables, ec2.describe_network_acls)

    before = len(session.calls)
    session.at_once(ec2.describe_vpcs, nested, ec2.describe_subnets)
    asked = [call.operation for call in session.calls[before:]]
    assert asked == ["DescribeVpcs", "DescribeRouteTables", "DescribeNetworkAcls", "DescribeSubnets"]


def test_each_is_remembered_for_those_that_come_after(account: Served) -> None:
    session = connect(Parameters(endpoint_url=account.url), lambda _: None, unattended=True)
    session.at_once(*reads(session))
    asked = len(session.calls)
    assert session.at_once(*reads(session)) == [read() for read in reads(session)]
    assert len(session.calls) == asked


def test_without_shortcuts_they_go_one_after_another(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLAIN, "1")
    threads: list[str] = []
    session.at_once(*[lambda: threads.append(threading.current_thread().name)] * 3)
    assert threads == 3 * [threading.current_thread().name]
