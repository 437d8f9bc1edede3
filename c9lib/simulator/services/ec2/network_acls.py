"""Network ACLs: the default one stays, one in use stays, and an entry that isn't there is refused."""

from __future__ import annotations

from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups


@operation("ec2", "DeleteNetworkAcl")
def delete_network_acl(call: ApiCall) -> Answer:
    """Only one of one's own, that no subnet uses."""
    acl = lookups.network_acl(call, call.params["NetworkAclId"])
    lookups.dry_run(call)
    if acl.default:
        raise ApiError("InvalidParameterValue", f"cannot delete default network ACL {acl.id}")
    if acl.subnets:
        raise ApiError("DependencyViolation", f"The networkAcl '{acl.id}' has dependencies and cannot be deleted.")
    return call.forward()


@operation("ec2", "DeleteNetworkAclEntry")
def delete_network_acl_entry(call: ApiCall) -> Answer:
    """An entry by its number and direction."""
    acl = lookups.network_acl(call, call.params["NetworkAclId"])
    number, egress = call.params["RuleNumber"], bool(call.params["Egress"])
    lookups.dry_run(call)
    if (number, egress) not in acl.entries:
        way = "egress" if egress else "ingress"
        told = f"The {way} network acl entry identified by {number} does not exist."
        raise ApiError("InvalidNetworkAclEntry.NotFound", told)
    return call.forward()
