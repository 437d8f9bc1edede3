"""Which key encrypts new volumes by default, and that it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.place import Place

ARN = "arn:aws:kms:us-east-1:123456789012:"
NOWHERE = "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def key(aws: Callable[..., Any]) -> dict[str, Any]:
    """A key with the default policy, and the alias `alias/mine`."""
    kms = aws("kms")
    made: dict[str, Any] = kms.create_key()["KeyMetadata"]
    kms.create_alias(AliasName="alias/mine", TargetKeyId=made["KeyId"])
    return made


def volumes(place: Place, instance_id: str) -> list[tuple[bool, str]]:
    """Whether each volume of an instance is encrypted, and with which key."""
    filters = [{"Name": "attachment.instance-id", "Values": [instance_id]}]
    found = place.ec2.describe_volumes(Filters=filters)["Volumes"]
    return [(one["Encrypted"], one.get("KmsKeyId", "")) for one in found]


def test_the_default_key(ec2: Any, key: dict[str, Any]) -> None:
    assert ec2.get_ebs_default_kms_key_id()["KmsKeyId"] == "alias/aws/ebs"
    for name in (key["KeyId"], key["Arn"], "alias/mine", f"{ARN}alias/mine"):
        assert ec2.modify_ebs_default_kms_key_id(KmsKeyId=name)["KmsKeyId"] == key["Arn"]
        assert ec2.get_ebs_default_kms_key_id()["KmsKeyId"] == key["Arn"]
        ec2.reset_ebs_default_kms_key_id()
        assert ec2.get_ebs_default_kms_key_id()["KmsKeyId"] == "alias/aws/ebs"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (NOWHERE, f"{ARN}key/{NOWHERE}"),
        (f"{ARN}key/{NOWHERE}", f"{ARN}key/{NOWHERE}"),
        ("alias/nowhere", f"{ARN}alias/nowhere"),
        ("arn:aws:kms:us-east-1:999999999999:key/x", "arn:aws:kms:us-east-1:999999999999:key/x"),
    ],
)
def test_a_key_that_is_not_there_is_taken(ec2: Any, told: str, kept: str) -> None:
    """EC2 looks at it later (API reference, ModifyEbsDefaultKmsKeyId)."""
    assert ec2.modify_ebs_default_kms_key_id(KmsKeyId=told)["KmsKeyId"] == kept


def test_on_and_off(ec2: Any) -> None:
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False
    ec2.enable_ebs_encryption_by_default()
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is True
    ec2.disable_ebs_encryption_by_default()
    assert ec2.get_ebs_encryption_by_default()["EbsEncryptionByDefault"] is False


def test_volumes_are_encrypted_when_that_is_the_default(place: Place, key: dict[str, Any]) -> None:
    assert volumes(place, place.launch()) == [(False, "")]
    place.ec2.enable_ebs_encryption_by_default()
    [(encrypted, used)] = volumes(place, place.launch())
    assert encrypted
    assert used.startswith(f"{ARN}key/")
    assert used != key["Arn"]
    place.ec2.modify_ebs_default_kms_key_id(KmsKeyId="alias/mine")
    instance = place.launch()
    assert volumes(place, instance) == [(True, key["Arn"])]
    place.wait(60)
    assert place.state(instance) == "running"


def test_volumes_are_encrypted_with_the_key_that_is_asked_for(place: Place, key: dict[str, Any]) -> None:
    place.ec2.modify_ebs_default_kms_key_id(KmsKeyId=key["Arn"])

    def launched(**asked: Any) -> list[tuple[bool, str]]:
        mapping = {"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 10, **asked}}
        return volumes(place, place.launch(BlockDeviceMappings=[mapping]))

    assert launched() == [(False, "")]
    assert launched(Encrypted=True) == [(True, key["Arn"])]
    assert launched(Encrypted=True, KmsKeyId="alias/mine") == [(True, key["Arn"])]
    [(_, aws_managed)] = launched(Encrypted=True, KmsKeyId="alias/aws/ebs")
    assert aws_managed != key["Arn"]
    place.ec2.reset_ebs_default_kms_key_id()
    assert launched(Encrypted=True) == [(True, aws_managed)]
