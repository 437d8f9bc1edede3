"""Keys: made, named, shown, disabled, deleted after a waiting period; and what isn't there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import error_of

ARN = "arn:aws:kms:us-east-1:123456789012:key/"
NOWHERE = "11111111-2222-3333-4444-555555555555"
Wait = Callable[[float], None]
DAY = 24 * 3600


def shown(kms: Any, name: str) -> dict[str, Any]:
    found: dict[str, Any] = kms.describe_key(KeyId=name)["KeyMetadata"]
    return found


def test_a_new_key(kms: Any, key: str) -> None:
    told = shown(kms, key)
    assert told["Arn"] == key == ARN + told["KeyId"]
    assert (told["KeyState"], told["Enabled"], told["KeyManager"]) == ("Enabled", True, "CUSTOMER")
    assert (told["KeySpec"], told["KeyUsage"], told["Description"]) == (
        "SYMMETRIC_DEFAULT",
        "ENCRYPT_DECRYPT",
        "for volumes",
    )
    policy = json.loads(kms.get_key_policy(KeyId=key)["Policy"])
    assert policy["Id"] == "key-default-1"
    assert policy["Statement"][0]["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}


def test_by_all_its_names(kms: Any, key: str) -> None:
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key)
    alias_arn = "arn:aws:kms:us-east-1:123456789012:alias/mine"
    for name in (key, key.removeprefix(ARN), "alias/mine", alias_arn):
        assert shown(kms, name)["Arn"] == key
    assert {"KeyId": key.removeprefix(ARN), "KeyArn": key} in kms.list_keys()["Keys"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (NOWHERE, f"Key '{ARN}{NOWHERE}' does not exist"),
        (ARN + NOWHERE, f"Key '{ARN}{NOWHERE}' does not exist"),
        ("alias/mine", "Alias arn:aws:kms:us-east-1:123456789012:alias/mine is not found."),
        ("mine", "Invalid keyId 'mine'"),
        (f"arn:aws:kms:eu-west-1:123456789012:key/{NOWHERE}", "Invalid arn eu-west-1"),
    ],
)
def test_what_is_not_there(kms: Any, name: str, told: str) -> None:
    assert error_of(kms.describe_key, KeyId=name) == ("NotFoundException", told)


def test_a_key_of_another_account(kms: Any) -> None:
    code, told = error_of(kms.describe_key, KeyId=f"arn:aws:kms:us-east-1:999999999999:key/{NOWHERE}")
    assert code == "AccessDeniedException"
    assert "the resource does not exist in this Region, no resource-based policies allow access" in told


def test_an_alias_is_no_key_for_what_changes_it(kms: Any, key: str) -> None:
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key)
    assert error_of(kms.disable_key, KeyId="alias/mine") == ("NotFoundException", "Invalid keyId 'alias/mine'")


def test_disabled_and_enabled(kms: Any, key: str) -> None:
    kms.disable_key(KeyId=key)
    assert (shown(kms, key)["KeyState"], shown(kms, key)["Enabled"]) == ("Disabled", False)
    grant = {"KeyId": key, "GranteePrincipal": "arn:aws:iam::123456789012:user/c9-learner", "Operations": ["Decrypt"]}
    assert error_of(kms.create_grant, **grant) == ("DisabledException", f"{key} is disabled.")
    kms.enable_key(KeyId=key)
    assert shown(kms, key)["KeyState"] == "Enabled"
    assert kms.create_grant(**grant)["GrantId"]


def test_deleted_after_a_waiting_period(kms: Any, key: str, wait: Wait) -> None:
    told = kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert (told["KeyId"], told["KeyState"], told["PendingWindowInDays"]) == (key, "PendingDeletion", 7)
    for change in (kms.enable_key, kms.disable_key, kms.schedule_key_deletion):
        assert error_of(change, KeyId=key) == ("KMSInvalidStateException", f"{key} is pending deletion.")
    wait(6 * DAY)
    assert shown(kms, key)["DeletionDate"] == told["DeletionDate"]
    wait(DAY)
    assert error_of(kms.describe_key, KeyId=key)[0] == "NotFoundException"


def test_deletion_thought_better_of(kms: Any, key: str, wait: Wait) -> None:
    assert error_of(kms.cancel_key_deletion, KeyId=key) == (
        "KMSInvalidStateException",
        f"{key} is not pending deletion.",
    )
    kms.schedule_key_deletion(KeyId=key)
    assert kms.cancel_key_deletion(KeyId=key)["KeyId"] == key
    assert shown(kms, key)["KeyState"] == "Disabled"
    wait(31 * DAY)
    kms.enable_key(KeyId=key)
    assert shown(kms, key)["KeyState"] == "Enabled"


@pytest.mark.parametrize("days", [6, 31])
def test_no_other_waiting_period(kms: Any, key: str, days: int) -> None:
    code, told = error_of(kms.schedule_key_deletion, KeyId=key, PendingWindowInDays=days)
    assert (code, told) == ("ValidationException", f"PendingWindowInDays is {days}; it must be between 7 and 30.")


def test_aliases(kms: Any, key: str) -> None:
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key)
    again = error_of(kms.create_alias, AliasName="alias/mine", TargetKeyId=key)
    assert again[0] == "AlreadyExistsException"
    assert "arn:aws:kms:us-east-1:123456789012:alias/mine already exists" in again[1]
    other = kms.create_key()["KeyMetadata"]
    kms.update_alias(AliasName="alias/mine", TargetKeyId=other["KeyId"])
    assert shown(kms, "alias/mine")["Arn"] == other["Arn"]
    assert [one["AliasName"] for one in kms.list_aliases(KeyId=other["KeyId"])["Aliases"]] == ["alias/mine"]
    kms.delete_alias(AliasName="alias/mine")
    assert error_of(kms.describe_key, KeyId="alias/mine")[0] == "NotFoundException"
    assert error_of(kms.create_alias, AliasName="mine", TargetKeyId=key)[0] == "ValidationException"
    assert error_of(kms.create_alias, AliasName="alias/aws/mine", TargetKeyId=key)[0] == "NotAuthorizedException"


def test_the_key_that_aws_manages(kms: Any) -> None:
    told = shown(kms, "alias/aws/ebs")
    assert told["KeyManager"] == "AWS"
    assert {"AliasName": "alias/aws/ebs", "TargetKeyId": told["KeyId"]}.items() <= kms.list_aliases()["Aliases"][
        0
    ].items()
    policy = json.loads(kms.get_key_policy(KeyId=told["KeyId"])["Policy"])
    assert "kms:ViaService" in json.dumps(policy)
    for change in (kms.disable_key, kms.schedule_key_deletion):
        code, why = error_of(change, KeyId=told["KeyId"])
        assert code == "AccessDeniedException"
        assert "because no resource-based policy allows the kms:" in why


def test_aws_manages_one_in_each_region_and_it_is_always_the_same(aws: Callable[..., Any]) -> None:
    here, there = (shown(aws("kms", region=region), "alias/aws/ebs") for region in ("us-east-1", "eu-west-1"))
    assert here["Arn"] != there["Arn"]
    assert here == shown(aws("kms"), "alias/aws/ebs")


def test_pages(kms: Any) -> None:
    made = {kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(3)}
    pages = list(kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2}))
    found = [one["KeyId"] for page in pages for one in page["Keys"]]
    assert len(pages) == 2
    assert made < set(found)
    assert error_of(kms.list_keys, Marker="nonsense")[0] == "InvalidMarkerException"


def test_tags(kms: Any) -> None:
    key = kms.create_key(Tags=[{"TagKey": "team", "TagValue": "blue"}])["KeyMetadata"]["KeyId"]
    kms.tag_resource(KeyId=key, Tags=[{"TagKey": "stage", "TagValue": "test"}])
    kms.untag_resource(KeyId=key, TagKeys=["team"])
    assert kms.list_resource_tags(KeyId=key)["Tags"] == [{"TagKey": "stage", "TagValue": "test"}]


@pytest.mark.parametrize(
    "asked", [{"MultiRegion": True}, {"CustomKeyStoreId": "cks-1234567890abcdef0"}, {"Origin": "EXTERNAL"}]
)
def test_kinds_of_keys_that_are_not_here(kms: Any, asked: dict[str, Any]) -> None:
    code, told = error_of(kms.create_key, **asked)
    assert code == "NotSimulated"
    assert next(iter(asked)) in told


@pytest.mark.parametrize("operation", ["encrypt", "generate_data_key"])
def test_nothing_is_encrypted(kms: Any, key: str, operation: str) -> None:
    asked = {"Plaintext": b"x"} if operation == "encrypt" else {"KeySpec": "AES_256"}
    assert error_of(getattr(kms, operation), KeyId=key, **asked)[0] == "NotSimulated"


def test_values_beyond_their_limits(kms: Any, key: str) -> None:
    code, told = error_of(kms.update_key_description, KeyId=key, Description="x" * 8193)
    assert code == "ValidationException"
    assert "'description' failed to satisfy constraint" in told
