"""Which calls may be made twice: reads, those with an idempotency token, and writes that do no more the second time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.nouns.call import reads

TOKENS = ("ClientToken", "clientRequestToken", "ClientRequestToken")
ENDING = frozenset(
    {
        "DeleteEnvironment",
        "DeleteEnvironmentMembership",
        "DeleteInstanceProfile",
        "DeleteInternetGateway",
        "DeleteNatGateway",
        "DeletePolicy",
        "DeletePolicyVersion",
        "DeleteRole",
        "DeleteRolePolicy",
        "DeleteRouteTable",
        "DeleteSecurityGroup",
        "DeleteStack",
        "DeleteChangeSet",
        "DeleteSubnet",
        "DeleteVpc",
        "DeleteVpcEndpoints",
        "DetachGroupPolicy",
        "DetachInternetGateway",
        "DetachRolePolicy",
        "DetachUserPolicy",
        "DisassociateRouteTable",
        "ReleaseAddress",
        "RemoveRoleFromInstanceProfile",
        "RevokeSecurityGroupEgress",
        "RevokeSecurityGroupIngress",
    }
)
"""What is gone can't be taken away once more: AWS says that it isn't there."""
SETTING = frozenset(
    {
        "AttachGroupPolicy",
        "AttachRolePolicy",
        "AttachUserPolicy",
        "CreateTags",
        "ModifySubnetAttribute",
        "ModifyVpcAttribute",
        "ModifyVpcEndpoint",
        "ReplaceRoute",
        "SetDefaultPolicyVersion",
        "TagInstanceProfile",
        "TagPolicy",
        "TagResource",
        "TagRole",
        "TagUser",
        "UntagResource",
        "UntagRole",
        "UntagUser",
        "UpdateAssumeRolePolicy",
        "UpdateEnvironment",
    }
)
"""What says how something shall be: it is so after the first call, and after the second."""


def may_be_repeated(operation: str, arguments: Mapping[str, Any]) -> bool:
    """Whether a call does no harm a second time, when nobody knows whether the first one was carried out.

    What isn't named here isn't repeated: it would make a second VPC, or a second version of a policy. Nor is what has
    room for one only (`CreateRole`, `CreateSubnet`): the refusal of the second would hide that the first went well.
    Whoever asked for it looks what is there (docs/decisions/016-look-again.md).
    """
    return reads(operation) or operation in ENDING | SETTING or any(arguments.get(name) for name in TOKENS)
