"""The AWS CLI builds the network of the runbook, and tears it down in the wrong and in the right order."""

from __future__ import annotations

import json
from typing import Any

SERVICES = ("ssm", "ssmmessages", "ec2messages")


def test_a_network_with_endpoints_there_and_back(cli: Any, wait: Any) -> None:
    def aws(*words: str) -> Any:
        done = cli("ec2", *words, "--output", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def refusal(*words: str) -> str:
        done = cli("ec2", *words)
        assert done.returncode != 0, done.stdout
        return str(done.stderr)

    vpc = aws("create-vpc", "--cidr-block", "10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = aws("create-subnet", "--vpc-id", vpc, "--cidr-block", "10.0.1.0/24")["Subnet"]["SubnetId"]
    endpoint = ["create-vpc-endpoint", "--vpc-id", vpc, "--vpc-endpoint-type", "Interface", "--subnet-ids", subnet]
    told = refusal(*endpoint, "--service-name", "com.amazonaws.us-east-1.ssm")
    assert (
        "(InvalidParameter) when calling the CreateVpcEndpoint operation: Enabling private DNS requires both " in told
    )
    aws("modify-vpc-attribute", "--vpc-id", vpc, "--enable-dns-hostnames", '{"Value":true}')
    made = [aws(*endpoint, "--service-name", f"com.amazonaws.us-east-1.{name}")["VpcEndpoint"] for name in SERVICES]
    assert [found["State"] for found in made] == ["pending"] * 3
    wait(80)
    shown = aws("describe-vpc-endpoints", "--filters", f"Name=vpc-id,Values={vpc}")["VpcEndpoints"]
    assert [found["State"] for found in shown] == ["available"] * 3

    assert "has dependencies and cannot be deleted" in refusal("delete-vpc", "--vpc-id", vpc)
    ids = [found["VpcEndpointId"] for found in made]
    assert aws("delete-vpc-endpoints", "--vpc-endpoint-ids", *ids)["Unsuccessful"] == []
    violation = f"The subnet '{subnet}' has dependencies and cannot be deleted."
    assert violation in refusal("delete-subnet", "--subnet-id", subnet)
    wait(100)
    aws("delete-subnet", "--subnet-id", subnet)
    aws("delete-vpc", "--vpc-id", vpc)
