"""The names that AWS's page fixes: role, instance profile, policies, actions, services (facts 1.5, 5.1, 5.2, 5.6, 7.1).

They aren't free to choose: Cloud9's service-linked role may pass only this role and read only profiles under this path.
"""

from __future__ import annotations

from typing import Any

ROLE = "AWSCloud9SSMAccessRole"
ROLE_PATH = "/service-role/"
PROFILE = "AWSCloud9SSMInstanceProfile"
PROFILE_PATH = "/cloud9/"
CLOUD9_PROFILE = f":instance-profile{PROFILE_PATH}{PROFILE}"
"""How the ARN of the profile ends."""
SERVICE_LINKED_ROLE = "aws-service-role/cloud9.amazonaws.com/AWSServiceRoleForAWSCloud9"

AWS_POLICIES = "arn:aws:iam::aws:policy/"
ROLE_POLICY_ARN = f"{AWS_POLICIES}AWSCloud9SSMInstanceProfile"

EC2 = "ec2.amazonaws.com"
CLOUD9 = "cloud9.amazonaws.com"

TRUSTED = (EC2, CLOUD9)
TRUST: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": list(TRUSTED)}, "Action": "sts:AssumeRole"}],
}
SESSION_ACTIONS = (
    "ssm:UpdateInstanceInformation",
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
)
"""What the instance must be allowed so that sessions reach it (facts 5.2)."""

OF_SESSIONS = ("ssm", "ssmmessages")
"""The services without which no session works: the one to register, the other for the channels (facts 7.1)."""

ENVIRONMENT_TAG = "aws:cloud9:environment"
AGENT_FOR_SESSIONS = (2, 3, 68, 0)
"""The oldest SSM Agent that knows Session Manager (facts 7.4)."""
