"""Keys: made, shown, enabled, disabled, and deleted after a waiting period."""

from __future__ import annotations

from typing import Any

from c9lib.simulator import moto_kms
from c9lib.simulator.api import Answer, ApiCall, ApiError, NotSimulated
from c9lib.simulator.moto_kms import Key
from c9lib.simulator.services.kms.door import kms, on_key
from c9lib.simulator.services.kms.pages import paged
from c9lib.simulator.services.kms.policies import check_document

ABSENT = ("CustomKeyStoreId", "MultiRegion", "XksKeyId")
DAYS = (7, 30)
"""The shortest and the longest waiting period (API reference, ScheduleKeyDeletion); the longest is the default."""


@kms("CreateKey")
def create_key(call: ApiCall) -> Answer:
    """A new key. Without a policy of its own it leaves everything to the account's policies."""
    for name in ABSENT:
        if call.params.get(name):
            raise NotSimulated(f"{name} of kms:CreateKey")
    if call.params.get("Origin", "AWS_KMS") != "AWS_KMS":
        raise NotSimulated(f"Origin {call.params['Origin']} of kms:CreateKey")
    if "Policy" in call.params:
        check_document(call, call.params["Policy"])
    spec = call.params.get("KeySpec") or call.params.get("CustomerMasterKeySpec") or "SYMMETRIC_DEFAULT"
    usage = call.params.get("KeyUsage", "ENCRYPT_DECRYPT" if spec == "SYMMETRIC_DEFAULT" else "")
    if not usage:
        raise ApiError("ValidationException", f"You must specify a KeyUsage value for a KMS key with KeySpec {spec}.")
    return call.forward(KeyUsage=usage, KeySpec=spec)


@on_key("DescribeKey", aliases=True)
def describe_key(call: ApiCall, key: Key) -> Answer:
    """What KMS knows of a key. moto isn't asked: it takes any denial in the key's policy for one of the caller's."""
    return {"KeyMetadata": moto_kms.metadata(call.region, key.id)}


@kms("ListKeys")
def list_keys(call: ApiCall) -> Answer:
    """All keys of the Region."""
    found = [{"KeyId": key_id, "KeyArn": arn} for key_id, arn in moto_kms.listed(call.region)]
    return paged(call, "Keys", found)


@on_key("EnableKey")
def enable_key(call: ApiCall, key: Key) -> Answer:
    """Let a disabled key be used again."""
    check_not_pending(key)
    return call.forward(KeyId=key.id)


@on_key("DisableKey")
def disable_key(call: ApiCall, key: Key) -> Answer:
    """Let nobody use a key until it is enabled again."""
    check_not_pending(key)
    return call.forward(KeyId=key.id)


@on_key("ScheduleKeyDeletion")
def schedule_key_deletion(call: ApiCall, key: Key) -> Answer:
    """The key can't be used from now on, and is gone when the waiting period is over."""
    check_not_pending(key)
    days, (shortest, longest) = call.params.get("PendingWindowInDays", DAYS[1]), DAYS
    if not shortest <= days <= longest:
        told = f"PendingWindowInDays is {days}; it must be between {shortest} and {longest}."
        raise ApiError("ValidationException", told)
    answer = call.forward(KeyId=key.id, PendingWindowInDays=days)
    return {**answer, "KeyId": key.arn, "KeyState": "PendingDeletion", "PendingWindowInDays": days}


@on_key("CancelKeyDeletion")
def cancel_key_deletion(call: ApiCall, key: Key) -> Answer:
    """The key stays; it is disabled until somebody enables it."""
    if key.state != "PendingDeletion":
        raise ApiError("KMSInvalidStateException", f"{key.arn} is not pending deletion.")
    call.forward(KeyId=key.id)
    return {"KeyId": key.arn}


@on_key("UpdateKeyDescription")
def update_key_description(call: ApiCall, key: Key) -> Answer:
    """Another description."""
    check_not_pending(key)
    return call.forward(KeyId=key.id)


@on_key("TagResource")
def tag_resource(call: ApiCall, key: Key) -> Answer:
    """Tags are added, or get another value."""
    check_not_pending(key)
    return call.forward(KeyId=key.id)


@on_key("UntagResource")
def untag_resource(call: ApiCall, key: Key) -> Answer:
    """Tags are taken away."""
    check_not_pending(key)
    return call.forward(KeyId=key.id)


@on_key("ListResourceTags")
def list_resource_tags(call: ApiCall, key: Key) -> Answer:
    """The tags of a key."""
    tags: list[dict[str, Any]] = call.forward(KeyId=key.id)["Tags"]
    return paged(call, "Tags", tags)


def check_not_pending(key: Key) -> None:
    """Raise KMSInvalidStateException (KMS Developer Guide, "Key states of AWS KMS keys")."""
    if key.state == "PendingDeletion":
        raise ApiError("KMSInvalidStateException", f"{key.arn} is pending deletion.")


def check_enabled(key: Key) -> None:
    """Raise DisabledException or KMSInvalidStateException for a key that can't be used now."""
    check_not_pending(key)
    if key.state != "Enabled":
        raise ApiError("DisabledException", f"{key.arn} is disabled.")
