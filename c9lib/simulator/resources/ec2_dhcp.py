"""AWS::EC2::DHCPOptions and AWS::EC2::VPCDHCPOptionsAssociation.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-dhcpoptions.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.ec2_common import removing, retag, said, settling, the_one
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles

OPTIONS = {
    "DomainName": "domain-name",
    "DomainNameServers": "domain-name-servers",
    "NtpServers": "ntp-servers",
    "NetbiosNameServers": "netbios-name-servers",
    "NetbiosNodeType": "netbios-node-type",
}
"""Properties, and the names of DHCP's options."""
DEFAULT = "default"
"""The DhcpOptionsId of Amazon's own set."""


@handles("AWS::EC2::DHCPOptions", takes=(*OPTIONS, "Tags"))
class DhcpOptions(Handler):
    """A set of DHCP options. `Ref` is its id."""

    def create(self, work: Work) -> Waiting:
        asked = [
            {"Key": key, "Values": _texts(work.properties[name])}
            for name, key in OPTIONS.items()
            if name in work.properties
        ]
        tags = work.specified("dhcp-options")
        made = work.client("ec2").create_dhcp_options(DhcpConfigurations=asked, TagSpecifications=tags)
        work.initiated(made["DhcpOptions"]["DhcpOptionsId"])
        yield from settling()

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        retag(work, work.physical_id, before)
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: work.client("ec2").delete_dhcp_options(DhcpOptionsId=work.physical_id))

    def read(self, work: Work) -> Properties | None:
        found = the_one(work.client("ec2").describe_dhcp_options, "DhcpOptions", DhcpOptionsIds=[work.physical_id])
        if found is None:
            return None
        held = {one["Key"]: [value["Value"] for value in one["Values"]] for one in found["DhcpConfigurations"]}
        told = {name: _value(name, held[key]) for name, key in OPTIONS.items() if key in held}
        return {"DhcpOptionsId": work.physical_id, **told, "Tags": work.shown_tags(found.get("Tags", []))}


def _texts(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def _value(name: str, values: list[str]) -> Any:
    if name == "NetbiosNodeType":
        return int(values[0])
    return values[0] if name == "DomainName" else values


@handles("AWS::EC2::VPCDHCPOptionsAssociation", takes=("DhcpOptionsId", "VpcId"))
class DhcpOptionsAssociation(Handler):
    """The DHCP options of a VPC. `Ref` is the registry's identifier: `dopt-...|vpc-...`. When it goes, Amazon's own set
    takes its place."""

    def create(self, work: Work) -> Waiting:
        asked = said(work.properties, "DhcpOptionsId", "VpcId")
        work.client("ec2").associate_dhcp_options(**asked)
        work.initiated(f"{asked['DhcpOptionsId']}|{asked['VpcId']}")
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        asked = {"DhcpOptionsId": DEFAULT, "VpcId": work.properties["VpcId"]}
        yield from removing(lambda: work.client("ec2").associate_dhcp_options(**asked))

    def read(self, work: Work) -> Properties | None:
        found = the_one(work.client("ec2").describe_vpcs, "Vpcs", VpcIds=[work.properties["VpcId"]])
        asked = said(work.properties, "DhcpOptionsId", "VpcId")
        return asked if found and found["DhcpOptionsId"] == asked["DhcpOptionsId"] else None
