"""A world that is built again has the same keys: the journal holds no more than the requests."""

from __future__ import annotations

from typing import Any

from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.identity import administrator
from c9lib.simulator.world import World


def built(*, looks_first: bool) -> list[Any]:
    """What a new world shows after the same writes."""
    world = Front(World(seed=7, clock=Clock(speed=0.0))).world
    kms, ec2 = (world.client(service, "us-east-1", administrator(world)) for service in ("kms", "ec2"))
    if looks_first:
        kms.describe_key(KeyId="alias/aws/ebs")
    arn = kms.create_key()["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/mine", TargetKeyId=arn)
    grant = kms.create_grant(KeyId=arn, GranteePrincipal=administrator(world).arn, Operations=["Decrypt"])["GrantId"]
    ec2.enable_ebs_encryption_by_default()
    default = ec2.modify_ebs_default_kms_key_id(KmsKeyId="alias/mine")["KmsKeyId"]
    managed = kms.describe_key(KeyId="alias/aws/ebs")["KeyMetadata"]
    return [arn, grant, default, managed["Arn"], managed["CreationDate"]]


def test_the_same_ids_whatever_was_read_before() -> None:
    assert built(looks_first=False) == built(looks_first=True)
