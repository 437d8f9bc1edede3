"""What an environment's stack consists of: as EC2 is asked for it, and as the template shows it (facts 4.1, 4.2)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from c9lib.simulator.services.cloud9 import profile, ssh
from c9lib.simulator.services.cloud9.environments import Environment
from c9lib.simulator.services.cloud9.subnets import Place

GROUP, INSTANCE = "InstanceSecurityGroup", "Instance"
ROOT_VOLUME = {"VolumeSize": 10, "VolumeType": "gp3", "DeleteOnTermination": True}
"""The root volume: its size in GiB is facts 4.1; gp3 is the type in the examples of facts 9."""
NO_INGRESS = "CONNECT_SSM"


@dataclass(frozen=True)
class Blueprint:
    """Everything that the stack of one environment needs to know."""

    environment: Environment
    place: Place
    instance_type: str
    image_parameter: str
    stack_id: str
    group_suffix: str
    """What CloudFormation puts behind the group's name: 13 capital letters and digits."""
    tags: dict[str, str] = field(default_factory=dict)
    """The user's tags, which propagate once (facts 4.2)."""

    @property
    def stack_name(self) -> str:
        return stack_name(self.environment)

    @property
    def group_name(self) -> str:
        return f"{self.stack_name}-{GROUP}-{self.group_suffix}"

    @property
    def group_description(self) -> str:
        return f"Security group for AWS Cloud9 environment {self.stack_name}"

    @property
    def no_ingress(self) -> bool:
        return self.environment.connection_type == NO_INGRESS

    def ingress(self) -> list[dict[str, Any]]:
        """What the group lets in, as EC2 takes it: nothing, or SSH from Cloud9."""
        return [] if self.no_ingress else ssh.permissions(self.environment.region)

    def stack_tags(self) -> dict[str, str]:
        """The tags of the stack itself, and of all that it makes.

        A user's tag `Name` gives way: the service-linked role may tag only with `aws-cloud9-*` as Name (facts 5.6).
        """
        own = {"Name": self.stack_name, "aws:cloud9:environment": self.environment.id}
        return {**self.tags, **own, "aws:cloud9:owner": self.environment.owner.user_id}

    def resource_tags(self, logical_id: str) -> list[dict[str, str]]:
        """The tags of one resource, as EC2 takes them."""
        own = {"logical-id": logical_id, "stack-name": self.stack_name, "stack-id": self.stack_id}
        given = {**self.stack_tags(), **{f"aws:cloudformation:{name}": value for name, value in own.items()}}
        return [{"Key": key, "Value": value} for key, value in given.items()]

    def template(self) -> str:
        """The template as GetTemplate shows it (our composition of facts 4.1: AWS doesn't publish its own)."""
        tags = [{"Key": "Name", "Value": self.stack_name}]
        group = {"GroupDescription": self.group_description, "VpcId": self.place.vpc_id, "Tags": tags}
        rules = [
            {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, **told}
            for one in self.ingress()
            for told in one["IpRanges"]
        ]
        instance = {
            "ImageId": f"{{{{resolve:ssm:{self.image_parameter}}}}}",
            "InstanceType": self.instance_type,
            "SubnetId": self.place.subnet_id,
            "SecurityGroupIds": [{"Fn::GetAtt": [GROUP, "GroupId"]}],
            **({"IamInstanceProfile": profile.NAME} if self.no_ingress else {}),
            "Tags": tags,
        }
        resources = {
            GROUP: {
                "Type": "AWS::EC2::SecurityGroup",
                "Properties": {**group, **({"SecurityGroupIngress": rules} if rules else {})},
            },
            INSTANCE: {"Type": "AWS::EC2::Instance", "Properties": instance},
        }
        return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}, indent=2)


def stack_name(environment: Environment) -> str:
    """`aws-cloud9-<name>-<id>`, with hyphens for what a stack's name can't have.

    Environments with spaces in their names exist (hashicorp/terraform-provider-aws#28825);
    what AWS makes of them is unknown.
    """
    return f"aws-cloud9-{re.sub(r'[^A-Za-z0-9-]', '-', environment.name)}-{environment.id}"
