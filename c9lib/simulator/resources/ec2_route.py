"""AWS::EC2::Route.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.ec2_common import removing, said, settling, the_one
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles

DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
TARGETS = (
    "GatewayId",
    "NatGatewayId",
    "InstanceId",
    "NetworkInterfaceId",
    "VpcEndpointId",
    "TransitGatewayId",
    "VpcPeeringConnectionId",
    "EgressOnlyInternetGatewayId",
)
MADE_WITH = ("RouteTableId", *DESTINATIONS, *TARGETS)


@handles("AWS::EC2::Route", takes=MADE_WITH)
class Route(Handler):
    """A route of a route table. `Ref` is the registry's identifier: `rtb-...|0.0.0.0/0`."""

    def create(self, work: Work) -> Waiting:
        work.client("ec2").create_route(**said(work.properties, *MADE_WITH))
        work.initiated(f"{work.properties['RouteTableId']}|{_destination(work)}")
        yield from settling()

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        """Another target for the same destination."""
        work.client("ec2").replace_route(**said(work.properties, *MADE_WITH))
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        asked = said(work.properties, "RouteTableId", *DESTINATIONS)
        yield from removing(lambda: work.client("ec2").delete_route(**asked))

    def read(self, work: Work) -> Properties | None:
        table_id, destination = work.properties["RouteTableId"], _destination(work)
        table = the_one(work.client("ec2").describe_route_tables, "RouteTables", RouteTableIds=[table_id])
        for route in table["Routes"] if table else ():
            told = said(route, *DESTINATIONS)
            if destination in told.values():
                return {"RouteTableId": table_id, "CidrBlock": destination, **told, **_target(route)}
        return None


def _destination(work: Work) -> str:
    """Where the route leads; the id of the resource has it."""
    _, bar, behind = work.physical_id.partition("|")
    if bar:
        return behind
    told = next((str(work.properties[one]) for one in DESTINATIONS if one in work.properties), "")
    # EC2 keeps a range without host bits; the id of a prefix list stays as it is.
    return str(ipaddress.ip_network(told, strict=False)) if "/" in told else told


def _target(route: Mapping[str, Any]) -> Properties:
    """What the route leads to. EC2 also shows the interface of an instance, which nobody has said."""
    target = {name: value for name, value in said(route, *TARGETS).items() if value}
    if "InstanceId" in target:
        target.pop("NetworkInterfaceId", None)
    return target
