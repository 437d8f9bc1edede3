"""Keys of KMS, whose policy has to allow whoever asks.

KMS developer guide, "Default key policy", "Allowing users in other accounts to use a KMS key", "kms:ViaService". Cloud9
user guide, "Encrypting EBS volumes" (facts 6.2).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from c9lib.policy import Asker, Policies, Policy
from tests.policy.cases import (
    ACCOUNT,
    ALLOWED,
    DENIED,
    NOT_ALLOWED,
    OTHER,
    ROOT,
    SESSION,
    STRANGER,
    Case,
    allow,
    deny,
    held,
    page,
    policy,
)

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
LINKED = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/cloud9.amazonaws.com/AWSServiceRoleForAWSCloud9"
CLOUD9 = Asker(f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSServiceRoleForAWSCloud9/AWSCloud9", ACCOUNT, LINKED)
DEFAULT = allow("kms:*", "*", Principal={"AWS": ROOT}, Sid="Enable IAM User Permissions")
USE = allow(
    ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    "*",
    Principal={"AWS": LINKED},
    Sid="Allow use of the key",
)
GRANT = allow(
    ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
    "*",
    {"Bool": {"kms:GrantIsForAWSResource": "true"}},
    Principal={"AWS": LINKED},
    Sid="Allow attachment of persistent resources",
)
MANAGED = allow(
    ["kms:Decrypt", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"],
    "*",
    {"StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "ec2.us-east-1.amazonaws.com"}},
    Principal={"AWS": "*"},
    Sid="Allow access through EBS",
)
DATA_KEY = "kms:GenerateDataKeyWithoutPlaintext"


def key(*statements: dict[str, Any], documents: tuple[Any, ...] = ()) -> Policies:
    return held(*documents, resource=(Policy(policy(*statements), "key"),))


KEYS = [
    *page(
        "default key policy",
        key(DEFAULT),
        Case("the account alone gives nothing", DATA_KEY, NOT_ALLOWED, "", KEY, layer="identity", asker=CLOUD9),
        Case("the root user", DATA_KEY, ALLOWED, "", KEY, asker=Asker(ROOT, ACCOUNT)),
        Case("another account", DATA_KEY, NOT_ALLOWED, "", KEY, layer="resource", asker=STRANGER),
    ),
    *page(
        "default key policy",
        key(DEFAULT, documents=(policy(allow("kms:*", KEY)),)),
        Case("the account and an IAM policy", DATA_KEY, ALLOWED, "mine 1", KEY),
    ),
    *page(
        "a key policy without the account",
        key(USE, documents=(policy(allow("kms:*")),)),
        Case("an IAM policy is ineffective", DATA_KEY, NOT_ALLOWED, "", KEY, layer="resource"),
        Case("whom it names needs none", DATA_KEY, ALLOWED, "key Allow use of the key", KEY, asker=CLOUD9),
    ),
    *page(
        "key policy for Cloud9",
        key(DEFAULT, USE, GRANT),
        Case("a data key", DATA_KEY, ALLOWED, "key Allow use of the key", KEY, asker=CLOUD9),
        Case("reading it again", "kms:ReEncryptFrom", ALLOWED, "key Allow use of the key", KEY, asker=CLOUD9),
        Case(
            "a grant for EBS",
            "kms:CreateGrant",
            ALLOWED,
            "key Allow attachment of persistent resources",
            KEY,
            {"kms:GrantIsForAWSResource": "true"},
            asker=CLOUD9,
        ),
        Case(
            "a grant for itself",
            "kms:CreateGrant",
            NOT_ALLOWED,
            "",
            KEY,
            {"kms:GrantIsForAWSResource": "false"},
            layer="identity",
            asker=CLOUD9,
        ),
        Case("another role", DATA_KEY, NOT_ALLOWED, "", KEY, layer="identity", asker=SESSION),
    ),
    *page(
        "the key aws/ebs",
        key(MANAGED),
        Case(
            "through EBS",
            DATA_KEY,
            ALLOWED,
            "key Allow access through EBS",
            KEY,
            {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "ec2.us-east-1.amazonaws.com"},
            asker=CLOUD9,
        ),
        Case(
            "directly",
            DATA_KEY,
            NOT_ALLOWED,
            "",
            KEY,
            {"kms:CallerAccount": ACCOUNT},
            ["key Allow access through EBS StringEquals kms:ViaService: absent"],
            "resource",
            asker=CLOUD9,
        ),
    ),
    *page(
        "a key that denies",
        key(DEFAULT, USE, deny("kms:*", "*", Principal="*", Sid="Locked")),
        Case("denies everybody", DATA_KEY, DENIED, "key Locked", KEY, layer="resource", asker=CLOUD9),
    ),
    *page(
        "a key of another account",
        key(allow("kms:*", "*", Principal={"AWS": ROOT}), documents=(policy(allow("kms:*")),)),
        Case("both have to allow", DATA_KEY, ALLOWED, "mine 1", KEY.replace(ACCOUNT, OTHER)),
    ),
]
CASES = [replace(case, resource_must_allow=True) for case in KEYS]
