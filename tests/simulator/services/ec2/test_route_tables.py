"""Route tables and the subnets that use them."""

from __future__ import annotations

from typing import Any


def made(ec2: Any, net: Any) -> str:
    return str(ec2.create_route_table(VpcId=net.vpc)["RouteTable"]["RouteTableId"])


def test_a_subnet_has_one_route_table(ec2: Any, net: Any, other_net: Any, refused: Any) -> None:
    first, second = made(ec2, net), made(ec2, net)
    association = ec2.associate_route_table(RouteTableId=first, SubnetId=net.subnet_a)["AssociationId"]
    again = ec2.associate_route_table(RouteTableId=first, SubnetId=net.subnet_a)["AssociationId"]
    assert again == association
    told = f"the specified association for route table {second} conflicts with an existing association"
    params = {"RouteTableId": second, "SubnetId": net.subnet_a}
    assert refused(ec2.associate_route_table, **params) == ("Resource.AlreadyAssociated", told)
    foreign = {"RouteTableId": second, "SubnetId": other_net.subnet_a}
    assert refused(ec2.associate_route_table, **foreign)[0] == "InvalidParameterValue"
    unknown = {"RouteTableId": second, "SubnetId": "subnet-0"}
    assert refused(ec2.associate_route_table, **unknown)[0] == "InvalidSubnetID.NotFound"


def test_in_use_it_stays(ec2: Any, net: Any, refused: Any) -> None:
    table = made(ec2, net)
    association = ec2.associate_route_table(RouteTableId=table, SubnetId=net.subnet_a)["AssociationId"]
    told = ("DependencyViolation", f"The routeTable '{table}' has dependencies and cannot be deleted.")
    assert refused(ec2.delete_route_table, RouteTableId=table) == told
    ec2.disassociate_route_table(AssociationId=association)
    ec2.delete_route_table(RouteTableId=table)
    assert refused(ec2.delete_route_table, RouteTableId=table)[0] == "InvalidRouteTableID.NotFound"
    assert refused(ec2.disassociate_route_table, AssociationId=association)[0] == "InvalidAssociationID.NotFound"


def test_the_main_one_stays_until_another_takes_over(ec2: Any, net: Any, refused: Any) -> None:
    assert refused(ec2.delete_route_table, RouteTableId=net.main_table)[0] == "DependencyViolation"
    found = ec2.describe_route_tables(RouteTableIds=[net.main_table])["RouteTables"][0]
    main = found["Associations"][0]["RouteTableAssociationId"]
    told = f"cannot disassociate the main route table association {main}"
    assert refused(ec2.disassociate_route_table, AssociationId=main) == ("InvalidParameterValue", told)
    ec2.replace_route_table_association(AssociationId=main, RouteTableId=made(ec2, net))
    ec2.delete_route_table(RouteTableId=net.main_table)


def test_tags_of_a_new_one(ec2: Any, net: Any, refused: Any) -> None:
    tagged = [{"ResourceType": "route-table", "Tags": [{"Key": "Name", "Value": "public"}]}]
    table = ec2.create_route_table(VpcId=net.vpc, TagSpecifications=tagged)["RouteTable"]
    assert table["Tags"] == [{"Key": "Name", "Value": "public"}]
    wrong = [{"ResourceType": "subnet", "Tags": [{"Key": "Name", "Value": "public"}]}]
    told = "'subnet' is not a valid taggable resource type for this operation."
    params = {"VpcId": net.vpc, "TagSpecifications": wrong}
    assert refused(ec2.create_route_table, **params) == ("InvalidParameterValue", told)
