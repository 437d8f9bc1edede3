"""What operations of STS, KMS and Service Quotas need. By the Service Authorization Reference of each,
the IAM User Guide ("Pass session tags in AWS STS"), the API references, and AWS's messages of refusals.
"""

from __future__ import annotations

from tests.policy.actions.account import ACCOUNT, IAM, KEYS, REGION, ROLE, Case, Need

KEY = f"{KEYS}1234abcd-12ab-34cd-56ef-1234567890ab"
OURS = {"kms:CallerAccount": ACCOUNT}
TAGS = [{"Key": "team", "Value": "blue"}]
TAG_KEYS = {"aws:RequestTag/team": "blue", "aws:TagKeys": "team"}


def on_key(operation: str, **params: str) -> Case:
    """An operation that is authorized on a key, named by its id."""
    named = {"KeyId": KEY.rpartition("/")[2], **params}
    return Case("kms", operation, named, (Need(f"kms:{operation}", KEY, OURS),))


CASES = [
    Case("sts", "GetCallerIdentity", {}, ()),
    Case("sts", "GetSessionToken", {"DurationSeconds": 900}, ()),
    Case(
        "sts",
        "AssumeRole",
        {"RoleArn": ROLE, "RoleSessionName": "lesson", "ExternalId": "x"},
        (Need("sts:AssumeRole", ROLE, {"sts:RoleSessionName": "lesson", "sts:ExternalId": "x"}),),
    ),
    Case(
        "sts",
        "AssumeRole",
        {
            "RoleArn": f"{IAM}role/other",
            "RoleSessionName": "lesson",
            "Tags": TAGS,
            "TransitiveTagKeys": ["team"],
            "SourceIdentity": "ann",
        },
        (
            Need(
                "sts:AssumeRole",
                f"{IAM}role/other",
                {
                    **TAG_KEYS,
                    "sts:RoleSessionName": "lesson",
                    "sts:TransitiveTagKeys": "team",
                    "sts:SourceIdentity": "ann",
                },
            ),
            Need("sts:TagSession", f"{IAM}role/other", {**TAG_KEYS, "sts:TransitiveTagKeys": "team"}),
            Need("sts:SetSourceIdentity", f"{IAM}role/other", {"sts:SourceIdentity": "ann"}),
        ),
    ),
    Case(
        "sts",
        "GetFederationToken",
        {"Name": "guest"},
        (Need("sts:GetFederationToken", f"arn:aws:sts::{ACCOUNT}:federated-user/guest"),),
    ),
    Case("sts", "DecodeAuthorizationMessage", {"EncodedMessage": "x"}, (Need("sts:DecodeAuthorizationMessage"),)),
    Case("sts", "GetAccessKeyInfo", {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"}, (Need("sts:GetAccessKeyInfo"),)),
    on_key("DescribeKey"),
    on_key("GetKeyPolicy", PolicyName="default"),
    on_key("ListGrants"),
    Case(
        "kms",
        "GenerateDataKeyWithoutPlaintext",
        {"KeyId": KEY, "EncryptionContext": {"aws:ebs:id": "vol-0a"}, "KeySpec": "AES_256"},
        (
            Need(
                "kms:GenerateDataKeyWithoutPlaintext",
                KEY,
                {
                    **OURS,
                    "kms:KeySpec": "AES_256",
                    "kms:EncryptionContext:aws:ebs:id": "vol-0a",
                    "kms:EncryptionContextKeys": "aws:ebs:id",
                },
            ),
        ),
    ),
    Case(
        "kms",
        "DescribeKey",
        {"KeyId": "alias/aws/ebs"},  # nobody here knows which key that is
        (Need("kms:DescribeKey", f"{KEYS}*", {**OURS, "kms:RequestAlias": "alias/aws/ebs"}),),
    ),
    Case(
        "kms",
        "CreateKey",
        {"Tags": [{"TagKey": "team", "TagValue": "blue"}]},
        (Need("kms:CreateKey", "*", {**TAG_KEYS, **OURS}), Need("kms:TagResource", f"{KEYS}*", {**TAG_KEYS, **OURS})),
    ),
    Case("kms", "ListKeys", {}, (Need("kms:ListKeys"),)),
    Case(
        "kms",
        "CreateAlias",
        {"AliasName": "alias/ours", "TargetKeyId": KEY},
        (
            Need("kms:CreateAlias", f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/ours", OURS),
            Need("kms:CreateAlias", KEY, OURS),
        ),
    ),
    Case(
        "kms",
        "ReEncrypt",
        {"CiphertextBlob": b"x", "SourceKeyId": f"{KEYS}from", "DestinationKeyId": f"{KEYS}to"},
        (Need("kms:ReEncryptFrom", f"{KEYS}from", OURS), Need("kms:ReEncryptTo", f"{KEYS}to", OURS)),
    ),
    Case(
        "service-quotas",
        "GetServiceQuota",
        {"ServiceCode": "vpc", "QuotaCode": "L-F678F1CE"},
        (
            Need(
                "servicequotas:GetServiceQuota",
                f"arn:aws:servicequotas:{REGION}:{ACCOUNT}:vpc/L-F678F1CE",
                {"servicequotas:service": "vpc"},
            ),
        ),
    ),
    Case(
        "service-quotas",
        "ListServiceQuotas",
        {"ServiceCode": "cloud9"},
        (Need("servicequotas:ListServiceQuotas"),),
    ),
    Case("service-quotas", "ListServices", {}, (Need("servicequotas:ListServices"),)),
]
