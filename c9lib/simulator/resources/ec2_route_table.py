"""AWS::EC2::RouteTable and AWS::EC2::SubnetRouteTableAssociation.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-routetable.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.ec2_common import removing, retag, said, settling, the_one, where
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles


@handles("AWS::EC2::RouteTable", takes=("VpcId", "Tags"))
class RouteTable(Handler):
    """A route table with the local route alone. `Ref` is its id."""

    def create(self, work: Work) -> Waiting:
        ec2 = work.client("ec2")
        made = ec2.create_route_table(VpcId=work.properties["VpcId"], TagSpecifications=work.specified("route-table"))
        work.initiated(made["RouteTable"]["RouteTableId"])
        yield from settling()

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        retag(work, work.physical_id, before)
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: work.client("ec2").delete_route_table(RouteTableId=work.physical_id))

    def read(self, work: Work) -> Properties | None:
        found = the_one(work.client("ec2").describe_route_tables, "RouteTables", RouteTableIds=[work.physical_id])
        if found is None:
            return None
        return {**said(found, "RouteTableId", "VpcId"), "Tags": work.shown_tags(found.get("Tags", []))}


@handles("AWS::EC2::SubnetRouteTableAssociation", takes=("RouteTableId", "SubnetId"))
class RouteTableAssociation(Handler):
    """The route table of a subnet. `Ref` is the id of the association."""

    def create(self, work: Work) -> Waiting:
        made = work.client("ec2").associate_route_table(**said(work.properties, "RouteTableId", "SubnetId"))
        work.initiated(made["AssociationId"])
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: work.client("ec2").disassociate_route_table(AssociationId=work.physical_id))

    def read(self, work: Work) -> Properties | None:
        filters = where(**{"association.route_table_association_id": work.physical_id})
        table = the_one(work.client("ec2").describe_route_tables, "RouteTables", Filters=filters)
        for held in table["Associations"] if table else ():
            if held["RouteTableAssociationId"] == work.physical_id:
                return {"Id": work.physical_id, **said(held, "RouteTableId", "SubnetId")}
        return None
