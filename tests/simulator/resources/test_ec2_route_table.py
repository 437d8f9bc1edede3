"""Route tables, their associations and their routes, as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

import json
from typing import Any

from tests.simulator.resources import ec2_parts as parts


def test_a_table_and_its_tags(resource: Any) -> None:
    vpc = parts.vpc(resource)
    made = parts.table(resource, vpc.id)
    assert made.ref == made.id
    assert made.read() == {"RouteTableId": made.id, "VpcId": vpc.id, "Tags": []}
    made.update(Tags=[{"Key": "Name", "Value": "way"}])
    assert made.read()["Tags"] == [{"Key": "Name", "Value": "way"}]
    made.delete()
    assert made.gone
    made.delete()


def test_a_subnet_uses_a_table(resource: Any) -> None:
    vpc = parts.vpc(resource)
    table, subnet = parts.table(resource, vpc.id), parts.subnet(resource, vpc.id)
    made = resource("AWS::EC2::SubnetRouteTableAssociation", RouteTableId=table.id, SubnetId=subnet.id).create()
    assert made.ref.startswith("rtbassoc-")
    assert made.read() == {"Id": made.id, "RouteTableId": table.id, "SubnetId": subnet.id}
    assert f"The routeTable '{table.id}' has dependencies and cannot be deleted." in table.refused("delete")
    made.delete()
    assert made.gone
    made.delete()
    table.delete()


def test_a_subnet_uses_one_table_alone(resource: Any) -> None:
    vpc = parts.vpc(resource)
    first, second = parts.table(resource, vpc.id), parts.table(resource, vpc.id)
    subnet = parts.subnet(resource, vpc.id)
    resource("AWS::EC2::SubnetRouteTableAssociation", RouteTableId=first.id, SubnetId=subnet.id).create()
    told = resource("AWS::EC2::SubnetRouteTableAssociation", RouteTableId=second.id, SubnetId=subnet.id).refused()
    assert "conflicts with an existing association" in told


def test_a_route_to_an_internet_gateway(resource: Any, cli: Any) -> None:
    vpc = parts.vpc(resource)
    table = parts.table(resource, vpc.id)
    gateway, _ = parts.gateway(resource, vpc.id)
    made = resource(
        "AWS::EC2::Route", RouteTableId=table.id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway.id
    ).create()
    assert made.ref == f"{table.id}|0.0.0.0/0"
    assert made.read() == {
        "RouteTableId": table.id,
        "CidrBlock": "0.0.0.0/0",
        "DestinationCidrBlock": "0.0.0.0/0",
        "GatewayId": gateway.id,
    }
    done = cli("ec2", "describe-route-tables", "--route-table-ids", table.id, "--query", "RouteTables[0].Routes")
    assert [one["GatewayId"] for one in json.loads(done.stdout)] == ["local", gateway.id]
    made.delete()
    assert made.gone
    made.delete()


def test_without_the_attachment_there_is_no_way(resource: Any) -> None:
    """What a template without DependsOn on the attachment meets."""
    vpc = parts.vpc(resource)
    table = parts.table(resource, vpc.id)
    gateway = resource("AWS::EC2::InternetGateway", logical_id="Gateway").create()
    made = resource("AWS::EC2::Route", RouteTableId=table.id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway.id)
    told = made.refused()
    assert f"route table {table.id} and network gateway {gateway.id} belong to different networks" in told
    assert made.id == ""


def test_another_target_for_the_same_destination(resource: Any, aws: Any) -> None:
    vpc = parts.vpc(resource)
    table, subnet = parts.table(resource, vpc.id), parts.subnet(resource, vpc.id)
    gateway, _ = parts.gateway(resource, vpc.id)
    interface = aws("ec2").create_network_interface(SubnetId=subnet.id)["NetworkInterface"]["NetworkInterfaceId"]
    made = resource(
        "AWS::EC2::Route", RouteTableId=table.id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway.id
    ).create()
    made.update(GatewayId=None, NetworkInterfaceId=interface)
    told = made.read()
    assert (told.get("GatewayId"), told["NetworkInterfaceId"]) == (None, interface)


def test_a_destination_is_found_in_the_form_that_ec2_keeps(resource: Any) -> None:
    vpc = parts.vpc(resource)
    table = parts.table(resource, vpc.id)
    gateway, _ = parts.gateway(resource, vpc.id)
    told = {"RouteTableId": table.id, "DestinationCidrBlock": "192.168.7.0/16", "GatewayId": gateway.id}
    made = resource("AWS::EC2::Route", **told).create()
    assert made.ref == f"{table.id}|192.168.0.0/16"
    assert made.read()["CidrBlock"] == "192.168.0.0/16"


def test_a_route_that_is_there_already(resource: Any) -> None:
    vpc = parts.vpc(resource)
    table = parts.table(resource, vpc.id)
    gateway, _ = parts.gateway(resource, vpc.id)
    told = {"RouteTableId": table.id, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway.id}
    resource("AWS::EC2::Route", **told).create()
    other = resource("AWS::EC2::Route", logical_id="Other", **told)
    assert "The route identified by 0.0.0.0/0 already exists." in other.refused()
    assert other.id == "", "a rollback must not take the first one away"


def test_a_route_to_a_prefix_list(resource: Any, aws: Any) -> None:
    vpc = parts.vpc(resource)
    table, subnet = parts.table(resource, vpc.id), parts.subnet(resource, vpc.id)
    lists = aws("ec2").describe_managed_prefix_lists()["PrefixLists"]
    s3 = next(one["PrefixListId"] for one in lists if one["PrefixListName"].endswith(".s3"))
    interface = aws("ec2").create_network_interface(SubnetId=subnet.id)["NetworkInterface"]["NetworkInterfaceId"]
    told = {"RouteTableId": table.id, "DestinationPrefixListId": s3, "NetworkInterfaceId": interface}
    made = resource("AWS::EC2::Route", **told).create()
    assert made.ref == f"{table.id}|{s3}"
    assert made.read() == {**told, "CidrBlock": s3}
    made.delete()
    assert made.gone
