"""What limits an identity from above: the pages on permissions boundaries and on service control policies.

IAM user guide, "Permissions boundaries for IAM entities" (Shirley, María, Zhang, Nikhil). Organizations user guide,
"SCP evaluation" and "Example service control policies".
"""

from __future__ import annotations

from c9lib.policy import Asker, Policies, Policy
from tests.policy.cases import (
    ACCOUNT,
    ALLOWED,
    ANN,
    DENIED,
    NOT_ALLOWED,
    SESSION,
    Case,
    allow,
    deny,
    held,
    page,
    policy,
)

SHIRLEY = page(
    "boundary of ShirleyRodriguez",
    held(
        policy(allow("iam:CreateUser")), boundary=(Policy(policy(allow(["s3:*", "cloudwatch:*", "ec2:*"])), "limit"),)
    ),
    Case("her policy is above her boundary", "iam:CreateUser", NOT_ALLOWED, layer="boundary"),
    Case("her boundary gives nothing", "s3:ListAllMyBuckets", NOT_ALLOWED, layer="identity"),
) + page(
    "boundary of ShirleyRodriguez",
    held(policy(allow(["s3:*", "iam:*"])), boundary=(Policy(policy(allow(["s3:*", "ec2:*"])), "limit"),)),
    Case("in both", "s3:ListAllMyBuckets", ALLOWED, "mine 1"),
    Case("in none", "sqs:ListQueues", NOT_ALLOWED, layer="identity"),
)

COMPANY = "arn:aws:iam::123456789012:policy/XCompanyBoundaries"
DELEGATED_BOUNDARY = policy(
    allow(
        ["iam:CreateUser", "iam:DeleteUserPolicy", "iam:AttachUserPolicy", "iam:PutUserPermissionsBoundary"],
        "*",
        {"StringEquals": {"iam:PermissionsBoundary": COMPANY}},
        Sid="CreateOrChangeOnlyWithBoundary",
    ),
    allow(["cloudwatch:*", "iam:GetUser", "iam:*Group*", "iam:DeletePolicy"], Sid="CloudWatchAndOtherIAMTasks"),
    deny(["iam:CreatePolicyVersion", "iam:DeletePolicy"], [COMPANY], Sid="NoBoundaryPolicyEdit"),
    deny("iam:DeleteUserPermissionsBoundary", Sid="NoBoundaryUserDelete"),
)
DELEGATED_PERMISSIONS = policy(
    allow("iam:*", Sid="IAM"),
    allow(["cloudwatch:GetDashboard", "cloudwatch:ListMetrics"], Sid="CloudWatchLimited"),
    allow("s3:ListBucket", "arn:aws:s3:::ZhangBucket", Sid="S3BucketContents"),
)
NIKHIL = f"arn:aws:iam::{ACCOUNT}:user/Nikhil"
ZHANG = page(
    "delegated to Zhang",
    held(DELEGATED_PERMISSIONS, boundary=(Policy(DELEGATED_BOUNDARY, "limit"),)),
    Case(
        "a user without the boundary",
        "iam:CreateUser",
        NOT_ALLOWED,
        "",
        NIKHIL,
        misses=["limit CreateOrChangeOnlyWithBoundary StringEquals iam:PermissionsBoundary: absent"],
        layer="boundary",
    ),
    Case("a user with it", "iam:CreateUser", ALLOWED, "mine IAM", NIKHIL, {"iam:PermissionsBoundary": COMPANY}),
    Case(
        "a user with another one",
        "iam:CreateUser",
        NOT_ALLOWED,
        "",
        NIKHIL,
        {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"},
        layer="boundary",
    ),
    Case("taking a boundary away", "iam:DeleteUserPermissionsBoundary", DENIED, "limit NoBoundaryUserDelete", NIKHIL),
    Case("changing the boundary", "iam:CreatePolicyVersion", DENIED, "limit NoBoundaryPolicyEdit", COMPANY),
    Case("deleting another policy", "iam:DeletePolicy", ALLOWED, "mine IAM", COMPANY.replace("XCompany", "My")),
    Case("groups", "iam:AddUserToGroup", ALLOWED, "mine IAM", f"arn:aws:iam::{ACCOUNT}:group/dev"),
    Case("a dashboard", "cloudwatch:GetDashboard", ALLOWED, "mine CloudWatchLimited"),
    Case("CloudWatch above his permissions", "cloudwatch:DeleteAlarms", NOT_ALLOWED, layer="identity"),
    Case("S3 above his boundary", "s3:ListBucket", NOT_ALLOWED, "", "arn:aws:s3:::ZhangBucket", layer="boundary"),
)
COMPANY_BOUNDARY = policy(
    allow(["s3:*", "cloudwatch:*", "ec2:*", "dynamodb:*"], Sid="ServiceBoundaries"),
    allow(["iam:ListUsers", "iam:GetAccountPasswordPolicy"], Sid="AllowIAMConsoleForCredentials"),
    allow(
        ["iam:*AccessKey*", "iam:ChangePassword", "iam:GetUser"],
        ["arn:aws:iam::*:user/${aws:username}"],
        Sid="AllowManageOwnPasswordAndAccessKeys",
    ),
    deny("s3:*", ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"], Sid="DenyS3Logs"),
    deny("ec2:*", "arn:aws:ec2:*:*:instance/i-1234567890abcdef0", Sid="DenyEC2Production"),
)
PRODUCTION = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-1234567890abcdef0"
SECRET = f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:s"
NIKHILS = page(
    "users of Zhang",
    held(
        policy(allow("iam:*", Sid="IAMFullAccess")),
        policy(allow(["s3:Get*", "s3:List*"], Sid="AmazonS3ReadOnlyAccess")),
        boundary=(Policy(COMPANY_BOUNDARY, "limit"),),
        resource=(
            Policy(
                policy(
                    allow("secretsmanager:GetSecretValue", SECRET, Principal={"AWS": NIKHIL}),
                    allow("ec2:StopInstances", PRODUCTION, Principal={"AWS": NIKHIL}),
                ),
                "resource",
            ),
        ),
    ),
    Case("his own password", "iam:ChangePassword", ALLOWED, "mine IAMFullAccess", NIKHIL),
    Case("another's access key", "iam:CreateAccessKey", NOT_ALLOWED, "", ANN.arn, layer="boundary"),
    Case("another user", "iam:CreateUser", NOT_ALLOWED, "", ANN.arn, layer="boundary"),
    Case("a bucket", "s3:GetObject", ALLOWED, "mine AmazonS3ReadOnlyAccess", "arn:aws:s3:::mine/x"),
    Case("the bucket logs", "s3:GetObject", DENIED, "limit DenyS3Logs", "arn:aws:s3:::logs/x"),
    Case("the production instance", "ec2:StopInstances", DENIED, "limit DenyEC2Production", PRODUCTION),
    Case("a secret that allows him", "secretsmanager:GetSecretValue", ALLOWED, "resource 1", SECRET),
    asker=Asker(NIKHIL, ACCOUNT),
    context={"aws:username": "Nikhil"},
)

FULL = Policy(policy(allow("*")), "FullAWSAccess")
ADMINISTRATOR = policy(allow("*"))
NO_SSM = Policy(policy(deny("ssmmessages:*", Sid="NoSessions")), "NoSessions")
ONLY_S3 = Policy(policy(allow("s3:*")), "OnlyS3")
REGIONS = Policy(
    policy(
        {
            "Sid": "DenyAllOutsideEU",
            "Effect": "Deny",
            "NotAction": ["iam:*", "sts:*", "cloudfront:*"],
            "Resource": "*",
            "Condition": {
                "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]},
                "ArnNotLike": {"aws:PrincipalARN": ["arn:aws:iam::*:role/Role1AllowedToBypassThisSCP"]},
            },
        }
    ),
    "Regions",
)
ORGANIZATION = [
    *page(
        "SCP evaluation",
        held(ADMINISTRATOR, scps=((FULL,), (FULL, NO_SSM), (FULL,))),
        Case("allowed at every level", "s3:ListAllMyBuckets", ALLOWED, "mine 1", layer="identity"),
        Case("denied at one", "ssmmessages:OpenDataChannel", DENIED, "NoSessions NoSessions", layer="scp"),
        Case("denied to a role, too", "ssmmessages:OpenDataChannel", DENIED, "NoSessions NoSessions", asker=SESSION),
    ),
    *page(
        "SCP evaluation",
        held(policy(deny("ssmmessages:*")), scps=((FULL, NO_SSM),)),
        Case(
            "is told before the identity's", "ssmmessages:OpenDataChannel", DENIED, "NoSessions NoSessions", layer="scp"
        ),
    ),
    *page(
        "SCP evaluation",
        held(ADMINISTRATOR, scps=((FULL,), (ONLY_S3,), (FULL,))),
        Case("allowed at every level", "s3:ListAllMyBuckets", ALLOWED, "mine 1"),
        Case("not allowed at one", "ec2:StopInstances", NOT_ALLOWED, layer="scp"),
    ),
    *page(
        "SCP evaluation",
        held(scps=((FULL,),)),
        Case("an SCP gives nothing", "s3:ListAllMyBuckets", NOT_ALLOWED, layer="identity"),
    ),
    *page(
        "SCP evaluation",
        held(ADMINISTRATOR, scps=((),)),
        Case("a level without a policy", "s3:ListAllMyBuckets", NOT_ALLOWED, layer="scp"),
    ),
    *page(
        "SCP evaluation",
        Policies(
            scps=((ONLY_S3,),),
            resource=(Policy(policy(allow("sqs:*", "*", Principal={"AWS": ANN.arn})), "queue"),),
        ),
        Case(
            "limits a resource's policy", "sqs:SendMessage", NOT_ALLOWED, "", "arn:aws:sqs:us-east-1:1:q", layer="scp"
        ),
    ),
    *page(
        "SCP evaluation",
        held(scps=((NO_SSM, FULL),)),
        Case(
            "denies the root user",
            "ssmmessages:OpenDataChannel",
            DENIED,
            "NoSessions NoSessions",
            asker=Asker(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT),
        ),
        Case(
            "and else leaves him all",
            "ec2:StopInstances",
            ALLOWED,
            asker=Asker(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT),
        ),
    ),
    *page(
        "SCP on Regions",
        held(ADMINISTRATOR, scps=((FULL, REGIONS),)),
        Case("inside", "ec2:RunInstances", ALLOWED, "mine 1", context={"aws:RequestedRegion": "eu-west-1"}),
        Case(
            "outside",
            "ec2:RunInstances",
            DENIED,
            "Regions DenyAllOutsideEU",
            context={"aws:RequestedRegion": "us-east-1"},
        ),
        Case("a global service", "iam:ListUsers", ALLOWED, "mine 1", context={"aws:RequestedRegion": "us-east-1"}),
        Case(
            "a role that may",
            "ec2:RunInstances",
            ALLOWED,
            "mine 1",
            context={
                "aws:RequestedRegion": "us-east-1",
                "aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/Role1AllowedToBypassThisSCP",
            },
        ),
    ),
    *page(
        "SCP, boundary and policy",
        held(ADMINISTRATOR, scps=((FULL,),), boundary=(ONLY_S3,)),
        Case("all three allow", "s3:ListAllMyBuckets", ALLOWED, "mine 1"),
        Case("the boundary doesn't", "ec2:StopInstances", NOT_ALLOWED, layer="boundary"),
    ),
]
CASES = [*SHIRLEY, *ZHANG, *NIKHILS, *ORGANIZATION]
