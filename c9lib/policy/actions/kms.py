"""AWS KMS authorizes on the key, by whatever of its names a call means it.

Sources: Service Authorization Reference, list_awskeymanagementservice; AWS KMS Developer Guide, "Permissions reference"
and "Condition keys for AWS KMS".
"""

from __future__ import annotations

from c9lib.policy.actions import conditions
from c9lib.policy.actions.call import Call
from c9lib.policy.actions.nouns import Requirement

KEYS = {"kms:EncryptionAlgorithm": "EncryptionAlgorithm", "kms:KeySpec": "KeySpec", "kms:KeyUsage": "KeyUsage"}
TWO_KEYS = {"ReEncrypt": (("ReEncryptFrom", "SourceKeyId"), ("ReEncryptTo", "DestinationKeyId"))}
"""One operation that asks for two actions, each on a key of its own."""


def kms(call: Call) -> tuple[Requirement, ...]:
    """The requirements of an operation of KMS, for the caller's policies; the key's own policy has a say as well."""
    if call.operation in TWO_KEYS:
        asked = TWO_KEYS[call.operation]
        return tuple(_on_key(Call("kms", action, call.params, call.facts), place) for action, place in asked)
    alias = call.action.type("alias")
    if alias is not None:
        own = call.needs(alias, call.arn(alias, call.value("AliasName").removeprefix("alias/")), _says(call, ""))
        return (own, _on_key(call, "TargetKeyId" if call.value("TargetKeyId") else "AliasName"))
    if call.action.type("key") is None:
        return (call.needs(None, "*", _says(call, "")), *_tags_of_new(call))
    return (_on_key(call, "KeyId"),)


def _tags_of_new(call: Call) -> tuple[Requirement, ...]:
    """A key with tags also needs `kms:TagResource` (API reference of CreateKey)."""
    if not call.values("Tags.TagKey"):
        return ()
    arn = f"arn:aws:kms:{call.facts.region}:{call.facts.account}:key/*"
    return (call.other("kms:TagResource", "key", arn, _says(call, "")),)


def _on_key(call: Call, place: str) -> Requirement:
    """The key by its id or ARN; by an alias the key behind it, or any where nobody knows which that is."""
    kind = call.action.type("key")
    name = call.value(place)
    alias = name.rpartition(":")[2]
    if alias.startswith("alias/"):
        name = next(iter(call.related(alias)), "*")
    return call.needs(kind, call.arn(kind, name or "*") if kind else "*", _says(call, alias))


def _says(call: Call, alias: str) -> dict[str, tuple[str, ...]]:
    tags = [
        {"Key": one.get("TagKey"), "Value": one.get("TagValue")} for one in call.raw("Tags") if isinstance(one, dict)
    ]
    given = call.params.get("EncryptionContext")
    encryption = {str(key): str(value) for key, value in given.items()} if isinstance(given, dict) else {}
    told = {
        **call.told(KEYS),
        **conditions.of_tags(tags),
        **conditions.of_tag_keys(call.values("TagKeys")),
        "kms:CallerAccount": (call.facts.account,),
        **{f"kms:EncryptionContext:{key}": (value,) for key, value in encryption.items()},
        "kms:EncryptionContextKeys": tuple(encryption),
        "kms:RequestAlias": (alias,) if alias.startswith("alias/") else (),
    }
    return {key: values for key, values in told.items() if values}
