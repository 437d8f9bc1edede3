"""VPC endpoints: made, shown, deleted. Interface endpoints take their time both ways, gateway endpoints don't."""

from __future__ import annotations

from typing import Any

from c9lib.simulator import durations
from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator.api import Answer, ApiCall, ApiError, NotSimulated, operation
from c9lib.simulator.services.ec2 import endpoint_interfaces, endpoint_rules, lookups, tags
from c9lib.simulator.services.ec2.endpoint_services import Service, service
from c9lib.simulator.services.ec2.interfaces import free_address
from c9lib.simulator.services.ec2.tokens import idempotent

KINDS = ("Gateway", "Interface")
OTHER_KINDS = ("GatewayLoadBalancer", "Resource", "ServiceNetwork")
UNSUPPORTED = ("SubnetConfigurations", "ServiceNetworkArn", "ResourceConfigurationArn")


@operation("ec2", "CreateVpcEndpoint")
def create_vpc_endpoint(call: ApiCall) -> Answer:
    """An interface endpoint (pending, then available) or a gateway endpoint (available at once).

    Private DNS of an interface endpoint is on unless the request says no (API reference of CreateVpcEndpoint).
    """
    kind = _kind(call)
    check_unsupported(call)
    vpc = lookups.vpc(call, call.params["VpcId"])
    found = service(call, call.params.get("ServiceName", ""), kind)
    endpoint_rules.check_kind(call, kind)
    endpoint_rules.check_policy(call)
    tags.check_tag_specifications(call, "vpc-endpoint")
    if kind == "Gateway":
        return idempotent(call, lambda: _create_gateway(call, vpc.id))
    return idempotent(call, lambda: _create_interface(call, vpc.id, found))


def _kind(call: ApiCall) -> str:
    kind = str(call.params.get("VpcEndpointType", "Gateway"))
    if kind in OTHER_KINDS:
        raise NotSimulated(f"The VPC endpoint type {kind}")
    if kind not in KINDS:
        raise ApiError("InvalidParameter", f"Invalid VPC endpoint type: {kind}")
    return kind


def check_unsupported(call: ApiCall) -> None:
    """Refuse what would have to be ignored: other address families, other Regions' services, DNS options."""
    lookups.only_simulated(call, *UNSUPPORTED)
    if call.params.get("IpAddressType", "ipv4") != "ipv4":
        lookups.only_simulated(call, "IpAddressType")
    if call.params.get("ServiceRegion", call.region) != call.region:
        lookups.only_simulated(call, "ServiceRegion")
    dns = call.params.get("DnsOptions", {})
    if dns.get("DnsRecordIpType", "ipv4") != "ipv4" or set(dns) - {"DnsRecordIpType", endpoint_rules.INBOUND_ONLY}:
        lookups.only_simulated(call, "DnsOptions")


def _create_gateway(call: ApiCall, vpc_id: str) -> Answer:
    prefix_list_id = network.prefix_list(call.region, call.params["ServiceName"])
    tables = call.params.get("RouteTableIds", [])
    endpoint_rules.check_route_tables(call, tables, vpc_id, prefix_list_id)
    endpoint_rules.check_quota(call, vpc_id, "Gateway")
    lookups.dry_run(call)
    return _forward(call, VpcEndpointType="Gateway", PrivateDnsEnabled=False)


def _create_interface(call: ApiCall, vpc_id: str, found: Service) -> Answer:
    subnet_ids = call.params.get("SubnetIds", [])
    group_ids = call.params.get("SecurityGroupIds") or [_default_group(call, vpc_id)]
    endpoint_rules.check_subnets(call, subnet_ids, vpc_id)
    endpoint_rules.check_endpoint_groups(call, group_ids, vpc_id, subnet_ids)
    if call.params.get("PrivateDnsEnabled", True):
        endpoint_rules.check_private_dns(call, vpc_id, found)
    dns_options = endpoint_rules.dns_options(call, vpc_id, found)
    endpoint_rules.check_quota(call, vpc_id, "Interface")
    lookups.dry_run(call)
    addresses = [free_address(call, subnet_id) for subnet_id in subnet_ids]
    made = _forward(call, SecurityGroupIds=group_ids)["VpcEndpoint"]
    for interface_id, address in zip(made["NetworkInterfaceIds"], addresses, strict=True):
        endpoint_interfaces.place(call, made["VpcEndpointId"], interface_id, address, group_ids)
    endpoint_interfaces.set_names(call, made["VpcEndpointId"], found)
    changes.set_endpoint(call.region, made["VpcEndpointId"], state="pending", dns_options=dns_options)
    _start(call, made["VpcEndpointId"])
    return {"VpcEndpoint": _shown(call, made["VpcEndpointId"]), "ClientToken": call.params.get("ClientToken")}


def _default_group(call: ApiCall, vpc_id: str) -> str:
    return next(found.id for found in network.groups(call.region) if found.vpc_id == vpc_id and found.default)


def _forward(call: ApiCall, **changed: Any) -> Answer:
    left_out = {"ClientToken": None, "ServiceRegion": None, "IpAddressType": None, "DnsOptions": None}
    answer = call.forward(**left_out, **changed, **tags.one_tag_specification(call))
    made = answer["VpcEndpoint"]["VpcEndpointId"]
    changes.set_endpoint(
        call.region,
        made,
        ip_address_type="ipv4",
        dns_options={"DnsRecordIpType": "ipv4"},
        requester_managed=False,
        service_region=call.region,
    )
    return {"VpcEndpoint": _shown(call, made), "ClientToken": call.params.get("ClientToken")}


def _shown(call: ApiCall, endpoint_id: str) -> Answer:
    found = call.world.moto("ec2", "DescribeVpcEndpoints", call.region, {"VpcEndpointIds": [endpoint_id]})
    return dict(found["VpcEndpoints"][0])


def _start(call: ApiCall, endpoint_id: str) -> None:
    region = call.region

    def works() -> None:
        if any(found.id == endpoint_id and found.state == "pending" for found in network.endpoints(region)):
            changes.set_endpoint(region, endpoint_id, state="available")

    call.world.later(durations.ENDPOINT_START, works)


@operation("ec2", "DescribeVpcEndpoints")
def describe_vpc_endpoints(call: ApiCall) -> Answer:
    """As moto has them, which lacks the filter `vpc-endpoint-id` and AWS's sentence for an unknown id."""
    for endpoint_id in call.params.get("VpcEndpointIds", []):
        lookups.endpoint(call, endpoint_id)
    filters = call.params.get("Filters", [])
    ids = [told["Values"] for told in filters if told["Name"] == "vpc-endpoint-id"]
    others = [told for told in filters if told["Name"] != "vpc-endpoint-id"]
    shown = call.forward(Filters=others or None, MaxResults=None)["VpcEndpoints"]
    return {"VpcEndpoints": [found for found in shown if all(found["VpcEndpointId"] in values for values in ids)]}


@operation("ec2", "DeleteVpcEndpoints")
def delete_vpc_endpoints(call: ApiCall) -> Answer:
    """Each for itself; what isn't there is told in Unsuccessful, with status 200. Deleting one twice does no harm."""
    lookups.dry_run(call)
    known = {found.id: found for found in network.endpoints(call.region)}
    unsuccessful = []
    for endpoint_id in call.params["VpcEndpointIds"]:
        if endpoint_id in known:
            _delete(call, known[endpoint_id])
        else:
            told = {
                "Code": "InvalidVpcEndpoint.NotFound",
                "Message": f"The Vpc Endpoint Id '{endpoint_id}' does not exist",
            }
            unsuccessful.append({"ResourceId": endpoint_id, "Error": told})
    return {"Unsuccessful": unsuccessful}


def _delete(call: ApiCall, found: network.Endpoint) -> None:
    region = call.region
    if found.kind == "Gateway":
        changes.remove_endpoint(region, found.id)
    elif found.state != "deleting":
        # Its interfaces stay in their subnets, and its private name in the VPC, until it is gone (facts 7.2, 7.8).
        changes.set_endpoint(region, found.id, state="deleting")
        call.world.later(durations.ENDPOINT_DELETE, lambda: changes.remove_endpoint(region, found.id))
