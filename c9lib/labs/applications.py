"""Applications of a lab: a role for EC2 and an instance profile of the same name, as the EC2 console makes them."""

from __future__ import annotations

import json

from c9lib.checks.documented import AWS_POLICIES, EC2
from c9lib.labs.ground import Ground

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": EC2}, "Action": "sts:AssumeRole"}],
}


def deploy(ground: Ground, name: str, policy: str) -> None:
    """Make role and profile of this name, with one of AWS's managed policies. EC2 sees them some seconds later."""
    ground.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    ground.iam.attach_role_policy(RoleName=name, PolicyArn=f"{AWS_POLICIES}{policy}")
    ground.iam.create_instance_profile(InstanceProfileName=name)
    ground.iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)
