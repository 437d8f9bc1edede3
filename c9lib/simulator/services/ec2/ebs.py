"""The key that encrypts EBS volumes by default (facts 6.2: Cloud9 needs to be let to use it)."""

from __future__ import annotations

from c9lib.simulator import moto_kms
from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.world import World

AWS_MANAGED_KEY = moto_kms.EBS_ALIAS


def _store(world: World, region: str) -> dict[str, str]:
    return world.store("ebs-default-key", region, dict)


def default_key(world: World, region: str) -> str:
    """The key that encrypts new volumes where no other is asked for: an ARN, or AWS's own key by its alias."""
    return _store(world, region).get("key", AWS_MANAGED_KEY)


def key_arn(world: World, region: str, told: str) -> str:
    """A key's ARN by its id, its alias or either's ARN. An alias that leads nowhere stays one: EC2 looks at the key
    when it uses it, not before ("authenticates the KMS key asynchronously": API reference, ModifyEbsDefaultKmsKeyId).
    """
    moto_kms.furnish(region, world.clock.now)
    here = f"arn:aws:kms:{region}:{world.account}:"
    name = told.removeprefix(here).removeprefix("key/")
    found = moto_kms.find(region, name)
    if found is not None:
        return found.arn
    if name.startswith("arn:"):
        return name
    return here + (name if name.startswith("alias/") else f"key/{name}")


@operation("ec2", "GetEbsDefaultKmsKeyId")
def get_default_key(call: ApiCall) -> Answer:
    """The key that encrypts new volumes by default: AWS's own until another one is chosen."""
    return {"KmsKeyId": default_key(call.world, call.region)}


@operation("ec2", "ModifyEbsDefaultKmsKeyId")
def modify_default_key(call: ApiCall) -> Answer:
    """Choose the key, by its id, its alias or either's ARN. Whether it can be used is nobody's concern yet."""
    arn = key_arn(call.world, call.region, call.params["KmsKeyId"])
    _store(call.world, call.region)["key"] = arn
    return {"KmsKeyId": arn}


@operation("ec2", "ResetEbsDefaultKmsKeyId")
def reset_default_key(call: ApiCall) -> Answer:
    """Back to AWS's own key."""
    _store(call.world, call.region).pop("key", None)
    return {"KmsKeyId": AWS_MANAGED_KEY}
