"""Network ACLs and what they refuse."""

from __future__ import annotations

from typing import Any


def test_what_stays(ec2: Any, net: Any, refused: Any) -> None:
    default = ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [net.vpc]}])["NetworkAcls"][0]
    told = ("InvalidParameterValue", f"cannot delete default network ACL {default['NetworkAclId']}")
    assert refused(ec2.delete_network_acl, NetworkAclId=default["NetworkAclId"]) == told
    own = ec2.create_network_acl(VpcId=net.vpc)["NetworkAcl"]["NetworkAclId"]
    of_a = next(held for held in default["Associations"] if held["SubnetId"] == net.subnet_a)
    ec2.replace_network_acl_association(AssociationId=of_a["NetworkAclAssociationId"], NetworkAclId=own)
    told = ("DependencyViolation", f"The networkAcl '{own}' has dependencies and cannot be deleted.")
    assert refused(ec2.delete_network_acl, NetworkAclId=own) == told
    assert refused(ec2.delete_vpc, VpcId=net.vpc)[0] == "DependencyViolation"
    ec2.delete_subnet(SubnetId=net.subnet_a)
    ec2.delete_network_acl(NetworkAclId=own)
    unknown = ("InvalidNetworkAclID.NotFound", f"The networkAcl ID '{own}' does not exist")
    assert refused(ec2.delete_network_acl, NetworkAclId=own) == unknown
    assert refused(ec2.describe_network_acls, NetworkAclIds=[own]) == unknown


def test_entries(ec2: Any, net: Any, refused: Any) -> None:
    own = ec2.create_network_acl(VpcId=net.vpc)["NetworkAcl"]["NetworkAclId"]
    entry = {"NetworkAclId": own, "RuleNumber": 100, "Egress": True}
    ec2.create_network_acl_entry(**entry, Protocol="-1", RuleAction="allow", CidrBlock="0.0.0.0/0")
    told = ("InvalidNetworkAclEntry.NotFound", "The ingress network acl entry identified by 100 does not exist.")
    assert refused(ec2.delete_network_acl_entry, **{**entry, "Egress": False}) == told
    ec2.delete_network_acl_entry(**entry)
    assert refused(ec2.delete_network_acl_entry, **entry)[0] == "InvalidNetworkAclEntry.NotFound"
