"""The simulated AWS over HTTP: connections that stay open, many clients, and never a page or a status 500."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import boto3
import psutil
import pytest

from c9lib.errors import RefusedError
from c9lib.simulator import server
from c9lib.simulator.application import LONGEST_BODY, Application
from c9lib.simulator.clock import Clock
from c9lib.simulator.control import Control
from c9lib.simulator.front import Front
from c9lib.simulator.leases import Leases
from c9lib.simulator.world import World

ALONE = """
import sys
from c9lib.simulator.server import serve_alone
serve_alone(int(sys.argv[1]), speed=1.0, settled=True, seed=3, ready=lambda url: print(url, flush=True))
"""
SIGNED = "AWS4-HMAC-SHA256 Credential=test/20300107/us-east-1/{}/aws4_request, SignedHeaders=host, Signature=0"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
JSON = "application/x-amz-json-1.1"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """One account for this file, served by the application and the request handler that servers have."""
    front, leases = Front(World(seed=1, clock=Clock(speed=0.0))), Leases()
    made = server._server(server._listen(0), Application(front, Control(front.world, leases), leases))
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{made.server_address[1]}"
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def connection(url: str) -> Iterator[http.client.HTTPConnection]:
    made = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    yield made
    made.close()


def ask(
    connection: http.client.HTTPConnection, body: Any, method: str = "POST", path: str = "/", **headers: str
) -> tuple[int, str, str]:
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    response = connection.getresponse()
    return response.status, response.headers.get("Content-Type", ""), response.read().decode()


def test_a_connection_stays_open_for_the_next_request(connection: http.client.HTTPConnection) -> None:
    signed = {"Authorization": SIGNED.format("sts"), "Content_Type": FORM}
    assert ask(connection, "Action=GetCallerIdentity&Version=2011-06-15", **signed)[0] == 200
    kept = connection.sock
    assert kept is not None
    assert ask(connection, "Action=Nonsense", **signed)[0] == 400
    assert ask(connection, "{}", path="/_c9lib/clock")[0] == 200
    assert ask(connection, "Action=GetCallerIdentity&Version=2011-06-15", **signed)[0] == 200
    assert connection.sock is kept


def test_twenty_clients_at_once_each_get_their_own_answer(url: str) -> None:
    def one(number: int) -> tuple[str, int]:
        iam = clients[number]
        barrier.wait(60)
        made = [iam.create_user(UserName=f"u{number}-{each}")["User"]["UserName"] for each in range(3)]
        refused = 0
        for _ in range(2):
            try:
                iam.create_group(GroupName="only-one")
            except iam.exceptions.EntityAlreadyExistsException:
                refused += 1
        return ",".join(made), refused

    session, barrier = boto3.Session(region_name="us-east-1"), threading.Barrier(20)
    clients = [session.client("iam", endpoint_url=url) for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(one, range(20)))
    assert [names for names, _ in told] == [f"u{number}-0,u{number}-1,u{number}-2" for number in range(20)]
    assert sum(refused for _, refused in told) == 39, "exactly one of forty made the group"


ODD = {
    "unsigned": ("Action=ListRoles", {"Content_Type": FORM}, 403, "MissingAuthenticationToken"),
    "nothing": ("", {}, 403, "MissingAuthenticationToken"),
    "odd signature": (
        "Action=ListRoles",
        {"Content_Type": FORM, "Authorization": "Bearer x"},
        403,
        "MissingAuthenticationToken",
    ),
    "unknown service": (
        "Action=X",
        {"Content_Type": FORM, "Authorization": SIGNED.format("nonesuch")},
        400,
        "NotSimulated",
    ),
    "path as service": ("Action=X", {"Content_Type": FORM, "Authorization": SIGNED.format("..")}, 400, "NotSimulated"),
    "service of another protocol": ("<x/>", {"Authorization": SIGNED.format("s3")}, 400, "NotSimulated"),
    "unknown action": (
        "Action=Nonsense",
        {"Content_Type": FORM, "Authorization": SIGNED.format("iam")},
        400,
        "InvalidAction",
    ),
    "no action": (
        "Version=2010-05-08",
        {"Content_Type": FORM, "Authorization": SIGNED.format("ec2")},
        400,
        "InvalidAction",
    ),
    "form of garbage": (
        "&&=%zz&A\0=\ufffd&Action",
        {"Content_Type": FORM, "Authorization": SIGNED.format("ec2")},
        400,
        "InvalidAction",
    ),
    "a number that is none": (
        "Action=DescribeVpcs&MaxResults=many",
        {"Content_Type": FORM, "Authorization": SIGNED.format("ec2")},
        400,
        "InvalidParameterValue",
    ),
    "unknown Region": (
        "Action=DescribeVpcs",
        {"Content_Type": FORM, "Authorization": SIGNED.format("ec2").replace("us-east-1", "mars-north-1")},
        400,
        "InvalidRegion",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_requests_are_refused_as_aws_does(connection: http.client.HTTPConnection, name: str) -> None:
    body, headers, wanted, code = ODD[name]
    status, kind, text = ask(connection, body.encode(), **headers)
    assert (status, kind.split(";")[0]) == (wanted, "text/xml")
    assert f"<Code>{code}" in text
    assert "<html" not in text.lower()


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b"\xff\xfe", b'"text"', b"{}{}"])
def test_broken_json_is_refused_in_json(connection: http.client.HTTPConnection, body: bytes) -> None:
    target = {
        "Authorization": SIGNED.format("cloud9"),
        "X_Amz_Target": "AWSCloud9WorkspaceManagementService.ListEnvironments",
    }
    status, kind, text = ask(connection, body, Content_Type=JSON, **target)
    assert (status, kind) == (400, JSON)
    assert json.loads(text)["__type"] == "SerializationException"


@pytest.mark.parametrize("operation", ["Nonsense", ""])
def test_an_unknown_json_operation_is_refused_in_json(connection: http.client.HTTPConnection, operation: str) -> None:
    target = {
        "Authorization": SIGNED.format("cloud9"),
        "X_Amz_Target": f"AWSCloud9WorkspaceManagementService.{operation}",
    }
    status, kind, text = ask(connection, "{}", Content_Type=JSON, **target)
    assert (status, kind.split(".")[0]) == (400, "application/x-amz-json-1")
    assert json.loads(text)["__type"] == "UnknownOperationException"


@pytest.mark.parametrize("target", [None, "X.Y"])
def test_a_huge_body_is_refused_and_read_to_its_end(connection: http.client.HTTPConnection, target: str | None) -> None:
    headers = {
        "Authorization": SIGNED.format("iam"),
        "Content_Type": FORM,
        **({"X_Amz_Target": target} if target else {}),
    }
    status, kind, text = ask(connection, b"A=" + b"x" * LONGEST_BODY, **headers)
    assert status == 413
    assert f"The request has {LONGEST_BODY + 2} bytes; the longest has {LONGEST_BODY}." in text
    assert ("json" if target else "xml") in kind
    assert ask(connection, "{}", path="/_c9lib/health")[0] == 200


def test_a_body_in_chunks_is_read(connection: http.client.HTTPConnection) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"Action=GetCaller"
        yield b"Identity&Version=2011-06-15"

    status, _, text = ask(connection, chunks(), Authorization=SIGNED.format("sts"), Content_Type=FORM)
    assert status == 200
    assert "<Account>123456789012</Account>" in text
    assert ask(connection, "{}", path="/_c9lib/health")[0] == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW"])
def test_every_method_gets_an_answer_of_aws(connection: http.client.HTTPConnection, method: str) -> None:
    status, kind, text = ask(connection, None, method, "/some/page.html?x=<script>")
    assert (status, kind.split(";")[0]) == (403, "text/xml")
    assert ("MissingAuthenticationToken" in text) == (method != "HEAD")


@pytest.mark.parametrize(
    "sent",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nAction=Del",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nmany\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET\r\n\r\n",
    ],
)
def test_what_is_hardly_http_gets_no_page(url: str, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", urlsplit(url).port or 0), timeout=10) as raw:
        raw.sendall(sent)
        raw.shutdown(socket.SHUT_WR)
        told = b"".join(iter(lambda: raw.recv(1000), b""))
    assert b"<html" not in told.lower()
    assert b" 500 " not in told
    assert b"40" in told or b"505" in told


@pytest.mark.expects_fault
def test_a_fault_of_ours_is_told_without_a_500(
    url: str, connection: http.client.HTTPConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("lost")

    monkeypatch.setattr(Front, "respond", broken)
    status, _, text = ask(connection, "")
    assert status == 400
    assert "SimulatorFault" in text
    assert "KeyError: &apos;lost&apos;" in text or "KeyError: 'lost'" in text


def test_a_port_that_isnt_free_is_an_error_in_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(RefusedError) as raised:
            server.serve_alone(port, speed=1.0, settled=False, seed=1, ready=print)
    assert raised.value.title == f"The simulated AWS can't listen on port {port}: Address already in use."
    assert raised.value.exit_code == 3


@pytest.fixture(scope="module")
def alone() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A server in a process of its own, as `c9lib simulator --speed max --seed 3` makes it."""
    process = subprocess.Popen(
        [sys.executable, "-c", ALONE, "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield process.stdout.readline().strip(), process
    process.kill()
    process.communicate()


def test_it_listens_on_the_loopback_address_alone(alone: tuple[str, subprocess.Popen[str]]) -> None:
    listening = [
        each.laddr.ip for each in psutil.Process(alone[1].pid).net_connections() if each.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


def test_at_speed_max_whoever_calls_finds_a_settled_world(alone: tuple[str, subprocess.Popen[str]]) -> None:
    session = boto3.Session(aws_access_key_id="a", aws_secret_access_key="b", region_name="us-east-1")
    ec2, cloud9 = (session.client(name, endpoint_url=alone[0]) for name in ("ec2", "cloud9"))
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    assert ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["State"] == "pending"
    assert ec2.describe_nat_gateways()["NatGateways"][0]["State"] == "available"
    made = cloud9.create_environment_ec2(
        name="e",
        instanceType="t3.small",
        imageId="amazonlinux-2023-x86_64",
        connectionType="CONNECT_SSH",
        subnetId=subnet,
    )["environmentId"]
    assert cloud9.describe_environment_status(environmentId=made)["status"] == "ready"
    assert ec2.describe_instances()["Reservations"][0]["Instances"][0]["State"]["Name"] == "running"
    cloud9.delete_environment(environmentId=made)
    assert cloud9.list_environments()["environmentIds"] == []


def test_sigterm_ends_it_promptly_and_without_a_word(alone: tuple[str, subprocess.Popen[str]]) -> None:
    alone[1].send_signal(signal.SIGTERM)
    assert alone[1].wait(5) == 0
    assert alone[1].stderr is not None
    assert alone[1].stderr.read() == ""
