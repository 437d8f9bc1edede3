"""The role as somebody else makes it, and what is there of it."""

from __future__ import annotations

import json
from typing import Any

from c9lib.aws import Session
from c9lib.checks.documented import ROLE, TRUST

CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
ALLOWING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
)


def make(session: Session, path: str = "/service-role/", trust: object = TRUST, *policies: str) -> None:
    """The role, as somebody else makes it."""
    iam = session.client("iam")
    iam.create_role(RoleName=ROLE, Path=path, AssumeRolePolicyDocument=json.dumps(trust))
    for arn in policies:
        iam.attach_role_policy(RoleName=ROLE, PolicyArn=arn)


def role(session: Session) -> dict[str, Any]:
    found: dict[str, Any] = session.client("iam").get_role(RoleName=ROLE)["Role"]
    return found


def attached(session: Session) -> list[str]:
    told = session.client("iam").list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
    return [policy["PolicyArn"] for policy in told]
