"""Network ACLs and their associations: the default one stays, one in use stays, each subnet has exactly one."""

from __future__ import annotations

from c9lib.simulator import moto_acls
from c9lib.simulator import moto_network as network
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, quotas, tags
from c9lib.simulator.services.ec2.tokens import idempotent

NETWORK_ACLS_PER_VPC = 200
"""Quota L-B4A6D682 (Amazon VPC User Guide, "Amazon VPC quotas")."""


@operation("ec2", "CreateNetworkAcl")
def create_network_acl(call: ApiCall) -> Answer:
    """One that denies everything both ways, and is no subnet's yet."""
    vpc = lookups.vpc(call, call.params["VpcId"])
    tags.check_tag_specifications(call, "network-acl")
    lookups.dry_run(call)
    if sum(acl.vpc_id == vpc.id for acl in network.network_acls(call.region)) >= NETWORK_ACLS_PER_VPC:
        raise quotas.used_up("NetworkAclLimitExceeded")
    return idempotent(call, lambda: _create(call))


def _create(call: ApiCall) -> Answer:
    made = call.forward(ClientToken=None, **tags.one_tag_specification(call))["NetworkAcl"]
    moto_acls.add_last_entries(call.region, made["NetworkAclId"])
    found = call.world.moto("ec2", "DescribeNetworkAcls", call.region, {"NetworkAclIds": [made["NetworkAclId"]]})
    return {"NetworkAcl": found["NetworkAcls"][0], "ClientToken": call.params.get("ClientToken")}


@operation("ec2", "ReplaceNetworkAclAssociation")
def replace_association(call: ApiCall) -> Answer:
    """A subnet gets another network ACL of its VPC, and the association another id."""
    association_id = call.params["AssociationId"]
    held = {name: acl for acl in network.network_acls(call.region) for name in acl.associations}
    if association_id not in held:
        told = f"The association ID '{association_id}' does not exist"
        raise ApiError("InvalidAssociationID.NotFound", told)
    now, wanted = held[association_id], lookups.network_acl(call, call.params["NetworkAclId"])
    lookups.dry_run(call)
    if now.vpc_id != wanted.vpc_id:
        told = f"Network ACLs {now.id} and {wanted.id} belong to different networks"
        raise ApiError("InvalidParameterValue", told)
    return call.forward()


@operation("ec2", "DeleteNetworkAcl")
def delete_network_acl(call: ApiCall) -> Answer:
    """Only one of one's own, that no subnet uses."""
    acl = lookups.network_acl(call, call.params["NetworkAclId"])
    lookups.dry_run(call)
    if acl.default:
        raise ApiError("InvalidParameterValue", f"cannot delete default network ACL {acl.id}")
    if acl.associations:
        raise ApiError("DependencyViolation", f"The networkAcl '{acl.id}' has dependencies and cannot be deleted.")
    return call.forward()
