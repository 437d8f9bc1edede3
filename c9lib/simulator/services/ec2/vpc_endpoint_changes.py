"""ModifyVpcEndpoint: private DNS, policy, subnets, security groups, route tables, and not just the lists of them."""

from __future__ import annotations

from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import endpoint_interfaces, endpoint_rules, lookups
from c9lib.simulator.services.ec2.endpoint_services import service
from c9lib.simulator.services.ec2.vpc_endpoints import check_unsupported


@operation("ec2", "ModifyVpcEndpoint")
def modify_vpc_endpoint(call: ApiCall) -> Answer:
    """All of a request or nothing: everything is checked before anything changes."""
    check_unsupported(call)
    endpoint = lookups.endpoint(call, call.params["VpcEndpointId"])
    if endpoint.state == "deleting":
        told = f"The VPC endpoint {endpoint.id} is in the state '{endpoint.state}' and can't be modified."
        raise ApiError("IncorrectState", told)
    if call.params.get("ResetPolicy") and call.params.get("PolicyDocument"):
        raise ApiError("InvalidParameterCombination", "Only one of resetPolicy and policyDocument can be specified")
    endpoint_rules.check_policy(call)
    for prefix in ("Add", "Remove"):
        endpoint_rules.check_kind(call, endpoint.kind, prefix)
    if endpoint.kind == "Gateway":
        _change_gateway(call, endpoint)
    else:
        _change_interface(call, endpoint)
    _change_policy(call, endpoint.id)
    return {"Return": True}


def _change_policy(call: ApiCall, endpoint_id: str) -> None:
    if call.params.get("ResetPolicy"):
        changes.default_endpoint_policy(call.region, endpoint_id)
    elif call.params.get("PolicyDocument"):
        changes.set_endpoint(call.region, endpoint_id, policy_document=call.params["PolicyDocument"])


def _change_gateway(call: ApiCall, endpoint: network.Endpoint) -> None:
    prefix_list_id = network.prefix_list(call.region, endpoint.service)
    removed = call.params.get("RemoveRouteTableIds", [])
    added = [name for name in call.params.get("AddRouteTableIds", []) if name not in endpoint.route_tables]
    endpoint_rules.check_route_tables(call, added, endpoint.vpc_id, prefix_list_id)
    lookups.dry_run(call)
    for route_table_id in removed:
        changes.remove_gateway_route(call.region, endpoint.id, route_table_id)
    for route_table_id in added:
        changes.set_gateway_route(call.region, endpoint.id, route_table_id, prefix_list_id)
    left = [name for name in endpoint.route_tables if name not in removed]
    changes.set_endpoint(call.region, endpoint.id, route_table_ids=[*left, *added])


def _change_interface(call: ApiCall, endpoint: network.Endpoint) -> None:
    removed = call.params.get("RemoveSubnetIds", [])
    stay = tuple(name for name in endpoint.subnets if name not in removed)
    added = [name for name in call.params.get("AddSubnetIds", []) if name not in stay]
    group_ids = _groups(call, endpoint)
    endpoint_rules.check_subnets(call, added, endpoint.vpc_id, stay)
    endpoint_rules.check_endpoint_groups(call, group_ids, endpoint.vpc_id, [*stay, *added])
    found = service(call, endpoint.service, "Interface")
    private_dns = call.params.get("PrivateDnsEnabled", endpoint.private_dns)
    if private_dns and not endpoint.private_dns:
        endpoint_rules.check_private_dns(call, endpoint.vpc_id, found, endpoint.id)
    dns = endpoint_rules.dns_options(call, endpoint.vpc_id, found) if call.params.get("DnsOptions") else None
    lookups.dry_run(call)
    interfaces = _move(call, endpoint, [name for name in endpoint.subnets if name in removed], added, group_ids)
    changes.set_endpoint(
        call.region,
        endpoint.id,
        subnet_ids=[*stay, *added],
        network_interface_ids=interfaces,
        security_group_ids=group_ids,
        private_dns_enabled=private_dns,
        **({"dns_options": dns} if dns else {}),
    )
    endpoint_interfaces.set_names(call, endpoint.id, found)


def _groups(call: ApiCall, endpoint: network.Endpoint) -> list[str]:
    """The endpoint's security groups after the change; an endpoint has one at least."""
    removed = call.params.get("RemoveSecurityGroupIds", [])
    left = [name for name in endpoint.groups if name not in removed]
    left += [name for name in call.params.get("AddSecurityGroupIds", []) if name not in left]
    if not left:
        raise ApiError("InvalidParameter", f"The VPC endpoint {endpoint.id} must have at least one security group.")
    return left


def _move(
    call: ApiCall, endpoint: network.Endpoint, removed: list[str], added: list[str], group_ids: list[str]
) -> list[str]:
    """Interfaces out of subnets and into others; returns the ids of those that the endpoint has then."""
    gone = [endpoint_interfaces.interface_in(call, endpoint, subnet_id) for subnet_id in removed]
    for interface_id in gone:
        changes.remove_interface(call.region, interface_id)
    stay = [interface_id for interface_id in endpoint.interfaces if interface_id not in gone]
    for interface_id in stay:
        changes.set_interface_groups(call.region, interface_id, group_ids)
    return stay + [endpoint_interfaces.add_interface(call, endpoint.id, subnet_id, group_ids) for subnet_id in added]
