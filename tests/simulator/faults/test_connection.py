"""Connections that end without an answer: before a request is carried out (`drop`), and after (`lost`)."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from c9lib.simulator.front import Front
from tests.simulator.conftest import Server

Client = Callable[..., Any]
Switch = Callable[..., None]


def test_after_a_drop_the_account_is_as_before(client: Client, switch: Switch) -> None:
    ec2 = client("ec2")
    before = ec2.describe_vpcs()["Vpcs"]
    switch({"kind": "drop", "operation": "CreateVpc"})
    with pytest.raises(ConnectionClosedError):
        ec2.create_vpc(CidrBlock="10.1.0.0/16")
    assert ec2.describe_vpcs()["Vpcs"] == before


def test_after_a_lost_answer_the_account_is_as_after_success(client: Client, switch: Switch) -> None:
    ec2 = client("ec2")
    switch({"kind": "lost", "operation": "CreateVpc"})
    with pytest.raises(ConnectionClosedError):
        ec2.create_vpc(CidrBlock="10.1.0.0/16")
    assert [one["CidrBlock"] for one in ec2.describe_vpcs()["Vpcs"] if not one["IsDefault"]] == ["10.1.0.0/16"]


def test_who_tries_again_blindly_makes_two(client: Client, switch: Switch) -> None:
    """What a lost answer is for: CreateVpc has no token."""
    ec2 = client("ec2", attempts=2)
    switch({"kind": "lost", "operation": "CreateVpc", "first": 1})
    ec2.create_vpc(CidrBlock="10.1.0.0/16")
    assert len([one for one in ec2.describe_vpcs()["Vpcs"] if not one["IsDefault"]]) == 2


def test_who_tries_again_with_a_token_makes_one(client: Client, switch: Switch) -> None:
    ec2 = client("ec2", attempts=2)
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    switch({"kind": "lost", "operation": "CreateRouteTable", "first": 1})
    made = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    tables = ec2.describe_route_tables()["RouteTables"]
    assert [one["RouteTableId"] for one in tables if not any(part["Main"] for part in one["Associations"])] == [made]


def test_the_answer_that_is_lost_may_be_a_refusal(client: Client, switch: Switch, log: Callable[[], Any]) -> None:
    switch({"kind": "lost"})
    with pytest.raises(ConnectionClosedError):
        client("iam").get_role(RoleName="nobody")
    (note,) = log()
    assert (note["fault"], note["carried_out"], note["status"]) == ("lost", False, 0)


def test_what_was_lost_is_journaled_and_what_was_dropped_or_refused_is_not(
    client: Client, switch: Switch, front: Front
) -> None:
    written: list[bytes] = []
    front.written = lambda _, body: written.append(body)
    ec2 = client("ec2")
    for kind, cidr in (("throttle", "10.1.0.0/16"), ("drop", "10.2.0.0/16"), ("lost", "10.3.0.0/16")):
        switch({"kind": kind})
        with pytest.raises((ConnectionClosedError, ClientError)):
            ec2.create_vpc(CidrBlock=cidr)
    assert len(written) == 1
    assert b"CidrBlock=10.3.0.0%2F16" in written[0]


def test_the_connection_is_closed_without_a_byte(server: Server, switch: Switch, log: Callable[[], Any]) -> None:
    """Also for a client that would keep it open."""
    switch({"kind": "drop", "first": 1})
    address = urlsplit(server.url)
    scope = "AWS4-HMAC-SHA256 Credential=test/20300107/us-east-1/sts/aws4_request"
    asked = (
        "GET /?Action=GetCallerIdentity&Version=2011-06-15 HTTP/1.1\r\nHost: here\r\n"
        f"Connection: keep-alive\r\nAuthorization: {scope}\r\n\r\n"
    )
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=10) as connection:
        connection.sendall(asked.encode())
        assert connection.recv(1000) == b""
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=10) as connection:
        connection.sendall(asked.encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    assert [note["fault"] for note in log()] == ["drop", ""]


def test_a_client_in_the_process_sees_its_connection_closed_as_well(aws: Client, switch: Switch) -> None:
    switch({"kind": "drop"})
    with pytest.raises(ConnectionClosedError):
        aws("ec2").describe_vpcs()
