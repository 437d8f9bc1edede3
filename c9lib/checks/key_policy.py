"""What the policy of a KMS key decides on Cloud9's service-linked role, and what lets the role in (facts 6.2).

Pure functions over plain data. A statement for the account only lets the account's own policies decide (AWS KMS
Developer Guide, "Default key policy"), and the role's own policy allows nothing of KMS (facts 5.6): so it has to be
named, as `*` or by its ARN.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.checks.documented import SERVICE_LINKED_ROLE
from c9lib.policy import Asker, Context, Decision, Document, Request, statements, trusted

FOR_RESOURCES = "kms:GrantIsForAWSResource"
GRANTING = ("kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant")
USING = ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey")
ASKED = (
    "kms:DescribeKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:Decrypt",
    "kms:CreateGrant",
)
"""What whoever launches an instance with an encrypted volume needs (Amazon EBS User Guide, "Requirements for Amazon EBS
encryption"): less than AWS's two statements for Cloud9 give (facts 6.2)."""


@dataclass(frozen=True)
class Key:
    """A key of this account: its ARN and Region, and the account's id."""

    arn: str
    region: str
    account_id: str

    @property
    def role(self) -> str:
        """The ARN of Cloud9's service-linked role."""
        return f"arn:aws:iam::{self.account_id}:role/{SERVICE_LINKED_ROLE}"


def deciding(document: Document | str, key: Key) -> dict[str, Decision]:
    """How the key's policy decides on each action that an encrypted volume takes, asked for by the role through EC2."""
    parsed = json.loads(document) if isinstance(document, str) else document
    asker = Asker(arn=key.role, role_arn=key.role)  # without its account: that one's statements don't let it in
    return {action: trusted(parsed, Request(action, key.arn, _context(key, action), asker)) for action in ASKED}


def with_grants(document: Document | str, grants: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The key's policy, and beside it what grants allow, as a policy says the same."""
    parsed = json.loads(document) if isinstance(document, str) else document
    granted = [
        {
            "Effect": "Allow",
            "Principal": {"AWS": one["GranteePrincipal"]},
            "Action": [f"kms:{operation}" for operation in one["Operations"]],
            "Resource": "*",
        }
        for one in grants
        if not one.get("Constraints")  # those want an encryption context, which EBS chooses
    ]
    return {**parsed, "Statement": [*statements(parsed), *granted]}


def letting_in(document: Document | str, key: Key) -> dict[str, Any]:
    """The key's policy with AWS's two statements for the role."""
    parsed = json.loads(document) if isinstance(document, str) else document
    principal = {"AWS": key.role}
    use = {"Effect": "Allow", "Principal": principal, "Action": [*USING], "Resource": "*"}
    grant = {"Effect": "Allow", "Principal": principal, "Action": [*GRANTING], "Resource": "*"}
    grant["Condition"] = {"Bool": {FOR_RESOURCES: "true"}}
    added = ({"Sid": "Allow AWS Cloud9 to use the key", **use}, {"Sid": "Allow AWS Cloud9 to attach it", **grant})
    return {**parsed, "Statement": [*statements(parsed), *added]}


def _context(key: Key, action: str) -> Context:
    """What is known of the request: EC2 makes it for the role, and every grant is for a volume."""
    told: Mapping[str, str | bool] = {
        "aws:PrincipalAccount": key.account_id,
        "aws:PrincipalArn": key.role,
        "aws:PrincipalType": "AssumedRole",
        "aws:SecureTransport": True,
        "aws:RequestedRegion": key.region,
        "aws:ViaAWSService": True,
        "kms:CallerAccount": key.account_id,
        "kms:ViaService": f"ec2.{key.region}.amazonaws.com",
        **({FOR_RESOURCES: True} if action in GRANTING else {}),
    }
    return Context(told, complete=False)
