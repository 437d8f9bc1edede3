"""The subnet of an environment's instance: the one that is named, or the default VPC's."""

from __future__ import annotations

from dataclasses import dataclass

from botocore.exceptions import ClientError

from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.services.cloud9.refusals import bad_request


@dataclass(frozen=True)
class Place:
    """Where an instance goes."""

    subnet_id: str
    vpc_id: str


def place(call: ApiCall) -> Place:
    """The request's subnet, or the default VPC's first default subnet.

    Raises NotFoundException and BadRequestException.
    """
    ec2, subnet_id = call.system("ec2"), call.params.get("subnetId")
    if subnet_id is None:
        found = ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
        if not found:
            told = "No subnet was specified, and there is no default VPC with a default subnet"
            raise bad_request(f"{told} in {call.region}. Specify subnetId.")
        first = min(found, key=lambda subnet: str(subnet["AvailabilityZone"]))
        return Place(first["SubnetId"], first["VpcId"])
    try:
        subnet = ec2.describe_subnets(SubnetIds=[subnet_id])["Subnets"][0]
    except ClientError:
        raise ApiError("NotFoundException", f"The subnet ID '{subnet_id}' does not exist") from None
    return Place(subnet["SubnetId"], subnet["VpcId"])
