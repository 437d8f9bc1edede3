"""AWS::EC2::InternetGateway and AWS::EC2::VPCGatewayAttachment.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-internetgateway.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.ec2_common import changed, removing, retag, said, settling, the_one, where
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles

INTERNET = "IGW"
"""AttachmentType of an internet gateway."""


@handles("AWS::EC2::InternetGateway", takes=("Tags",))
class InternetGateway(Handler):
    """An internet gateway that is attached to nothing. `Ref` is its id."""

    def create(self, work: Work) -> Waiting:
        made = work.client("ec2").create_internet_gateway(TagSpecifications=work.specified("internet-gateway"))
        work.initiated(made["InternetGateway"]["InternetGatewayId"])
        yield from settling()

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        retag(work, work.physical_id, before)
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: work.client("ec2").delete_internet_gateway(InternetGatewayId=work.physical_id))

    def read(self, work: Work) -> Properties | None:
        describe = work.client("ec2").describe_internet_gateways
        found = the_one(describe, "InternetGateways", InternetGatewayIds=[work.physical_id])
        if found is None:
            return None
        return {"InternetGatewayId": work.physical_id, "Tags": work.shown_tags(found.get("Tags", []))}


@handles("AWS::EC2::VPCGatewayAttachment", takes=("VpcId", "InternetGatewayId"))
class GatewayAttachment(Handler):
    """An internet gateway at a VPC. `Ref` is the registry's identifier: `IGW|vpc-...`."""

    def create(self, work: Work) -> Waiting:
        work.client("ec2").attach_internet_gateway(**said(work.properties, "InternetGatewayId", "VpcId"))
        work.initiated(f"{INTERNET}|{work.properties['VpcId']}")
        yield from settling()

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        """Another gateway for the same VPC; a moment without one can't be avoided."""
        if changed(work, before, "InternetGatewayId"):
            yield from removing(lambda: _detach(work, before))
            work.client("ec2").attach_internet_gateway(**said(work.properties, "InternetGatewayId", "VpcId"))
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: _detach(work, work.properties))

    def read(self, work: Work) -> Properties | None:
        vpc_id = work.properties["VpcId"]
        filters = where(**{"attachment.vpc_id": vpc_id})
        found = the_one(work.client("ec2").describe_internet_gateways, "InternetGateways", Filters=filters)
        if found is None:
            return None
        return {"AttachmentType": INTERNET, "InternetGatewayId": found["InternetGatewayId"], "VpcId": vpc_id}


def _detach(work: Work, properties: Mapping[str, Any]) -> None:
    work.client("ec2").detach_internet_gateway(**said(properties, "InternetGatewayId", "VpcId"))
