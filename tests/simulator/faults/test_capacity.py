"""No capacity for an instance: for whoever asks EC2, for what Cloud9 launches, for a stack's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.simulator.place import ALIAS, Place
from tests.simulator.services.cloud9.conftest import REQUEST

Client = Callable[..., Any]
Switch = Callable[..., None]
Wait = Callable[[float], None]
NONE = {"kind": "capacity"}


def launched(client: Client, **more: Any) -> Any:
    given = {"ImageId": f"resolve:ssm:{ALIAS}", "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1, **more}
    return client("ec2").run_instances(**given)["Instances"][0]["InstanceId"]


def test_a_launch_is_refused_in_ec2s_words(client: Client, switch: Switch, log: Callable[[], Any]) -> None:
    subnet = next(one for one in client("ec2").describe_subnets()["Subnets"] if one["AvailabilityZone"] == "us-east-1b")
    switch(NONE)
    with pytest.raises(ClientError) as refused:
        launched(client, SubnetId=subnet["SubnetId"])
    told = refused.value.response
    assert told["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert told["Error"]["Code"] == "InsufficientInstanceCapacity"
    words = "We currently do not have sufficient t3.small capacity in the Availability Zone you requested (us-east-1b)."
    assert told["Error"]["Message"].startswith(words)
    assert "or choosing us-east-1a, us-east-1c" in told["Error"]["Message"]
    (note,) = log()
    assert (note["operation"], note["fault"], note["carried_out"]) == ("RunInstances", "capacity", False)
    switch()
    assert client("ec2").describe_instances()["Reservations"] == []


def test_times_bounds_it_and_a_client_tries_again(client: Client, switch: Switch, met: Callable[[], Any]) -> None:
    switch({**NONE, "times": 2})
    image = {"ImageId": f"resolve:ssm:{ALIAS}", "MinCount": 1, "MaxCount": 1}
    answer = client("ec2", attempts=3).run_instances(**image)
    assert answer["ResponseMetadata"]["RetryAttempts"] == 2
    assert met() == {"capacity": 2}


def test_a_stopped_instance_may_find_none_either(client: Client, switch: Switch, wait: Wait) -> None:
    instance = launched(client)
    wait(60)
    client("ec2").stop_instances(InstanceIds=[instance])
    wait(300)
    switch({**NONE, "operation": "StartInstances"})
    with pytest.raises(ClientError, match=r"\(InsufficientInstanceCapacity\).*Insufficient capacity\."):
        client("ec2").start_instances(InstanceIds=[instance])
    assert launched(client)
    switch()
    client("ec2").start_instances(InstanceIds=[instance])


def test_an_answer_that_was_given_is_given_again(client: Client, switch: Switch) -> None:
    first = launched(client, ClientToken="t")
    switch(NONE)
    assert launched(client, ClientToken="t") == first


def test_an_environment_fails_as_it_does_on_aws(
    client: Client, switch: Switch, place: Place, wait: Wait, met: Callable[[], Any]
) -> None:
    cloud9 = client("cloud9")
    switch({**NONE, "times": 1})
    made = cloud9.create_environment_ec2(**REQUEST)["environmentId"]
    wait(600)
    found = cloud9.describe_environments(environmentIds=[made])["environments"][0]["lifecycle"]
    assert found["status"] == "CREATE_FAILED"
    assert found["reason"] == (
        "The environment creation failed with the error: The following resource(s) failed to create: [Instance]. . "
        "Rollback requested by user.."
    )
    events = client("cloudformation").describe_stack_events(StackName=found["failureResource"])["StackEvents"]
    why = [one["ResourceStatusReason"] for one in events if one["ResourceStatus"] == "CREATE_FAILED"]
    assert "We currently do not have sufficient t3.small capacity in the Availability Zone" in why[0]
    assert "(Service: Ec2, Status Code: 500, Request ID: " in why[0]
    assert met() == {"capacity": 1}
    cloud9.delete_environment(environmentId=made)
    wait(600)
    again = cloud9.create_environment_ec2(**REQUEST)["environmentId"]
    wait(600)
    found = cloud9.describe_environments(environmentIds=[again])["environments"][0]["lifecycle"]
    assert found["status"] == "CREATED"


def test_a_stack_rolls_back(client: Client, switch: Switch, wait: Wait) -> None:
    parts = {"ImageId": f"{{{{resolve:ssm:{ALIAS}}}}}", "InstanceType": "t3.small"}
    template = json.dumps({"Resources": {"Host": {"Type": "AWS::EC2::Instance", "Properties": parts}}})
    stacks = client("cloudformation")
    switch(NONE)
    stacks.create_stack(StackName="s", TemplateBody=template)
    wait(600)
    assert stacks.describe_stacks(StackName="s")["Stacks"][0]["StackStatus"] == "ROLLBACK_COMPLETE"
    events = stacks.describe_stack_events(StackName="s")["StackEvents"]
    why = [one["ResourceStatusReason"] for one in events if one["ResourceStatus"] == "CREATE_FAILED"]
    assert "We currently do not have sufficient t3.small capacity" in why[0]
