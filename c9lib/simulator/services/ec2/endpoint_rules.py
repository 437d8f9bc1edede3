"""What AWS refuses of a VPC endpoint, at creation and when it is changed (facts 7.2)."""

from __future__ import annotations

import json
from typing import Any

from c9lib.simulator import moto_network as network
from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.services.ec2 import lookups, quotas
from c9lib.simulator.services.ec2.endpoint_services import Service
from c9lib.simulator.services.ec2.interfaces import check_groups

INBOUND_ONLY = "PrivateDnsOnlyForInboundResolverEndpoint"
"""The one of an endpoint's DnsOptions that decides whether its VPC's instances use its private name."""
POLICY_LIMIT = 20_480
"""Characters of an endpoint policy (facts 7.2)."""
INTERFACE_ENDPOINTS_PER_VPC = 50
GATEWAY_ENDPOINTS_PER_REGION = 20
"""Quotas of facts 7.2."""


def check_policy(call: ApiCall) -> None:
    """The policy is a JSON policy document of at most 20,480 characters with statements."""
    text = call.params.get("PolicyDocument")
    if not text:
        return
    if len(text) > POLICY_LIMIT:
        told = f"The policy document has {len(text)} characters; an endpoint policy may have {POLICY_LIMIT}."
        raise ApiError("InvalidPolicyDocument", told)
    try:
        document = json.loads(text)
    except ValueError:
        raise ApiError("InvalidPolicyDocument", "The policy document is not a valid JSON policy document.") from None
    statements = document.get("Statement") if isinstance(document, dict) else None
    held = [statements] if isinstance(statements, dict) else statements
    if not isinstance(held, list) or not held or not all(_is_statement(statement) for statement in held):
        raise ApiError("InvalidPolicyDocument", "The policy document is not a valid JSON policy document.")


def _is_statement(statement: object) -> bool:
    # An endpoint policy is a resource policy: it says for whom, too.
    return (
        isinstance(statement, dict)
        and statement.get("Effect") in ("Allow", "Deny")
        and bool({"Action", "NotAction"} & set(statement))
        and bool({"Principal", "NotPrincipal"} & set(statement))
        and bool({"Resource", "NotResource"} & set(statement))
    )


def check_kind(call: ApiCall, kind: str, prefix: str = "") -> None:
    """Refuse parameters of the other type of endpoint. `prefix` is Add or Remove when an endpoint is changed."""
    if kind == "Interface" and call.params.get(f"{prefix}RouteTableIds"):
        raise ApiError("InvalidParameter", "Route table IDs are only supported for Gateway type VPC Endpoint.")
    if kind == "Interface":
        return
    if call.params.get(f"{prefix}SubnetIds"):
        told = "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints."
        raise ApiError("InvalidParameter", told)
    if call.params.get(f"{prefix}SecurityGroupIds"):
        raise ApiError("InvalidParameter", "Security group IDs are only supported for Interface type VPC Endpoint.")
    if call.params.get("PrivateDnsEnabled"):
        raise ApiError("InvalidParameter", "Private DNS is only supported for Interface type VPC Endpoint.")


def check_subnets(call: ApiCall, subnet_ids: list[str], vpc_id: str, held: tuple[str, ...] = ()) -> None:
    """Subnets exist, are of the endpoint's VPC, and no two of them (with `held`) share an Availability Zone."""
    taken = {lookups.subnet(call, subnet_id).zone for subnet_id in held}
    for subnet_id in subnet_ids:
        subnet = lookups.subnet(call, subnet_id)
        if subnet.vpc_id != vpc_id:
            told = f"The subnet {subnet_id} does not belong to the VPC {vpc_id}"
            raise ApiError("InvalidParameter", told)
        if subnet.zone in taken:
            told = f"Found another VPC endpoint subnet in the availability zone of {subnet_id}."
            rule = (
                "VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service."
            )
            raise ApiError("DuplicateSubnetsInSameZone", f"{told} {rule}")
        taken.add(subnet.zone)


def check_endpoint_groups(call: ApiCall, group_ids: list[str], vpc_id: str, subnet_ids: list[str]) -> None:
    """Security groups exist and are of the endpoint's VPC."""
    check_groups(call, group_ids, vpc_id, subnet_ids[0] if subnet_ids else vpc_id)


def check_route_tables(call: ApiCall, route_table_ids: list[str], vpc_id: str, prefix_list_id: str) -> None:
    """Route tables exist, are of the endpoint's VPC, and have no route to the service yet."""
    for route_table_id in route_table_ids:
        table = lookups.route_table(call, route_table_id)
        if table.vpc_id != vpc_id:
            told = f"Route table {route_table_id} does not belong to the VPC {vpc_id}"
            raise ApiError("InvalidParameter", told)
        if prefix_list_id in table.targets:
            told = f"route table {route_table_id} already has a route with destination-prefix-list-id {prefix_list_id}"
            raise ApiError("RouteAlreadyExists", told)


def check_private_dns(call: ApiCall, vpc_id: str, service: Service, own_id: str = "") -> None:
    """Both DNS attributes of the VPC are on, and no other endpoint, not even a deleting one, has the private name."""
    vpc = lookups.vpc(call, vpc_id)
    if not (vpc.dns_support and vpc.dns_hostnames):
        told = (
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for"
        )
        raise ApiError("InvalidParameter", f"{told} {vpc_id}")
    for other in network.endpoints(call.region):
        same = other.vpc_id == vpc_id and other.service == service["ServiceName"]
        if same and other.kind == "Interface" and other.private_dns and other.id != own_id:
            told = "private-dns-enabled cannot be set because there is already a conflicting DNS domain for"
            raise ApiError("InvalidParameter", f"{told} {service['PrivateDnsName']} in the VPC {vpc_id}")


def dns_options(call: ApiCall, vpc_id: str, service: Service) -> dict[str, Any]:
    """The DnsOptions of an interface endpoint after the request.

    For S3 alone, its private name can be left to inbound Resolver endpoints; the VPC itself then needs a gateway
    endpoint (PrivateLink guide, "Private DNS" of interface endpoints for Amazon S3).
    """
    told = call.params.get("DnsOptions", {})
    inbound_only = told.get(INBOUND_ONLY)
    shown: dict[str, Any] = {"DnsRecordIpType": "ipv4"}
    if inbound_only is None:
        return shown
    if not service["ServiceName"].endswith(".s3"):
        raise ApiError("InvalidParameter", f"{INBOUND_ONLY} is only supported for the service S3.")
    gateways = [one for one in network.endpoints(call.region) if one.vpc_id == vpc_id and one.kind == "Gateway"]
    if inbound_only and all(one.service != service["ServiceName"] for one in gateways):
        told = f"To set {INBOUND_ONLY} to true, the VPC {vpc_id} must have a Gateway endpoint for the service."
        raise ApiError("InvalidParameter", told)
    return {**shown, INBOUND_ONLY: inbound_only}


def check_quota(call: ApiCall, vpc_id: str, kind: str) -> None:
    """50 interface endpoints in a VPC, 20 gateway endpoints in a Region."""
    alike = [found for found in network.endpoints(call.region) if found.kind == kind]
    if kind == "Interface":
        alike = [found for found in alike if found.vpc_id == vpc_id]
    if len(alike) >= (INTERFACE_ENDPOINTS_PER_VPC if kind == "Interface" else GATEWAY_ENDPOINTS_PER_REGION):
        raise quotas.used_up("VpcEndpointLimitExceeded")
