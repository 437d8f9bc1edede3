"""What there is in the simulated account, for tests that ask what a stack made and what it left behind."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

ENDED = {"deleted", "failed", "terminated", "DELETE_COMPLETE"}
PARTS = {
    "describe_vpcs": ("Vpcs", "VpcId"),
    "describe_subnets": ("Subnets", "SubnetId"),
    "describe_internet_gateways": ("InternetGateways", "InternetGatewayId"),
    "describe_route_tables": ("RouteTables", "RouteTableId"),
    "describe_network_acls": ("NetworkAcls", "NetworkAclId"),
    "describe_addresses": ("Addresses", "AllocationId"),
    "describe_nat_gateways": ("NatGateways", "NatGatewayId"),
    "describe_security_groups": ("SecurityGroups", "GroupId"),
    "describe_vpc_endpoints": ("VpcEndpoints", "VpcEndpointId"),
    "describe_network_interfaces": ("NetworkInterfaces", "NetworkInterfaceId"),
    "describe_volumes": ("Volumes", "VolumeId"),
}
"""How EC2 tells what there is of the network: the operation, the list in its answer, the id."""


@dataclass
class Account:
    """The account of the test, as its administrator sees it."""

    aws: Callable[..., Any]

    def everything(self) -> set[str]:
        """The ids and names of all that costs, counts or stands in the way. The service-linked role of Cloud9, which
        stays for good, isn't looked at.
        """
        return {*self._network(), *self._instances(), *self._identities(), *self._stacks(), *self.environments()}

    def environments(self) -> list[str]:
        return list(self.aws("cloud9").list_environments()["environmentIds"])

    def status(self, environment_id: str) -> str:
        return str(self.aws("cloud9").describe_environment_status(environmentId=environment_id)["status"])

    def instance(self, environment_id: str) -> dict[str, Any]:
        """The instance behind an environment."""
        filters = [{"Name": "tag:aws:cloud9:environment", "Values": [environment_id]}]
        (reservation,) = self.aws("ec2").describe_instances(Filters=filters)["Reservations"]
        return dict(reservation["Instances"][0])

    def ping(self, environment_id: str) -> str:
        """The PingStatus of the environment's instance; `absent` when it isn't registered."""
        wanted = self.instance(environment_id)["InstanceId"]
        found = self.aws("ssm").describe_instance_information()["InstanceInformationList"]
        return next((str(one["PingStatus"]) for one in found if one["InstanceId"] == wanted), "absent")

    def stack(self, name: str) -> dict[str, Any]:
        (told,) = self.aws("cloudformation").describe_stacks(StackName=name)["Stacks"]
        return dict(told)

    def events(self, name: str) -> list[dict[str, Any]]:
        """The events of a stack, the oldest first."""
        pages = self.aws("cloudformation").get_paginator("describe_stack_events").paginate(StackName=name)
        return [one for page in pages for one in page["StackEvents"]][::-1]

    def causes(self, name: str) -> list[tuple[str, str]]:
        """The resources of a stack that failed, with the reason; without those that were only cancelled."""
        failed = [one for one in self.events(name) if one["ResourceStatus"].endswith("_FAILED")]
        told = [(one["LogicalResourceId"], one.get("ResourceStatusReason", "")) for one in failed]
        return [one for one in told if one[1] != "Resource creation cancelled"]

    def _network(self) -> Iterator[str]:
        ec2 = self.aws("ec2")
        for operation, (items, key) in PARTS.items():
            for one in getattr(ec2, operation)()[items]:
                if one.get("State") not in ENDED:
                    yield str(one[key])

    def _instances(self) -> Iterator[str]:
        for reservation in self.aws("ec2").describe_instances()["Reservations"]:
            for one in reservation["Instances"]:
                if one["State"]["Name"] not in ENDED:
                    yield str(one["InstanceId"])

    def _identities(self) -> Iterator[str]:
        iam = self.aws("iam")
        yield from (one["Arn"] for one in iam.list_roles()["Roles"] if "aws-service-role" not in one["Path"])
        yield from (one["Arn"] for one in iam.list_instance_profiles()["InstanceProfiles"])

    def _stacks(self) -> Iterator[str]:
        told = self.aws("cloudformation").list_stacks()["StackSummaries"]
        yield from (one["StackName"] for one in told if one["StackStatus"] not in ENDED)


def user_without(account: Account, action: str, *, name: str = "c9-limited") -> str:
    """A user who may do everything but one action; the key to come with."""
    iam = account.aws("iam")
    iam.create_user(UserName=name)
    statements = [
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": action, "Resource": "*"},
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    iam.put_user_policy(UserName=name, PolicyName="all-but-one", PolicyDocument=document)
    return str(iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"])
