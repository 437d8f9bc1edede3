"""What operations of STS, CloudFormation, KMS and Service Quotas need. By the Service Authorization Reference of each,
the IAM User Guide ("Pass session tags in AWS STS"), the API references, and AWS's messages of refusals.
"""

from __future__ import annotations

from tests.policy.actions.account import ACCOUNT, IAM, KEYS, REGION, ROLE, STACKS, Case, Need

KEY = f"{KEYS}1234abcd-12ab-34cd-56ef-1234567890ab"
OURS = {"kms:CallerAccount": ACCOUNT}
STACK_ID = f"{STACKS}aws-cloud9-demo-{'0' * 32}/0b05dfd0-876f-11f1-963c-0e97a2fa656f"
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
    Case(
        "cloudformation",
        "DescribeStacks",
        {},
        (
            Need("cloudformation:DescribeStacks", "*", {}, f"{STACKS}*/*"),
            Need("cloudformation:ListStacks", "*", {}, f"{STACKS}*/*"),
        ),
    ),
    Case(
        "cloudformation",
        "DescribeStacks",
        {"StackName": "demo"},
        (Need("cloudformation:DescribeStacks", f"{STACKS}demo/*"),),
    ),
    Case(
        "cloudformation",
        "DescribeStacks",
        {"StackName": STACK_ID},
        (Need("cloudformation:DescribeStacks", STACK_ID),),
    ),
    Case("cloudformation", "ListStacks", {}, (Need("cloudformation:ListStacks", "*", {}, f"{STACKS}*/*"),)),
    Case(
        "cloudformation", "DeleteStack", {"StackName": "demo"}, (Need("cloudformation:DeleteStack", f"{STACKS}demo/*"),)
    ),
    Case(
        "cloudformation",
        "CreateStack",
        {
            "StackName": "demo",
            "TemplateURL": "https://s3.amazonaws.com/b/t.yaml",
            "Tags": TAGS,
            "RoleARN": f"{IAM}role/deploy",
        },
        (
            Need(
                "cloudformation:CreateStack",
                f"{STACKS}demo/*",
                {
                    **TAG_KEYS,
                    "cloudformation:TemplateUrl": "https://s3.amazonaws.com/b/t.yaml",
                    "cloudformation:RoleArn": f"{IAM}role/deploy",
                },
            ),
            Need(
                "cloudformation:TagResource",
                f"{STACKS}demo/*",
                {**TAG_KEYS, "cloudformation:CreateAction": "CreateStack"},
            ),
            Need("iam:PassRole", f"{IAM}role/deploy", {"iam:PassedToService": "cloudformation.amazonaws.com"}),
        ),
    ),
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
