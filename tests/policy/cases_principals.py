"""The pages "AWS JSON policy elements: Principal" and "… NotPrincipal", and who may assume a role.

Further "Create a role to give permissions to an IAM user", and the trust policy of Cloud9's role (facts 5.1).
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

EC2, CLOUD9 = Asker(service="ec2.amazonaws.com"), Asker(service="cloud9.amazonaws.com")
COGNITO = Asker(federated="cognito-identity.amazonaws.com")
SAML = Asker(federated=f"arn:aws:iam::{ACCOUNT}:saml-provider/idp")
OBJECT = "arn:aws:s3:::bucket/x"
MEANT = (
    # the principal of an allowing bucket policy, who asks, whether it is allowed without an identity policy
    ("*", ANN, True),
    ({"AWS": "*"}, ANN, True),
    ({"AWS": "*"}, SESSION, True),
    ("*", EC2, True),
    ({"AWS": ANN.arn}, ANN, True),
    ({"AWS": ANN.arn.replace("ann", "Ann")}, ANN, False),
    ({"AWS": ["111122223333", ANN.arn]}, ANN, True),
    ({"AWS": f"arn:aws:iam::{ACCOUNT}:user/*"}, ANN, False),
    ({"AWS": ACCOUNT}, ANN, False),
    ({"AWS": ROOT}, ANN, False),
    ({"AWS": ROLE}, SESSION, True),
    ({"AWS": SESSION.arn}, SESSION, True),
    ({"AWS": SESSION.arn.replace("i-1", "i-2")}, SESSION, False),
    ({"AWS": SESSION.arn.replace("i-1", "*")}, SESSION, False),
    ({"AWS": ROLE.replace("agent", "Agent")}, SESSION, False),
    ({"AWS": "AIDACKCEVSQ6C2EXAMPLE"}, ANN, False),
    ({"AWS": STRANGER.arn}, ANN, False),
    ({"Service": "ec2.amazonaws.com"}, EC2, True),
    ({"Service": ["ecs.amazonaws.com", "ec2.amazonaws.com"]}, EC2, True),
    ({"Service": "ec2.amazonaws.com"}, CLOUD9, False),
    ({"Service": "ec2.amazonaws.com"}, ANN, False),
    ({"AWS": ANN.arn, "Service": "ec2.amazonaws.com"}, EC2, True),
    ({"Federated": "cognito-identity.amazonaws.com"}, COGNITO, True),
    ({"Federated": "www.amazon.com"}, COGNITO, False),
    ({"Federated": SAML.federated}, SAML, True),
    ({"Federated": SAML.federated}, ANN, False),
)


def bucket(*statements: dict[str, object]) -> Policies:
    return Policies(resource=(Policy(policy(*statements), "bucket"),))


PRINCIPAL = [
    case
    for principal, asker, allowed in MEANT
    for case in page(
        f"Principal {principal}",
        bucket(allow("s3:GetObject", "arn:aws:s3:::bucket/*", Principal=principal)),
        Case(
            asker.arn or asker.service or asker.federated,
            "s3:GetObject",
            ALLOWED if allowed else NOT_ALLOWED,
            "bucket 1" if allowed else "",
            OBJECT,
            asker=asker,
        ),
    )
]
UNREAD = page(
    "Principal CanonicalUser",
    bucket(allow("s3:GetObject", "arn:aws:s3:::bucket/*", Principal={"CanonicalUser": "79a59df900b949e5"})),
    Case(
        "nobody knows whom it means", "s3:GetObject", OPEN, "bucket 1", OBJECT, misses=["bucket 1 Principal: unknown"]
    ),
)
BY_CONDITION = page(
    "PrincipalArn instead of NotPrincipal",
    bucket(
        deny(
            "s3:*",
            "arn:aws:s3:::bucket/*",
            {"ArnNotEquals": {"aws:PrincipalArn": ANN.arn}},
            Principal="*",
            Sid="UsePrincipalArnInsteadOfNotPrincipalWithDeny",
        ),
        allow("s3:*", "arn:aws:s3:::bucket/*", Principal="*", Sid="All"),
    ),
    Case("the one user", "s3:GetObject", ALLOWED, "bucket All", OBJECT, {"aws:PrincipalArn": ANN.arn}),
    Case(
        "all others",
        "s3:GetObject",
        DENIED,
        "bucket UsePrincipalArnInsteadOfNotPrincipalWithDeny",
        OBJECT,
        {"aws:PrincipalArn": ROLE},
        asker=SESSION,
    ),
)

EVERYBODY = allow("s3:*", "arn:aws:s3:::bucket/*", Principal="*", Sid="All")


def but(named: object, effect: str = "Deny") -> dict[str, object]:
    return {"Effect": effect, "NotPrincipal": named, "Action": "s3:*", "Resource": "*", "Sid": "But"}


EXCEPTED = (
    # who is excepted from the denial, who asks, the outcome
    ({"AWS": [ANN.arn, ROOT]}, ANN, ALLOWED, "bucket All"),
    ({"AWS": [ANN.arn, ROOT]}, SESSION, OPEN, "bucket But"),
    ({"AWS": [STRANGER.arn, f"arn:aws:iam::{OTHER}:root"]}, ANN, DENIED, "bucket But"),
    ({"AWS": [SESSION.arn, ROLE, ROOT]}, SESSION, ALLOWED, "bucket All"),
    ({"AWS": [SESSION.arn, ROLE]}, SESSION, OPEN, "bucket But"),
    ({"AWS": ANN.arn}, ANN, OPEN, "bucket But"),
    ({"Service": "ec2.amazonaws.com"}, EC2, ALLOWED, "bucket All"),
    ({"Service": "ec2.amazonaws.com"}, ANN, DENIED, "bucket But"),
)
NOT_PRINCIPAL = [
    *(
        case
        for named, asker, outcome, deciding in EXCEPTED
        for case in page(
            f"NotPrincipal with Deny {named}",
            bucket(but(named), EVERYBODY),
            Case(asker.arn or asker.service, "s3:GetObject", outcome, deciding, OBJECT, asker=asker),
        )
    ),
    *page(
        "NotPrincipal with Deny and a boundary",
        Policies(
            resource=(Policy(policy(but({"AWS": [ANN.arn, ROOT]}), EVERYBODY), "bucket"),),
            boundary=(Policy(policy(allow("*")), "limit"),),
        ),
        Case("denies always", "s3:GetObject", DENIED, "bucket But", OBJECT),
    ),
    *page(
        "NotPrincipal with Allow",
        bucket(but({"AWS": STRANGER.arn}, "Allow")),
        Case("all but one", "s3:GetObject", ALLOWED, "bucket But", OBJECT),
        Case("that one", "s3:GetObject", NOT_ALLOWED, "", OBJECT, asker=STRANGER),
    ),
]

TARGET = f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSCloud9SSMAccessRole"
TRUST = policy(
    {
        "Effect": "Allow",
        "Principal": {"Service": ["ec2.amazonaws.com", "cloud9.amazonaws.com"]},
        "Action": "sts:AssumeRole",
    }
)


def trust(principal: object, **more: object) -> tuple[Policy, ...]:
    told = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return (Policy(policy(told), "trust"),)


MAY = policy(allow("sts:AssumeRole", TARGET))
ASSUMED = (
    # what, who asks, whom the role trusts, the identity's policies, the outcome, by which statement or layer
    ("EC2", EC2, {"Service": "ec2.amazonaws.com"}, (), "trust 1"),
    ("another service", CLOUD9, {"Service": "ec2.amazonaws.com"}, (), "resource"),
    ("a user by its ARN", ANN, {"AWS": ANN.arn}, (), "trust 1"),
    ("a session by its role's ARN", SESSION, {"AWS": ROLE}, (), "trust 1"),
    ("a user by the account", ANN, {"AWS": ACCOUNT}, (), "identity"),
    ("a user by the account, who may", ANN, {"AWS": ACCOUNT}, (MAY,), "mine 1"),
    ("a user by the account's root, who may", ANN, {"AWS": ROOT}, (MAY,), "mine 1"),
    ("a user who may, untrusted", ANN, {"Service": "ec2.amazonaws.com"}, (MAY,), "resource"),
    ("a stranger by its ARN", STRANGER, {"AWS": STRANGER.arn}, (), "identity"),
    ("a stranger by its ARN, who may", STRANGER, {"AWS": STRANGER.arn}, (MAY,), "mine 1"),
    ("a stranger who may, untrusted", STRANGER, {"AWS": ROOT}, (MAY,), "resource"),
)
ROLES = [
    case
    for what, asker, principal, documents, deciding in ASSUMED
    for case in page(
        "assuming a role",
        held(*documents, resource=trust(principal)),
        Case(what, "sts:AssumeRole", ALLOWED, deciding, TARGET, asker=asker)
        if " " in deciding
        else Case(what, "sts:AssumeRole", NOT_ALLOWED, "", TARGET, layer=deciding, asker=asker),
        resource_must_allow=True,
    )
]
SEED = page(
    "trust of AWSCloud9SSMAccessRole",
    Policies(resource=(Policy(TRUST, "trust"),)),
    Case("EC2", "sts:AssumeRole", ALLOWED, "trust 1", TARGET, asker=EC2),
    Case("Cloud9", "sts:AssumeRole", ALLOWED, "trust 1", TARGET, asker=CLOUD9),
    Case(
        "a user",
        "sts:AssumeRole",
        NOT_ALLOWED,
        "",
        TARGET,
        misses=[f"trust 1 Principal: {ANN.arn}"],
        layer="resource",
    ),
    Case("tagging the session is another action", "sts:TagSession", NOT_ALLOWED, "", TARGET, asker=EC2),
    resource_must_allow=True,
)
EXTERNAL = page(
    "an external id",
    held(MAY, resource=trust({"AWS": OTHER}, Condition={"StringEquals": {"sts:ExternalId": "12345"}})),
    Case("the right one", "sts:AssumeRole", ALLOWED, "mine 1", TARGET, {"sts:ExternalId": "12345"}),
    Case(
        "another one",
        "sts:AssumeRole",
        NOT_ALLOWED,
        "",
        TARGET,
        {"sts:ExternalId": "54321"},
        ["trust 1 StringEquals sts:ExternalId: 54321"],
        "resource",
    ),
    asker=STRANGER,
    resource_must_allow=True,
)
CASES = [*PRINCIPAL, *UNREAD, *BY_CONDITION, *NOT_PRINCIPAL, *ROLES, *SEED, *EXTERNAL]
