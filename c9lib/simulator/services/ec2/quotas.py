"""EC2's words where a quota is used up (EC2 API reference, "Error codes for the Amazon EC2 API")."""

from __future__ import annotations

from c9lib.simulator.api import ApiError

COUNTED = {
    "AddressLimitExceeded": "addresses",
    "InternetGatewayLimitExceeded": "internet gateways",
    "NetworkAclEntryLimitExceeded": "network ACL entries",
    "NetworkAclLimitExceeded": "network ACLs",
    "RouteLimitExceeded": "routes",
    "RouteTableLimitExceeded": "route tables",
    "RulesPerSecurityGroupLimitExceeded": "rules per security group",
    "SecurityGroupLimitExceeded": "security groups",
    "SubnetLimitExceeded": "subnets",
    "VpcEndpointLimitExceeded": "VPC endpoints",
    "VpcLimitExceeded": "VPCs",
}
"""What each quota counts, by its error code."""
NAT_GATEWAYS = "NatGatewayLimitExceeded"


def used_up(code: str) -> ApiError:
    """The refusal of one more of what is counted."""
    return ApiError(code, f"The maximum number of {COUNTED[code]} has been reached.")


def nat_gateways(limit: int) -> ApiError:
    """The refusal of one more NAT gateway in a zone (facts 7.7)."""
    return ApiError(NAT_GATEWAYS, f"Performing this operation would exceed the limit of {limit} NAT gateways")
