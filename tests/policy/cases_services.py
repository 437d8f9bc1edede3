"""Policies of other services that the runbook meets: Session Manager's samples, passing and tagging.

Systems Manager user guide, "Sample IAM policies for Session Manager". IAM user guide, "Grant a user permissions to pass
a role", "IAM and AWS STS condition context keys", "Controlling access to policies".
"""

from __future__ import annotations

from tests.policy.cases import (
    ACCOUNT,
    ALLOWED,
    ANN,
    NOT_ALLOWED,
    Case,
    allow,
    held,
    page,
    policy,
)

INSTANCE = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-02573cafcfEXAMPLE"
SHELL = f"arn:aws:ssm:us-east-1:{ACCOUNT}:document/SSM-SessionManagerRunShell"
OWN = ["arn:aws:ssm:*:*:session/${aws:userid}-*"]
END_USER = policy(
    allow("ssm:StartSession", [INSTANCE, SHELL], Sid="Start"),
    allow("ssmmessages:OpenDataChannel", OWN, Sid="Channel"),
    allow(["ssm:DescribeSessions", "ssm:GetConnectionStatus", "ec2:DescribeInstances"], Sid="Look"),
    allow(["ssm:TerminateSession", "ssm:ResumeSession"], OWN, Sid="Own"),
)
ID = {"aws:userid": "AIDACKCEVSQ6C2EXAMPLE"}
MINE = f"arn:aws:ssm:us-east-1:{ACCOUNT}:session/AIDACKCEVSQ6C2EXAMPLE-0a1b"
END_USERS = page(
    "Session Manager, end users",
    held(END_USER),
    Case("the instance", "ssm:StartSession", ALLOWED, "mine Start", INSTANCE),
    Case("the document", "ssm:StartSession", ALLOWED, "mine Start", SHELL),
    Case("another instance", "ssm:StartSession", NOT_ALLOWED, "", INSTANCE.replace("02573", "11111")),
    Case("another document", "ssm:StartSession", NOT_ALLOWED, "", SHELL.replace("SSM-SessionManagerRunShell", "My")),
    Case("the data channel of one's own session", "ssmmessages:OpenDataChannel", ALLOWED, "mine Channel", MINE, ID),
    Case("ending one's own session", "ssm:TerminateSession", ALLOWED, "mine Own", MINE, ID),
    Case("ending another's", "ssm:TerminateSession", NOT_ALLOWED, "", MINE.replace("AIDACK", "AIDAXX"), ID),
    Case("without a user id", "ssm:TerminateSession", NOT_ALLOWED, "", MINE),
)
TAGGED = policy(
    allow(
        "ssm:StartSession",
        "arn:aws:ec2:*:*:instance/*",
        {"StringLike": {"ssm:resourceTag/Finance": ["WebServers"]}},
    ),
    allow("ssm:StartSession", SHELL, {"BoolIfExists": {"ssm:SessionDocumentAccessCheck": "true"}}),
)
BY_TAG = page(
    "Session Manager, by tag",
    held(TAGGED),
    Case(
        "a tagged instance", "ssm:StartSession", ALLOWED, "mine 1", INSTANCE, {"ssm:resourceTag/Finance": "WebServers"}
    ),
    Case(
        "the tag in small letters",
        "ssm:StartSession",
        ALLOWED,
        "mine 1",
        INSTANCE,
        {"ssm:ResourceTag/finance": "WebServers"},
    ),
    Case("another value", "ssm:StartSession", NOT_ALLOWED, "", INSTANCE, {"ssm:resourceTag/Finance": "webservers"}),
    Case("no tag", "ssm:StartSession", NOT_ALLOWED, "", INSTANCE),
    Case(
        "the document, checked",
        "ssm:StartSession",
        ALLOWED,
        "mine 2",
        SHELL,
        {"ssm:SessionDocumentAccessCheck": "true"},
    ),
    Case("the document without the key", "ssm:StartSession", ALLOWED, "mine 2", SHELL),
)

XYZ = f"arn:aws:iam::{ACCOUNT}:role/EC2-roles-for-XYZ-web"
PASSING = [
    *page(
        "passing roles by name",
        held(policy(allow(["iam:GetRole", "iam:PassRole"], f"arn:aws:iam::{ACCOUNT}:role/EC2-roles-for-XYZ-*"))),
        Case("an approved role", "iam:PassRole", ALLOWED, "mine 1", XYZ),
        Case(
            "another role",
            "iam:PassRole",
            NOT_ALLOWED,
            "",
            XYZ.replace("XYZ", "ABC"),
            misses=[f"mine 1 Resource: {XYZ.replace('XYZ', 'ABC')}"],
        ),
    ),
    *page(
        "passing roles to EC2 in two Regions",
        held(
            policy(
                allow(
                    "iam:PassRole",
                    "*",
                    {
                        "StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"},
                        "StringLike": {
                            "iam:AssociatedResourceARN": [
                                "arn:aws:ec2:us-east-1:111122223333:instance/*",
                                "arn:aws:ec2:us-west-1:111122223333:instance/*",
                            ]
                        },
                    },
                )
            )
        ),
        Case(
            "one of them",
            "iam:PassRole",
            ALLOWED,
            "mine 1",
            XYZ,
            {
                "iam:PassedToService": "ec2.amazonaws.com",
                "iam:AssociatedResourceArn": "arn:aws:ec2:us-west-1:111122223333:instance/i-1",
            },
        ),
        Case(
            "another Region and service",
            "iam:PassRole",
            NOT_ALLOWED,
            "",
            XYZ,
            {
                "iam:PassedToService": "lambda.amazonaws.com",
                "iam:AssociatedResourceArn": "arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
            },
            [
                "mine 1 StringEquals iam:PassedToService: lambda.amazonaws.com",
                "mine 1 StringLike iam:AssociatedResourceARN: arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
            ],
        ),
    ),
    *page(
        "attaching policies of AWS alone",
        held(
            policy(
                allow(
                    ["iam:AttachUserPolicy", "iam:DetachUserPolicy"],
                    "*",
                    {"ArnLike": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AWSCloud9*"}},
                )
            )
        ),
        Case(
            "one of Cloud9's",
            "iam:AttachUserPolicy",
            ALLOWED,
            "mine 1",
            ANN.arn,
            {"iam:PolicyARN": "arn:aws:iam::aws:policy/AWSCloud9User"},
        ),
        Case(
            "one of the account's",
            "iam:AttachUserPolicy",
            NOT_ALLOWED,
            "",
            ANN.arn,
            {"iam:PolicyARN": f"arn:aws:iam::{ACCOUNT}:policy/AWSCloud9User"},
        ),
    ),
    *page(
        "deleting users by tag",
        held(policy(allow("iam:DeleteUser", "*", {"StringEquals": {"iam:ResourceTag/status": "terminated"}}))),
        Case("terminated", "iam:DeleteUser", ALLOWED, "mine 1", ANN.arn, {"iam:ResourceTag/status": "terminated"}),
        Case("active", "iam:DeleteUser", NOT_ALLOWED, "", ANN.arn, {"iam:ResourceTag/status": "active"}),
    ),
    *page(
        "tags of one's own team",
        held(policy(allow("ec2:*", "*", {"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}}))),
        Case(
            "one's own",
            "ec2:StopInstances",
            ALLOWED,
            "mine 1",
            INSTANCE,
            {"aws:ResourceTag/team": "red", "aws:PrincipalTag/team": "red"},
        ),
        Case(
            "another's",
            "ec2:StopInstances",
            NOT_ALLOWED,
            "",
            INSTANCE,
            {"aws:ResourceTag/team": "blue", "aws:PrincipalTag/team": "red"},
        ),
    ),
]
CASES = [*END_USERS, *BY_TAG, *PASSING]
