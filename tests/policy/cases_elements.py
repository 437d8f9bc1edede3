"""The pages on `Action`, `NotAction`, `Resource`, `NotResource`; incomplete ARNs from the page "IAM identifiers"."""

from __future__ import annotations

from tests.policy.cases import ACCOUNT, ALLOWED, DENIED, NOT_ALLOWED, OPEN, Case, allow, held, page, policy

ACTIONS = (
    # what the policy allows, what is asked, whether it is allowed
    ("sqs:SendMessage", "sqs:SendMessage", True),
    ("SQS:sendmessage", "sqs:SendMessage", True),
    ("iam:*AccessKey*", "iam:CreateAccessKey", True),
    ("iam:*AccessKey*", "iam:GetAccessKeyLastUsed", True),
    ("iam:*AccessKey*", "iam:CreateUser", False),
    ("ec2:Describe*", "ec2:RunInstances", False),
    ("ec2:DescribeVpc?", "ec2:DescribeVpcs", True),
    ("ec2:DescribeVpc?", "ec2:DescribeVpcAttribute", False),
    ("s3:*", "s3-object-lambda:GetObject", False),
    ("*", "anything:AtAll", True),
    (["ec2:StartInstances", "ec2:StopInstances"], "ec2:StopInstances", True),
    ("ec2.StopInstances", "ec2:StopInstances", False),
    ([], "ec2:StopInstances", False),
)
ACTION = [
    case
    for wanted, asked, allowed in ACTIONS
    for case in page(
        f"Action {wanted}",
        held(policy(allow(wanted))),
        Case(asked, asked, ALLOWED if allowed else NOT_ALLOWED, "mine 1" if allowed else ""),
    )
]


def but(effect: str, actions: object, **more: object) -> dict[str, object]:
    return {"Effect": effect, "NotAction": actions, "Resource": "*", **more}


NOT_ACTION = [
    *page(
        "NotAction with Allow, S3 but deleting",
        held(policy(but("Allow", "s3:DeleteBucket", Resource="arn:aws:s3:::*"))),
        Case("an object", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::bucket/x"),
        Case("deleting a bucket", "s3:DeleteBucket", NOT_ALLOWED, "", "arn:aws:s3:::bucket"),
        Case("listing all buckets takes every resource", "s3:ListAllMyBuckets", NOT_ALLOWED),
        Case("another service", "ec2:StartInstances", NOT_ALLOWED, "", f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-1"),
    ),
    *page(
        "NotAction with Allow, all but IAM",
        held(policy(but("Allow", "iam:*"))),
        Case("another service", "s3:ListAllMyBuckets", ALLOWED, "mine 1"),
        Case("IAM", "iam:ListUsers", NOT_ALLOWED),
        Case("IAM in small letters", "IAM:listusers", NOT_ALLOWED),
    ),
    *page(
        "NotAction with Deny, no MFA",
        held(
            policy(
                but("Deny", "iam:*", Sid="MFA", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}),
                allow("*", Sid="All"),
            )
        ),
        Case("without MFA", "ec2:StopInstances", DENIED, "mine MFA", context={"aws:MultiFactorAuthPresent": "false"}),
        Case("by access key", "ec2:StopInstances", DENIED, "mine MFA"),
        Case("with MFA", "ec2:StopInstances", ALLOWED, "mine All", context={"aws:MultiFactorAuthPresent": "true"}),
        Case("IAM without MFA", "iam:ListUsers", ALLOWED, "mine All", context={"aws:MultiFactorAuthPresent": "false"}),
    ),
]

USER, LOGS = f"arn:aws:iam::{ACCOUNT}:user/", f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:"
INSTANCE = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-1"
RESOURCES = (
    # what the policy allows, what is asked, whether it is allowed
    (f"{USER}Bob", f"{USER}Bob", True),
    (f"{USER}Bob", f"{USER}bob", False),
    (f"{USER}accounting/*", f"{USER}accounting/emea/ann", True),
    (f"{USER}accounting/*", f"{USER}ann", False),
    (f"{USER}division_abc*", f"{USER}division_abc/subdivision_xyz/Jane", True),
    ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket/a/b/c", True),
    ("arn:aws:s3:::bucket/*", "arn:aws:s3:::bucket", False),
    ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1/2/test/3/object.jpg", True),
    ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1///test///object.jpg", True),
    ("arn:aws:s3:::bucket/*/test/*", "arn:aws:s3:::bucket/1-test/object.jpg", False),
    ("arn:aws:s3:::bucket/???.txt", "arn:aws:s3:::bucket/abc.txt", True),
    ("arn:aws:s3:::bucket/???.txt", "arn:aws:s3:::bucket/abcd.txt", False),
    (["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"], "arn:aws:s3:::b/x", True),
    ("arn:aws:ec2:*:*:instance/*", INSTANCE, True),
    ("arn:aws:ec2:*:*:instance/*", INSTANCE.replace("instance/i-1", "volume/vol-1"), False),
    ("arn:aws:ec2:us-*-1:*:instance/*", INSTANCE, True),
    ("arn:aws:ec2:eu-*:*:instance/*", INSTANCE, False),
    ("arn:aws:ec2:us-east-?:*:instance/*", INSTANCE, True),
    ("arn:aws:ec2:us-east-1:999999999999:instance/*", INSTANCE, False),
    (f"{LOGS}/aws/*", f"{LOGS}/aws/x:log-stream:y", True),
    ("arn:aws:logs:*:*:*", f"{LOGS}/aws/x:log-stream:y", True),
    ("arn:aws:s*:us-east-1:*:x", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:x", False),
    ("arn:aws:ec2:us*-1:*:instance/*", "arn:aws:ec2:us-east-1:us-west-1:instance/i-1", True),
    ("arn:aws:ec2:u*t-1:123456789012:x", "arn:aws:ec2:us-west:east-1:123456789012:x", False),
    ("arn:aws:ec2:*:123456789012:instance/*", "arn:aws:ec2:us-east-1:x:123456789012:instance/i-1", True),
    ("*", INSTANCE, True),
    ("*", "*", True),
    ("arn:aws:ec2:*:*:*", "*", False),
    ("arn:aws:sqs", f"arn:aws:sqs:us-east-1:{ACCOUNT}:queue", True),
    ("arn:aws:sqs", "arn:aws:sns:us-east-1:123456789012:topic", False),
    ("arn:aws:*", INSTANCE, True),
    ("arn:aws:s3", "arn:aws:s3:::bucket/x", True),
    ("arn:aws:s3:::bucket/[a]", "arn:aws:s3:::bucket/a", False),
)
RESOURCE = [
    case
    for wanted, asked, allowed in RESOURCES
    for case in page(
        f"Resource {wanted}",
        held(policy(allow("service:Act", wanted))),
        Case(
            asked,
            "service:Act",
            ALLOWED if allowed else NOT_ALLOWED,
            "mine 1" if allowed else "",
            asked,
            misses=[] if allowed else [f"mine 1 Resource: {asked}"],
        ),
    )
]

PAYROLL = ["arn:aws:s3:::HRBucket/Payroll", "arn:aws:s3:::HRBucket/Payroll/*"]
NOT_RESOURCE = page(
    "NotResource with Deny",
    held(
        policy(
            {"Sid": "OnlyPayroll", "Effect": "Deny", "Action": "s3:*", "NotResource": PAYROLL},
            allow("s3:*", PAYROLL, Sid="Payroll"),
        )
    ),
    Case("the folder", "s3:GetObject", ALLOWED, "mine Payroll", "arn:aws:s3:::HRBucket/Payroll/May"),
    Case("another folder", "s3:GetObject", DENIED, "mine OnlyPayroll", "arn:aws:s3:::HRBucket/Bonus/May"),
    Case("no resource at all", "s3:ListAllMyBuckets", DENIED, "mine OnlyPayroll"),
    Case("another service", "ec2:StopInstances", NOT_ALLOWED, "", INSTANCE),
) + page(
    "NotResource with Allow",
    held(policy({"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::secret/*"})),
    Case("another bucket", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::open/x"),
    Case(
        "the excepted one",
        "s3:GetObject",
        NOT_ALLOWED,
        "",
        "arn:aws:s3:::secret/x",
        misses=["mine 1 NotResource: arn:aws:s3:::secret/x"],
    ),
    Case("on every resource, nobody knows", "s3:GetObject", OPEN, "mine 1", complete=False),
)
NO_RESOURCE = page(
    "an identity's statement without Resource",
    held(policy({"Effect": "Allow", "Action": "s3:*"})),
    Case("is about nothing", "s3:GetObject", NOT_ALLOWED, "", "arn:aws:s3:::b/x"),
)
ONE_STATEMENT = page(
    "Statement",
    held({"Version": "2012-10-17", "Statement": allow("s3:*")}),
    Case("needs no list", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::b/x"),
)
CASES = [*ACTION, *NOT_ACTION, *RESOURCE, *NOT_RESOURCE, *NO_RESOURCE, *ONE_STATEMENT]
