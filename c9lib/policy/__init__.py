"""What policy documents of IAM and of VPC endpoints decide: pure functions over plain data, without conditions yet.

    decided(documents, "ssm:UpdateInstanceInformation")            # on every resource
    decided(documents, "s3:GetObject", "arn:aws:s3:::bucket/key")  # on one
    decided(documents, "ssm:UpdateInstanceInformation", who=[account_id, root_arn, role_arn])  # for one that asks

What depends on a condition, or on who asks where that isn't said, is `conditional`: not decided here.
"""

from __future__ import annotations

from c9lib.policy.statements import DENIED, Decision, Document, carries, decided, listed, statements, touches

__all__ = ["DENIED", "Decision", "Document", "carries", "decided", "listed", "statements", "touches"]
