"""Whether the account has what a parameter of an AWS-specific type names, and the values of SSM parameters.

Both are asked in the name of whoever works on the stack. What somebody may not see isn't there for CloudFormation
(AWS: "Specify existing resources at runtime with CloudFormation-supplied parameter types").
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from c9lib.simulator.api import NotSimulated
from c9lib.simulator.services.stacks import Worker
from c9lib.simulator.world import World

QUESTIONS = {
    "AWS::EC2::AvailabilityZone::Name": ("ec2", "describe_availability_zones", "ZoneNames", "AvailabilityZones"),
    "AWS::EC2::Image::Id": ("ec2", "describe_images", "ImageIds", "Images"),
    "AWS::EC2::Instance::Id": ("ec2", "describe_instances", "InstanceIds", "Reservations"),
    "AWS::EC2::KeyPair::KeyName": ("ec2", "describe_key_pairs", "KeyNames", "KeyPairs"),
    "AWS::EC2::SecurityGroup::GroupName": ("ec2", "describe_security_groups", "GroupNames", "SecurityGroups"),
    "AWS::EC2::SecurityGroup::Id": ("ec2", "describe_security_groups", "GroupIds", "SecurityGroups"),
    "AWS::EC2::Subnet::Id": ("ec2", "describe_subnets", "SubnetIds", "Subnets"),
    "AWS::EC2::VPC::Id": ("ec2", "describe_vpcs", "VpcIds", "Vpcs"),
    "AWS::EC2::Volume::Id": ("ec2", "describe_volumes", "VolumeIds", "Volumes"),
    "AWS::SSM::Parameter::Name": ("ssm", "get_parameters", "Names", "Parameters"),
}
"""By type of parameter: service, operation, the member that takes the value, the member of the answer."""


class Account:
    """The account as a template's parameters need it, seen by whoever works on the stack."""

    def __init__(self, world: World, region: str, worker: Worker) -> None:
        self._world, self._region, self._worker = world, region, worker

    def has(self, kind: str, value: str) -> bool:
        """Whether it has this. Raises `NotSimulated` for a type whose service isn't here."""
        if kind not in QUESTIONS:
            raise NotSimulated(f"A parameter of type {kind}")
        service, name, member, shown = QUESTIONS[kind]
        try:
            return bool(value) and bool(getattr(self._client(service), name)(**{member: [value]})[shown])
        except ClientError:
            return False

    def parameter(self, name: str) -> str:
        """The value of an SSM parameter. Raises `KeyError` where there is none, or none that may be read."""
        try:
            found = self._client("ssm").get_parameters(Names=[name])["Parameters"]
        except ClientError as error:
            raise KeyError(name) from error
        if not found or found[0]["Type"] == "SecureString":
            raise KeyError(name)
        return str(found[0]["Value"])

    def _client(self, service: str) -> Any:
        return self._world.client(service, self._region, self._worker.principal, self._worker.chain)
