"""Trust policies and permission policies that AWS doesn't take."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulator.services.iam.said import ACCOUNT, permissions, refused, trust

MALFORMED = "MalformedPolicyDocument"
VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
SIDS = "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ('{"Statement": [', "This policy contains invalid Json"),
        ("[]", "Syntax errors in policy."),
        (trust().replace("2012-10-17", "2021-10-17"), "Syntax errors in policy."),
        ('{"Version": "2012-10-17"}', "Could not parse the policy: Statement is empty!"),
        ('{"Version": "2012-10-17", "Statement": []}', "Could not parse the policy: Statement is empty!"),
        (trust(Principal=None), "Missing required field Principal"),
        (trust(Effect=None), "Missing required field Effect"),
        (trust(Action=None), "Missing required field Action"),
        (trust(Effect="allow"), "Syntax errors in policy."),
        (trust(Resource="*"), "Has prohibited field Resource"),
        (trust(Principle={}), "Syntax errors in policy."),
        (trust(Action="ssm:StartSession"), "AssumeRole policy may only specify STS AssumeRole actions."),
        (trust(Action=["sts:AssumeRole", "sts:*"]), "AssumeRole policy may only specify STS AssumeRole actions."),
        (trust(Action=[]), "Syntax errors in policy."),
        (trust({"Service": "cloud9.amazon.com"}), 'Invalid principal in policy: "SERVICE":"cloud9.amazon.com"'),
        (trust({"Service": "clou9.amazonaws.com"}), 'Invalid principal in policy: "SERVICE":"clou9.amazonaws.com"'),
        (
            trust({"AWS": f"arn:aws:iam::{ACCOUNT}:user/nobody"}),
            f'Invalid principal in policy: "AWS":"arn:aws:iam::{ACCOUNT}:user/nobody"',
        ),
        (trust({"AWS": "c9-learner"}), 'Invalid principal in policy: "AWS":"c9-learner"'),
        (trust(Condition="x"), "Syntax errors in policy."),
        (trust(Condition={"StringEquals": ["a"]}), "Syntax errors in policy."),
        (trust(Condition={"StringIs": {"aws:username": "ann"}}), "Syntax errors in policy."),
        (trust(Condition={"StringEquals": {"aws:username": {"a": "b"}}}), "Syntax errors in policy."),
        (trust(Condition={"StringEquals": {"username": "ann"}}), VENDOR),
        (trust(Sid="who may"), SIDS),
        (trust({"Somebody": "x"}), 'Invalid principal in policy: "SOMEBODY":"x"'),
    ],
)
def test_a_trust_policy_that_is_refused(iam: Any, document: str, message: str) -> None:
    assert refused(iam.create_role, RoleName="x", AssumeRolePolicyDocument=document) == (MALFORMED, message, 400)
    iam.create_role(RoleName="y", AssumeRolePolicyDocument=trust())
    assert refused(iam.update_assume_role_policy, RoleName="y", PolicyDocument=document) == (MALFORMED, message, 400)


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": ACCOUNT},
        {"AWS": ["210987654321", f"arn:aws:iam::{ACCOUNT}:root", f"arn:aws:iam::{ACCOUNT}:user/c9-learner"]},
        {"AWS": "arn:aws:iam::210987654321:role/theirs"},
        {"Service": "ssm.eu-west-1.amazonaws.com"},
        {"Service": ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com", "spotfleet.amazonaws.com"]},
        {"Federated": "cognito-identity.amazonaws.com"},
    ],
)
def test_a_trust_policy_that_is_taken_comes_back_as_it_is(iam: Any, principal: Any) -> None:
    document = trust(principal)
    made = iam.create_role(RoleName="x", AssumeRolePolicyDocument=document)["Role"]
    assert made["AssumeRolePolicyDocument"] == json.loads(document)
    assert iam.get_role(RoleName="x")["Role"]["AssumeRolePolicyDocument"] == json.loads(document)


def test_a_trust_policy_has_2048_characters_at_most_without_white_space(iam: Any) -> None:
    filled = trust(Sid="x" * 2048)
    refusal = refused(iam.create_role, RoleName="x", AssumeRolePolicyDocument=filled)
    assert refusal == ("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048", 409)
    iam.create_role(RoleName="x", AssumeRolePolicyDocument=trust() + " " * 3000)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{", "This policy contains invalid Json"),
        (trust(), "Policy document should not specify a principal."),
        (
            permissions(Action="StartSession"),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        ),
        (permissions(Resource="instance"), 'Resource instance must be in ARN format or "*".'),
        (permissions(Effect="Permit"), "Syntax errors in policy."),
        (permissions(Sid="start sessions"), SIDS),
        (permissions(Condition={"StringEquals": {"username": "ann"}}), VENDOR),
    ],
)
def test_a_permission_policy_that_is_refused(iam: Any, document: str, message: str) -> None:
    assert refused(iam.create_policy, PolicyName="p", PolicyDocument=document) == (MALFORMED, message, 400)
    put = {"UserName": "c9-learner", "PolicyName": "p", "PolicyDocument": document}
    assert refused(iam.put_user_policy, **put) == (MALFORMED, message, 400)


def test_the_statements_of_the_documentation_can_be_given(iam: Any) -> None:
    condition = {
        "StringLike": {"ssm:resourceTag/aws:cloud9:environment": "*"},
        "StringEquals": {"aws:CalledViaFirst": "cloud9.amazonaws.com"},
    }
    document = permissions(Resource="arn:aws:ec2:*:*:instance/*", Condition=condition)
    iam.put_user_policy(UserName="c9-learner", PolicyName="start", PolicyDocument=document)
    assert iam.get_user_policy(UserName="c9-learner", PolicyName="start")["PolicyDocument"] == json.loads(document)
