"""The page "IAM JSON policy elements: Condition operators": each operator, each of its examples, absent keys.

Further: "Conditions with multiple context keys or values", and of the Access Analyzer's page "Policy check reference"
what it says of `Null`.
"""

from __future__ import annotations

from tests.policy.cases import (
    ACCOUNT,
    ALLOWED,
    ANN,
    DENIED,
    NOT_ALLOWED,
    OPEN,
    ROLE,
    Case,
    allow,
    deny,
    held,
    page,
    policy,
)

ABSENT = None
KEY = "aws:Key"
ADDRESSES = ["203.0.113.0/24", "2001:DB8:1234:5678::/64"]
TOPIC = "arn:aws:sns:us-east-1:123456789012:topic"
FINANCE = "arn:aws:someservice:*:111122223333:finance/*"
STORE = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"
TABLE = (
    # operator, what the policy wants, what the request has, whether the condition is met
    ("StringEquals", "johndoe", "johndoe", True),
    ("StringEquals", "johndoe", "JohnDoe", False),
    ("StringEquals", ["ann", "bob"], "bob", True),
    ("StringEquals", "j*", "johndoe", False),
    ("StringEquals", "johndoe", ABSENT, False),
    ("StringNotEquals", "johndoe", "JohnDoe", True),
    ("StringNotEquals", "johndoe", "johndoe", False),
    ("StringNotEquals", ["audit", "security"], "audit", False),
    ("StringNotEquals", ["audit", "security"], "sales", True),
    ("StringNotEquals", "johndoe", ABSENT, True),
    ("StringEqualsIgnoreCase", "johndoe", "JohnDoe", True),
    ("StringEqualsIgnoreCase", "johndoe", "janedoe", False),
    ("StringNotEqualsIgnoreCase", "johndoe", "JOHNDOE", False),
    ("StringNotEqualsIgnoreCase", "johndoe", "janedoe", True),
    ("StringLike", "home/*", "home/ann/x", True),
    ("StringLike", "home/*", "Home/ann", False),
    ("StringLike", "t?.*", "t3.small", True),
    ("StringLike", "t?.*", "t10.small", False),
    ("StringLike", ["", "home/"], "", True),
    ("StringLike", "*", "anything: at all", True),
    ("StringLike", "*", ABSENT, False),
    ("StringLike", FINANCE, STORE, True),
    ("StringNotLike", "t?.*", "m5.large", True),
    ("StringNotLike", ["t?.*", "m?.*"], "m5.large", False),
    ("StringNotLike", "t?.*", ABSENT, True),
    ("NumericEquals", "10", "10.0", True),
    ("NumericEquals", 10, "10", True),
    ("NumericNotEquals", "10", "11", True),
    ("NumericNotEquals", "10", "10", False),
    ("NumericLessThan", "10", "9", True),
    ("NumericLessThan", "10", "10", False),
    ("NumericLessThanEquals", "10", "10", True),
    ("NumericLessThanEquals", "10", "100", False),
    ("NumericLessThanEquals", "10", ABSENT, False),
    ("NumericGreaterThan", "9", "10", True),
    ("NumericGreaterThan", "9", "-10", False),
    ("NumericGreaterThanEquals", "2.5", "2.50", True),
    ("NumericLessThan", "10", "a few", False),
    ("DateEquals", "2024-05-01T12:00:00Z", "2024-05-01T14:00:00+02:00", True),
    ("DateNotEquals", "2024-05-01T12:00:00Z", "2024-05-01T12:00:01Z", True),
    ("DateLessThan", "2020-01-01", "2019-12-31T23:59:59Z", True),
    ("DateLessThanEquals", "2020-01", "2020-01-01T00:00:00Z", True),
    ("DateGreaterThan", "2020-01-01T00:00:01Z", "2020-06-30T08:00:00Z", True),
    ("DateGreaterThan", "2020-01-01T00:00:01Z", "2019-06-30T08:00:00Z", False),
    ("DateGreaterThan", "2020-01-01T00:00:01Z", ABSENT, False),
    ("DateGreaterThanEquals", "1577836800", "2020-01-01T00:00:00Z", True),
    ("DateGreaterThanEquals", "2020", "1577836799", False),
    ("DateLessThan", "tomorrow", "2020-01-01T00:00:00Z", False),
    ("Bool", "true", "true", True),
    ("Bool", "true", "false", False),
    ("Bool", False, "false", True),
    ("Bool", "TRUE", "true", True),
    ("Bool", "t*", "true", False),
    ("Bool", "false", ABSENT, False),
    ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", True),
    ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "qmluYXJ5VmFsdWVJbkJhc2U2NA==", False),
    ("IpAddress", ADDRESSES, "203.0.113.77", True),
    ("IpAddress", ADDRESSES, "203.0.114.1", False),
    ("IpAddress", ADDRESSES, "2001:db8:1234:5678::1", True),
    ("IpAddress", ADDRESSES, "2001:db8:1234:5679::1", False),
    ("IpAddress", "203.0.113.5", "203.0.113.5", True),
    ("IpAddress", "203.0.113.5", "203.0.113.6", False),
    ("IpAddress", "203.0.113.7/24", "203.0.113.9", True),
    ("IpAddress", "0.0.0.0/0", "198.51.100.1", True),
    ("IpAddress", ADDRESSES, "cloudformation.amazonaws.com", False),
    ("IpAddress", ADDRESSES, ABSENT, False),
    ("NotIpAddress", ADDRESSES, "198.51.100.1", True),
    ("NotIpAddress", ADDRESSES, "203.0.113.1", False),
    ("NotIpAddress", ADDRESSES, ABSENT, True),
    ("ArnEquals", TOPIC, TOPIC, True),
    ("ArnEquals", "arn:aws:sns:*:123456789012:*", TOPIC, True),
    ("ArnLike", "arn:aws:sns:us-east-?:*:topic", TOPIC, True),
    ("ArnLike", "arn:aws:sns:us-east-?:*:Topic", TOPIC, False),
    ("ArnLike", FINANCE, STORE, False),
    ("ArnLike", "arn:aws:*", TOPIC, True),
    ("ArnLike", "arn:aws:iam::*:role/*", f"arn:aws:iam::{ACCOUNT}:role/service-role/R", True),
    ("ArnLike", "arn:aws:logs:*:*:log-group:*", f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:a:*", True),
    ("ArnLike", TOPIC, ABSENT, False),
    ("ArnNotEquals", TOPIC, TOPIC, False),
    ("ArnNotEquals", ROLE, ANN.arn, True),
    ("ArnNotLike", "arn:aws:iam::*:role/*", ANN.arn, True),
    ("ArnNotLike", "arn:aws:iam::*:role/*", ROLE, False),
    ("ArnNotLike", FINANCE, STORE, True),
    ("ArnNotLike", "arn:aws:iam::*:role/*", ABSENT, True),
    ("Null", "true", ABSENT, True),
    ("Null", "true", "here", False),
    ("Null", "false", "here", True),
    ("Null", "false", ABSENT, False),
    ("Null", True, ABSENT, True),
    ("ForAllValues:Null", "true", "here", True),
    ("ForAnyValue:Null", "true", ABSENT, False),
    ("StringEquals", [], "here", False),
    ("ForAllValues:StringEquals", [], "here", False),
    ("ForAllValues:StringEquals", [], ABSENT, True),
    ("ForAnyValue:StringEquals", [], "here", False),
    ("StringEqualsIfExists", [], "here", False),
    ("StringEqualsIfExists", [], ABSENT, True),
    ("StringLikeIfExists", ["t1.*", "t2.*", "m3.*"], "t2.micro", True),
    ("StringLikeIfExists", ["t1.*", "t2.*", "m3.*"], "c5.large", False),
    ("StringLikeIfExists", ["t1.*", "t2.*", "m3.*"], ABSENT, True),
    ("StringNotEqualsIfExists", "a", ABSENT, True),
    ("BoolIfExists", "true", ABSENT, True),
    ("NumericLessThanIfExists", "10", "11", False),
    ("DateLessThanIfExists", "2020", ABSENT, True),
    ("IpAddressIfExists", ADDRESSES, ABSENT, True),
    ("ArnLikeIfExists", TOPIC, ROLE, False),
)


def _case(operator: str, wanted: object, seen: object, *, met: bool) -> list[Case]:
    document = policy(allow("service:Act", "*", {operator: {KEY: wanted}}))
    context = {} if seen is ABSENT else {"AWS:KEY": seen}  # keys are compared without regard to case
    misses = [] if met else [f"mine 1 {operator} {KEY}: {'absent' if seen is ABSENT else seen}"]
    case = Case(
        f"{wanted} against {seen}",
        "service:Act",
        ALLOWED if met else NOT_ALLOWED,
        "mine 1" if met else "",
        context=context,
        misses=misses,
    )
    return page(operator, held(document), case)


BY_OPERATOR = [case for operator, wanted, seen, met in TABLE for case in _case(operator, wanted, seen, met=met)]

INSTANCE, IMAGE = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/*", "arn:aws:ec2:us-east-1::image/ami-1"
TYPES = ["t1.*", "t2.*", "m3.*"]
SMALL = {"ec2:InstanceType": "t2.micro"}
IF_EXISTS = [
    *page(
        "example of IfExists that doesn't work",
        held(policy(allow("ec2:RunInstances", "*", {"StringLike": {"ec2:InstanceType": TYPES}}))),
        Case("the instance", "ec2:RunInstances", ALLOWED, "mine 1", INSTANCE, SMALL),
        Case(
            "the image",
            "ec2:RunInstances",
            NOT_ALLOWED,
            "",
            IMAGE,
            misses=["mine 1 StringLike ec2:InstanceType: absent"],
        ),
    ),
    *page(
        "example of IfExists",
        held(
            policy(
                allow("ec2:RunInstances", "*", {"StringLikeIfExists": {"ec2:InstanceType": TYPES}}, Sid="RunInstance"),
                allow(["ec2:DescribeImages", "ec2:DescribeVpcs"], Sid="DescribeActions"),
            )
        ),
        Case("the instance", "ec2:RunInstances", ALLOWED, "mine RunInstance", INSTANCE, SMALL),
        Case("the image", "ec2:RunInstances", ALLOWED, "mine RunInstance", IMAGE),
        Case("too large", "ec2:RunInstances", NOT_ALLOWED, "", INSTANCE, {"ec2:InstanceType": "m5.large"}),
        Case("looking at images", "ec2:DescribeImages", ALLOWED, "mine DescribeActions"),
    ),
]
OWN_KEYS = policy(allow("iam:*AccessKey*", f"arn:aws:iam::{ACCOUNT}:user/*", {"Null": {"aws:TokenIssueTime": "true"}}))
LONG_TERM = page(
    "example of Null",
    held(OWN_KEYS),
    Case("own credentials", "iam:CreateAccessKey", ALLOWED, "mine 1", ANN.arn),
    Case(
        "temporary credentials",
        "iam:CreateAccessKey",
        NOT_ALLOWED,
        "",
        ANN.arn,
        {"aws:TokenIssueTime": "2024-05-01T12:00:00Z"},
        ["mine 1 Null aws:TokenIssueTime: 2024-05-01T12:00:00Z"],
    ),
)
PLAIN_HTTP = policy(
    deny("s3:*", "arn:aws:s3:::b/*", {"Bool": {"aws:SecureTransport": "false"}}, Sid="BooleanExample"),
    allow("s3:*", Sid="All"),
)
BOOLEAN = page(
    "example of Bool",
    held(PLAIN_HTTP),
    Case(
        "without TLS", "s3:GetObject", DENIED, "mine BooleanExample", "arn:aws:s3:::b/x", {"aws:SecureTransport": False}
    ),
    Case("with TLS", "s3:GetObject", ALLOWED, "mine All", "arn:aws:s3:::b/x", {"aws:SecureTransport": True}),
)
BOTH = {
    "StringEquals": {"aws:PrincipalTag/team": ["red", "blue"], "aws:PrincipalTag/role": "lead"},
    "Bool": {"a:b": "true"},
}
LED = {"aws:PrincipalTag/team": "blue", "aws:PrincipalTag/role": "lead", "a:b": "true"}
MULTIPLE = page(
    "multiple context keys or values",
    held(policy(allow("service:Act", "*", BOTH))),
    Case("all are met", "service:Act", ALLOWED, "mine 1", context=LED),
    Case(
        "one key of an operator isn't",
        "service:Act",
        NOT_ALLOWED,
        context={**LED, "aws:PrincipalTag/role": "member"},
        misses=["mine 1 StringEquals aws:PrincipalTag/role: member"],
    ),
    Case(
        "two operators aren't",
        "service:Act",
        NOT_ALLOWED,
        context={"aws:PrincipalTag/team": "green", "aws:PrincipalTag/role": "lead"},
        misses=["mine 1 StringEquals aws:PrincipalTag/team: green", "mine 1 Bool a:b: absent"],
    ),
)
NO_OPERATOR = page(
    "what isn't an operator",
    held(policy(allow("service:Act", "*", {"StringMatches": {"a:b": "x"}}))),
    Case("is neither met nor failed", "service:Act", OPEN, "mine 1", context={"a:b": "x"}),
) + page(
    "what isn't an operator",
    held(policy(allow("service:Act", "*", {"NullIfExists": {"a:b": "true"}}))),
    Case("Null with IfExists isn't one", "service:Act", OPEN, "mine 1"),
)
CASES = [*BY_OPERATOR, *IF_EXISTS, *LONG_TERM, *BOOLEAN, *MULTIPLE, *NO_OPERATOR]
