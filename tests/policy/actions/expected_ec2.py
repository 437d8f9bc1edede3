"""What operations of EC2 on networks need. By the Service Authorization Reference (list_amazonec2) and the Amazon EC2
and VPC user guides; `ec2:Region`, which every action knows, is added by `Need`.
"""

from __future__ import annotations

from typing import Any

from tests.policy.actions.account import EC2, REGION, VPC, Case, Need

V, S, G = "vpc-0123456789abcdef0", "subnet-0123456789abcdef0", "sg-0123456789abcdef0"
IGW, T, N = "igw-0a", "rtb-0a", "nat-0a"
TAG = {"aws:ResourceTag/c9lib:deployment": "demo", "ec2:ResourceTag/c9lib:deployment": "demo"}
OUR_VPC = {**TAG, "ec2:VpcID": V}
GROUP = {"ec2:SecurityGroupID": G, "ec2:Vpc": (VPC,)}
SUBNET = {"ec2:SubnetID": S, "ec2:Vpc": (VPC,)}
NEW = {"aws:RequestTag/team": "blue", "aws:TagKeys": "team"}


def tags(kind: str) -> list[dict[str, Any]]:
    """`TagSpecifications` for what an operation makes."""
    return [{"ResourceType": kind, "Tags": [{"Key": "team", "Value": "blue"}]}]


def tagged(operation: str, kind: str) -> Need:
    """The right to tag what an operation makes."""
    return Need("ec2:CreateTags", f"{EC2}{kind}/*", {**NEW, "ec2:CreateAction": operation})


def case(operation: str, params: dict[str, Any], *on: tuple[str, dict[str, Any]], more: tuple[Need, ...] = ()) -> Case:
    """The operation's own action on each resource, and what it needs besides."""
    own = (Need(f"ec2:{operation}", resource if resource == "*" else EC2 + resource, keys) for resource, keys in on)
    return Case("ec2", operation, params, (*own, *more))


def seen(*operations: str) -> list[Case]:
    """Operations that only look, and have no resource."""
    return [case(operation, {}, ("*", {})) for operation in operations]


CASES = [
    case(
        "CreateVpc",
        {"CidrBlock": "10.0.0.0/16", "TagSpecifications": tags("vpc")},
        ("vpc/*", NEW),
        more=(tagged("CreateVpc", "vpc"),),
    ),
    case("CreateVpc", {"CidrBlock": "10.0.0.0/16"}, ("vpc/*", {})),
    case("DeleteVpc", {"VpcId": V}, (f"vpc/{V}", OUR_VPC)),
    case("DescribeVpcAttribute", {"VpcId": V, "Attribute": "enableDnsSupport"}, (f"vpc/{V}", OUR_VPC)),
    case(
        "ModifyVpcAttribute",
        {"VpcId": V, "EnableDnsHostnames": {"Value": True}},
        (f"vpc/{V}", {**OUR_VPC, "ec2:Attribute": "EnableDnsHostnames", "ec2:Attribute/EnableDnsHostnames": "true"}),
    ),
    case(
        "CreateSubnet",
        {"VpcId": V, "CidrBlock": "10.0.0.0/24", "TagSpecifications": tags("subnet")},
        ("subnet/*", NEW),
        (f"vpc/{V}", OUR_VPC),
        more=(tagged("CreateSubnet", "subnet"),),
    ),
    case("DeleteSubnet", {"SubnetId": S}, (f"subnet/{S}", SUBNET)),
    case(
        "ModifySubnetAttribute",
        {"SubnetId": S, "MapPublicIpOnLaunch": {"Value": True}},
        (
            f"subnet/{S}",
            {**SUBNET, "ec2:Attribute": "MapPublicIpOnLaunch", "ec2:Attribute/MapPublicIpOnLaunch": "true"},
        ),
    ),
    case(
        "CreateInternetGateway",
        {"TagSpecifications": tags("internet-gateway")},
        ("internet-gateway/*", NEW),
        more=(tagged("CreateInternetGateway", "internet-gateway"),),
    ),
    case(
        "AttachInternetGateway",
        {"InternetGatewayId": IGW, "VpcId": V},
        (f"internet-gateway/{IGW}", {"ec2:InternetGatewayID": IGW}),
        (f"vpc/{V}", OUR_VPC),
    ),
    case(
        "DetachInternetGateway",
        {"InternetGatewayId": IGW, "VpcId": V},
        (f"internet-gateway/{IGW}", {"ec2:InternetGatewayID": IGW}),
        (f"vpc/{V}", OUR_VPC),
    ),
    case(
        "DeleteInternetGateway", {"InternetGatewayId": IGW}, (f"internet-gateway/{IGW}", {"ec2:InternetGatewayID": IGW})
    ),
    case(
        "CreateRouteTable",
        {"VpcId": V, "TagSpecifications": tags("route-table")},
        ("route-table/*", NEW),
        (f"vpc/{V}", OUR_VPC),
        more=(tagged("CreateRouteTable", "route-table"),),
    ),
    case("DeleteRouteTable", {"RouteTableId": T}, (f"route-table/{T}", {"ec2:RouteTableID": T})),
    case(
        "AssociateRouteTable",
        {"RouteTableId": T, "SubnetId": S},
        (f"route-table/{T}", {"ec2:RouteTableID": T}),
        (f"subnet/{S}", SUBNET),
    ),
    case(
        "DisassociateRouteTable", {"AssociationId": "rtbassoc-0a"}, ("*/*", {})
    ),  # in AWS's words, of one it can't find
    *(
        case(
            operation,
            {"RouteTableId": T, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": IGW},
            (f"route-table/{T}", {"ec2:RouteTableID": T}),  # the gateway isn't asked for
        )
        for operation in ("CreateRoute", "ReplaceRoute", "DeleteRoute")
    ),
    case(
        "AllocateAddress",
        {"Domain": "vpc", "TagSpecifications": tags("elastic-ip")},
        ("elastic-ip/*", NEW),
        more=(tagged("AllocateAddress", "elastic-ip"),),
    ),
    case(
        "ReleaseAddress",
        {"AllocationId": "eipalloc-0a"},
        ("elastic-ip/eipalloc-0a", {"ec2:AllocationId": "eipalloc-0a"}),
    ),
    case(
        "CreateNatGateway",
        {"SubnetId": S, "AllocationId": "eipalloc-0a", "TagSpecifications": tags("natgateway")},
        ("elastic-ip/eipalloc-0a", {"ec2:AllocationId": "eipalloc-0a"}),
        ("natgateway/*", NEW),
        (f"subnet/{S}", SUBNET),
        more=(tagged("CreateNatGateway", "natgateway"),),
    ),
    case("DeleteNatGateway", {"NatGatewayId": N}, (f"natgateway/{N}", {})),
    case(
        "CreateVpcEndpoint",
        {
            "VpcId": V,
            "VpcEndpointType": "Interface",
            "ServiceName": f"com.amazonaws.{REGION}.ssm",
            "SubnetIds": [S],
            "SecurityGroupIds": [G],
            "TagSpecifications": tags("vpc-endpoint"),
        },
        (f"security-group/{G}", {"ec2:SecurityGroupID": G}),  # ec2:Vpc isn't listed for this one
        (f"subnet/{S}", {"ec2:SubnetID": S}),
        (f"vpc/{V}", OUR_VPC),
        (
            "vpc-endpoint/*",
            {**NEW, "ec2:VpceServiceName": f"com.amazonaws.{REGION}.ssm", "ec2:VpceServiceOwner": "amazon"},
        ),
        more=(tagged("CreateVpcEndpoint", "vpc-endpoint"),),
    ),
    case(
        "CreateVpcEndpoint",
        {"VpcId": V, "ServiceName": f"com.amazonaws.{REGION}.s3", "RouteTableIds": [T]},
        (f"route-table/{T}", {"ec2:RouteTableID": T}),
        (f"vpc/{V}", OUR_VPC),
        ("vpc-endpoint/*", {"ec2:VpceServiceName": f"com.amazonaws.{REGION}.s3", "ec2:VpceServiceOwner": "amazon"}),
    ),
    case(
        "ModifyVpcEndpoint",
        {"VpcEndpointId": "vpce-0a", "AddRouteTableIds": [T], "RemoveRouteTableIds": ["rtb-0b"]},
        (f"route-table/{T}", {"ec2:RouteTableID": T}),
        ("route-table/rtb-0b", {"ec2:RouteTableID": "rtb-0b"}),
        ("vpc-endpoint/vpce-0a", {}),
    ),
    case(
        "DeleteVpcEndpoints",
        {"VpcEndpointIds": ["vpce-0a", "vpce-0b"]},
        ("vpc-endpoint/vpce-0a", {}),
        ("vpc-endpoint/vpce-0b", {}),
    ),
    case(
        "CreateSecurityGroup",
        {"GroupName": "g", "Description": "d", "VpcId": V, "TagSpecifications": tags("security-group")},
        ("security-group/*", NEW),
        (f"vpc/{V}", OUR_VPC),
        more=(tagged("CreateSecurityGroup", "security-group"),),
    ),
    case("DeleteSecurityGroup", {"GroupId": G}, (f"security-group/{G}", GROUP)),
    case(
        "AuthorizeSecurityGroupIngress",
        {"GroupId": G, "IpPermissions": [{"IpProtocol": "tcp", "UserIdGroupPairs": [{"GroupId": "sg-0source"}]}]},
        (f"security-group/{G}", GROUP),  # and not the group that the rule names as its source
    ),
    case(
        "AuthorizeSecurityGroupEgress",
        {"GroupId": G, "IpPermissions": [], "TagSpecifications": tags("security-group-rule")},
        (f"security-group/{G}", GROUP),
        ("security-group-rule/*", NEW),
        more=(tagged("AuthorizeSecurityGroupEgress", "security-group-rule"),),
    ),
    case(
        "RevokeSecurityGroupIngress", {"GroupId": G, "SecurityGroupRuleIds": ["sgr-0a"]}, (f"security-group/{G}", GROUP)
    ),
    case("RevokeSecurityGroupEgress", {"GroupId": G, "IpPermissions": []}, (f"security-group/{G}", GROUP)),
    case("GetManagedPrefixListEntries", {"PrefixListId": "pl-0a"}, ("prefix-list/pl-0a", {})),
    *seen(
        "DescribeAddresses",
        "DescribeAvailabilityZones",
        "DescribeDhcpOptions",
        "DescribeIamInstanceProfileAssociations",
        "DescribeInstances",
        "DescribeInstanceStatus",
        "DescribeInstanceTypeOfferings",
        "DescribeInternetGateways",
        "DescribeNatGateways",
        "DescribeNetworkAcls",
        "DescribeNetworkInterfaces",
        "DescribePrefixLists",
        "DescribeRegions",
        "DescribeRouteTables",
        "DescribeSecurityGroupRules",
        "DescribeSecurityGroups",
        "DescribeSubnets",
        "DescribeVolumes",
        "DescribeVpcBlockPublicAccessExclusions",
        "DescribeVpcBlockPublicAccessOptions",
        "DescribeVpcEndpoints",
        "DescribeVpcPeeringConnections",
        "DescribeVpcs",
        "DescribeVpnGateways",
        "GetEbsDefaultKmsKeyId",
        "GetEbsEncryptionByDefault",
    ),
]
