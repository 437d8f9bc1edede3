"""Drift of a whole stack and of one resource."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import error_of
from tests.simulator.services.cloudformation.bodies import body, group

Aws = Callable[..., Any]
Made = Callable[..., str]
End = Callable[[], None]

NETWORK = body(
    {
        "Net": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.1.0.0/16", "EnableDnsHostnames": True}},
        "Group": group("inside", VpcId={"Ref": "Net"}),
    }
)


@pytest.fixture
def network(cloudformation: Any, made: Made) -> dict[str, str]:
    """The physical ids of a stack's resources."""
    made("net", NETWORK)
    found = cloudformation.describe_stack_resources(StackName="net")["StackResources"]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found}


@pytest.fixture
def detect(cloudformation: Any, end: End) -> Callable[..., dict[str, Any]]:
    """Detect the drift of the stack `net`, and tell how it has ended."""

    def look(**more: Any) -> dict[str, Any]:
        made = cloudformation.detect_stack_drift(StackName="net", **more)["StackDriftDetectionId"]
        end()
        return dict(cloudformation.describe_stack_drift_detection_status(StackDriftDetectionId=made))

    return look


Detect = Callable[..., dict[str, Any]]


def of(cloudformation: Any, name: str) -> dict[str, Any]:
    found = cloudformation.describe_stack_resource_drifts(StackName="net")["StackResourceDrifts"]
    return dict(next(one for one in found if one["LogicalResourceId"] == name))


def test_as_the_template_says(network: dict[str, str], cloudformation: Any, detect: Detect) -> None:
    assert cloudformation.describe_stack_resource_drifts(StackName="net")["StackResourceDrifts"] == []
    told = detect()
    assert (told["DetectionStatus"], told["StackDriftStatus"]) == ("DETECTION_COMPLETE", "IN_SYNC")
    assert told["DriftedStackResourceCount"] == 0
    [stack] = cloudformation.describe_stacks(StackName="net")["Stacks"]
    assert stack["DriftInformation"]["StackDriftStatus"] == "IN_SYNC"
    assert stack["DriftInformation"]["LastCheckTimestamp"] > stack["CreationTime"]
    found = cloudformation.describe_stack_resource_drifts(StackName="net")["StackResourceDrifts"]
    assert {one["StackResourceDriftStatus"] for one in found} == {"IN_SYNC"}
    held = cloudformation.list_stack_resources(StackName="net")["StackResourceSummaries"]
    assert {one["DriftInformation"]["StackResourceDriftStatus"] for one in held} == {"IN_SYNC"}


def test_while_it_is_looked_at(network: dict[str, str], cloudformation: Any) -> None:
    made = cloudformation.detect_stack_drift(StackName="net")["StackDriftDetectionId"]
    told = cloudformation.describe_stack_drift_detection_status(StackDriftDetectionId=made)
    assert told["DetectionStatus"] == "DETECTION_IN_PROGRESS"
    assert not {"StackDriftStatus", "DriftedStackResourceCount"} & set(told)


def test_changed_by_hand(network: dict[str, str], cloudformation: Any, detect: Detect, aws: Aws) -> None:
    aws("ec2").modify_vpc_attribute(VpcId=network["Net"], EnableDnsHostnames={"Value": False})
    told = detect()
    assert (told["StackDriftStatus"], told["DriftedStackResourceCount"]) == ("DRIFTED", 1)
    drift = of(cloudformation, "Net")
    assert drift["StackResourceDriftStatus"] == "MODIFIED"
    assert drift["PropertyDifferences"] == [
        {
            "PropertyPath": "/EnableDnsHostnames",
            "ExpectedValue": "true",
            "ActualValue": "false",
            "DifferenceType": "NOT_EQUAL",
        }
    ]
    assert json.loads(drift["ExpectedProperties"])["EnableDnsHostnames"] is True
    assert json.loads(drift["ActualProperties"])["EnableDnsHostnames"] is False
    chosen = cloudformation.describe_stack_resource_drifts(
        StackName="net", StackResourceDriftStatusFilters=["MODIFIED"]
    )["StackResourceDrifts"]
    assert [one["LogicalResourceId"] for one in chosen] == ["Net"]
    aws("ec2").modify_vpc_attribute(VpcId=network["Net"], EnableDnsHostnames={"Value": True})
    assert detect()["StackDriftStatus"] == "IN_SYNC"


def test_taken_away_by_hand(network: dict[str, str], cloudformation: Any, detect: Detect, aws: Aws) -> None:
    aws("ec2").delete_security_group(GroupId=network["Group"])
    assert detect(LogicalResourceIds=["Group"])["DriftedStackResourceCount"] == 1
    drift = of(cloudformation, "Group")
    assert drift["StackResourceDriftStatus"] == "DELETED"
    assert drift["PhysicalResourceId"] == network["Group"]
    found = cloudformation.describe_stack_resource_drifts(StackName="net")["StackResourceDrifts"]
    assert [one["LogicalResourceId"] for one in found] == ["Group"]


def test_one_resource(network: dict[str, str], cloudformation: Any, aws: Aws) -> None:
    asked = {"StackName": "net", "LogicalResourceId": "Net"}
    drift = cloudformation.detect_stack_resource_drift(**asked)["StackResourceDrift"]
    assert (drift["StackResourceDriftStatus"], drift["ResourceType"]) == ("IN_SYNC", "AWS::EC2::VPC")
    aws("ec2").modify_vpc_attribute(VpcId=network["Net"], EnableDnsHostnames={"Value": False})
    drift = cloudformation.detect_stack_resource_drift(**asked)["StackResourceDrift"]
    assert drift["StackResourceDriftStatus"] == "MODIFIED"


def test_what_isnt_there(network: dict[str, str], cloudformation: Any) -> None:
    told = error_of(cloudformation.detect_stack_drift, StackName="none")
    assert told == ("ValidationError", "Stack [none] does not exist")
    told = error_of(cloudformation.detect_stack_drift, StackName="net", LogicalResourceIds=["No"])
    assert told == ("ValidationError", "Resource No does not exist for stack net")
    told = error_of(cloudformation.detect_stack_resource_drift, StackName="net", LogicalResourceId="No")
    assert told == ("ValidationError", "Resource No does not exist for stack net")
    asked = {"StackDriftDetectionId": "0" * 36}
    assert error_of(cloudformation.describe_stack_drift_detection_status, **asked)[0] == "ValidationError"


def test_not_in_every_state(cloudformation: Any, end: End) -> None:
    stack_id = cloudformation.create_stack(StackName="net", TemplateBody=NETWORK)["StackId"]
    told = error_of(cloudformation.detect_stack_drift, StackName="net")
    message = f"Drift detection cannot be performed on stack [{stack_id}] while it is in [CREATE_IN_PROGRESS] state."
    assert told == ("ValidationError", message)


def test_it_is_forgotten_with_the_next_change(
    network: dict[str, str], cloudformation: Any, detect: Detect, aws: Aws, end: End
) -> None:
    aws("ec2").modify_vpc_attribute(VpcId=network["Net"], EnableDnsHostnames={"Value": False})
    detect()
    cloudformation.update_stack(StackName="net", UsePreviousTemplate=True, Tags=[{"Key": "a", "Value": "b"}])
    end()
    [stack] = cloudformation.describe_stacks(StackName="net")["Stacks"]
    assert stack["DriftInformation"]["StackDriftStatus"] == "NOT_CHECKED"
