"""Networks to follow packets in: one VPC with a public and a private subnet, in the shapes of EC2's Describe calls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from c9lib.path import Network

VPC, PUBLIC, PRIVATE = "vpc-1", "subnet-public", "subnet-private"
IGW, NAT, ENI, GROUP, GUARD = "igw-1", "nat-1", "eni-1", "sg-instance", "sg-endpoints"
S3_LIST = "pl-s3"
Thing = dict[str, Any]

EVERYTHING_OUT: Thing = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}


def https(**source: Any) -> Thing:
    """A rule for TCP 443 with `IpRanges=[…]`, `UserIdGroupPairs=[…]` or `PrefixListIds=[…]`."""
    return {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, **source}


def group(name: str, egress: list[Thing], ingress: list[Thing]) -> Thing:
    return {"GroupId": name, "VpcId": VPC, "IpPermissionsEgress": egress, "IpPermissions": ingress}


def subnet(name: str, cidr: str, **more: Any) -> Thing:
    return {"SubnetId": name, "VpcId": VPC, "CidrBlock": cidr, "MapPublicIpOnLaunch": False, **more}


def route(cidr: str, **target: Any) -> Thing:
    return {"DestinationCidrBlock": cidr, "State": "active", "Origin": "CreateRoute", **target}


def table(name: str, *routes: Thing, subnets: tuple[str, ...] = (), main: bool = False) -> Thing:
    associations: list[Thing] = [{"Main": False, "SubnetId": one} for one in subnets]
    associations += [{"Main": True}] if main else []
    local = route("10.0.0.0/16", GatewayId="local")
    return {"RouteTableId": name, "VpcId": VPC, "Associations": associations, "Routes": [local, *routes]}


def entry(
    number: int, action: str, cidr: str = "0.0.0.0/0", *, egress: bool, ports: tuple[int, int] | None = None
) -> Thing:
    """An entry of a network ACL: all traffic, or TCP to some ports."""
    told: Thing = {"RuleNumber": number, "RuleAction": action, "CidrBlock": cidr, "Egress": egress, "Protocol": "-1"}
    return told if ports is None else {**told, "Protocol": "6", "PortRange": {"From": ports[0], "To": ports[1]}}


def acl(name: str, *entries: Thing, subnets: tuple[str, ...] = (), default: bool = False) -> Thing:
    """A network ACL with the two entries that end every one."""
    ends = [entry(32767, "deny", egress=egress) for egress in (True, False)]
    associations = [{"SubnetId": one, "NetworkAclId": name} for one in subnets]
    return {
        "NetworkAclId": name,
        "VpcId": VPC,
        "IsDefault": default,
        "Associations": associations,
        "Entries": [*entries, *ends],
    }


OPEN = acl("acl-open", entry(100, "allow", egress=True), entry(100, "allow", egress=False), default=True)


def interface(where: str = PRIVATE, *, public: str = "", groups: tuple[str, ...] = (GROUP,)) -> Thing:
    """The instance's interface; with a public address where one is given."""
    address = "10.0.2.10" if where == PRIVATE else "10.0.1.10"
    told: Thing = {"NetworkInterfaceId": ENI, "VpcId": VPC, "SubnetId": where, "PrivateIpAddress": address}
    told["Groups"] = [{"GroupId": one} for one in groups]
    return {**told, "Association": {"PublicIp": public}} if public else told


def nat_gateway(where: str = PUBLIC, state: str = "available", **more: Any) -> Thing:
    return {"NatGatewayId": NAT, "VpcId": VPC, "SubnetId": where, "State": state, "ConnectivityType": "public", **more}


def endpoint(service: str, *where: str, state: str = "available", private_dns: bool = True, **more: Any) -> Thing:
    """An interface endpoint in the subnets `where`, guarded by `sg-endpoints`."""
    told: Thing = {"VpcEndpointId": f"vpce-{service}", "VpcId": VPC, "VpcEndpointType": "Interface", "State": state}
    told |= {"ServiceName": f"com.amazonaws.us-east-1.{service}", "PrivateDnsEnabled": private_dns}
    told |= {"SubnetIds": list(where), "Groups": [{"GroupId": GUARD}]}
    return {**told, "NetworkInterfaceIds": [f"eni-{service}-{one}" for one in where], **more}


def endpoint_interface(service: str, where: str) -> Thing:
    """The network interface of an endpoint in a subnet."""
    address = {PUBLIC: "10.0.1.50", PRIVATE: "10.0.2.50"}[where]
    told: Thing = {"NetworkInterfaceId": f"eni-{service}-{where}", "VpcId": VPC, "SubnetId": where}
    return {**told, "PrivateIpAddress": address, "Groups": [{"GroupId": GUARD}]}


def network(**changed: Any) -> Network:
    """Both subnets, an internet gateway, no way out of the private subnet; `changed` replaces whole lists."""
    out = route("0.0.0.0/0", GatewayId=IGW)
    plain = Network(
        region="us-east-1",
        vpcs=[{"VpcId": VPC, "CidrBlock": "10.0.0.0/16", "DhcpOptionsId": "dopt-1"}],
        subnets=[subnet(PUBLIC, "10.0.1.0/24", MapPublicIpOnLaunch=True), subnet(PRIVATE, "10.0.2.0/24")],
        route_tables=[table("rtb-public", out, subnets=(PUBLIC,)), table("rtb-private", main=True)],
        internet_gateways=[{"InternetGatewayId": IGW, "Attachments": [{"VpcId": VPC, "State": "available"}]}],
        network_acls=[OPEN],
        security_groups=[
            group(GROUP, [EVERYTHING_OUT], []),
            group(GUARD, [EVERYTHING_OUT], [https(IpRanges=[{"CidrIp": "10.0.0.0/16"}])]),
        ],
        prefix_lists=[
            {"PrefixListId": S3_LIST, "PrefixListName": "com.amazonaws.us-east-1.s3", "Cidrs": ["52.216.0.0/15"]}
        ],
        dhcp_options=[
            {
                "DhcpOptionsId": "dopt-1",
                "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": "AmazonProvidedDNS"}]}],
            }
        ],
        vpc_attributes={VPC: {"enableDnsSupport": True, "enableDnsHostnames": True}},
    )
    return replace(plain, **changed)


def behind_nat(**changed: Any) -> Network:
    """The private subnet leads to a NAT gateway in the public one."""
    plain = network()
    by_nat = table("rtb-private", route("0.0.0.0/0", NatGatewayId=NAT), main=True)
    given: dict[str, Any] = {"route_tables": [plain.route_tables[0], by_nat], "nat_gateways": [nat_gateway()]}
    return replace(plain, **{**given, **changed})


def with_endpoints(*where: str, **changed: Any) -> Network:
    """Interface endpoints for Systems Manager in the subnets `where` (the private one if none is told)."""
    places, services = where or (PRIVATE,), ("ssm", "ssmmessages", "ec2messages")
    given: dict[str, Any] = {
        "vpc_endpoints": [endpoint(service, *places) for service in services],
        "network_interfaces": [endpoint_interface(service, place) for service in services for place in places],
    }
    return replace(network(), **{**given, **changed})
