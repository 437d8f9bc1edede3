"""AWS::EC2::NetworkAcl, its entries, and its associations with subnets.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkacl.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.ec2_common import removing, retag, said, settling, the_one, where
from c9lib.simulator.resources.ec2_subnet import acl_association
from c9lib.simulator.resources.failures import NOT_FOUND, returned
from c9lib.simulator.resources.nouns import Handler, Properties, ResourceFailed, Waiting, Work, handles

ENTRY = ("NetworkAclId", "RuleNumber", "Egress", "Protocol", "RuleAction", "CidrBlock", "Ipv6CidrBlock", "PortRange")


@handles("AWS::EC2::NetworkAcl", takes=("VpcId", "Tags"))
class NetworkAcl(Handler):
    """A network ACL that denies everything. `Ref` is its id."""

    def create(self, work: Work) -> Waiting:
        ec2 = work.client("ec2")
        made = ec2.create_network_acl(VpcId=work.properties["VpcId"], TagSpecifications=work.specified("network-acl"))
        work.initiated(made["NetworkAcl"]["NetworkAclId"])
        yield from settling()

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        retag(work, work.physical_id, before)
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: work.client("ec2").delete_network_acl(NetworkAclId=work.physical_id))

    def read(self, work: Work) -> Properties | None:
        found = the_one(work.client("ec2").describe_network_acls, "NetworkAcls", NetworkAclIds=[work.physical_id])
        if found is None:
            return None
        return {"Id": work.physical_id, "VpcId": found["VpcId"], "Tags": work.shown_tags(found.get("Tags", []))}


@handles("AWS::EC2::NetworkAclEntry", takes=(*ENTRY, "Icmp"))
class NetworkAclEntry(Handler):
    """One entry of a network ACL. EC2 has no id for it, so `Ref` is a name of CloudFormation's making."""

    def create(self, work: Work) -> Waiting:
        work.client("ec2").create_network_acl_entry(**_entry(work))
        work.initiated(work.name())
        yield from settling()

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        work.client("ec2").replace_network_acl_entry(**_entry(work))
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        asked = said(_entry(work), "NetworkAclId", "RuleNumber", "Egress")
        yield from removing(lambda: work.client("ec2").delete_network_acl_entry(**asked))

    def read(self, work: Work) -> Properties | None:
        asked = _entry(work)
        describe = work.client("ec2").describe_network_acls
        acl = the_one(describe, "NetworkAcls", NetworkAclIds=[asked["NetworkAclId"]])
        for entry in acl["Entries"] if acl else ():
            if (entry["RuleNumber"], entry["Egress"]) == (asked["RuleNumber"], asked["Egress"]):
                ports = {"PortRange": entry["PortRange"]} if entry.get("PortRange") else {}
                icmp = {"Icmp": entry["IcmpTypeCode"]} if entry.get("IcmpTypeCode") else {}
                told = said(entry, "RuleNumber", "Egress", "RuleAction", "CidrBlock", "Ipv6CidrBlock")
                known = {"Id": work.physical_id, "NetworkAclId": asked["NetworkAclId"]}
                return {**known, **told, **ports, **icmp, "Protocol": int(entry["Protocol"])}
        return None


def _entry(work: Work) -> dict[str, Any]:
    """An entry as EC2 takes it: a way in unless it says otherwise, the protocol's number as a text."""
    asked = said(work.properties, *ENTRY)
    icmp = {"IcmpTypeCode": work.properties["Icmp"]} if "Icmp" in work.properties else {}
    action = str(asked["RuleAction"]).lower()
    return {"Egress": False, **asked, "Protocol": str(asked["Protocol"]), "RuleAction": action, **icmp}


@handles("AWS::EC2::SubnetNetworkAclAssociation", takes=("NetworkAclId", "SubnetId"))
class NetworkAclAssociation(Handler):
    """The network ACL of a subnet. `Ref` is the id of the association. A subnet always has one: it takes the place of
    the one before, and leaves it to the VPC's default one."""

    def create(self, work: Work) -> Waiting:
        held = acl_association(work, work.properties["SubnetId"])
        if not held:
            told = f"The subnet ID '{work.properties['SubnetId']}' does not exist"
            raise ResourceFailed(returned(work, told, NOT_FOUND))
        work.initiated(_replace(work, held["NetworkAclAssociationId"], work.properties["NetworkAclId"]))
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        held = acl_association(work, work.properties["SubnetId"])
        if held.get("NetworkAclAssociationId") != work.physical_id:
            return
        ec2 = work.client("ec2")
        acl = the_one(ec2.describe_network_acls, "NetworkAcls", NetworkAclIds=[held["NetworkAclId"]])
        vpc_id = acl["VpcId"] if acl else ""
        default = the_one(ec2.describe_network_acls, "NetworkAcls", Filters=where(vpc_id=vpc_id, default="true"))
        if default:
            acl_id = default["NetworkAclId"]
            yield from removing(lambda: _replace(work, work.physical_id, acl_id))

    def read(self, work: Work) -> Properties | None:
        held = acl_association(work, work.properties["SubnetId"])
        if held.get("NetworkAclAssociationId") != work.physical_id:
            return None
        return {"AssociationId": work.physical_id, **said(held, "NetworkAclId", "SubnetId")}


def _replace(work: Work, association_id: str, acl_id: str) -> str:
    asked = {"AssociationId": association_id, "NetworkAclId": acl_id}
    return str(work.client("ec2").replace_network_acl_association(**asked)["NewAssociationId"])
