"""Parts of a network in the shapes that boto3 returns, for hand-made and for random networks.

Checked against botocore's model of the Describe calls by test_random_networks.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

ACCOUNT = "123456789012"
REGION = "us-east-1"
ANYWHERE = "0.0.0.0/0"
S3_LIST = "pl-63a5400a"
S3_CIDRS = ("52.216.0.0/15", "3.5.0.0/19")
Shape = dict[str, Any]

TARGETS = {
    "local": "GatewayId",
    "igw": "GatewayId",
    "vgw": "GatewayId",
    "vpce": "GatewayId",
    "nat": "NatGatewayId",
    "tgw": "TransitGatewayId",
    "pcx": "VpcPeeringConnectionId",
    "eni": "NetworkInterfaceId",
    "lgw": "LocalGatewayId",
    "cagw": "CarrierGatewayId",
    "eigw": "EgressOnlyInternetGatewayId",
    "arn:aws:networkmanager::123456789012:core": "CoreNetworkArn",
}


def vpc(vpc_id: str = "vpc-a", cidr: str = "10.0.0.0/16", dhcp: str = "dopt-a") -> Shape:
    block = {"AssociationId": f"vpc-cidr-assoc-{vpc_id}", "CidrBlock": cidr, "CidrBlockState": {"State": "associated"}}
    return {
        "VpcId": vpc_id,
        "CidrBlock": cidr,
        "DhcpOptionsId": dhcp,
        "State": "available",
        "OwnerId": ACCOUNT,
        "InstanceTenancy": "default",
        "IsDefault": False,
        "CidrBlockAssociationSet": [block],
    }


def subnet(subnet_id: str, cidr: str, zone: str = "a", vpc_id: str = "vpc-a") -> Shape:
    return {
        "SubnetId": subnet_id,
        "SubnetArn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:subnet/{subnet_id}",
        "VpcId": vpc_id,
        "CidrBlock": cidr,
        "AvailabilityZone": f"{REGION}{zone}",
        "AvailabilityZoneId": f"use1-az{'abc'.index(zone) + 1}",
        "State": "available",
        "OwnerId": ACCOUNT,
        "MapPublicIpOnLaunch": False,
        "AvailableIpAddressCount": 240,
    }


def route(destination: str, target: str, state: str = "active", origin: str = "CreateRoute") -> Shape:
    """A route to a target whose id says its kind; `i-…` shows as EC2 shows it, with the instance's interface."""
    member = "DestinationPrefixListId" if destination.startswith("pl-") else "DestinationCidrBlock"
    found: Shape = {"DestinationIpv6CidrBlock" if ":" in destination else member: destination}
    if target.startswith("i-"):
        found |= {"InstanceId": target, "InstanceOwnerId": ACCOUNT, "NetworkInterfaceId": f"eni-of-{target}"}
    else:
        found[TARGETS[target.split("-")[0]]] = target
    return {**found, "Origin": "CreateRouteTable" if target == "local" else origin, "State": state}


def table(
    table_id: str,
    routes: Iterable[Shape],
    subnets: Iterable[str] = (),
    *,
    main: bool = False,
    vpc_id: str = "vpc-a",
    cidr: str = "10.0.0.0/16",
) -> Shape:
    """A route table: its VPC's local route and these; associated with subnets and, perhaps, as the main one."""
    places: list[Shape] = [{"Main": True}] if main else []
    places += [{"Main": False, "SubnetId": one} for one in subnets]
    state = {"RouteTableId": table_id, "AssociationState": {"State": "associated"}}
    return {
        "RouteTableId": table_id,
        "VpcId": vpc_id,
        "OwnerId": ACCOUNT,
        "Associations": [{**one, **state, "RouteTableAssociationId": f"rtbassoc-{n}"} for n, one in enumerate(places)],
        "PropagatingVgws": [],
        "Routes": [route(cidr, "local"), *routes],
        "Tags": [],
    }


def internet_gateway(gateway_id: str = "igw-a", vpc_id: str = "vpc-a") -> Shape:
    attached = [{"State": "available", "VpcId": vpc_id}] if vpc_id else []
    return {"InternetGatewayId": gateway_id, "Attachments": attached, "OwnerId": ACCOUNT, "Tags": []}


def nat_gateway(
    subnet_id: str, *, state: str = "available", kind: str = "public", gateway_id: str = "nat-a", ip: str = "10.0.2.5"
) -> Shape:
    address: Shape = {"NetworkInterfaceId": "eni-of-nat", "PrivateIp": ip, "IsPrimary": True, "Status": "succeeded"}
    if kind == "public":
        address |= {"AllocationId": "eipalloc-a", "AssociationId": "eipassoc-a", "PublicIp": "203.0.113.9"}
    return {
        "NatGatewayId": gateway_id,
        "VpcId": "vpc-a",
        "SubnetId": subnet_id,
        "State": state,
        "ConnectivityType": kind,
        "AvailabilityMode": "zonal",
        "NatGatewayAddresses": [address],
        "Tags": [],
    }


def interface(
    interface_id: str,
    subnet_id: str,
    address: str,
    groups: Sequence[str],
    *,
    public: str = "",
    kind: str = "interface",
    vpc_id: str = "vpc-a",
) -> Shape:
    found: Shape = {
        "NetworkInterfaceId": interface_id,
        "InterfaceType": kind,
        "SubnetId": subnet_id,
        "VpcId": vpc_id,
        "Status": "in-use",
        "SourceDestCheck": True,
        "RequesterManaged": kind == "vpc_endpoint",
        "OwnerId": ACCOUNT,
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address}],
        "Ipv6Addresses": [],
        "Groups": [{"GroupId": one, "GroupName": one} for one in groups],
    }
    return {**found, "Association": {"IpOwnerId": "amazon", "PublicIp": public}} if public else found


def rule(
    protocol: str = "-1",
    ports: tuple[int, int] | None = None,
    *,
    cidrs: Iterable[str] = (),
    groups: Iterable[str] = (),
    lists: Iterable[str] = (),
) -> Shape:
    """One of a group's IpPermissions; a CIDR with a colon is IPv6."""
    found: Shape = {"IpProtocol": protocol} | ({"FromPort": ports[0], "ToPort": ports[1]} if ports else {})
    cidrs = list(cidrs)
    return {
        **found,
        "IpRanges": [{"CidrIp": one} for one in cidrs if ":" not in one],
        "Ipv6Ranges": [{"CidrIpv6": one} for one in cidrs if ":" in one],
        "UserIdGroupPairs": [{"GroupId": one, "UserId": ACCOUNT} for one in groups],
        "PrefixListIds": [{"PrefixListId": one} for one in lists],
    }


def https(*cidrs: str, groups: Iterable[str] = (), lists: Iterable[str] = ()) -> Shape:
    return rule("tcp", (443, 443), cidrs=cidrs, groups=groups, lists=lists)


def group(group_id: str, egress: Iterable[Shape] = (), ingress: Iterable[Shape] = (), vpc_id: str = "vpc-a") -> Shape:
    return {
        "GroupId": group_id,
        "GroupName": group_id,
        "Description": group_id,
        "VpcId": vpc_id,
        "OwnerId": ACCOUNT,
        "IpPermissions": list(ingress),
        "IpPermissionsEgress": list(egress),
        "Tags": [],
    }


def entry(
    number: int,
    direction: str,
    action: str = "allow",
    ports: tuple[int, int] | None = None,
    cidr: str = ANYWHERE,
    protocol: str = "",
) -> Shape:
    """An entry of a network ACL, `out` or `in`; with ports it is for TCP if nothing else is said."""
    member = "Ipv6CidrBlock" if ":" in cidr else "CidrBlock"
    found = {
        "RuleNumber": number,
        "Egress": direction == "out",
        "RuleAction": action,
        "Protocol": protocol or ("6" if ports else "-1"),
        member: cidr,
    }
    return {**found, "PortRange": {"From": ports[0], "To": ports[1]}} if ports else found


def acl(
    acl_id: str,
    entries: Iterable[Shape],
    subnets: Iterable[str] = (),
    *,
    default: bool = False,
    vpc_id: str = "vpc-a",
) -> Shape:
    """A network ACL with the closing denials that each one has."""
    links = [{"NetworkAclAssociationId": f"aclassoc-{one}", "NetworkAclId": acl_id, "SubnetId": one} for one in subnets]
    return {
        "NetworkAclId": acl_id,
        "VpcId": vpc_id,
        "OwnerId": ACCOUNT,
        "IsDefault": default,
        "Associations": links,
        "Entries": [*entries, entry(32767, "out", "deny"), entry(32767, "in", "deny")],
        "Tags": [],
    }


OPEN = (entry(100, "out"), entry(100, "in"))
"""What the default network ACL of a VPC has: everything, both ways."""


def interface_endpoint(
    service: str, places: dict[str, str], groups: Sequence[str], *, vpc_id: str = "vpc-a", **also: Any
) -> tuple[Shape, list[Shape]]:
    """An endpoint and its interfaces; `places`: the address in each of its subnets. `also` replaces members."""
    ids = {one: f"eni-{service}-{one}" for one in places}
    endpoint = {
        "VpcEndpointId": f"vpce-{service}-{vpc_id}",
        "VpcEndpointType": "Interface",
        "VpcId": vpc_id,
        "ServiceName": f"com.amazonaws.{REGION}.{service}",
        "State": "available",
        "PrivateDnsEnabled": True,
        "DnsOptions": {"DnsRecordIpType": "ipv4"},
        "IpAddressType": "ipv4",
        "RouteTableIds": [],
        "SubnetIds": list(places),
        "Groups": [{"GroupId": one, "GroupName": one} for one in groups],
        "NetworkInterfaceIds": list(ids.values()),
        "OwnerId": ACCOUNT,
    }
    cards = [
        interface(ids[one], one, address, groups, kind="vpc_endpoint", vpc_id=vpc_id) for one, address in places.items()
    ]
    return {**endpoint, **also}, cards


def gateway_endpoint(tables: Sequence[str], *, service: str = "s3", state: str = "available") -> Shape:
    """A gateway endpoint; its prefix-list routes stand in the tables, as EC2 puts them there."""
    return {
        "VpcEndpointId": f"vpce-gateway-{service}",
        "VpcEndpointType": "Gateway",
        "VpcId": "vpc-a",
        "ServiceName": f"com.amazonaws.{REGION}.{service}",
        "State": state,
        "PrivateDnsEnabled": False,
        "RouteTableIds": list(tables),
        "SubnetIds": [],
        "Groups": [],
        "NetworkInterfaceIds": [],
        "OwnerId": ACCOUNT,
    }


def prefix_list(list_id: str = S3_LIST, cidrs: Sequence[str] = S3_CIDRS, name: str = "") -> Shape:
    return {"PrefixListId": list_id, "PrefixListName": name or f"com.amazonaws.{REGION}.s3", "Cidrs": list(cidrs)}


def dhcp_options(*servers: str, options_id: str = "dopt-a") -> Shape:
    values = [{"Value": one} for one in servers]
    settings = [
        {"Key": "domain-name", "Values": [{"Value": "ec2.internal"}]},
        {"Key": "domain-name-servers", "Values": values},
    ]
    return {"DhcpOptionsId": options_id, "DhcpConfigurations": settings, "OwnerId": ACCOUNT, "Tags": []}


def block_public_access(mode: str) -> Shape:
    return {
        "AwsAccountId": ACCOUNT,
        "AwsRegion": REGION,
        "State": "update-complete",
        "InternetGatewayBlockMode": mode,
        "ManagedBy": "account",
        "ExclusionsAllowed": "allowed",
    }


def exclusion(resource: str, mode: str, state: str = "create-complete") -> Shape:
    """An exclusion from VPC Block Public Access; `resource` is `vpc/vpc-…` or `subnet/subnet-…`."""
    return {
        "ExclusionId": f"vpcbpa-exclude-{resource.split('/')[1]}",
        "InternetGatewayExclusionMode": mode,
        "ResourceArn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:{resource}",
        "State": state,
        "Tags": [],
    }
