"""Which calls are made again: what may be, as often as it may, without sleeping where time is simulated."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from c9lib.aws import Session, connect, outcome_unknown
from c9lib.aws.lately import Lately
from c9lib.aws.recording import record
from c9lib.aws.retrying import repeat_what_may_be
from c9lib.aws.target import Target
from c9lib.errors import AwsError
from c9lib.nouns import Call
from c9lib.parameters import Parameters
from c9lib.simulator import lifecycle
from tests.serving import Served, serving

LIMIT = 8
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)


@pytest.fixture(autouse=True)
def never_slept(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """What was slept; nothing sleeps."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    yield slept
    monkeypatch.undo()


@pytest.fixture
def session(account: Served) -> Iterator[Session]:
    yield connect(Parameters(endpoint_url=account.url), lambda _: None)
    clear(account)


def clear(account: Served) -> None:
    """No faults, and no VPCs: there may be five."""
    meet(account)
    ec2 = somebody_else(account)
    for table in ec2.describe_route_tables()["RouteTables"]:
        if not table["Associations"]:
            ec2.delete_route_table(RouteTableId=table["RouteTableId"])
    for vpc in ec2.describe_vpcs()["Vpcs"]:
        if not vpc["IsDefault"]:
            ec2.delete_vpc(VpcId=vpc["VpcId"])


def somebody_else(account: Served) -> Any:
    """A client that isn't ours."""
    return boto3.client("ec2", endpoint_url=account.url, region_name="us-east-1")


def meet(account: Served, *faults: dict[str, Any]) -> None:
    lifecycle.ask(account.url, "faults", {"faults": list(faults), "watch": True, "seed": 1})


def arrived(account: Served, operation: str) -> list[dict[str, Any]]:
    """Every request of this operation that reached the account."""
    log = lifecycle.ask(account.url, "faults", {"log": True})["log"]
    return [one for one in log if one["operation"] == operation]


def vpcs(account: Served, cidr: str) -> int:
    """How many there are with this range, as somebody else sees them."""
    return len(somebody_else(account).describe_vpcs(Filters=[{"Name": "cidr", "Values": [cidr]}])["Vpcs"])


def test_a_lost_answer_to_what_would_be_done_twice_is_asked_for_once(account: Served, session: Session) -> None:
    meet(account, {"kind": "lost", "operation": "CreateVpc"})
    with pytest.raises(BotoCoreError) as raised:
        session.client("ec2").create_vpc(CidrBlock="10.11.0.0/16")
    assert outcome_unknown(raised.value)
    assert len(arrived(account, "CreateVpc")) == 1
    assert vpcs(account, "10.11.0.0/16") == 1
    assert (session.calls[-1].outcome, session.calls[-1].attempts) == ("ConnectionClosedError", 1)


@pytest.mark.parametrize("kind", ["lost", "drop", "error-500", "error-503"])
def test_what_comes_out_says_that_nobody_knows_and_that_the_same_command_looks_first(
    account: Served, session: Session, kind: str
) -> None:
    meet(account, {"kind": kind, "operation": "CreateVpc"})
    with pytest.raises(AwsError) as raised, session.translated():
        session.client("ec2").create_vpc(CidrBlock="10.12.0.0/16")
    assert len(arrived(account, "CreateVpc")) == 1
    assert raised.value.title.startswith("Nobody knows whether AWS carried out CreateVpc: ")
    assert "it was sent once and not repeated: a second one could do it twice" in raised.value.details
    assert "looks first whether that was done" in raised.value.remedy[0]
    assert raised.value.operation == "CreateVpc"


@pytest.mark.parametrize("kind", ["lost", "drop", "error-500", "error-503", "throttle"])
def test_a_read_is_asked_up_to_the_limit(
    account: Served, session: Session, never_slept: list[float], kind: str
) -> None:
    meet(account, {"kind": kind, "operation": "DescribeVpcs"})
    before = session.now()
    with pytest.raises(AwsError) as raised, session.translated():
        session.client("ec2").describe_vpcs()
    asked = arrived(account, "DescribeVpcs")
    assert len(asked) == LIMIT
    assert {one["invocation"] for one in asked} == {asked[0]["invocation"]}, "one call, tried again"
    assert f"asked {LIMIT} times" in raised.value.details
    assert session.calls[-1].attempts == LIMIT
    assert set(never_slept) <= {0}, "time is simulated: nobody sleeps"
    assert (session.now() - before).total_seconds() >= 1 + 2 + 4 + 8 * 4


def test_a_read_that_is_answered_at_last_is_one_call(account: Served, session: Session) -> None:
    meet(account, {"kind": "drop", "operation": "DescribeVpcs", "times": 3})
    noted = len(session.calls)
    assert session.client("ec2").describe_vpcs()["Vpcs"]
    assert [(call.outcome, call.attempts) for call in session.calls[noted:]] == [("ok", 4)]


@pytest.mark.parametrize(
    ("service", "method", "told"),
    [
        ("ec2", "create_vpc", {"CidrBlock": "10.13.0.0/16"}),
        ("iam", "create_role", {"RoleName": "Throttled", "AssumeRolePolicyDocument": TRUST}),
        ("ec2", "allocate_address", {"Domain": "vpc"}),
    ],
)
def test_what_is_throttled_was_not_done_so_every_write_is_made_again(
    account: Served, session: Session, never_slept: list[float], service: str, method: str, told: dict[str, str]
) -> None:
    client = session.client(service)
    operation = client.meta.method_to_api_mapping[method]
    meet(account, {"kind": "throttle", "operation": operation, "times": 3})
    getattr(client, method)(**told)
    assert [one["fault"] for one in arrived(account, operation)] == ["throttle"] * 3 + [""]
    assert session.calls[-1].attempts == 4
    assert set(never_slept) <= {0}


@pytest.mark.parametrize("kind", ["lost", "error-500"])
def test_what_has_a_token_is_made_again_and_is_there_once(account: Served, session: Session, kind: str) -> None:
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.14.0.0/16")["Vpc"]["VpcId"]
    meet(account, {"kind": kind, "operation": "CreateRouteTable", "times": 2})
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    assert len(arrived(account, "CreateRouteTable")) == 3
    assert "ClientToken" not in session.calls[-1].arguments, "a token that the client made up means nothing to a person"
    found = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    assert [one["RouteTableId"] for one in found if not one["Associations"]] == [table]


def test_a_write_that_does_no_more_the_second_time_is_made_again(account: Served, session: Session) -> None:
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.15.0.0/16")["Vpc"]["VpcId"]
    meet(account, {"kind": "lost", "operation": "ModifyVpcAttribute", "times": 1})
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    assert session.calls[-1].attempts == 2
    assert ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsHostnames")["EnableDnsHostnames"]["Value"]


def test_a_removal_that_was_done_is_told_to_be_gone_at_once(account: Served, session: Session) -> None:
    """Its answer was lost, and it was made a moment ago: it isn't taken for something that isn't known yet."""
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.16.0.0/16")["Vpc"]["VpcId"]
    meet(account, {"kind": "lost", "operation": "DeleteVpc", "times": 1})
    with pytest.raises(ClientError, match=r"InvalidVpcID\.NotFound"):
        ec2.delete_vpc(VpcId=vpc)
    assert len(arrived(account, "DeleteVpc")) == 2


def test_what_was_taken_away_again_is_rightly_unknown(account: Served, session: Session) -> None:
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.17.0.0/16")["Vpc"]["VpcId"]
    ec2.delete_vpc(VpcId=vpc)
    meet(account)
    with pytest.raises(ClientError, match=r"InvalidVpcID\.NotFound"):
        ec2.describe_vpcs(VpcIds=[vpc])
    assert len(arrived(account, "DescribeVpcs")) == 1


def test_what_was_made_a_moment_ago_is_asked_for_until_it_is_known(account: Served, session: Session) -> None:
    meet(account, {"kind": "late", "service": "ec2", "seconds": 30})
    ec2, before = session.client("ec2"), session.now()
    vpc = ec2.create_vpc(CidrBlock="10.18.0.0/16")["Vpc"]["VpcId"]
    assert [one["VpcId"] for one in ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"]] == [vpc]
    assert (session.now() - before).total_seconds() <= 60


def test_what_is_never_known_ends_after_a_minute(account: Served, session: Session, never_slept: list[float]) -> None:
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.19.0.0/16")["Vpc"]["VpcId"]
    somebody_else(account).delete_vpc(VpcId=vpc)
    meet(account)
    before = session.now()
    with pytest.raises(ClientError, match=r"InvalidVpcID\.NotFound"):
        ec2.describe_vpcs(VpcIds=[vpc])
    assert 5 < len(arrived(account, "DescribeVpcs")) < 40
    assert 50 < (session.now() - before).total_seconds() < 75
    assert set(never_slept) <= {0}


def test_what_was_never_there_is_told_at_once(account: Served, session: Session) -> None:
    ec2, iam = session.client("ec2"), session.client("iam")
    ec2.create_vpc(CidrBlock="10.20.0.0/16")
    iam.create_role(RoleName="Fresh", AssumeRolePolicyDocument=TRUST)
    meet(account)
    with pytest.raises(ClientError, match="NotFound"):
        ec2.describe_vpcs(VpcIds=["vpc-0123456789abcdef0"])
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.get_role_policy(RoleName="Fresh", PolicyName="never-there")  # the role is new; the policy isn't in it
    assert [len(arrived(account, one)) for one in ("DescribeVpcs", "GetRolePolicy")] == [1, 1]


def test_a_used_up_quota_isnt_asked_for_again(account: Served, session: Session) -> None:
    """Cloud9's code is one that botocore takes for throttling."""
    meet(account, {"kind": "quota", "service": "cloud9", "operation": "CreateEnvironmentEC2"})
    with pytest.raises(ClientError, match="LimitExceededException"):
        session.client("cloud9").create_environment_ec2(
            name="x", instanceType="t3.micro", imageId="amazonlinux-2023-x86_64", connectionType="CONNECT_SSM"
        )
    assert len(arrived(account, "CreateEnvironmentEC2")) == 1


def test_no_place_for_an_instance_is_a_definite_answer(account: Served, session: Session) -> None:
    ec2 = session.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    meet(account, {"kind": "capacity"})
    with pytest.raises(AwsError, match="InsufficientInstanceCapacity") as raised, session.translated():
        ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1, MaxCount=1)
    assert len(arrived(account, "RunInstances")) == 1
    assert "another zone" in "\n".join(raised.value.remedy)


@pytest.fixture
def real(account: Served) -> Iterator[tuple[Any, list[Call]]]:
    """A client as it is for a real account (adaptive mode, wall clock), whose calls are answered by this one."""
    keys = {"aws_access_key_id": "simulated", "aws_secret_access_key": "simulated"}
    target, calls = Target("aws", boto3.Session(**keys), account.url, simulated_clock=False), list[Call]()
    client = target.client("ec2", "us-east-1")
    record(client, "us-east-1", calls.append)
    repeat_what_may_be(client, target, Lately(target.now))
    yield client, calls
    clear(account)


@pytest.mark.parametrize("kind", ["lost", "error-500", "error-503"])
def test_on_a_real_account_too_nothing_is_done_twice(
    account: Served, real: tuple[Any, list[Call]], kind: str, never_slept: list[float]
) -> None:
    client, calls = real
    meet(account, {"kind": kind, "operation": "CreateVpc"}, {"kind": kind, "operation": "DescribeVpcs"})
    for ask in (lambda: client.create_vpc(CidrBlock="10.21.0.0/16"), client.describe_vpcs):
        with pytest.raises((ClientError, BotoCoreError)) as raised:
            ask()
        assert outcome_unknown(raised.value)
    assert [call.attempts for call in calls] == [1, LIMIT]
    assert [len(arrived(account, one)) for one in ("CreateVpc", "DescribeVpcs")] == [1, LIMIT]
    assert len(never_slept) == LIMIT - 1, "botocore's own pauses"


def test_on_a_real_account_a_write_that_is_throttled_is_made_again_and_slows_the_client_down(
    account: Served, real: tuple[Any, list[Call]], never_slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[float] = []
    monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_, **__: held.append(1))
    client, calls = real
    meet(account, {"kind": "throttle", "operation": "CreateVpc", "times": 2})
    client.create_vpc(CidrBlock="10.23.0.0/16")
    assert [(call.outcome, call.attempts) for call in calls] == [("ok", 3)]
    assert len(never_slept) == 2, "botocore's own pauses"
    assert len(held) == 2, "adaptive mode lets each further call wait for its turn"


def test_on_a_real_account_what_isnt_known_yet_is_asked_for_every_two_seconds(
    account: Served, real: tuple[Any, list[Call]], never_slept: list[float]
) -> None:
    client, calls = real
    meet(account, {"kind": "late", "seconds": 20})
    vpc = client.create_vpc(CidrBlock="10.22.0.0/16")["Vpc"]["VpcId"]
    client.describe_vpcs(VpcIds=[vpc])
    assert set(never_slept) <= {2.0}
    assert len(never_slept) == calls[-1].attempts - 1


def test_adaptive_mode_is_for_real_accounts() -> None:
    modes = {
        simulated: Target("x", None, None, simulated_clock=simulated)._config().retries for simulated in (True, False)
    }
    assert modes == {
        True: {"mode": "standard", "total_max_attempts": LIMIT},
        False: {"mode": "adaptive", "total_max_attempts": LIMIT},
    }


def test_another_simulator_is_asked_again_by_botocores_pauses() -> None:
    with serving(ours=False) as served:
        session = connect(Parameters(endpoint_url=served.url), lambda _: None)
        assert not session.target.simulated_clock
        assert session.client("ec2").describe_vpcs()["Vpcs"]
        assert session.calls[-1].attempts == 1
