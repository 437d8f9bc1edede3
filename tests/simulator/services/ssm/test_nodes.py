"""DescribeInstanceInformation and GetConnectionStatus: contents, filters, pages, refusals (facts 7.5)."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator.durations import AGENT_REGISTRATION, INSTANCE_START
from tests.simulator import place as places
from tests.simulator.place import Place

READY = INSTANCE_START + AGENT_REGISTRATION


def ids(place: Place, **asked: Any) -> list[str]:
    found = place.ssm.describe_instance_information(**asked)["InstanceInformationList"]
    return [one["InstanceId"] for one in found]


def refused(code: str, call: Callable[..., Any], **params: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**params)
    assert caught.value.response["Error"]["Code"] == code
    return str(caught.value.response["Error"]["Message"])


def test_what_is_shown_of_a_node(place: Place) -> None:
    instance = place.launch()
    place.wait(READY)
    node, machine = place.node(instance), place.instance(instance)
    assert node is not None
    assert node["IPAddress"] == machine["PrivateIpAddress"]
    assert node["ComputerName"] == machine["PrivateDnsName"]
    assert (node["PlatformType"], node["PlatformName"], node["PlatformVersion"]) == ("Linux", "Amazon Linux", "2023")
    assert (node["ResourceType"], node["SourceId"]) == ("EC2Instance", instance)
    assert node["RegistrationDate"] == node["LastPingDateTime"]
    assert node["IsLatestVersion"]
    assert tuple(map(int, node["AgentVersion"].split("."))) >= (3, 3, 40, 0)


def test_an_account_without_nodes(place: Place) -> None:
    assert ids(place) == []
    assert place.connection("i-0123456789abcdef0") == "notconnected"


def test_other_regions_see_nothing(place: Place, aws: Callable[..., Any]) -> None:
    instance = place.launch()
    place.wait(READY)
    elsewhere = aws("ssm", "eu-central-1")
    assert elsewhere.describe_instance_information()["InstanceInformationList"] == []
    assert elsewhere.get_connection_status(Target=instance)["Status"] == "notconnected"


def test_filters(place: Place) -> None:
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "team", "Value": "blue"}]}]
    first, second = place.launch(TagSpecifications=tags), place.launch()
    place.wait(READY)
    place.ec2.stop_instances(InstanceIds=[second])
    place.wait(301)
    both = {first, second}
    cases: list[tuple[str, list[str], set[str]]] = [
        ("InstanceIds", [first], {first}),
        ("InstanceIds", [first, second], both),
        ("InstanceIds", ["i-0123456789abcdef0"], set()),
        ("PingStatus", ["Online"], {first}),
        ("PingStatus", ["ConnectionLost"], {second}),
        ("PlatformTypes", ["Linux"], both),
        ("PlatformTypes", ["Windows"], set()),
        ("ResourceType", ["EC2Instance"], both),
        ("ResourceType", ["ManagedInstance"], set()),
        ("ActivationIds", ["a"], set()),
        ("IamRole", ["r"], set()),
        ("tag:team", ["blue"], {first}),
        ("tag:team", ["red"], set()),
        ("tag-key", ["team"], {first}),
    ]
    for key, values, expected in cases:
        assert set(ids(place, Filters=[{"Key": key, "Values": values}])) == expected, key
    both_filters = [{"Key": "InstanceIds", "Values": [first]}, {"Key": "PingStatus", "Values": ["ConnectionLost"]}]
    assert ids(place, Filters=both_filters) == []
    older = [{"key": "InstanceIds", "valueSet": [first]}]
    assert ids(place, InstanceInformationFilterList=older) == [first]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"Filters": [{"Key": "Color", "Values": ["x"]}]}, "InvalidFilterKey"),
        (
            {"Filters": [{"Key": "tag:team", "Values": ["x"]}, {"Key": "PingStatus", "Values": ["Online"]}]},
            "InvalidFilterKey",
        ),
        ({"Filters": [{"Key": "PingStatus", "Values": ["online"]}]}, "InvalidInstanceInformationFilterValue"),
        ({"Filters": [{"Key": "InstanceIds", "Values": ["i-1"]}]}, "InvalidInstanceInformationFilterValue"),
        (
            {
                "Filters": [{"Key": "PingStatus", "Values": ["Online"]}],
                "InstanceInformationFilterList": [{"key": "PingStatus", "valueSet": ["Online"]}],
            },
            "ValidationException",
        ),
        ({"InstanceInformationFilterList": [{"key": "Color", "valueSet": ["x"]}]}, "ValidationException"),
        ({"MaxResults": 51}, "ValidationException"),
        ({"NextToken": "next"}, "InvalidNextToken"),
    ],
)
def test_refusals(place: Place, asked: dict[str, Any], code: str) -> None:
    refused(code, place.ssm.describe_instance_information, **asked)


def test_the_largest_page_in_awss_words(place: Place) -> None:
    told = refused("ValidationException", place.ssm.describe_instance_information, MaxResults=51)
    expected = (
        "Value '51' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50"
    )
    assert expected in told


def test_pages(place: Place) -> None:
    interface = {"DeviceIndex": 0, "SubnetId": place.subnet, "AssociatePublicIpAddress": True}
    place.launch()
    place.ec2.run_instances(
        ImageId=f"resolve:ssm:{places.ALIAS}",
        MinCount=11,
        MaxCount=11,
        InstanceType="t3.small",
        NetworkInterfaces=[interface],
        IamInstanceProfile={"Name": places.PROFILE},
    )
    place.wait(READY)
    first = place.ssm.describe_instance_information()
    assert len(first["InstanceInformationList"]) == 10
    second = place.ssm.describe_instance_information(NextToken=first["NextToken"])
    assert len(second["InstanceInformationList"]) == 2
    assert "NextToken" not in second
    pages = place.ssm.get_paginator("describe_instance_information").paginate(PaginationConfig={"PageSize": 5})
    found = [one["InstanceId"] for page in pages for one in page["InstanceInformationList"]]
    assert len(found) == len(set(found)) == 12
    other = [{"Key": "PingStatus", "Values": ["Online"]}]
    refused("InvalidNextToken", place.ssm.describe_instance_information, NextToken=first["NextToken"], Filters=other)


def test_the_aws_cli_reads_it(place: Place, cli: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    instance = place.launch()
    place.wait(READY)
    answered = cli("ssm", "describe-instance-information", "--filters", f"Key=InstanceIds,Values={instance}")
    assert answered.returncode == 0, answered.stderr
    (node,) = json.loads(answered.stdout)["InstanceInformationList"]
    assert (node["InstanceId"], node["PingStatus"]) == (instance, "Online")
    answered = cli("ssm", "get-connection-status", "--target", instance)
    assert json.loads(answered.stdout) == {"Target": instance, "Status": "connected"}
