"""The two statements of the page on no-ingress environments (facts 1.5): through Cloud9, CloudFormation, directly.

Cloud9 user guide, "Accessing no-ingress EC2 instances with AWS Systems Manager".
"""

from __future__ import annotations

from typing import Any

from tests.policy.cases import (
    ALLOWED,
    NOT_ALLOWED,
    OPEN,
    Case,
    allow,
    held,
    named,
    page,
    policy,
)
from tests.policy.cases_cloud9 import (
    CHANNEL,
    CLOUD9,
    DATA,
    DOCUMENT,
    FORMATION,
    INSTANCE,
    OF_CLOUD9,
    START,
    THROUGH_BOTH,
    VIA_CLOUD9,
)

VIA_FORMATION: dict[str, Any] = {**OF_CLOUD9, "aws:CalledVia": [FORMATION]}


def of_the_page(service: str) -> dict[str, Any]:
    """The seed's two statements (facts 1.5)."""
    conditions = {
        "StringLike": {"ssm:resourceTag/aws:cloud9:environment": "*"},
        "StringEquals": {"aws:CalledViaFirst": service},
    }
    return policy(
        allow(START, "arn:aws:ec2:*:*:instance/*", conditions, Sid="Instance"),
        allow([START], ["arn:aws:ssm:*:*:document/*"], Sid="Document"),
    )


SEED = [
    *page(
        "the page's statements",
        held(of_the_page(CLOUD9)),
        Case("through Cloud9", START, ALLOWED, "mine Instance", INSTANCE, VIA_CLOUD9),
        Case("the document", START, ALLOWED, "mine Document", DOCUMENT),
        Case(
            "directly",
            START,
            NOT_ALLOWED,
            "",
            INSTANCE,
            OF_CLOUD9,
            ["mine Instance StringEquals aws:CalledViaFirst: absent", f"mine Document Resource: {INSTANCE}"],
        ),
        Case(
            "through CloudFormation",
            START,
            NOT_ALLOWED,
            "",
            INSTANCE,
            THROUGH_BOTH,
            [f"mine Instance StringEquals aws:CalledViaFirst: {FORMATION}", f"mine Document Resource: {INSTANCE}"],
        ),
        Case(
            "an instance without Cloud9's tag",
            START,
            NOT_ALLOWED,
            "",
            INSTANCE,
            {"aws:CalledVia": [CLOUD9]},
            [
                "mine Instance StringLike ssm:resourceTag/aws:cloud9:environment: absent",
                f"mine Document Resource: {INSTANCE}",
            ],
        ),
        Case("whether it is connected", "ssm:GetConnectionStatus", NOT_ALLOWED, "", INSTANCE, VIA_CLOUD9),
        Case("the data channel", DATA, NOT_ALLOWED, "", CHANNEL),
        Case("where nobody knows the way", START, OPEN, "mine Instance", INSTANCE, complete=False),
    ),
    *page(
        "the page's statements for CloudFormation",
        held(of_the_page(FORMATION)),
        Case("through CloudFormation", START, ALLOWED, "mine Instance", INSTANCE, VIA_FORMATION),
        Case("through CloudFormation and Cloud9", START, ALLOWED, "mine Instance", INSTANCE, THROUGH_BOTH),
        Case("through Cloud9 alone", START, NOT_ALLOWED, "", INSTANCE, VIA_CLOUD9),
        Case("directly", START, NOT_ALLOWED, "", INSTANCE, OF_CLOUD9),
    ),
    *page(
        "the page's statements, both",
        held(of_the_page(CLOUD9), named(of_the_page(FORMATION), "formation")),
        Case("through Cloud9", START, ALLOWED, "mine Instance", INSTANCE, VIA_CLOUD9),
        Case("through CloudFormation", START, ALLOWED, "formation Instance", INSTANCE, THROUGH_BOTH),
        Case("directly", START, NOT_ALLOWED, "", INSTANCE, OF_CLOUD9),
    ),
]
CASES = SEED
