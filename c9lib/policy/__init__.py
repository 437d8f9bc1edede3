"""What policy documents of IAM and of VPC endpoints decide: pure functions over plain data, without conditions yet.

    decided(documents, "ssm:UpdateInstanceInformation")            # on every resource
    decided(documents, "s3:GetObject", "arn:aws:s3:::bucket/key")  # on one

What depends on a condition, or on who asks, is `conditional`: not decided here.
"""

from __future__ import annotations

from c9lib.policy.statements import DENIED, Decision, Document, carries, decided, listed, statements, touches

__all__ = ["DENIED", "Decision", "Document", "carries", "decided", "listed", "statements", "touches"]
