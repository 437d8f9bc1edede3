"""Which parameters the step of each notebook looks at: those that its form shows; the others are folded away."""

from __future__ import annotations

from c9lib.parameters import NAMES

WHOSE = ("target", "account_id", "deployment")
PLACE = ("target", "account_id", "region", "deployment")
SUBNET = ("network", "vpc_id", "subnet_id")

LOOKED_AT: dict[str, tuple[str, ...]] = {
    "start": (*PLACE, "network", "instance_type", "launch_with", "access_for", "restrict_egress"),
    "role": (*WHOSE, "repair"),
    "profile": (*WHOSE, "repair"),
    "network": (*PLACE, *SUBNET, "vpc_cidr", "availability_zones"),
    "access": (*WHOSE, "access_for", "access_policy", "owner_arn", "members"),
    "environment": (
        *PLACE,
        "environment_name",
        "description",
        "instance_type",
        "image_id",
        "automatic_stop_minutes",
        "owner_arn",
        "members",
        "launch_with",
        "replace",
        *SUBNET,
    ),
    "endpoints": (*PLACE, *SUBNET, "endpoint_services", "s3_access", "restrict_egress"),
    "verify": (*PLACE, "access_for"),
    "tear-down": (*PLACE, "access_for"),
}


def looked_at(step: str) -> tuple[str, ...]:
    """The parameters of a step's form, in the order of the model. Raises `KeyError` for a step that doesn't exist."""
    return tuple(name for name in NAMES if name in LOOKED_AT[step])


def others(step: str) -> tuple[str, ...]:
    """All the other parameters."""
    return tuple(name for name in NAMES if name not in LOOKED_AT[step])
