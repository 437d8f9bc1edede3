"""Volumes of instances in moto's objects: with which key each is encrypted, and why an instance didn't start."""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.simulator.moto_network import backend


@dataclass(frozen=True)
class Volume:
    """A volume of an instance, and the device that it is attached as. `key` is what it was asked to be encrypted with:
    an id, ARN or alias; "" for one that isn't encrypted.
    """

    id: str
    device: str
    key: str


def encrypted_by_default(region: str) -> bool:
    """Whether every new volume of a Region is encrypted."""
    return bool(backend(region).ebs_encryption_by_default)


def of_instance(region: str, instance_id: str) -> list[Volume]:
    """The volumes of an instance."""
    ec2 = backend(region)
    devices = ec2.get_instance_by_id(instance_id).get_block_device_mapping
    held = [(device, ec2.volumes.get(one.volume_id)) for device, one in devices]
    return [
        Volume(one.id, str(device), str(one.kms_key_id or "") if one.encrypted else "") for device, one in held if one
    ]


def encrypt(region: str, volume_id: str, key_arn: str) -> None:
    """A new volume is encrypted with a key."""
    volume = backend(region).volumes[volume_id]
    volume.encrypted, volume.kms_key_id = True, key_arn


def stop(region: str, instance_id: str) -> None:
    """An instance that couldn't be started is stopped again, whatever protects it from being stopped by people."""
    backend(region).get_instance_by_id(instance_id).stop()


def state_reason(region: str, instance_id: str) -> str:
    """The message of an instance's StateReason; "" while there is none."""
    found = backend(region).get_instance_by_id(instance_id)
    return str(found.state_reason.message) if found else ""


def set_state_reason(region: str, instance_id: str, code: str, message: str) -> None:
    """Say why an instance came to its state, where nobody asked for it."""
    from moto.ec2.models.instances import StateReason

    found = backend(region).get_instance_by_id(instance_id)
    found.state_reason, found._reason = StateReason(message, code), code
