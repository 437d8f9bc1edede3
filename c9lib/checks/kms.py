"""Can Cloud9 start an instance whose volume is encrypted by default? (facts 6.2, 10.7)"""

from __future__ import annotations

from c9lib.checks.documented import SERVICE_LINKED_ROLE
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check

AWS_KEY = "alias/aws/ebs"


@asks("kms.default-key", "May Cloud9 use the key that new volumes are encrypted with?")
def default_key(question: Question, seen: Snapshot) -> Check:
    """Facts 6.2: AWS's own key needs nothing; the policy of another key must let Cloud9's service-linked role in."""
    seen.for_cloud9()
    key = str((seen.reader.one("ec2", "get_ebs_default_kms_key_id") or {})["KmsKeyId"])
    if key.endswith(AWS_KEY):
        return question.ok(f"{key}, AWS's own key, which lets every service in")
    answer = seen.reader.one("ec2", "get_ebs_encryption_by_default") or {}
    if not answer["EbsEncryptionByDefault"]:
        return question.ok(f"volumes aren't encrypted by default in {seen.region}: {key} isn't used")
    role = f"arn:aws:iam::{seen.session.account_id}:role/{SERVICE_LINKED_ROLE}"
    return question.warn(
        f"volumes are encrypted by default with {key}; its key policy is not evaluated",
        cause="Creation fails, almost without a message, when that policy doesn't name Cloud9's service-linked role.",
        reason="Client.InternalError",
        remedy=(
            f"# Let {role} use it by its key policy: kms:Encrypt, kms:Decrypt, kms:ReEncrypt*, kms:GenerateDataKey*,"
            " kms:DescribeKey; with kms:GrantIsForAWSResource true kms:CreateGrant, kms:ListGrants, kms:RevokeGrant.",
        ),
    )
