"""AWS's call limits in the simulated account: counted exactly, in simulated time, in each service's own words."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from c9lib.simulator.clock import CALL_SECONDS, Clock
from c9lib.simulator.control import Control
from c9lib.simulator.faults import reading
from c9lib.simulator.front import Front
from c9lib.simulator.inprocess import InProcess
from c9lib.simulator.leases import Leases
from c9lib.simulator.world import World
from tests.simulator.conftest import Server
from tests.simulator.place import trust

Cli = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def limits(world: World) -> World:
    """The account, with its call limits on."""
    world.call_limits.switch(on=True)
    return world


@pytest.fixture
def client(server: Server) -> Callable[..., Any]:
    """`client("ec2", "eu-west-1")`: a boto3 client that comes over the network, and tries each call once."""

    def make(service: str, region: str = "us-east-1") -> Any:
        config = Config(proxies={}, retries={"mode": "standard", "total_max_attempts": 1})
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        return boto3.client(service, endpoint_url=server.url, region_name=region, config=config, **keys)

    return make


def let_through(call: Callable[[], Any], most: int = 200) -> tuple[int, str]:
    """How many calls are answered until one isn't, and what that one is told."""
    for count in range(most):
        try:
            call()
        except ClientError as error:
            told = error.response["Error"]
            return count, f"{told['Code']}: {told['Message']}"
    return most, ""


EC2_WORDS = "RequestLimitExceeded: Request limit exceeded."
RATE = "Rate exceeded"


def test_they_are_off_until_somebody_switches_them_on(world: World, client: Callable[..., Any]) -> None:
    assert let_through(client("ec2").describe_instances, 120) == (120, "")
    assert world.call_limits.told() == {"on": False, "answered": {}, "throttled": {}}


def test_a_bucket_lets_as_many_through_as_it_holds_and_then_what_comes_in(
    limits: World, client: Callable[..., Any], wait: Callable[[float], None]
) -> None:
    ec2 = client("ec2")
    assert let_through(ec2.describe_instances) == (50, EC2_WORDS)
    assert let_through(ec2.describe_instances) == (0, EC2_WORDS)
    wait(0.5)
    assert let_through(ec2.describe_instances) == (5, EC2_WORDS)
    wait(3600)
    assert let_through(ec2.describe_instances) == (50, EC2_WORDS), "it holds no more than it holds"
    name = "ec2:DescribeInstances (unfiltered)"
    assert limits.call_limits.told() == {"on": True, "answered": {name: 105}, "throttled": {name: 4}}


def test_each_operation_and_each_kind_of_read_has_its_own(limits: World, client: Callable[..., Any]) -> None:
    ec2 = client("ec2")
    assert let_through(ec2.describe_instances)[0] == 50
    assert let_through(lambda: ec2.describe_instances(MaxResults=5))[0] == 100
    assert let_through(ec2.describe_volumes)[0] == 50
    assert let_through(ec2.describe_vpcs)[0] == 100


def test_each_region_has_its_own_and_iam_one_for_all(limits: World, client: Callable[..., Any]) -> None:
    assert let_through(client("ec2").describe_volumes)[0] == 50
    assert let_through(client("ec2", "eu-central-1").describe_volumes)[0] == 50
    assert let_through(client("iam").list_roles)[0] == 40
    assert let_through(client("iam", "eu-central-1").list_roles)[0] == 0


@pytest.mark.parametrize(
    ("service", "call", "count", "words"),
    [
        ("iam", lambda iam: iam.list_roles(), 40, f"Throttling: {RATE}"),
        ("cloudformation", lambda stacks: stacks.describe_stacks(), 10, f"Throttling: {RATE}"),
        ("cloud9", lambda cloud9: cloud9.list_environments(), 40, f"TooManyRequestsException: {RATE}"),
        ("ssm", lambda ssm: ssm.describe_instance_information(), 40, f"ThrottlingException: {RATE}"),
        (
            "service-quotas",
            lambda one: one.list_service_quotas(ServiceCode="ec2"),
            20,
            f"TooManyRequestsException: {RATE}",
        ),
    ],
)
def test_each_service_says_it_in_its_own_words(
    limits: World, client: Callable[..., Any], service: str, call: Callable[[Any], Any], count: int, words: str
) -> None:
    made = client(service)
    assert let_through(lambda: call(made)) == (count, words)


def test_what_is_refused_for_another_reason_counts(limits: World, client: Callable[..., Any]) -> None:
    ec2, codes = client("ec2"), []
    for _ in range(5):
        with pytest.raises(ClientError) as raised:
            ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0123456789abcdef0"], DryRun=True)
        codes.append(raised.value.response["Error"]["Code"])
    assert codes == ["DryRunOperation"] * 4 + ["RequestLimitExceeded"]


def test_a_write_that_is_throttled_was_not_done(limits: World, client: Callable[..., Any]) -> None:
    iam = client("iam")
    names = iter(range(100))
    made, words = let_through(lambda: iam.create_role(RoleName=f"R{next(names)}", AssumeRolePolicyDocument=trust()))
    assert (made, words) == (20, f"Throttling: {RATE}")
    found = {role["RoleName"] for role in iam.list_roles()["Roles"]}
    assert {f"R{number}" for number in range(20)} <= found
    assert "R20" not in found


def test_instances_have_tokens_of_their_own_and_neither_bucket_pays_for_what_the_other_refuses(
    limits: World, client: Callable[..., Any]
) -> None:
    """1000 instances at once, and 5 requests: the sixth request waits for a request's token, not for an instance's."""
    ec2 = client("ec2")
    ids = [f"i-{number:017x}" for number in range(400)]
    for _ in range(2):
        with pytest.raises(ClientError, match=r"InvalidInstanceID"):
            ec2.start_instances(InstanceIds=ids)
    with pytest.raises(ClientError, match="RequestLimitExceeded"):
        ec2.start_instances(InstanceIds=ids)  # 800 of 1000 are taken
    for _ in range(3):
        with pytest.raises(ClientError, match=r"InvalidInstanceID"):
            ec2.start_instances(InstanceIds=ids[:1])
    with pytest.raises(ClientError, match="RequestLimitExceeded"):
        ec2.start_instances(InstanceIds=ids[:1])
    told = limits.call_limits.told()
    assert told["answered"]["ec2:StartInstances"] == 5
    assert told["throttled"] == {"ec2:StartInstances (instances)": 1, "ec2:StartInstances": 1}


def test_what_asks_from_inside_does_not_count(limits: World, client: Callable[..., Any], aws: Any) -> None:
    """CloudFormation reads and writes EC2 and IAM on its own."""
    template = {"Resources": {"Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}}}
    client("cloudformation").create_stack(StackName="a", TemplateBody=json.dumps(template))
    with limits.lock:
        limits.clock.advance(120)
        limits.events.settle()
    assert client("cloudformation").describe_stacks()["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    assert set(limits.call_limits.told()["answered"]) == {
        "cloudformation:CreateStack",
        "cloudformation:DescribeStacks",
    }


def test_a_throttled_request_changes_no_id_that_is_to_come() -> None:
    def last_of_21(*, limited: bool) -> str:
        front = Front(World(seed=1, clock=Clock(speed=0.0)))
        front.world.call_limits.switch(on=limited)
        iam = InProcess().client("iam", "us-east-1", (), front.respond)
        for number in range(20):
            iam.create_user(UserName=f"U{number}")
        for _ in range(3 if limited else 0):
            with pytest.raises(ClientError, match=RATE):
                iam.create_user(UserName="U20")
        front.world.clock.advance(1)
        return str(iam.create_user(UserName="U20")["User"]["UserId"])

    assert last_of_21(limited=True) == last_of_21(limited=False)


def test_its_answer_has_an_id(limits: World, client: Callable[..., Any]) -> None:
    ec2 = client("ec2")
    let_through(ec2.describe_volumes)
    with pytest.raises(ClientError) as raised:
        ec2.describe_volumes()
    told = raised.value.response["ResponseMetadata"]
    assert told["HTTPStatusCode"] == 503
    assert told["RequestId"] == "00000000-0000-4000-9000-000000000002"


def test_faults_and_limits_together(limits: World, client: Callable[..., Any]) -> None:
    """What a fault refuses takes no token; what is noted of a throttled request is that it wasn't carried out."""
    limits.faults.replace(reading.faults([{"kind": "throttle", "first": 10}]), 1)
    ec2 = client("ec2")
    for _ in range(10):
        with pytest.raises(ClientError):
            ec2.describe_volumes()
    assert let_through(ec2.describe_volumes) == (50, EC2_WORDS)
    last = limits.faults.told(log=True)["log"][-1]
    assert (last["fault"], last["status"], last["carried_out"]) == ("", 503, False)


def test_a_request_that_nobody_can_read_counts_too(limits: World, server: Server, client: Callable[..., Any]) -> None:
    ssm = client("ssm")
    ssm.meta.events.register("before-sign.ssm.*", _torn)
    count, words = let_through(ssm.describe_instance_information)
    assert count == 0
    assert words.startswith("SerializationException")
    assert limits.call_limits.told()["answered"] == {"ssm:DescribeInstanceInformation": 1}


def _torn(request: Any, **_: Any) -> None:
    request.data = "{"


def test_calls_of_ours_take_no_time_while_they_are_on(world: World) -> None:
    world.call_limits.switch(on=True)
    began = world.clock.now
    world.clock.called(ours=True)
    assert world.clock.now == began
    world.call_limits.switch(on=False)
    world.clock.called(ours=True)
    assert world.clock.now == began + CALL_SECONDS


def test_the_control_verb_switches_them_and_tells(world: World, client: Callable[..., Any]) -> None:
    def ask(told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        control = Control(world, Leases())
        response = control.respond({"PATH_INFO": "/_c9lib/call-limits"}, json.dumps(told).encode())
        return response.status, json.loads(response.body)

    assert ask({}) == (200, {"on": False, "answered": {}, "throttled": {}})
    assert ask({"on": True})[1]["on"] is True
    let_through(client("ec2").describe_volumes)
    name = "ec2:DescribeVolumes (unfiltered)"
    assert ask({})[1] == {"on": True, "answered": {name: 50}, "throttled": {name: 1}}
    assert ask({"on": True})[1] == {"on": True, "answered": {}, "throttled": {}}, "every bucket is full again"
    assert let_through(client("ec2").describe_volumes)[0] == 50
    status, told = ask({"on": "yes"})
    assert status == 400
    assert "on is 'yes', which is neither true nor false" in told["error"]
    assert ask({"on": False}) == (200, {"on": False, "answered": {}, "throttled": {}})


DELETE = {"VpcEndpointIds": ["vpce-0123456789abcdef0"]}
TYPED = ("ec2", "delete-vpc-endpoints", "--vpc-endpoint-ids", "vpce-0123456789abcdef0")
"""Four of these are let through at once, and one more in three seconds and a third."""


def test_the_aws_cli_meets_the_same_bucket(limits: World, client: Callable[..., Any], cli: Cli, tmp_path: Path) -> None:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\nmax_attempts = 1\nretry_mode = standard\n", encoding="utf-8")
    for _ in range(3):
        client("ec2").delete_vpc_endpoints(**DELETE)
    assert cli(*TYPED).returncode == 0
    told = cli(*TYPED)
    assert told.returncode != 0
    assert "(RequestLimitExceeded) when calling the DeleteVpcEndpoints operation" in told.stderr
    assert limits.call_limits.told()["answered"]["ec2:DeleteVpcEndpoints"] == 4


def test_the_aws_cli_tries_again_and_gets_through_when_time_passes(
    limits: World, client: Callable[..., Any], cli: Cli
) -> None:
    for _ in range(4):
        client("ec2").delete_vpc_endpoints(**DELETE)
    limits.clock.speed = 60.0
    assert cli(*TYPED).returncode == 0
    assert limits.call_limits.told()["answered"]["ec2:DeleteVpcEndpoints"] == 5
