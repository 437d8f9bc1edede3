"""The subnet of an environment's instance: the one that is named, or the default VPC's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.services.cloud9 import service_role
from c9lib.simulator.services.cloud9.refusals import bad_request


@dataclass(frozen=True)
class Place:
    """Where an instance goes."""

    subnet_id: str
    vpc_id: str


def place(call: ApiCall) -> Place:
    """The request's subnet, or the default VPC's first default subnet, looked up in the caller's name: that takes
    ec2:DescribeSubnets and ec2:DescribeVpcs (facts 3.8).

    Raises NotFoundException, BadRequestException, and AccessDeniedException for who may not look.
    """
    ec2 = call.on_behalf("ec2", service_role.SERVICE)
    subnet_id = call.params.get("subnetId")
    try:
        subnet = _named(ec2, subnet_id) if subnet_id else _default(ec2, call.region)
        ec2.describe_vpcs(VpcIds=[subnet["VpcId"]])
    except ClientError as error:
        if error.response["Error"]["Code"] != "UnauthorizedOperation":
            raise
        raise ApiError("AccessDeniedException", error.response["Error"]["Message"]) from None
    return Place(subnet["SubnetId"], subnet["VpcId"])


def _named(ec2: Any, subnet_id: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = ec2.describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "UnauthorizedOperation":
            raise
        raise ApiError("NotFoundException", f"The subnet ID '{subnet_id}' does not exist") from None
    return found


def _default(ec2: Any, region: str) -> dict[str, Any]:
    found = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    if not found:
        told = "No subnet was specified, and there is no default VPC with a default subnet"
        raise bad_request(f"{told} in {region}. Specify subnetId.")
    first: dict[str, Any] = min(found, key=lambda subnet: str(subnet["AvailabilityZone"]))
    return first
