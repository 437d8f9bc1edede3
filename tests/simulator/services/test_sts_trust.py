"""What a trust policy decides: conditions, who needs a policy of their own besides, tags, source identities."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.services.iam.said import ACCOUNT, permissions, refused, trust
from tests.simulator.services.test_sts import ADMINISTRATOR, LEARNER, denied


@pytest.fixture
def sts(aws: Callable[..., Any]) -> Any:
    return aws("sts")


@pytest.fixture
def role(aws: Callable[..., Any]) -> Callable[..., str]:
    """`role(trust policy)`: makes the role /team/trusted and gives its ARN."""

    def make(document: str, **more: Any) -> str:
        asked = {"RoleName": "trusted", "Path": "/team/", "AssumeRolePolicyDocument": document, **more}
        return str(aws("iam").create_role(**asked)["Role"]["Arn"])

    return make


@pytest.mark.parametrize(
    ("condition", "right", "wrong"),
    [
        ({"StringEquals": {"sts:ExternalId": "x1"}}, {"ExternalId": "x1"}, {"ExternalId": "x2"}),
        ({"StringEquals": {"sts:ExternalId": "x1"}}, {"ExternalId": "x1"}, {}),
        (
            {"StringLike": {"sts:RoleSessionName": "seat-*"}},
            {"RoleSessionName": "seat-1"},
            {"RoleSessionName": "desk-1"},
        ),
        ({"DateLessThan": {"aws:CurrentTime": "2030-01-08T00:00:00Z"}}, {}, None),
        ({"DateGreaterThan": {"aws:CurrentTime": "2030-01-08T00:00:00Z"}}, None, {}),
        ({"ArnEquals": {"aws:PrincipalArn": ADMINISTRATOR}}, {}, None),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:user/c9-*"}}, None, {}),
        ({"Bool": {"aws:MultiFactorAuthPresent": "true"}}, None, {}),
        ({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}, {}, None),
        ({"Bool": {"aws:ViaAWSService": "false"}}, {}, None),
    ],
)
def test_conditions_of_the_trust_policy_count(
    sts: Any, role: Callable[..., str], condition: Any, right: dict[str, str] | None, wrong: dict[str, str] | None
) -> None:
    arn = role(trust({"AWS": ACCOUNT}, Condition=condition))
    asked = {"RoleArn": arn, "RoleSessionName": "seat"}
    if right is not None:
        assert sts.assume_role(**{**asked, **right})["Credentials"]
    if wrong is not None:
        assert refused(sts.assume_role, **{**asked, **wrong}) == denied(ADMINISTRATOR, arn)


@pytest.mark.parametrize(
    ("principal", "own", "allowed"),
    [
        ({"AWS": LEARNER}, "", True),  # named by itself: the trust policy is enough
        ({"AWS": ACCOUNT}, "", False),  # the account leaves it to its own policies
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "", False),
        ({"AWS": ACCOUNT}, "this", True),
        ({"AWS": ACCOUNT}, "another", False),
        ({"AWS": LEARNER}, "denied", False),
        ({"Service": "ec2.amazonaws.com"}, "this", False),
        ({"AWS": "210987654321"}, "this", False),
        ({"AWS": ADMINISTRATOR}, "this", False),
    ],
)
def test_a_user_needs_the_roles_trust_and_where_that_names_the_account_a_policy_of_their_own(
    aws: Callable[..., Any], role: Callable[..., str], principal: Any, own: str, allowed: bool
) -> None:
    arn, iam = role(trust(principal)), aws("iam")
    resource = {"another": f"arn:aws:iam::{ACCOUNT}:role/other"}.get(own, arn)
    if own:
        text = permissions(Action="sts:AssumeRole", Resource=resource, Effect="Deny" if own == "denied" else "Allow")
        iam.put_user_policy(UserName="c9-learner", PolicyName="p", PolicyDocument=text)
    sts = aws("sts", key=iam.create_access_key(UserName="c9-learner")["AccessKey"]["AccessKeyId"])
    asked = {"RoleArn": arn, "RoleSessionName": "seat"}
    if allowed:
        assert sts.assume_role(**asked)["AssumedRoleUser"]["Arn"].endswith("assumed-role/trusted/seat")
    else:
        code, message, status = denied(LEARNER, arn)
        told = " with an explicit deny in an identity-based policy" if own == "denied" else ""
        assert refused(sts.assume_role, **asked) == (code, message + told, status)


def test_a_denial_of_the_trust_policy_is_not_told_from_anything_else(
    aws: Callable[..., Any], role: Callable[..., str]
) -> None:
    allow, deny = (json.loads(trust({"AWS": LEARNER}, Effect=effect))["Statement"][0] for effect in ("Allow", "Deny"))
    arn = role(json.dumps({"Version": "2012-10-17", "Statement": [allow, deny]}))
    sts = aws("sts", key=aws("iam").create_access_key(UserName="c9-learner")["AccessKey"]["AccessKeyId"])
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="seat") == denied(LEARNER, arn)


def test_a_boundary_limits_what_a_trust_policy_gives(aws: Callable[..., Any], role: Callable[..., str]) -> None:
    arn, iam = role(trust({"AWS": ACCOUNT})), aws("iam")
    iam.put_user_policy(UserName="c9-learner", PolicyName="p", PolicyDocument=permissions(Action="sts:*"))
    limit = iam.create_policy(PolicyName="limit", PolicyDocument=permissions(Action="ec2:*"))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="c9-learner", PermissionsBoundary=limit)
    sts = aws("sts", key=iam.create_access_key(UserName="c9-learner")["AccessKey"]["AccessKeyId"])
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="seat") == denied(LEARNER, arn)


@pytest.mark.parametrize(
    ("asked", "action"),
    [
        ({"Tags": [{"Key": "team", "Value": "blue"}]}, "sts:TagSession"),
        ({"SourceIdentity": "ann.smith"}, "sts:SetSourceIdentity"),
    ],
)
def test_tags_and_a_source_identity_need_to_be_allowed_as_well(
    aws: Callable[..., Any], sts: Any, role: Callable[..., str], asked: dict[str, Any], action: str
) -> None:
    arn = role(trust({"AWS": ACCOUNT}))
    told = f"User: {ADMINISTRATOR} is not authorized to perform: {action} on resource: {arn}"
    assert refused(sts.assume_role, RoleArn=arn, RoleSessionName="seat", **asked) == ("AccessDenied", told, 403)
    text = trust({"AWS": ACCOUNT}, Action=["sts:AssumeRole", action])
    aws("iam").update_assume_role_policy(RoleName="trusted", PolicyDocument=text)
    assert sts.assume_role(RoleArn=arn, RoleSessionName="seat", **asked)["Credentials"]


def test_tags_are_handed_on_to_the_next_role_when_they_are_transitive(
    aws: Callable[..., Any], sts: Any, role: Callable[..., str]
) -> None:
    every = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    first, iam = role(trust({"AWS": ACCOUNT}, Action=every)), aws("iam")
    iam.put_role_policy(RoleName="trusted", PolicyName="p", PolicyDocument=permissions(Action="sts:*"))
    second = iam.create_role(RoleName="second", AssumeRolePolicyDocument=trust({"AWS": ACCOUNT}, Action=every))
    tagged = {"StringEquals": {"aws:PrincipalTag/team": "blue"}, "Null": {"aws:PrincipalTag/seat": "true"}}
    text = permissions(Action="ec2:DescribeVpcs", Condition=tagged)
    iam.put_role_policy(RoleName="second", PolicyName="p", PolicyDocument=text)
    tags = [{"Key": "team", "Value": "blue"}, {"Key": "seat", "Value": "7"}]
    given = {"Tags": tags, "TransitiveTagKeys": ["team"], "SourceIdentity": "ann"}
    made = sts.assume_role(RoleArn=first, RoleSessionName="seat", **given)
    chained = aws("sts", key=made["Credentials"]["AccessKeyId"])
    asked = {"RoleArn": second["Role"]["Arn"], "RoleSessionName": "seat"}
    told = chained.assume_role(**asked)
    assert told["SourceIdentity"] == "ann", "it stays through all roles"
    assert aws("ec2", key=told["Credentials"]["AccessKeyId"]).describe_vpcs()["Vpcs"]
    again = {"Tags": [{"Key": "TEAM", "Value": "red"}]}
    assert refused(chained.assume_role, **asked, **again)[0] == "InvalidParameterValue"
    assert refused(chained.assume_role, **asked, SourceIdentity="bob")[0] == "AccessDenied"
    lacking = {"Tags": tags, "TransitiveTagKeys": ["stage"]}
    words = "The specified transitive tag key must be included in the requested tags."
    assert refused(sts.assume_role, RoleArn=first, RoleSessionName="seat", **lacking)[:2] == (
        "InvalidParameterValue",
        words,
    )
