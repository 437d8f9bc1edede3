"""Key policies: who is let in by them, by the account's policies, by a grant; what KMS takes as a policy."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import allow, deny, error_of, make_user

Aws = Callable[..., Any]
ROOT = {"AWS": "arn:aws:iam::123456789012:root"}
ANN = "arn:aws:iam::123456789012:user/ann"
TO_ACCOUNT = {"Effect": "Allow", "Principal": ROOT, "Action": "kms:*", "Resource": "*"}
NOT_TO_ACCOUNT = {**TO_ACCOUNT, "Action": ["kms:Put*", "kms:Get*"]}
TO_ANN = {"Effect": "Allow", "Principal": {"AWS": ANN}, "Action": "kms:DescribeKey", "Resource": "*"}
LOOK = allow("kms:DescribeKey")


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture
def ann(aws: Aws) -> Callable[..., Any]:
    """`ann(LOOK)`: a client of KMS for a user with these policies."""
    return lambda *inline: aws("kms", key=make_user(aws("iam"), "ann", *inline))


@pytest.mark.parametrize(
    ("statements", "own", "reason"),
    [
        ([TO_ACCOUNT], [LOOK], ""),
        ([TO_ACCOUNT], [], "no identity-based policy allows"),
        ([NOT_TO_ACCOUNT], [LOOK], "no resource-based policy allows"),
        ([NOT_TO_ACCOUNT, TO_ANN], [], ""),
        ([NOT_TO_ACCOUNT, {**TO_ANN, "Principal": "*"}], [], ""),
        ([TO_ACCOUNT, TO_ANN], [deny("kms:*")], "explicit deny in an identity-based policy"),
        ([TO_ACCOUNT, {**TO_ANN, "Effect": "Deny"}], [LOOK], "explicit deny in a resource-based policy"),
        (
            [TO_ACCOUNT, {**TO_ANN, "Effect": "Deny", "Principal": ROOT}],
            [LOOK],
            "explicit deny in a resource-based policy",
        ),
        (
            [TO_ACCOUNT],
            [allow("kms:DescribeKey", Resource="arn:aws:kms:*:*:key/other")],
            "no identity-based policy allows",
        ),
    ],
)
def test_who_is_let_in(
    kms: Any, key: str, ann: Callable[..., Any], statements: list[dict[str, Any]], own: list[str], reason: str
) -> None:
    client = ann(*own)
    kms.put_key_policy(KeyId=key, Policy=policy(*statements))
    if not reason:
        assert client.describe_key(KeyId=key)["KeyMetadata"]["Arn"] == key
        return
    code, told = error_of(client.describe_key, KeyId=key)
    assert code == "AccessDeniedException"
    assert told.startswith(f"User: {ANN} is not authorized to perform: kms:DescribeKey on resource: {key} ")
    assert reason in told


def test_an_alias_stands_for_its_key(kms: Any, key: str, ann: Callable[..., Any]) -> None:
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key)
    client = ann(allow("kms:DescribeKey", Resource=key))
    assert client.describe_key(KeyId="alias/mine")["KeyMetadata"]["Arn"] == key
    kms.put_key_policy(KeyId=key, Policy=policy(NOT_TO_ACCOUNT))
    assert error_of(client.describe_key, KeyId="alias/mine")[0] == "AccessDeniedException"


def test_a_grant_lets_in_until_it_is_revoked(kms: Any, key: str, ann: Callable[..., Any]) -> None:
    client = ann()
    kms.put_key_policy(KeyId=key, Policy=policy({**NOT_TO_ACCOUNT, "Action": ["kms:Put*", "kms:*Grant*"]}))
    assert error_of(client.describe_key, KeyId=key)[0] == "AccessDeniedException"
    grant = kms.create_grant(KeyId=key, GranteePrincipal=ANN, Operations=["DescribeKey"])["GrantId"]
    assert client.describe_key(KeyId=key)["KeyMetadata"]["Arn"] == key
    assert error_of(client.disable_key, KeyId=key)[0] == "AccessDeniedException"
    [shown] = kms.list_grants(KeyId=key)["Grants"]
    assert (shown["GrantId"], shown["GranteePrincipal"], shown["KeyId"]) == (grant, ANN, key)
    assert kms.list_grants(KeyId=key, GranteePrincipal="arn:aws:iam::123456789012:user/bob")["Grants"] == []
    kms.revoke_grant(KeyId=key, GrantId=grant)
    assert error_of(client.describe_key, KeyId=key)[0] == "AccessDeniedException"
    assert error_of(kms.revoke_grant, KeyId=key, GrantId=grant) == ("NotFoundException", f"Grant ID {grant} not found")


def test_the_administrator_is_held_to_a_keys_policy_too(kms: Any, key: str) -> None:
    kms.put_key_policy(KeyId=key, Policy=policy(NOT_TO_ACCOUNT))
    code, told = error_of(kms.disable_key, KeyId=key)
    assert code == "AccessDeniedException"
    assert told.endswith("because no resource-based policy allows the kms:DisableKey action")


def test_nobody_locks_himself_out(kms: Any, key: str, ann: Callable[..., Any]) -> None:
    ann()
    shut = policy(TO_ANN)
    told = "The new key policy will not allow you to update the key policy in the future."
    assert error_of(kms.put_key_policy, KeyId=key, Policy=shut) == ("MalformedPolicyDocumentException", told)
    assert error_of(kms.create_key, Policy=shut) == ("MalformedPolicyDocumentException", told)
    kms.put_key_policy(KeyId=key, Policy=shut, BypassPolicyLockoutSafetyCheck=True)
    assert error_of(kms.put_key_policy, KeyId=key, Policy=policy(TO_ACCOUNT))[0] == "AccessDeniedException"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "This policy contains invalid Json"),
        ('{"Version": "2012-10-17"}', "Syntax errors in policy."),
        (policy({**TO_ACCOUNT, "Effect": "Maybe"}), "Syntax errors in policy."),
        (policy({**TO_ACCOUNT, "Condition": {"StringEquals": ["a"]}}), "Syntax errors in policy."),
        (
            policy({name: value for name, value in TO_ACCOUNT.items() if name != "Principal"}),
            "required field Principal",
        ),
        (
            policy(TO_ACCOUNT, {**TO_ANN, "Principal": {"AWS": "arn:aws:iam::123456789012:user/nobody"}}),
            "invalid principals",
        ),
        (policy(TO_ACCOUNT, {**TO_ANN, "Principal": {"AWS": "ann"}}), "invalid principals"),
    ],
)
def test_what_is_no_key_policy(kms: Any, key: str, text: str, told: str) -> None:
    code, message = error_of(kms.put_key_policy, KeyId=key, Policy=text)
    assert code == "MalformedPolicyDocumentException"
    assert told in message
    assert json.loads(kms.get_key_policy(KeyId=key)["Policy"])["Id"] == "key-default-1"


def test_the_service_linked_role_must_exist_before_it_is_named(kms: Any, key: str, aws: Aws) -> None:
    role = "arn:aws:iam::123456789012:role/aws-service-role/cloud9.amazonaws.com/AWSServiceRoleForAWSCloud9"
    text = policy(TO_ACCOUNT, {**TO_ANN, "Principal": {"AWS": role}})
    assert "invalid principals" in error_of(kms.put_key_policy, KeyId=key, Policy=text)[1]
    aws("iam").create_service_linked_role(AWSServiceName="cloud9.amazonaws.com")
    kms.put_key_policy(KeyId=key, Policy=text)
    assert kms.get_key_policy(KeyId=key)["Policy"] == text


def test_there_is_one_policy(kms: Any, key: str) -> None:
    assert kms.list_key_policies(KeyId=key)["PolicyNames"] == ["default"]
    assert error_of(kms.get_key_policy, KeyId=key, PolicyName="other") == (
        "NotFoundException",
        "No such policy exists",
    )


def test_grants_that_are_not_here(kms: Any, key: str) -> None:
    asked = {"KeyId": key, "GranteePrincipal": ANN, "Operations": ["Decrypt"]}
    constraint = {"EncryptionContextSubset": {"team": "blue"}}
    assert error_of(kms.create_grant, **asked, Constraints=constraint)[0] == "NotSimulated"
    assert error_of(kms.create_grant, **{**asked, "GranteePrincipal": "ann"})[0] == "InvalidArnException"


def test_a_service_control_policy_counts(
    kms: Any, key: str, ann: Callable[..., Any], attach_scp: Callable[[str], None]
) -> None:
    client = ann(LOOK)
    kms.put_key_policy(KeyId=key, Policy=policy(TO_ACCOUNT, TO_ANN))
    attach_scp(deny("kms:*"))
    assert "explicit deny in a service control policy" in error_of(client.describe_key, KeyId=key)[1]


@pytest.mark.parametrize(("alias", "code"), [("alias/mine", ""), ("alias/other", "AccessDeniedException")])
def test_aliases_of_a_key_count(kms: Any, key: str, ann: Callable[..., Any], alias: str, code: str) -> None:
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key)
    client = ann(allow("kms:DescribeKey", Condition={"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}}))
    if code:
        assert error_of(client.describe_key, KeyId=key)[0] == code
    else:
        assert client.describe_key(KeyId=key)["KeyMetadata"]["Arn"] == key


@pytest.mark.parametrize("team", ["blue", "red"])
def test_tags_of_a_key_count(kms: Any, key: str, ann: Callable[..., Any], team: str) -> None:
    kms.tag_resource(KeyId=key, Tags=[{"TagKey": "team", "TagValue": "blue"}])
    client = ann(allow("kms:DescribeKey", Condition={"StringEquals": {"aws:ResourceTag/team": team}}))
    if team == "blue":
        assert client.describe_key(KeyId=key)["KeyMetadata"]["Arn"] == key
    else:
        assert error_of(client.describe_key, KeyId=key)[0] == "AccessDeniedException"
