"""AWS::EC2::Subnet.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-subnet.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.ec2_common import only, removing, retag, said, settling, the_one, where
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles

MADE_WITH = ("VpcId", "CidrBlock", "AvailabilityZone", "AvailabilityZoneId")
USUAL = {"AssignIpv6AddressOnCreation": False, "EnableDns64": False, "Ipv6Native": False}
"""What generated templates say of every subnet; another value isn't simulated."""
PUBLIC = "MapPublicIpOnLaunch"


@handles("AWS::EC2::Subnet", takes=(*MADE_WITH, *USUAL, PUBLIC, "Tags"))
class Subnet(Handler):
    """A subnet. `Ref` is its id."""

    def create(self, work: Work) -> Waiting:
        only(work, **USUAL)
        asked = said(work.properties, *MADE_WITH)
        made = work.client("ec2").create_subnet(**asked, TagSpecifications=work.specified("subnet"))["Subnet"]
        work.initiated(made["SubnetId"])
        _set_public(work, {})
        yield from settling()

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        only(work, **USUAL)
        _set_public(work, before)
        retag(work, work.physical_id, before)
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: work.client("ec2").delete_subnet(SubnetId=work.physical_id))

    def read(self, work: Work) -> Properties | None:
        ec2 = work.client("ec2")
        found = the_one(ec2.describe_subnets, "Subnets", SubnetIds=[work.physical_id])
        if found is None:
            return None
        return {
            **said(found, *MADE_WITH, PUBLIC, "SubnetId", "AssignIpv6AddressOnCreation", "Ipv6Native"),
            "EnableDns64": bool(found.get("EnableDns64", False)),
            "Ipv6CidrBlocks": [],
            "NetworkAclAssociationId": acl_association(work, work.physical_id).get("NetworkAclAssociationId", ""),
            "Tags": work.shown_tags(found.get("Tags", [])),
        }


def _set_public(work: Work, before: Mapping[str, Any]) -> None:
    wanted = bool(work.properties.get(PUBLIC, False))
    if wanted != bool(before.get(PUBLIC, False)):
        work.client("ec2").modify_subnet_attribute(SubnetId=work.physical_id, **{PUBLIC: {"Value": wanted}})


def acl_association(work: Work, subnet_id: str) -> dict[str, str]:
    """A subnet's association with its network ACL, as EC2 shows it; {} for a subnet that is gone."""
    filters = where(**{"association.subnet_id": subnet_id})
    acl = the_one(work.client("ec2").describe_network_acls, "NetworkAcls", Filters=filters)
    held = acl["Associations"] if acl else []
    return next((dict(one) for one in held if one["SubnetId"] == subnet_id), {})
