"""EC2's lists in pages: as many as asked for, all of them once, and clear refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def tables(ec2: Any) -> set[str]:
    """The ids of eight route tables of one VPC, the main one among them."""
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    made = {ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"] for _ in range(7)}
    found = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    assert made < {table["RouteTableId"] for table in found}
    return {table["RouteTableId"] for table in ec2.describe_route_tables()["RouteTables"]}


def test_all_pages_hold_everything_once(ec2: Any, tables: set[str]) -> None:
    pages = list(ec2.get_paginator("describe_route_tables").paginate(PaginationConfig={"PageSize": 5}))
    assert [len(page["RouteTables"]) for page in pages] == [5, len(tables) - 5]
    assert {table["RouteTableId"] for page in pages for table in page["RouteTables"]} == tables


def test_an_operation_of_ours_pages_too(ec2: Any) -> None:
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    for number in range(6):
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24")
    asked = {"Filters": [{"Name": "vpc-id", "Values": [vpc]}], "MaxResults": 5}
    first = ec2.describe_subnets(**asked)
    rest = ec2.describe_subnets(**asked, NextToken=first["NextToken"])
    assert (len(first["Subnets"]), len(rest["Subnets"]), "NextToken" in rest) == (5, 1, False)


def test_a_token_of_another_operation_is_refused(
    ec2: Any, tables: set[str], refused: Callable[..., tuple[str, str]]
) -> None:
    token = ec2.describe_route_tables(MaxResults=5)["NextToken"]
    assert refused(ec2.describe_subnets, NextToken=token)[0] == "InvalidNextToken"
    assert refused(ec2.describe_route_tables, NextToken="nonsense")[0] == "InvalidNextToken"


def test_a_page_too_large_is_refused(ec2: Any, refused: Callable[..., tuple[str, str]]) -> None:
    code, message = refused(ec2.describe_vpcs, MaxResults=1001)
    assert code == "InvalidParameterValue"
    assert message == "Value ( 1001 ) for parameter maxResults is invalid. Expecting a value lower than 1000."
