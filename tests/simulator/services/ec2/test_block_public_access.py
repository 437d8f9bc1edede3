"""VPC Block Public Access: its mode, its exclusions, and how long both take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.durations import BLOCK_PUBLIC_ACCESS, EXCLUSION_SHOWN


def mode(ec2: Any) -> tuple[str, str]:
    told = ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    return told["InternetGatewayBlockMode"], told["State"]


def test_the_mode(ec2: Any, wait: Callable[[float], None], refused: Any, aws: Any) -> None:
    assert mode(ec2) == ("off", "default-state")
    modify = ec2.modify_vpc_block_public_access_options
    assert refused(modify, InternetGatewayBlockMode="on")[0] == "InvalidParameterValue"
    assert refused(modify, InternetGatewayBlockMode="off", DryRun=True)[0] == "DryRunOperation"
    assert mode(ec2) == ("off", "default-state")
    modify(InternetGatewayBlockMode="block-ingress")
    wait(BLOCK_PUBLIC_ACCESS / 2)
    modify(InternetGatewayBlockMode="block-bidirectional")
    wait(BLOCK_PUBLIC_ACCESS / 2)
    assert mode(ec2) == ("block-bidirectional", "update-in-progress"), "the first change says nothing of the second"
    wait(BLOCK_PUBLIC_ACCESS / 2)
    assert mode(ec2) == ("block-bidirectional", "update-complete")
    assert mode(aws("ec2", region="eu-west-1")) == ("off", "default-state"), "each Region has its own"


@pytest.fixture
def exclusion(ec2: Any, net: Any, wait: Callable[[float], None]) -> str:
    wanted = {"VpcId": net.vpc, "InternetGatewayExclusionMode": "allow-egress"}
    made = ec2.create_vpc_block_public_access_exclusion(**wanted)["VpcBlockPublicAccessExclusion"]
    assert made["State"] == "create-in-progress"
    wait(BLOCK_PUBLIC_ACCESS)
    return str(made["ExclusionId"])


def shown(ec2: Any, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ec2.describe_vpc_block_public_access_exclusions(**asked)[
        "VpcBlockPublicAccessExclusions"
    ]
    return found


def test_an_exclusions_life(ec2: Any, net: Any, exclusion: str, wait: Callable[[float], None], refused: Any) -> None:
    found = shown(ec2)[0]
    assert (found["State"], found["InternetGatewayExclusionMode"]) == ("create-complete", "allow-egress")
    assert found["ResourceArn"].endswith(f":vpc/{net.vpc}")
    change = {"ExclusionId": exclusion, "InternetGatewayExclusionMode": "allow-bidirectional"}
    changed = ec2.modify_vpc_block_public_access_exclusion(**change)["VpcBlockPublicAccessExclusion"]
    assert (changed["State"], changed["InternetGatewayExclusionMode"]) == ("update-in-progress", "allow-bidirectional")
    wait(BLOCK_PUBLIC_ACCESS)
    assert shown(ec2)[0]["State"] == "update-complete"
    gone = ec2.delete_vpc_block_public_access_exclusion(ExclusionId=exclusion)["VpcBlockPublicAccessExclusion"]
    assert gone["State"] == "delete-in-progress"
    wait(BLOCK_PUBLIC_ACCESS)
    assert shown(ec2)[0]["State"] == "delete-complete"
    told = ("InvalidParameterValue", f"{exclusion} is in delete-complete state and cannot be deleted")
    assert refused(ec2.delete_vpc_block_public_access_exclusion, ExclusionId=exclusion) == told
    ec2.create_vpc_block_public_access_exclusion(VpcId=net.vpc, InternetGatewayExclusionMode="allow-egress")
    wait(EXCLUSION_SHOWN)
    assert [one["ExclusionId"] == exclusion for one in shown(ec2)] == [False]


def test_finding(ec2: Any, net: Any, exclusion: str, refused: Any) -> None:
    wanted = {"SubnetId": net.subnet_a, "InternetGatewayExclusionMode": "allow-bidirectional"}
    second = ec2.create_vpc_block_public_access_exclusion(**wanted)["VpcBlockPublicAccessExclusion"]
    assert [one["ExclusionId"] for one in shown(ec2, ExclusionIds=[exclusion])] == [exclusion]
    by_arn = [{"Name": "resource-arn", "Values": [second["ResourceArn"]]}]
    assert [one["ExclusionId"] for one in shown(ec2, Filters=by_arn)] == [second["ExclusionId"]]
    complete = [{"Name": "state", "Values": ["create-complete"]}]
    assert [one["ExclusionId"] for one in shown(ec2, Filters=complete)] == [exclusion]
    page = ec2.describe_vpc_block_public_access_exclusions(MaxResults=5)
    assert len(page["VpcBlockPublicAccessExclusions"]) == 2
    unknown = ("InvalidVpcBlockPublicAccessExclusionId.NotFound", "exclusion ID 'vpcbpa-exclude-0' does not exist")
    code, message = refused(ec2.describe_vpc_block_public_access_exclusions, ExclusionIds=["vpcbpa-exclude-0"])
    assert (code, message.endswith(unknown[1])) == (unknown[0], True)
    bad = {"Filters": [{"Name": "colour", "Values": ["red"]}]}
    assert refused(ec2.describe_vpc_block_public_access_exclusions, **bad)[0] == "InvalidParameterValue"


def test_what_is_no_exclusion(ec2: Any, net: Any, exclusion: str, refused: Any) -> None:
    def code(**wanted: str) -> str:
        given = {"InternetGatewayExclusionMode": "allow-egress", **wanted}
        return str(refused(ec2.create_vpc_block_public_access_exclusion, **given)[0])

    assert code() == "MissingParameter"
    assert code(VpcId=net.vpc, SubnetId=net.subnet_a) == "InvalidParameterCombination"
    assert code(VpcId="vpc-0") == "InvalidVpcID.NotFound"
    assert code(SubnetId="subnet-0") == "InvalidSubnetID.NotFound"
    assert code(SubnetId=net.subnet_a, InternetGatewayExclusionMode="allow") == "InvalidParameterValue"
    assert code(VpcId=net.vpc) == "InvalidParameterValue", "it has one"
    assert [one["ExclusionId"] for one in shown(ec2)] == [exclusion]
