"""The page "Conditions with multiple context keys or values": keys with several values, `ForAllValues`, `ForAnyValue`.

Further `aws:CalledVia`, `aws:CalledViaFirst`, `aws:CalledViaLast` from the page "AWS global condition context keys".
"""

from __future__ import annotations

from tests.policy.cases import ALLOWED, DENIED, NOT_ALLOWED, Case, allow, deny, held, page, policy

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/Thread"
KEY = "dynamodb:requestedAttributes"
ALLOWING = policy(
    allow("dynamodb:GetItem", TABLE, {"ForAllValues:StringLike": {KEY: ["PostDateTime", "Message", "Tags"]}})
)
THREAD = page(
    "ForAllValues on the table Thread",
    held(ALLOWING),
    Case("all are in the list", "dynamodb:GetItem", ALLOWED, "mine 1", TABLE, {KEY: ["PostDateTime", "Message"]}),
    Case(
        "one isn't",
        "dynamodb:GetItem",
        NOT_ALLOWED,
        "",
        TABLE,
        {KEY: ["PostDateTime", "UserName"]},
        [f"mine 1 ForAllValues:StringLike {KEY}: PostDateTime, UserName"],
    ),
    Case("the request asks for none", "dynamodb:GetItem", ALLOWED, "mine 1", TABLE),
)
FORBIDDING = policy(
    deny("dynamodb:PutItem", TABLE, {"ForAnyValue:StringLike": {KEY: ["ID", "PostDateTime"]}}, Sid="Fixed"),
    allow("dynamodb:*", TABLE, Sid="All"),
)
FIXED = page(
    "ForAnyValue on the table Thread",
    held(FORBIDDING),
    Case("one is forbidden", "dynamodb:PutItem", DENIED, "mine Fixed", TABLE, {KEY: ["PostDateTime", "Message"]}),
    Case("none is", "dynamodb:PutItem", ALLOWED, "mine All", TABLE, {KEY: ["UserName"]}),
    Case("the request has none", "dynamodb:PutItem", ALLOWED, "mine All", TABLE),
)

TAGS = (
    # operator, what the policy wants, the tag keys of the request, whether the condition is met
    ("ForAllValues:StringEquals", ["Name", "Owner"], ["Name"], True),
    ("ForAllValues:StringEquals", ["Name", "Owner"], ["Name", "Cost"], False),
    ("ForAllValues:StringEquals", ["Name", "Owner"], [], True),
    ("ForAllValues:StringEquals", ["Name", "Owner"], [""], True),
    ("ForAllValues:StringNotEquals", ["Name", "Owner"], ["Cost", "Team"], True),
    ("ForAllValues:StringNotEquals", ["Name", "Owner"], ["Cost", "Name"], False),
    ("ForAllValues:StringNotEquals", ["Name", "Owner"], [], True),
    ("ForAnyValue:StringEquals", ["Name", "Owner"], ["Cost", "Owner"], True),
    ("ForAnyValue:StringEquals", ["Name", "Owner"], ["Cost"], False),
    ("ForAnyValue:StringEquals", ["Name", "Owner"], [], False),
    ("ForAnyValue:StringEquals", ["Name", "Owner"], [""], False),
    ("ForAnyValue:StringNotEquals", ["Name", "Owner"], ["Name", "Cost"], True),
    ("ForAnyValue:StringNotEquals", ["Name", "Owner"], ["Name", "Owner"], False),
    ("ForAnyValue:StringNotEquals", ["Name", "Owner"], [], False),
    ("ForAnyValue:StringLike", "aws:*", ["Name", "aws:cloud9:owner"], True),
    ("ForAnyValue:StringLikeIfExists", "aws:*", [], True),
    ("ForAllValues:StringLikeIfExists", "aws:*", [], True),
    ("ForAnyValue:NumericLessThan", "10", ["50", "5"], True),
    ("ForAllValues:NumericLessThan", "10", ["50", "5"], False),
    (
        "ForAnyValue:ArnLike",
        "arn:aws:iam::aws:policy/*",
        ["arn:aws:iam::aws:policy/X", "arn:aws:iam::1:policy/Y"],
        True,
    ),
    ("StringEquals", ["Name", "Owner"], ["Cost", "Owner"], True),
    ("StringNotEquals", ["Name", "Owner"], ["Cost", "Owner"], False),
)
SETS = [
    case
    for operator, wanted, seen, met in TAGS
    for case in page(
        operator,
        held(policy(allow("ec2:CreateTags", "*", {operator: {"aws:TagKeys": wanted}}))),
        Case(
            f"{wanted} against {seen}",
            "ec2:CreateTags",
            ALLOWED if met else NOT_ALLOWED,
            "mine 1" if met else "",
            context={"aws:TagKeys": seen} if seen else {},
        ),
    )
]

CLOUD9, FORMATION, ATHENA = "cloud9.amazonaws.com", "cloudformation.amazonaws.com", "athena.amazonaws.com"
CHAIN = {"aws:CalledVia": [CLOUD9, FORMATION, ATHENA]}
VIA = (
    # condition, the chain of services, whether the condition is met
    ({"ForAnyValue:StringEquals": {"aws:CalledVia": FORMATION}}, CHAIN, True),
    ({"ForAnyValue:StringEquals": {"aws:CalledVia": "glue.amazonaws.com"}}, CHAIN, False),
    ({"ForAnyValue:StringEquals": {"aws:CalledVia": FORMATION}}, {}, False),
    ({"ForAllValues:StringEquals": {"aws:CalledVia": [CLOUD9, FORMATION, ATHENA]}}, CHAIN, True),
    ({"StringEquals": {"aws:CalledViaFirst": CLOUD9}}, CHAIN, True),
    ({"StringEquals": {"aws:CalledViaFirst": FORMATION}}, CHAIN, False),
    ({"StringEquals": {"aws:CalledViaLast": ATHENA}}, CHAIN, True),
    ({"StringEquals": {"aws:CalledViaLast": CLOUD9}}, CHAIN, False),
    ({"StringEquals": {"aws:CalledViaFirst": CLOUD9, "aws:CalledViaLast": CLOUD9}}, {"aws:CalledVia": [CLOUD9]}, True),
    ({"StringEquals": {"aws:CalledViaFirst": CLOUD9}}, {}, False),
    ({"StringEquals": {"aws:CalledViaFirst": CLOUD9}}, {"aws:CalledViaFirst": CLOUD9}, True),
    ({"Null": {"aws:CalledVia": "true"}}, {}, True),
    ({"Null": {"aws:CalledVia": "true"}}, CHAIN, False),
)
CALLED = [
    case
    for number, (condition, chain, met) in enumerate(VIA, 1)
    for case in page(
        f"aws:CalledVia {number}",
        held(policy(allow("ssm:StartSession", "*", condition))),
        Case(
            str(condition),
            "ssm:StartSession",
            ALLOWED if met else NOT_ALLOWED,
            "mine 1" if met else "",
            context=chain,
        ),
    )
]
CASES = [*THREAD, *FIXED, *SETS, *CALLED]
