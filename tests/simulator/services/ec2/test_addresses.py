"""Elastic IP addresses and network interfaces."""

from __future__ import annotations

import ipaddress
from typing import Any


def test_five_addresses_and_no_more(ec2: Any, refused: Any) -> None:
    addresses = [ec2.allocate_address(Domain="vpc")["PublicIp"] for _ in range(5)]
    assert len(set(addresses)) == 5
    assert all(ipaddress.ip_address(address).is_global for address in addresses)
    told = ("AddressLimitExceeded", "The maximum number of addresses has been reached.")
    assert refused(ec2.allocate_address, Domain="vpc") == told
    first = ec2.describe_addresses(PublicIps=[addresses[0]])["Addresses"][0]
    ec2.release_address(AllocationId=first["AllocationId"])
    ec2.allocate_address(Domain="vpc")


def test_association_needs_a_way_out(ec2: Any, net: Any, refused: Any) -> None:
    allocation = ec2.allocate_address()["AllocationId"]
    interface = ec2.create_network_interface(SubnetId=net.subnet_a)["NetworkInterface"]["NetworkInterfaceId"]
    params = {"AllocationId": allocation, "NetworkInterfaceId": interface}
    told = ("Gateway.NotAttached", f"Network {net.vpc} is not attached to any internet gateway")
    assert refused(ec2.associate_address, **params) == told


def test_in_use_it_isnt_released(ec2: Any, net: Any, internet: str, refused: Any) -> None:
    made = ec2.allocate_address()
    interface = ec2.create_network_interface(SubnetId=net.subnet_a)["NetworkInterface"]["NetworkInterfaceId"]
    association = ec2.associate_address(AllocationId=made["AllocationId"], NetworkInterfaceId=interface)
    told = ("InvalidIPAddress.InUse", f"Address {made['PublicIp']} is in use.")
    assert refused(ec2.release_address, AllocationId=made["AllocationId"]) == told
    other = ec2.create_network_interface(SubnetId=net.subnet_b)["NetworkInterface"]["NetworkInterfaceId"]
    second = {"AllocationId": made["AllocationId"], "NetworkInterfaceId": other}
    assert refused(ec2.associate_address, **second)[0] == "Resource.AlreadyAssociated"
    ec2.disassociate_address(AssociationId=association["AssociationId"])
    ec2.release_address(AllocationId=made["AllocationId"])
    assert refused(ec2.release_address, AllocationId=made["AllocationId"])[0] == "InvalidAllocationID.NotFound"


def test_what_a_service_holds_stays_its_own(ec2: Any, net: Any, internet: str, refused: Any) -> None:
    allocation = ec2.allocate_address()["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=net.subnet_a, AllocationId=allocation)["NatGateway"]
    interface = nat["NatGatewayAddresses"][0]["NetworkInterfaceId"]
    told = ("InvalidParameterValue", f"Network interface '{interface}' is currently in use.")
    assert refused(ec2.delete_network_interface, NetworkInterfaceId=interface) == told
    association = ec2.describe_addresses()["Addresses"][0]["AssociationId"]
    assert refused(ec2.disassociate_address, AssociationId=association)[0] == "AuthFailure"


def test_interfaces_get_free_addresses_of_their_subnet(ec2: Any, net: Any, refused: Any) -> None:
    made = ec2.create_subnet(VpcId=net.vpc, CidrBlock="10.0.9.0/28")["Subnet"]["SubnetId"]
    addresses = {ec2.create_network_interface(SubnetId=made)["NetworkInterface"]["PrivateIpAddress"] for _ in range(11)}
    assert addresses == {f"10.0.9.{number}" for number in range(4, 15)}
    code, message = refused(ec2.create_network_interface, SubnetId=made)
    assert code == "InsufficientFreeAddressesInSubnet"
    assert made in message
    unknown = {"SubnetId": net.subnet_a, "Groups": ["sg-0"]}
    assert refused(ec2.create_network_interface, **unknown)[0] == "InvalidGroup.NotFound"
    assert ec2.describe_security_groups(Filters=[{"Name": "group-id", "Values": ["sg-0"]}])["SecurityGroups"] == []


def test_groups_of_an_interface(ec2: Any, net: Any, other_net: Any, refused: Any) -> None:
    interface = ec2.create_network_interface(SubnetId=net.subnet_a)["NetworkInterface"]["NetworkInterfaceId"]
    change = ec2.modify_network_interface_attribute
    assert refused(change, NetworkInterfaceId=interface, Groups=["sg-0"])[0] == "InvalidGroup.NotFound"
    foreign = {"NetworkInterfaceId": interface, "Groups": [other_net.default_group]}
    assert refused(change, **foreign)[0] == "InvalidParameter"
    own = ec2.create_security_group(GroupName="web", Description="x", VpcId=net.vpc)["GroupId"]
    change(NetworkInterfaceId=interface, Groups=[own])
    found = ec2.describe_network_interfaces(NetworkInterfaceIds=[interface])["NetworkInterfaces"][0]
    assert [held["GroupId"] for held in found["Groups"]] == [own]


def test_an_address_of_choice(ec2: Any, net: Any, refused: Any) -> None:
    made = ec2.create_network_interface(SubnetId=net.subnet_a, PrivateIpAddress="10.0.1.40")["NetworkInterface"]
    assert made["PrivateIpAddress"] == "10.0.1.40"
    again = {"SubnetId": net.subnet_a, "PrivateIpAddress": "10.0.1.40"}
    assert refused(ec2.create_network_interface, **again) == ("InvalidIPAddress.InUse", "Address 10.0.1.40 is in use.")
    outside = {"SubnetId": net.subnet_a, "PrivateIpAddress": "10.0.2.40"}
    assert refused(ec2.create_network_interface, **outside)[0] == "InvalidParameterValue"
    ec2.delete_network_interface(NetworkInterfaceId=made["NetworkInterfaceId"])
    ec2.create_network_interface(**again)
