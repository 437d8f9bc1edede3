"""The key that encrypts EBS volumes by default (facts 6.1: Cloud9 needs to be let to use it)."""

from __future__ import annotations

from c9lib.simulator.api import Answer, ApiCall, NotSimulated, operation

AWS_MANAGED_KEY = "alias/aws/ebs"


def _store(call: ApiCall) -> dict[str, str]:
    return call.world.store("ebs-default-key", call.region, dict)


@operation("ec2", "GetEbsDefaultKmsKeyId")
def get_default_key(call: ApiCall) -> Answer:
    """The key that encrypts new volumes by default: AWS's own until another one is chosen."""
    return {"KmsKeyId": _store(call).get("key", AWS_MANAGED_KEY)}


@operation("ec2", "ModifyEbsDefaultKmsKeyId")
def modify_default_key(call: ApiCall) -> Answer:
    """Choose the key by its ARN. Other spellings need KMS, which this simulator doesn't have."""
    key = call.params["KmsKeyId"]
    if not key.startswith("arn:"):
        raise NotSimulated("A default key of EBS that isn't given by its ARN")
    _store(call)["key"] = key
    return {"KmsKeyId": key}


@operation("ec2", "ResetEbsDefaultKmsKeyId")
def reset_default_key(call: ApiCall) -> Answer:
    """Back to AWS's own key."""
    _store(call).pop("key", None)
    return {"KmsKeyId": AWS_MANAGED_KEY}
