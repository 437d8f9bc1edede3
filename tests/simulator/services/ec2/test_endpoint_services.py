"""DescribeVpcEndpointServices: names, types, filters, pages."""

from __future__ import annotations

from typing import Any


def test_the_services_of_the_runbook(ec2: Any) -> None:
    names = [f"com.amazonaws.us-east-1.{name}" for name in ("ec2messages", "ssm", "ssmmessages")]
    answer = ec2.describe_vpc_endpoint_services(ServiceNames=names)
    assert answer["ServiceNames"] == names
    ssm = answer["ServiceDetails"][1]
    assert ssm["PrivateDnsName"] == "ssm.us-east-1.amazonaws.com"
    assert ssm["BaseEndpointDnsNames"] == ["ssm.us-east-1.vpce.amazonaws.com"]
    assert ssm["AvailabilityZones"][:2] == ["us-east-1a", "us-east-1b"]
    assert [kind["ServiceType"] for kind in ssm["ServiceType"]] == ["Interface"]


def test_gateway_services_by_filter(ec2: Any) -> None:
    answer = ec2.describe_vpc_endpoint_services(Filters=[{"Name": "service-type", "Values": ["Gateway"]}])
    assert answer["ServiceNames"] == ["com.amazonaws.us-east-1.dynamodb", "com.amazonaws.us-east-1.s3"]
    some = ec2.describe_vpc_endpoint_services(Filters=[{"Name": "service-name", "Values": ["*.ssm*"]}])
    assert "com.amazonaws.us-east-1.ssmmessages" in some["ServiceNames"]
    assert "com.amazonaws.us-east-1.s3" not in some["ServiceNames"]


def test_an_unknown_service_or_filter(ec2: Any, refused: Any) -> None:
    assert refused(ec2.describe_vpc_endpoint_services, ServiceNames=["com.amazonaws.us-east-1.cloud9"]) == (
        "InvalidServiceName",
        "The Vpc Endpoint Service 'com.amazonaws.us-east-1.cloud9' does not exist",
    )
    wrong = [{"Name": "colour", "Values": ["red"]}]
    assert refused(ec2.describe_vpc_endpoint_services, Filters=wrong)[0] == "InvalidFilter"


def test_pages_together_are_all_services(ec2: Any) -> None:
    everything = ec2.describe_vpc_endpoint_services()
    assert "NextToken" not in everything
    names: list[str] = []
    for page in ec2.get_paginator("describe_vpc_endpoint_services").paginate(MaxResults=100):
        assert len(page["ServiceNames"]) <= 100
        names += page["ServiceNames"]
    assert names == everything["ServiceNames"]
    assert len(names) > 200
