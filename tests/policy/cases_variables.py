"""The page "IAM policy elements: Variables and tags": where variables stand, missing values, defaults, characters."""

from __future__ import annotations

from tests.policy.cases import ACCOUNT, ALLOWED, DENIED, NOT_ALLOWED, OPEN, Case, allow, deny, held, page, policy

DAVID = {"aws:username": "David"}
HOME = (
    allow("s3:ListBucket", "arn:aws:s3:::mybucket", {"StringLike": {"s3:prefix": "${aws:username}/*"}}, Sid="List"),
    allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::mybucket/${aws:username}/*", Sid="Objects"),
)
FOLDERS = page(
    "a home directory",
    held(policy(*HOME)),
    Case("his own object", "s3:GetObject", ALLOWED, "mine Objects", "arn:aws:s3:::mybucket/David/x", DAVID),
    Case("another's object", "s3:GetObject", NOT_ALLOWED, "", "arn:aws:s3:::mybucket/Adele/x", DAVID),
    Case("in other capitals", "s3:GetObject", NOT_ALLOWED, "", "arn:aws:s3:::mybucket/david/x", DAVID),
    Case(
        "listing his own prefix",
        "s3:ListBucket",
        ALLOWED,
        "mine List",
        "arn:aws:s3:::mybucket",
        {**DAVID, "s3:prefix": "David/plans"},
    ),
    Case(
        "listing another's",
        "s3:ListBucket",
        NOT_ALLOWED,
        "",
        "arn:aws:s3:::mybucket",
        {**DAVID, "s3:prefix": "Adele/"},
        ["mine List StringLike s3:prefix: Adele/"],
    ),
    Case("a role has no user name", "s3:GetObject", NOT_ALLOWED, "", "arn:aws:s3:::mybucket/David/x"),
    Case("nor is its name the text", "s3:GetObject", NOT_ALLOWED, "", "arn:aws:s3:::mybucket/${aws:username}/x"),
    Case(
        "a star in the name is no wildcard",
        "s3:GetObject",
        NOT_ALLOWED,
        "",
        "arn:aws:s3:::mybucket/David/x",
        {"aws:username": "*"},
    ),
)
LITERALLY = page(
    "without Version 2012-10-17",
    held(policy(*HOME, version="2008-10-17")),
    Case("a variable is text", "s3:GetObject", NOT_ALLOWED, "", "arn:aws:s3:::mybucket/David/x", DAVID),
    Case(
        "and the text matches itself",
        "s3:GetObject",
        ALLOWED,
        "mine Objects",
        "arn:aws:s3:::mybucket/${aws:username}/x",
        DAVID,
    ),
)
QUEUES = page(
    "queues of one's name",
    held(policy(allow("sqs:*", "arn:aws:sqs:us-east-2:*:${aws:username}-queue"))),
    Case("his", "sqs:SendMessage", ALLOWED, "mine 1", f"arn:aws:sqs:us-east-2:{ACCOUNT}:David-queue", DAVID),
    Case(
        "in another Region", "sqs:SendMessage", NOT_ALLOWED, "", f"arn:aws:sqs:eu-west-1:{ACCOUNT}:David-queue", DAVID
    ),
)
EARLY = page(
    "before the fifth colon",
    held(policy(allow("sqs:*", "arn:aws:sqs:us-east-2:${aws:PrincipalAccount}:queue"))),
    Case(
        "a variable can't stand",
        "sqs:SendMessage",
        NOT_ALLOWED,
        "",
        f"arn:aws:sqs:us-east-2:{ACCOUNT}:queue",
        {"aws:PrincipalAccount": ACCOUNT},
    ),
)
TEAM = {"aws:PrincipalTag/Team": "Red"}
OBJECT = "arn:aws:s3:::amzn-s3-demo-bucket/x"
ALLOW_ALL = allow("s3:*", Sid="All")
NO_VALUE = [
    *page(
        "variables without a value, a denial",
        held(
            policy(
                deny(
                    "s3:*",
                    "*",
                    {"StringNotEquals": {"s3:ExistingObjectTag/Team": "${aws:PrincipalTag/Team}"}},
                    Sid="Team",
                ),
                ALLOW_ALL,
            )
        ),
        Case(
            "the teams are the same",
            "s3:GetObject",
            ALLOWED,
            "mine All",
            OBJECT,
            {**TEAM, "s3:ExistingObjectTag/Team": "Red"},
        ),
        Case("they differ", "s3:GetObject", DENIED, "mine Team", OBJECT, {**TEAM, "s3:ExistingObjectTag/Team": "Blue"}),
        Case(
            "the principal has none", "s3:GetObject", DENIED, "mine Team", OBJECT, {"s3:ExistingObjectTag/Team": "Red"}
        ),
        Case("both have none", "s3:GetObject", DENIED, "mine Team", OBJECT),
    ),
    *page(
        "variables without a value, an allowance",
        held(policy(allow("s3:*", "*", {"StringEquals": {"s3:ExistingObjectTag/Team": "${aws:PrincipalTag/Team}"}}))),
        Case(
            "the teams are the same",
            "s3:GetObject",
            ALLOWED,
            "mine 1",
            OBJECT,
            {**TEAM, "s3:ExistingObjectTag/Team": "Red"},
        ),
        Case(
            "nothing is equal to null",
            "s3:GetObject",
            NOT_ALLOWED,
            "",
            OBJECT,
            {"s3:ExistingObjectTag/Team": "Red"},
            ["mine 1 StringEquals s3:ExistingObjectTag/Team: Red"],
        ),
    ),
    *page(
        "variables without a value, NotResource",
        held(policy({"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::${aws:PrincipalTag/Team}/*"})),
        Case("its bucket is excepted", "s3:GetObject", NOT_ALLOWED, "", "arn:aws:s3:::Red/x", TEAM),
        Case("nothing is excepted", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::Red/x"),
    ),
    *page(
        "variables with several values",
        held(policy(allow("s3:*", "arn:aws:s3:::${aws:TagKeys}/*"))),
        Case("stand for nothing", "s3:GetObject", NOT_ALLOWED, "", "arn:aws:s3:::a/x", {"aws:TagKeys": ["a", "b"]}),
    ),
]
DEFAULT = held(policy(allow("s3:GetObject", "arn:aws:s3:::bucket/${aws:userid, 'anonymous'}")))
TAGGED = held(policy(allow("s3:GetObject", "arn:aws:s3:::bucket/${aws:PrincipalTag/team, 'company-wide'}/*")))
DEFAULTS = [
    *page(
        "default values",
        DEFAULT,
        Case(
            "the key is there", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::bucket/AIDA1", {"aws:userid": "AIDA1"}
        ),
        Case(
            "the key is there",
            "s3:GetObject",
            NOT_ALLOWED,
            "",
            "arn:aws:s3:::bucket/anonymous",
            {"aws:userid": "AIDA1"},
        ),
        Case("it isn't", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::bucket/anonymous"),
        Case("nobody knows", "s3:GetObject", OPEN, "mine 1", "arn:aws:s3:::bucket/anonymous", complete=False),
    ),
    *page(
        "default values",
        TAGGED,
        Case("of a tag", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::bucket/company-wide/x"),
        Case(
            "of a tag that is there",
            "s3:GetObject",
            NOT_ALLOWED,
            "",
            "arn:aws:s3:::bucket/company-wide/x",
            {"aws:PrincipalTag/team": "red"},
        ),
    ),
]
CHARACTERS = page(
    "special characters",
    held(policy(allow("s3:GetObject", ["arn:aws:s3:::b/${*}${?}${$}", "arn:aws:s3:::c/${$}{aws:username}"]))),
    Case("mean themselves", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::b/*?$"),
    Case("are no wildcards", "s3:GetObject", NOT_ALLOWED, "", "arn:aws:s3:::b/xy$"),
    Case(
        "a dollar doesn't begin a variable", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::c/${aws:username}", DAVID
    ),
)
IN_CONDITIONS = (
    # operator, what the policy wants, what the request has, whether the condition is met
    ("StringEquals", "${aws:username}", "David", True),
    ("StringEquals", "${AWS:UserName}", "David", True),
    ("StringEquals", "x-${aws:username}-${aws:userid}", "x-David-AIDA1", True),
    ("StringEqualsIgnoreCase", "${aws:username}", "DAVID", True),
    ("StringEquals", "${*}", "*", True),
    ("StringEqualsIgnoreCase", "a${?}", "A?", True),
    ("StringNotEquals", "${aws:username}", "David", False),
    ("StringLike", "https://example.com/${aws:username}/*", "https://example.com/David/", True),
    ("StringLike", "${*}", "x", False),
    ("StringLike", "${*}", "*", True),
    ("ArnLike", f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}", f"arn:aws:iam::{ACCOUNT}:user/David", True),
    ("ArnNotLike", f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}", f"arn:aws:iam::{ACCOUNT}:user/David", False),
    ("NumericEquals", "${aws:count}", "5", False),
    ("DateEquals", "${aws:CurrentTime}", "2024-05-01T12:00:00Z", False),
    ("IpAddress", "${aws:SourceIp}", "10.0.0.1", False),
)
TOLD = {
    **DAVID,
    "aws:userid": "AIDA1",
    "aws:count": "5",
    "aws:SourceIp": "10.0.0.1",
    "aws:CurrentTime": "2024-05-01T12:00:00Z",
}
CONDITIONS = [
    case
    for operator, wanted, seen, met in IN_CONDITIONS
    for case in page(
        f"variables in conditions, {operator}",
        held(policy(allow("sns:Publish", "*", {operator: {"sns:Endpoint": wanted}}))),
        Case(
            f"{wanted} against {seen}",
            "sns:Publish",
            ALLOWED if met else NOT_ALLOWED,
            "mine 1" if met else "",
            context={**TOLD, "sns:Endpoint": seen},
        ),
    )
]
UNSURE = [
    *page(
        "a variable that nobody knows",
        held(policy(allow("sns:Publish", "*", {"StringEquals": {"sns:Endpoint": ["x", "${aws:username}"]}}))),
        Case("may allow", "sns:Publish", OPEN, "mine 1", context={"sns:Endpoint": "David"}),
        Case(
            "means nothing where another value is met", "sns:Publish", ALLOWED, "mine 1", context={"sns:Endpoint": "x"}
        ),
        complete=False,
        resource="arn:aws:sns:us-east-1:1:t",
    ),
    *page(
        "a variable that nobody knows",
        held(
            policy(allow("sns:*"), deny("sns:Publish", "*", {"StringNotEquals": {"sns:Endpoint": "${aws:username}"}}))
        ),
        Case("may deny", "sns:Publish", OPEN, "mine 2", context={"sns:Endpoint": "David"}),
        complete=False,
    ),
    *page(
        "a variable beside other resources",
        held(policy(allow("s3:GetObject", ["arn:aws:s3:::open/*", "arn:aws:s3:::${aws:username}/*"]))),
        Case("the other", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::open/x", DAVID),
        Case("the variable's", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::David/x", DAVID),
        Case("the other where there is no user name", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::open/x"),
    ),
]
CASES = [*UNSURE, *FOLDERS, *LITERALLY, *QUEUES, *EARLY, *NO_VALUE, *DEFAULTS, *CHARACTERS, *CONDITIONS]
