"""What the benchmarks compare with does the same work: the same writes by the AWS CLI, the same calls by boto3, the
same mix for both servers."""

from __future__ import annotations

import json
import re
import sys

import pytest

from benchmarks import floor, load
from benchmarks.evaluation import ENI, SIZES, cloud9_user, network, requests
from benchmarks.recorded import operation, relay, together
from benchmarks.whole_run import HERE
from c9lib.aws import connect
from c9lib.kept_data import PLAIN
from c9lib.nouns.call import reads
from c9lib.parameters import Parameters
from c9lib.path import from_interface, service
from c9lib.policy import evaluate
from c9lib.simulator import lifecycle
from c9lib.steps import STEPS, TearDownStep, needed
from tests.many.crowd import run
from tests.serving import serving

BOOKKEEPING = {"TagUser", "UntagUser"}
"""By which a later run knows whom it gave access; nobody documents that."""


def commands() -> list[str]:
    """The commands of the script as botocore names operations: `create-vpc` is `CreateVpc`."""
    text = (HERE / "documented.sh").read_text(encoding="utf-8")
    named = re.findall(r"\baws (?:iam|ec2|ssm|cloud9|sts) ([a-z0-9-]+)", text)
    return ["".join(word.capitalize() for word in name.split("-")) for name in named if name != "wait"]


@pytest.fixture(autouse=True)
def one_region(monkeypatch):
    """The tear-down asks in one Region for who needs the role, as there is nothing in the others."""
    monkeypatch.setattr(needed.Needs, "_enabled", lambda _: ["us-east-1"])


def connected(url, **given):
    return connect(Parameters(endpoint_url=url, **given), lambda _: None)


def test_the_commands_write_what_a_run_writes():
    with serving() as served:
        session = connected(served.url, network="nat", access_for=("user/c9-learner",))
        run(session)
        TearDownStep(session).undo()
    ours = {call.operation for call in session.calls if call.writes} - BOOKKEEPING
    theirs = {name.replace("Ec2", "EC2") for name in commands() if not reads(name)}
    assert ours == theirs


def test_the_calls_alone_are_those_of_the_run(monkeypatch, tmp_path):
    """What came through the relay is what the session noted; sent again to another account of that seed, by the plain
    script, each call ends as it did, and the same is there."""
    monkeypatch.setenv(PLAIN, "1")  # its reads come through one after another, as the benchmark has it
    with serving() as served, relay(served.url) as through:
        asked = connected(through.url, network="public")
        for step in ("role", "profile", "network", "environment"):
            STEPS[step](asked).apply()
        calls = [vars(call) for call in asked.calls]
        steps = together(through.noted, calls)
        made = environments(asked)
    assert sum("operation" in step for step in steps) == len(calls)
    assert any(step.get("verb") == "advance" for step in steps)
    file = tmp_path / "calls.json"
    file.write_text(json.dumps(steps))
    with serving() as other:
        monkeypatch.setattr(sys, "argv", ["floor.py", other.url.rpartition(":")[2], str(file)])
        floor.main()
        assert environments(connected(other.url)) == made
    assert made[0]["lifecycle"]["status"] == "CREATED"


def environments(session):
    cloud9 = session.client("cloud9")
    return cloud9.describe_environments(environmentIds=cloud9.list_environments()["environmentIds"])["environments"]


def test_a_call_that_ends_otherwise_ends_the_script(monkeypatch, tmp_path):
    told = {"service": "iam", "operation": "GetRole", "region": "us-east-1", "arguments": {"RoleName": "nobody"}}
    file = tmp_path / "calls.json"
    file.write_text(json.dumps([told | {"outcome": "ok"}]))
    with serving() as served:
        monkeypatch.setattr(sys, "argv", ["floor.py", served.url.rpartition(":")[2], str(file)])
        with pytest.raises(SystemExit, match="iam:GetRole ended with NoSuchEntity, in the run with ok"):
            floor.main()


def test_evidence_that_lacks_a_call_is_told():
    noted = [{"operation": "CreateVpc"}, {"verb": "advance", "told": {"seconds": 5}}, {"operation": "CreateSubnet"}]
    call = {"service": "ec2", "region": "us-east-1", "arguments": {}, "outcome": "ok"}
    both = [{**call, "operation": name} for name in ("CreateVpc", "CreateSubnet")]
    assert [one.get("operation", "-") for one in together(noted, both)] == ["CreateVpc", "-", "CreateSubnet"]
    with pytest.raises(ValueError, match="request 3 is CreateSubnet, the evidence has none"):
        together(noted, both[:1])
    with pytest.raises(ValueError, match="request 1 is CreateVpc, the evidence has CreateSubnet"):
        together(noted, both[::-1])
    with pytest.raises(ValueError, match="1 more calls than came through, first CreateVpc"):
        together(noted, [*both, both[0]])


def test_calls_that_came_between_each_others_are_told_in_the_order_in_which_they_came():
    """The first request could be either step's; only one of the two ways leads to the end."""
    names = ("DescribeVpcs", "CreateVpc", "DescribeVpcs", "GetRole")
    noted = [{"operation": name} for name in names]
    call = {"service": "any", "region": "us-east-1", "arguments": {}, "outcome": "ok"}
    role = [{**call, "step": "role", "operation": name, "began": "1"} for name in ("DescribeVpcs", "GetRole")]
    network = [{**call, "step": "network", "operation": name, "began": "2"} for name in ("DescribeVpcs", "CreateVpc")]
    assert [one["operation"] for one in together(noted, [*role, *network])] == list(names)
    with pytest.raises(ValueError, match="request 2 is CreateVpc, the evidence has GetRole"):
        together(noted, role)


def test_the_relay_notes_how_much_time_has_passed_however_it_was_let_pass():
    with serving() as served, relay(served.url) as through:
        lifecycle.ask(through.url, "clock", {})
        lifecycle.ask(through.url, "advance", {"seconds": 5})
        lifecycle.ask(through.url, "wait", {"seconds": 7, "worker": "a"})
        lifecycle.ask(through.url, "rest", {"who": "a"})
    assert [one["told"]["seconds"] for one in through.noted] == [5, 7]
    assert {one["verb"] for one in through.noted} == {"advance"}


@pytest.mark.parametrize(
    ("target", "body", "name"),
    [
        ("AWSCloud9WorkspaceManagementService.ListEnvironments", b"{}", "ListEnvironments"),
        ("", b"Action=DescribeVpcs&Version=2016-11-15", "DescribeVpcs"),
        ("", b"", ""),
    ],
)
def test_the_operation_of_a_request(target, body, name):
    assert operation(target, body) == name


def test_the_load_is_answered_in_full_and_by_the_users_policy():
    """Each request succeeds again as the bytes that were noted; without its policy the user gets nothing of it."""
    with serving() as served:
        ids = load.furnish(served.url)
        noted = load.requests(served.url, ids)
        assert len(noted) == len(load.mix(ids))
        port = int(served.url.rpartition(":")[2])
        one = load.Client(port, noted, 3, float("inf"))
        assert sent(one, noted) == []
        load.client(served.url, "iam").delete_user_policy(UserName=load.USER, PolicyName="calls")
        refused = load.Client(port, noted, 0, float("inf"))
        assert len(sent(refused, noted)) == len(noted) - 1  # GetCallerIdentity needs no permission


def sent(client, noted):
    """The failures of a client that sends each request once."""
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", client._port, timeout=60)
    for one in noted:
        client._send(connection, one)
    connection.close()
    return client.failures


def test_the_policy_is_asked_for_every_kind_of_answer():
    outcomes = [evaluate(one, cloud9_user()).outcome for one in requests()]
    assert outcomes == [
        "allowed",
        "implicitDeny",
        "allowed",
        "implicitDeny",
        "allowed",
        "allowed",
        "allowed",
        "implicitDeny",
    ]


@pytest.mark.parametrize("size", SIZES[:2])
def test_the_network_has_what_is_promised_and_leads_where_it_should(size):
    made = network(size)
    assert sum(len(table["Routes"]) for table in made.route_tables if table["RouteTableId"] == "rtb-private") == size
    assert len(made.security_groups) == size // 4 + 1
    assert len(made.vpc_endpoints) == size // 10
    for name in ("ssm", "ssmmessages", "ec2messages"):
        path = from_interface(made, ENI, service(name, "us-east-1"))
        assert path.reachable
        assert f"vpce-{name}" in {hop.id for hop in path.hops}
    s3 = from_interface(made, ENI, service("s3", "us-east-1"))
    assert s3.reachable
    assert "nat-1" in {hop.id for hop in s3.hops}
