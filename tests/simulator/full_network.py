"""A network in which there is one of everything that decides about a way, made by a client's calls."""

from __future__ import annotations

from typing import Any

from tests.simulator.place import Place

REGION = "us-east-1"
ANYWHERE = [{"CidrIp": "0.0.0.0/0"}]


def furnish_fully(place: Place) -> str:
    """Make a place in which there is one of everything, and of some what is out of order; its instance's id."""
    ec2, vpc = place.ec2, place.vpc
    instance = place.launch()
    place.wait(30)
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsSupport={"Value": True})
    other = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.2.0/24")["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=other, MapPublicIpOnLaunch={"Value": True})
    _name_servers(ec2, vpc)
    mine = _prefix_list(ec2)
    _rules(ec2, vpc, mine)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=other)
    _gateways(place, other, table)
    _endpoints(place, other, table)
    _beyond(place, table, mine)
    _acl(ec2, vpc, other)
    ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="block-ingress")
    ec2.create_vpc_block_public_access_exclusion(VpcId=vpc, InternetGatewayExclusionMode="allow-bidirectional")
    return instance


def _name_servers(ec2: Any, vpc: str) -> None:
    servers = [{"Key": "domain-name-servers", "Values": ["10.0.0.7"]}]
    made = ec2.create_dhcp_options(DhcpConfigurations=servers)["DhcpOptions"]["DhcpOptionsId"]
    ec2.associate_dhcp_options(DhcpOptionsId=made, VpcId=vpc)


def _prefix_list(ec2: Any) -> str:
    wanted = {"PrefixListName": "mine", "AddressFamily": "IPv4", "MaxEntries": 5, "Entries": [{"Cidr": "10.7.0.0/16"}]}
    return str(ec2.create_managed_prefix_list(**wanted)["PrefixList"]["PrefixListId"])


def _rules(ec2: Any, vpc: str, prefix_list: str) -> None:
    group = ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc)["GroupId"]
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[{"IpProtocol": "-1", "IpRanges": ANYWHERE}])
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    rules = [{**https, "PrefixListIds": [{"PrefixListId": prefix_list}]}, {"IpProtocol": "-1", "IpRanges": ANYWHERE}]
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=rules)
    rules = [{**https, "UserIdGroupPairs": [{"GroupId": group}]}, {**https, "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rules)


def _gateways(place: Place, subnet: str, table: str) -> None:
    """A NAT gateway that works, one that fails, one that is private; a route to the first, an idle internet gateway."""
    ec2 = place.ec2
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    works = ec2.create_nat_gateway(SubnetId=place.subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    ec2.create_nat_gateway(SubnetId=place.subnet, ConnectivityType="private")
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=works)
    place.wait(200)
    ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)
    place.wait(60)
    ec2.create_internet_gateway()


def _endpoints(place: Place, subnet: str, table: str) -> None:
    service = f"com.amazonaws.{REGION}."
    interface = {"VpcId": place.vpc, "VpcEndpointType": "Interface", "SubnetIds": [subnet]}
    place.ec2.create_vpc_endpoint(**interface, ServiceName=f"{service}ssm")
    place.wait(100)
    place.ec2.create_vpc_endpoint(**interface, ServiceName=f"{service}kms", PrivateDnsEnabled=False)
    place.ec2.create_vpc_endpoint(VpcId=place.vpc, ServiceName=f"{service}s3", RouteTableIds=[table])


def _beyond(place: Place, table: str, prefix_list: str) -> None:
    """Routes to an interface, to a peering connection that nobody accepted, to an instance, to a transit gateway."""
    ec2 = place.ec2
    held = ec2.create_network_interface(SubnetId=place.subnet)["NetworkInterface"]["NetworkInterfaceId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    ec2.associate_address(AllocationId=address, NetworkInterfaceId=held)
    ec2.create_route(RouteTableId=table, DestinationPrefixListId=prefix_list, NetworkInterfaceId=held)
    peer = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_vpc_peering_connection(VpcId=place.vpc, PeerVpcId=peer)["VpcPeeringConnection"]
    peering = made["VpcPeeringConnectionId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="10.9.0.0/16", VpcPeeringConnectionId=peering)
    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway, VpcId=place.vpc, SubnetIds=[place.subnet])
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="172.20.0.0/16", TransitGatewayId=gateway)


def _acl(ec2: Any, vpc: str, subnet: str) -> None:
    of_subnet = [{"Name": "association.subnet-id", "Values": [subnet]}]
    now = ec2.describe_network_acls(Filters=of_subnet)["NetworkAcls"][0]["Associations"]
    name = next(held["NetworkAclAssociationId"] for held in now if held["SubnetId"] == subnet)
    own = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
    ec2.replace_network_acl_association(AssociationId=name, NetworkAclId=own)
    entry = {"NetworkAclId": own, "RuleNumber": 100, "Egress": False, "RuleAction": "allow"}
    ports = {"From": 1024, "To": 65535}
    ec2.create_network_acl_entry(**entry, Protocol="tcp", PortRange=ports, CidrBlock="0.0.0.0/0")
    ec2.create_network_acl_entry(**{**entry, "Egress": True}, Protocol="-1", Ipv6CidrBlock="::/0")
