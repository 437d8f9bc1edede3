"""The keys of an instance's volumes: EC2 uses them in the name of whoever launches or starts the instance.

That is found out after the request has been answered: an instance whose volumes can't be had goes on to `terminated`,
or back to `stopped`, and says why in StateReason (EBS User Guide, "Requirements for Amazon EBS encryption"; facts 6.1,
row 8). On AWS only CloudTrail tells which action was denied.
"""

from __future__ import annotations

from c9lib.policy import Context, Value
from c9lib.simulator import moto_kms, moto_volumes
from c9lib.simulator.api import ApiCall
from c9lib.simulator.authorization import context, of_call
from c9lib.simulator.moto_kms import Key
from c9lib.simulator.moto_volumes import Volume
from c9lib.simulator.services.ec2 import ebs
from c9lib.simulator.services.ec2.machine import Machine, Reason
from c9lib.simulator.services.kms import rights

TO_LAUNCH = (
    "kms:DescribeKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)
"""What the page lists for whoever launches with an encrypted volume; `kms:ReEncrypt*` by its two actions."""
TO_START = ("kms:CreateGrant",)
"""The volume has its data key; EC2 needs a grant to decrypt it (re:Post, "kms-iam-ec2-permission")."""
DENIED = Reason("Client.InternalError", "Client.InternalError: Client error on launch")
# As people report it (hashicorp/packer#12683).
WRONG_STATE = Reason(
    "Client.InternalError", "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state"
)


def furnish(call: ApiCall) -> None:
    """Before a launch: moto makes AWS's key for EBS by itself, otherwise than AWS, when it needs it and has none."""
    if any(one.get("Ebs", {}).get("Encrypted") for one in call.params.get("BlockDeviceMappings", [])):
        moto_kms.furnish(call.region, call.world.clock.now)


def encrypt(call: ApiCall, instance_id: str) -> None:
    """After a launch: each volume has the key that was asked for, or else the default one where all are encrypted."""
    by_default = moto_volumes.encrypted_by_default(call.region)
    for volume in moto_volumes.of_instance(call.region, instance_id):
        if volume.key or by_default:
            moto_volumes.encrypt(call.region, volume.id, _key_arn(call, volume))


def _key_arn(call: ApiCall, volume: Volume) -> str:
    """The key of a volume that is encrypted; AWS's own is what moto puts in where none was asked for."""
    aws_managed = ebs.key_arn(call.world, call.region, ebs.AWS_MANAGED_KEY)
    asked = "" if volume.key == aws_managed else volume.key
    return ebs.key_arn(call.world, call.region, asked or ebs.default_key(call.world, call.region))


def start(call: ApiCall, instance_id: str, actions: tuple[str, ...]) -> None:
    """Start an instance, if whoever asks for it may do these things with the keys of its volumes."""
    machine, reason = Machine(call.world, call.region, instance_id), trouble(call, instance_id, actions)
    if reason is None:
        machine.start()
    else:
        machine.fail(reason, first=actions is TO_LAUNCH)


def trouble(call: ApiCall, instance_id: str, actions: tuple[str, ...]) -> Reason | None:
    """Why the instance can't have its volumes, or None when it can."""
    found = [volume for volume in moto_volumes.of_instance(call.region, instance_id) if volume.key]
    if found:
        moto_kms.furnish(call.region, call.world.clock.now)
    return next(filter(None, (_trouble(call, instance_id, volume, actions) for volume in found)), None)


def _trouble(call: ApiCall, instance_id: str, volume: Volume, actions: tuple[str, ...]) -> Reason | None:
    key = moto_kms.find(call.region, volume.key.rpartition("key/")[2])
    if key is None or key.arn != volume.key or key.spec != "SYMMETRIC_DEFAULT":
        return DENIED
    if key.state != "Enabled":
        return WRONG_STATE
    return None if all(_may(call, instance_id, volume, key, action) for action in actions) else DENIED


def _may(call: ApiCall, instance_id: str, volume: Volume, key: Key, action: str) -> bool:
    if call.principal.service:
        return True
    known = {name: value for name, value in context.of(call.world, of_call(call)).items() if name != "aws:SourceIp"}
    about = Context({**known, **_through_ec2(call, instance_id, volume, action)})
    return rights.decide(call.world, call.principal, action, key, about).allowed


def _through_ec2(call: ApiCall, instance_id: str, volume: Volume, action: str) -> dict[str, Value]:
    """What is special about EC2's requests: keys of KMS (KMS Developer Guide, "How Amazon EBS uses AWS KMS")."""
    told: dict[str, Value] = {
        "aws:ViaAWSService": True,
        "kms:ViaService": f"ec2.{call.region}.amazonaws.com",
    }
    if action != "kms:DescribeKey":
        told |= {"kms:EncryptionContext:aws:ebs:id": volume.id, "kms:EncryptionContextKeys": ("aws:ebs:id",)}
    if action == "kms:CreateGrant":
        told |= {
            "kms:GrantIsForAWSResource": True,
            "kms:GrantConstraintType": "EncryptionContextSubset",
            "kms:GrantOperations": ("Decrypt",),
            "kms:GranteePrincipal": f"{call.principal.account}:aws:ec2-infrastructure:{instance_id}",
        }
    return told
