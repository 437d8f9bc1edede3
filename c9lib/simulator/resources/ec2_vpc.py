"""AWS::EC2::VPC and AWS::EC2::VPCCidrBlock.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.ec2_common import (
    Shown,
    changed,
    removing,
    retag,
    said,
    settling,
    the_one,
    where,
)
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles

DNS = ("EnableDnsSupport", "EnableDnsHostnames")


@handles("AWS::EC2::VPC", takes=("CidrBlock", *DNS, "InstanceTenancy", "Tags"))
class Vpc(Handler):
    """A VPC and its DNS attributes. `Ref` is its id."""

    def create(self, work: Work) -> Waiting:
        asked = said(work.properties, "CidrBlock", "InstanceTenancy")
        made = work.client("ec2").create_vpc(**asked, TagSpecifications=work.specified("vpc"))["Vpc"]
        work.initiated(made["VpcId"])
        _set_dns(work, {})
        yield from settling()

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        if changed(work, before, "InstanceTenancy"):
            # EC2 knows this one way alone; the other one is a replacement (schema: conditionalCreateOnlyProperties).
            work.client("ec2").modify_vpc_tenancy(VpcId=work.physical_id, InstanceTenancy="default")
        _set_dns(work, before)
        retag(work, work.physical_id, before)
        yield from settling()

    def replaces(self, name: str, before: Properties, wanted: Properties) -> bool:
        """Tenancy: only from dedicated to default in place (schema of the type, description of the property)."""
        return bool(wanted.get("InstanceTenancy", "default") != "default")

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: work.client("ec2").delete_vpc(VpcId=work.physical_id))

    def read(self, work: Work) -> Properties | None:
        ec2, vpc_id = work.client("ec2"), work.physical_id
        found = the_one(ec2.describe_vpcs, "Vpcs", VpcIds=[vpc_id])
        if found is None:
            return None
        acl = the_one(ec2.describe_network_acls, "NetworkAcls", Filters=where(vpc_id=vpc_id, default="true"))
        group = the_one(
            ec2.describe_security_groups, "SecurityGroups", Filters=where(vpc_id=vpc_id, group_name="default")
        )
        return {
            "VpcId": vpc_id,
            "CidrBlock": found["CidrBlock"],
            "CidrBlockAssociations": [one["AssociationId"] for one in _living(found)],
            "Ipv6CidrBlocks": [one["Ipv6CidrBlock"] for one in found.get("Ipv6CidrBlockAssociationSet", [])],
            "DefaultNetworkAcl": acl["NetworkAclId"] if acl else "",
            "DefaultSecurityGroup": group["GroupId"] if group else "",
            "InstanceTenancy": found["InstanceTenancy"],
            **{name: _dns(work, name) for name in DNS},
            "Tags": work.shown_tags(found.get("Tags", [])),
        }


def _living(vpc: Shown) -> list[Shown]:
    gone = ("disassociating", "disassociated")
    return [one for one in vpc["CidrBlockAssociationSet"] if one["CidrBlockState"]["State"] not in gone]


def _dns(work: Work, name: str) -> bool:
    attribute = name[0].lower() + name[1:]
    shown = work.client("ec2").describe_vpc_attribute(VpcId=work.physical_id, Attribute=attribute)
    return bool(shown[name]["Value"])


def _set_dns(work: Work, before: Mapping[str, Any]) -> None:
    """Set what isn't so yet, one attribute per call. EC2 starts with support and without hostnames. Hostnames need
    support, so they go first and come last."""
    usual = {"EnableDnsSupport": True, "EnableDnsHostnames": False}
    wanted = {name: bool(work.properties.get(name, value)) for name, value in usual.items()}
    now = {name: bool(before.get(name, value)) for name, value in usual.items()}
    for name in DNS if wanted["EnableDnsHostnames"] else reversed(DNS):
        if wanted[name] != now[name]:
            work.client("ec2").modify_vpc_attribute(VpcId=work.physical_id, **{name: {"Value": wanted[name]}})


@handles("AWS::EC2::VPCCidrBlock", takes=("VpcId", "CidrBlock"))
class VpcCidrBlock(Handler):
    """One more IPv4 range of a VPC. `Ref` is the id of the association."""

    def create(self, work: Work) -> Waiting:
        made = work.client("ec2").associate_vpc_cidr_block(**said(work.properties, "VpcId", "CidrBlock"))
        work.initiated(made["CidrBlockAssociation"]["AssociationId"])
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        if self.read(work) is not None:
            ec2 = work.client("ec2")
            yield from removing(lambda: ec2.disassociate_vpc_cidr_block(AssociationId=work.physical_id))

    def read(self, work: Work) -> Properties | None:
        vpc = the_one(work.client("ec2").describe_vpcs, "Vpcs", VpcIds=[work.properties["VpcId"]])
        for held in _living(vpc) if vpc else ():
            if held["AssociationId"] == work.physical_id:
                return {"Id": work.physical_id, "VpcId": work.properties["VpcId"], "CidrBlock": held["CidrBlock"]}
        return None
