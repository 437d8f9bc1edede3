"""The pages on the order of evaluation: explicit and implicit denies, identity- and resource-based policies, sessions.

IAM user guide: "Policy evaluation logic", "The difference between explicit and implicit denies", "Example
identity-based and resource-based policy evaluation", "Resource-based policies and implicit denies in other policy types
(same account)", "Cross-account policy evaluation logic", "Policies and permissions in IAM", "Session policies".
"""

from __future__ import annotations

from c9lib.policy import Asker, Policies, Policy
from tests.policy.cases import (
    ACCOUNT,
    ALLOWED,
    ANN,
    DENIED,
    NOT_ALLOWED,
    OPEN,
    OTHER,
    ROLE,
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

REPORTS = policy(
    allow(["iam:Get*", "iam:List*"], Sid="AllowGetList"),
    deny("iam:*Report", Sid="DenyReports"),
)
INTERPLAY = page(
    "explicit and implicit denies",
    held(REPORTS, policy(allow("iam:GenerateCredentialReport"))),
    Case("what a statement allows", "iam:GetUser", ALLOWED, "mine AllowGetList"),
    Case("lists as well", "iam:ListRoles", ALLOWED, "mine AllowGetList"),
    Case("what none allows", "iam:CreatePolicy", NOT_ALLOWED, misses=[]),
    Case("a denial against an allowance", "iam:GetOrganizationsAccessReport", DENIED, "mine DenyReports"),
    Case("a denial against another policy", "iam:GenerateCredentialReport", DENIED, "mine DenyReports"),
    Case("another service", "s3:GetObject", NOT_ALLOWED),
)
FIRST = [
    *page(
        "several statements that decide",
        held(
            policy(
                deny("iam:*", Sid="A"), deny("iam:List*", Sid="B"), allow("s3:*", Sid="C"), allow("s3:Get*", Sid="D")
            )
        ),
        Case("the first denial is told", "iam:ListRoles", DENIED, "mine A"),
        Case("the first allowance is told", "s3:GetObject", ALLOWED, "mine C"),
    ),
    *page(
        "several statements that may decide",
        held(policy(*(allow("s3:*", "*", {"Bool": {"a:b": "true"}}, Sid=sid) for sid in "AB"))),
        Case(
            "the first is told, and what all depend on",
            "s3:GetObject",
            OPEN,
            "mine A",
            misses=["mine A Bool a:b: unknown", "mine B Bool a:b: unknown"],
            resource="arn:aws:s3:::b/x",
            complete=False,
        ),
    ),
]
NOTHING = page(
    "by default all is denied",
    Policies(),
    Case("a user without policies", "iam:GetUser", NOT_ALLOWED, layer="identity"),
    Case("the root user", "iam:GetUser", ALLOWED, layer="identity", asker=Asker(ROOT, ACCOUNT)),
)

CARLOS = Asker(f"arn:aws:iam::{ACCOUNT}:user/carlossalazar", ACCOUNT)
OWN_BUCKET = ["arn:aws:s3:::carlossalazar/*", "arn:aws:s3:::carlossalazar"]
CARLOS_POLICY = policy(
    allow(["s3:GetBucketLocation", "s3:ListAllMyBuckets"], "arn:aws:s3:::*", Sid="AllowS3ListRead"),
    allow("s3:*", OWN_BUCKET, Sid="AllowS3Self"),
    deny("s3:*", "arn:aws:s3:::*log*", Sid="DenyS3Logs"),
)
BUCKET = Policy(policy(allow("s3:*", OWN_BUCKET, Principal={"AWS": CARLOS.arn})), "bucket")
EXAMPLE = [
    *page(
        "identity- and resource-based example",
        held(CARLOS_POLICY, resource=(BUCKET,)),
        Case("a file into the logs", "s3:PutObject", DENIED, "mine DenyS3Logs", "arn:aws:s3:::carlossalazar-logs/x"),
        Case("a file into his own bucket", "s3:PutObject", ALLOWED, "bucket 1", "arn:aws:s3:::carlossalazar/x"),
        Case("where a bucket is", "s3:GetBucketLocation", ALLOWED, "mine AllowS3ListRead", "arn:aws:s3:::other"),
        Case("another's bucket", "s3:PutObject", NOT_ALLOWED, "", "arn:aws:s3:::other/x", layer="identity"),
        asker=CARLOS,
    ),
    *page(
        "identity- and resource-based example",
        held(CARLOS_POLICY),
        Case("his own policy is enough", "s3:PutObject", ALLOWED, "mine AllowS3Self", "arn:aws:s3:::carlossalazar/x"),
        asker=CARLOS,
    ),
    *page(
        "identity- and resource-based example",
        Policies(resource=(BUCKET,)),
        Case("the bucket's is enough", "s3:PutObject", ALLOWED, "bucket 1", "arn:aws:s3:::carlossalazar/x"),
        asker=CARLOS,
    ),
]

PASSWORD = policy(
    allow("iam:ChangePassword", Sid="FirstStatement"),
    allow("s3:ListAllMyBuckets", Sid="SecondStatement"),
    allow(
        ["s3:List*", "s3:Get*"],
        ["arn:aws:s3:::confidential-data", "arn:aws:s3:::confidential-data/*"],
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        Sid="ThirdStatement",
    ),
)
SECRET = "arn:aws:s3:::confidential-data/plan"
WITH_MFA = {"aws:MultiFactorAuthPresent": "true"}
STATEMENTS = page(
    "multiple statements",
    held(PASSWORD),
    Case("the first", "iam:ChangePassword", ALLOWED, "mine FirstStatement", f"arn:aws:iam::{ACCOUNT}:user/ann"),
    Case("the second", "s3:ListAllMyBuckets", ALLOWED, "mine SecondStatement"),
    Case("the third with MFA", "s3:GetObject", ALLOWED, "mine ThirdStatement", SECRET, WITH_MFA),
    Case(
        "the third without MFA",
        "s3:GetObject",
        NOT_ALLOWED,
        resource=SECRET,
        context={"aws:MultiFactorAuthPresent": "false"},
        misses=["mine ThirdStatement Bool aws:MultiFactorAuthPresent: false"],
    ),
    Case(
        "the third with a key of long standing",
        "s3:GetObject",
        NOT_ALLOWED,
        resource=SECRET,
        misses=["mine ThirdStatement Bool aws:MultiFactorAuthPresent: absent"],
    ),
)

QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:queue"
NEVER = (Policy(policy(allow("s3:*")), "limit"),)
FEDERATED = Asker(f"arn:aws:sts::{ACCOUNT}:federated-user/ann", ACCOUNT)


def granting(principal: object) -> tuple[Policy, ...]:
    return (Policy(policy(allow("sqs:SendMessage", QUEUE, Principal=principal)), "queue"),)


LIMITS = {"boundary": NEVER, "session": NEVER}
WITHOUT_IDENTITY_POLICY = (
    # who asks, whom the queue's policy means, what limits it, and the layer that denies ("" where it is allowed)
    ("a user by its ARN", ANN, ANN.arn, {}, ""),
    ("a user by its ARN, with a boundary", ANN, ANN.arn, {"boundary": NEVER}, ""),
    ("a session by its ARN", SESSION, SESSION.arn, {}, ""),
    ("a session by its ARN, with boundary and session policy", SESSION, SESSION.arn, LIMITS, ""),
    ("a session by its ARN and its role, with boundary and session policy", SESSION, [ROLE, SESSION.arn], LIMITS, ""),
    ("a session by its role", SESSION, ROLE, {}, ""),
    ("a session by its role, with a boundary", SESSION, ROLE, {"boundary": NEVER}, "boundary"),
    ("a session by its role, with a session policy", SESSION, ROLE, {"session": NEVER}, "session"),
    ("a federated user by its ARN, with a session policy", FEDERATED, FEDERATED.arn, {"session": NEVER}, ""),
    ("a user among everybody", ANN, "*", {}, ""),
    ("a session among everybody, with boundary and session policy", SESSION, "*", LIMITS, ""),
    ("a user by the account's id", ANN, ACCOUNT, {}, "identity"),
    ("a session by the account's root", SESSION, ROOT, {}, "identity"),
    ("a user where another account is meant", ANN, OTHER, {}, "identity"),
    ("a session where a user is meant", SESSION, ANN.arn, {}, "identity"),
)
SAME_ACCOUNT = [
    case
    for what, asker, principal, layers, denying in WITHOUT_IDENTITY_POLICY
    for case in page(
        "resource-based policies and implicit denies",
        Policies(resource=granting({"AWS": principal}), **layers),
        Case(what, "sqs:SendMessage", NOT_ALLOWED, "", QUEUE, layer=denying, asker=asker)
        if denying
        else Case(what, "sqs:SendMessage", ALLOWED, "queue 1", QUEUE, layer="resource", asker=asker),
    )
] + page(
    "resource-based policies and implicit denies",
    Policies(resource=granting({"AWS": ANN.arn}), boundary=(Policy(policy(deny("sqs:*")), "guard"),)),
    Case("an explicit denial of the boundary wins", "sqs:SendMessage", DENIED, "guard 1", QUEUE, layer="boundary"),
)
ROLES_OWN = page(
    "role session with identity policy",
    held(policy(allow("sqs:*")), session=NEVER, resource=granting({"AWS": ROOT})),
    Case("the session policy limits it", "sqs:SendMessage", NOT_ALLOWED, "", QUEUE, layer="session", asker=SESSION),
)
BOTH_SIDES = [
    *page(
        "cross-account",
        held(policy(allow("sqs:*", QUEUE)), resource=granting({"AWS": STRANGER.arn})),
        Case("both allow", "sqs:SendMessage", ALLOWED, "mine 1", QUEUE),
        asker=STRANGER,
    ),
    *page(
        "cross-account",
        held(policy(allow("sqs:*", QUEUE)), resource=granting({"AWS": OTHER})),
        Case("the account is enough", "sqs:SendMessage", ALLOWED, "mine 1", QUEUE),
        asker=STRANGER,
    ),
    *page(
        "cross-account",
        Policies(resource=granting({"AWS": STRANGER.arn})),
        Case("the resource alone", "sqs:SendMessage", NOT_ALLOWED, "", QUEUE, layer="identity"),
        asker=STRANGER,
    ),
    *page(
        "cross-account",
        held(policy(allow("sqs:*")), resource=granting({"AWS": ANN.arn})),
        Case(
            "the identity alone",
            "sqs:SendMessage",
            NOT_ALLOWED,
            "",
            QUEUE,
            layer="resource",
            misses=[f"queue 1 Principal: {STRANGER.arn}"],
        ),
        asker=STRANGER,
    ),
]
LIMITING = Policy(policy(allow("s3:GetObject", "arn:aws:s3:::example/*"), allow("s3:ListBucket")), "session")
SESSIONS = page(
    "session policies",
    held(policy(allow("s3:*", "arn:aws:s3:::example/*"), allow("ec2:*")), session=(LIMITING,)),
    Case("in both", "s3:GetObject", ALLOWED, "mine 1", "arn:aws:s3:::example/x"),
    Case("in the role's alone", "s3:PutObject", NOT_ALLOWED, "", "arn:aws:s3:::example/x", layer="session"),
    Case("in the role's alone", "ec2:StartInstances", NOT_ALLOWED, layer="session"),
    Case("in the session's alone", "s3:ListBucket", NOT_ALLOWED, "", "arn:aws:s3:::example", layer="identity"),
    asker=SESSION,
) + page(
    "session policies",
    held(policy(allow("*")), session=()),
    Case("an empty one allows nothing", "s3:GetObject", NOT_ALLOWED, layer="session"),
    asker=SESSION,
)
CASES = [*INTERPLAY, *FIRST, *NOTHING, *EXAMPLE, *STATEMENTS, *SAME_ACCOUNT, *ROLES_OWN, *BOTH_SIDES, *SESSIONS]
