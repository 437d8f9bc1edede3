"""Keys of KMS, read from moto's objects; and the key that AWS manages for EBS, which moto makes only when somebody asks
for it by its alias.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from c9lib.simulator.api import ACCOUNT

EBS_ALIAS = "alias/aws/ebs"
EBS_DESCRIPTION = "Default key that protects my EBS volumes when no other key is defined"
LONG_AGO = 1577836800.0
"""When AWS made its key: before anything that happens in a simulated account."""


@dataclass(frozen=True)
class Grant:
    """A grant on a key: to whom (an ARN), and for which operations (`Decrypt`)."""

    id: str
    grantee: str
    operations: tuple[str, ...]


@dataclass(frozen=True)
class Key:
    """A key as it is now. `state` is KMS's word: `Enabled`, `Disabled`, `PendingDeletion`."""

    id: str
    arn: str
    state: str
    policy: str
    spec: str
    aws_managed: bool
    grants: tuple[Grant, ...] = ()
    aliases: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()


def _backend(region: str) -> Any:
    from moto.kms.models import kms_backends

    return kms_backends[ACCOUNT][region]


def furnish(region: str, now: float) -> None:
    """Let a Region have AWS's key for EBS, and no key any more whose waiting period is over."""
    backend = _backend(region)
    for held in [one for one in backend.keys.values() if _deleted(one, now)]:
        backend.delete_key(held.id)
    held = next((one for one in backend.keys.values() if EBS_ALIAS in one.aliases), None)
    if held is None or held.key_manager != "AWS":
        _make_ebs_key(backend, region, held)


def _deleted(held: Any, now: float) -> bool:
    return held.deletion_date is not None and held.deletion_date.replace(tzinfo=UTC).timestamp() <= now


def _make_ebs_key(backend: Any, region: str, made: Any) -> None:
    """AWS's own key; `made` is what moto has made in its place, if it has."""
    from moto.kms.utils import RESERVED_ALIASE_TARGET_KEY_IDS
    from moto.moto_api._internal import mock_random

    if made is None:
        before = mock_random.getstate()  # no other id is shifted
        made = backend.create_key(None, "ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", "", None)
        mock_random.setstate(before)
        del backend.keys[made.id]
        made.id = RESERVED_ALIASE_TARGET_KEY_IDS[EBS_ALIAS]
        made.arn = f"arn:aws:kms:{region}:{ACCOUNT}:key/{made.id}"
        backend.keys[made.id] = made
        backend.create_alias(made.id, EBS_ALIAS)
    made.key_manager, made.creation_date = "AWS", LONG_AGO
    made.policy, made.description = _ebs_policy(region), EBS_DESCRIPTION


def _ebs_policy(region: str) -> str:
    """AWS's own policy for it (KMS Developer Guide, "AWS managed keys"; `aws kms get-key-policy` on any account)."""
    through_ec2 = {"kms:ViaService": f"ec2.{region}.amazonaws.com", "kms:CallerAccount": ACCOUNT}
    use = {
        "Sid": "Allow access through EBS for all principals in the account that are authorized to use EBS",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncrypt*",
            "kms:GenerateDataKey*",
            "kms:CreateGrant",
            "kms:DescribeKey",
        ],
        "Resource": "*",
        "Condition": {"StringEquals": through_ec2},
    }
    look = {
        "Sid": "Allow direct access to key metadata to the account",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Id": "auto-ebs-2", "Statement": [use, look]})


def find(region: str, name: str) -> Key | None:
    """The key by its id, or by the name of an alias (`alias/mine`)."""
    held = next((one for one in _backend(region).keys.values() if name == one.id or name in one.aliases), None)
    return _key(region, held) if held is not None else None


def _key(region: str, held: Any) -> Key:
    return Key(
        held.id,
        held.arn,
        held.key_state,
        str(held.policy),
        held.key_spec,
        held.key_manager == "AWS",
        tuple(Grant(one.id, one.grantee_principal, tuple(one.operations)) for one in held.grants.values()),
        tuple(held.aliases),
        tuple(tags(region, held.id).items()),
    )


def metadata(region: str, key_id: str) -> dict[str, Any]:
    """KeyMetadata of an existing key, as DescribeKey shows it."""
    told: dict[str, Any] = _backend(region).keys[key_id].to_dict()["KeyMetadata"]
    return told


def tags(region: str, key_id: str) -> dict[str, str]:
    """The tags of a key; {} if it has none, or doesn't exist."""
    return dict(_backend(region).tagger.get_tag_dict_for_resource(key_id))


def about(key: Key) -> dict[str, tuple[str, ...]]:
    """The condition keys that a key brings (KMS Developer Guide, "Condition keys for AWS KMS")."""
    return {"kms:KeySpec": (key.spec,), "kms:ResourceAliases": key.aliases}


def listed(region: str) -> Iterator[tuple[str, str]]:
    """Id and ARN of all keys, oldest first."""
    return ((held.id, held.arn) for held in _backend(region).keys.values())


def aliases(region: str) -> Iterator[dict[str, str]]:
    """All aliases, as ListAliases shows them."""
    for held in _backend(region).keys.values():
        for alias in held.aliases.values():
            yield {"AliasName": alias.alias_name, "AliasArn": alias.alias_arn, "TargetKeyId": alias.target_key_id}
