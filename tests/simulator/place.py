"""A place for an instance: a VPC that leads out, and an instance profile that lets SSM Agent register."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ALIAS = "/aws/service/cloud9/amis/amazonlinux-2023-x86_64"
PROFILE = "AWSCloud9SSMInstanceProfile"
ROLE = "AWSCloud9SSMAccessRole"
POLICY = "arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile"


def trust(service: str = "ec2.amazonaws.com") -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@dataclass
class Place:
    """Clients of the administrator, and the network's parts by their ids."""

    ec2: Any
    iam: Any
    ssm: Any
    wait: Callable[[float], None]
    vpc: str = ""
    subnet: str = ""
    gateway: str = ""
    table: str = ""

    def launch(self, *, public: bool = True, profile: str | None = PROFILE, **more: Any) -> str:
        """Launch an instance and give its id; it is still pending."""
        interface = {"DeviceIndex": 0, "SubnetId": self.subnet, "AssociatePublicIpAddress": public}
        given = {"IamInstanceProfile": {"Name": profile}} if profile else {}
        asked = {"NetworkInterfaces": [interface], "InstanceType": "t3.small", **given, **more}
        answer = self.ec2.run_instances(ImageId=f"resolve:ssm:{ALIAS}", MinCount=1, MaxCount=1, **asked)
        return str(answer["Instances"][0]["InstanceId"])

    def instance(self, instance_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ec2.describe_instances(InstanceIds=[instance_id])["Reservations"][0]["Instances"][
            0
        ]
        return found

    def state(self, instance_id: str) -> str:
        return str(self.instance(instance_id)["State"]["Name"])

    def node(self, instance_id: str) -> dict[str, Any] | None:
        """What DescribeInstanceInformation shows of an instance, or None."""
        found = self.ssm.describe_instance_information()["InstanceInformationList"]
        return next((one for one in found if one["InstanceId"] == instance_id), None)

    def ping(self, instance_id: str) -> str:
        """Its PingStatus; `absent` for one that isn't registered."""
        found = self.node(instance_id)
        return str(found["PingStatus"]) if found else "absent"

    def connection(self, instance_id: str) -> str:
        return str(self.ssm.get_connection_status(Target=instance_id)["Status"])

    def lead_out(self) -> None:
        self.ec2.create_route(RouteTableId=self.table, DestinationCidrBlock="0.0.0.0/0", GatewayId=self.gateway)

    def cut_off(self) -> None:
        self.ec2.delete_route(RouteTableId=self.table, DestinationCidrBlock="0.0.0.0/0")

    def association(self, instance_id: str) -> str:
        filters = [{"Name": "instance-id", "Values": [instance_id]}]
        found = self.ec2.describe_iam_instance_profile_associations(Filters=filters)["IamInstanceProfileAssociations"]
        return str(found[0]["AssociationId"])


def furnish(place: Place) -> Place:
    """Build the network and the profile, and wait until IAM's news has spread."""
    place.iam.create_role(RoleName=ROLE, Path="/service-role/", AssumeRolePolicyDocument=trust())
    place.iam.attach_role_policy(RoleName=ROLE, PolicyArn=POLICY)
    place.iam.create_instance_profile(InstanceProfileName=PROFILE, Path="/cloud9/")
    place.iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    place.vpc = place.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    place.subnet = place.ec2.create_subnet(VpcId=place.vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    place.gateway = place.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    place.ec2.attach_internet_gateway(InternetGatewayId=place.gateway, VpcId=place.vpc)
    tables = place.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [place.vpc]}])["RouteTables"]
    place.table = tables[0]["RouteTableId"]
    place.lead_out()
    place.wait(60)
    return place
