"""Which IAM actions an API call needs, on which resources, with which context: pure functions over plain data.

requirements("ec2", "CreateVpc", {"CidrBlock": "10.0.0.0/16"}, facts)   # ec2:CreateVpc on arn:aws:ec2:…:vpc/*
supports("ec2:CreateVpc")                                               # its resource types and condition keys
"""

from __future__ import annotations

from c9lib.policy.actions.nouns import (
    ActionFacts,
    Caller,
    Encryption,
    Facts,
    KeyOwners,
    Owners,
    Related,
    Requirement,
    ResourceType,
)
from c9lib.policy.actions.reference import supports
from c9lib.policy.actions.requirements import requirements

__all__ = [
    "ActionFacts",
    "Caller",
    "Encryption",
    "Facts",
    "KeyOwners",
    "Owners",
    "Related",
    "Requirement",
    "ResourceType",
    "requirements",
    "supports",
]
