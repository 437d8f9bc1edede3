"""DHCP option sets: which DNS servers the instances of a VPC ask. `default` stands for Amazon's own set."""

from __future__ import annotations

import ipaddress

from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, tags

AMAZON_DNS = "AmazonProvidedDNS"
DEFAULT = "default"
SERVERS = ("domain-name-servers", "ntp-servers", "netbios-name-servers")
"""Options that are lists of addresses (API reference of CreateDhcpOptions): at most four each."""
OPTIONS = (*SERVERS, "domain-name", "netbios-node-type")
MOST_SERVERS = 4


@operation("ec2", "CreateDhcpOptions")
def create_dhcp_options(call: ApiCall) -> Answer:
    """A set that no VPC uses yet."""
    for told in call.params["DhcpConfigurations"]:
        _check_option(told.get("Key", ""), told.get("Values", []))
    tags.check_tag_specifications(call, "dhcp-options")
    lookups.dry_run(call)
    made = call.forward(TagSpecifications=None)["DhcpOptions"]["DhcpOptionsId"]
    given = [tag for told in call.params.get("TagSpecifications", []) for tag in told["Tags"]]
    if given:
        call.world.moto("ec2", "CreateTags", call.region, {"Resources": [made], "Tags": given})
    return {"DhcpOptions": _shown(call, {"DhcpOptionsIds": [made]})[0]}


def _check_option(key: str, values: list[str]) -> None:
    if key not in OPTIONS:
        raise ApiError("InvalidParameterValue", f"Value ({key}) for parameter key is invalid. Unknown DHCP option.")
    if not values:
        raise ApiError("InvalidParameterValue", f"The DHCP option {key} must have a value.")
    if key not in SERVERS:
        return
    if len(values) > MOST_SERVERS:
        told = f"The DHCP option {key} has {len(values)} values; it may have {MOST_SERVERS}."
        raise ApiError("InvalidParameterValue", told)
    for value in values:
        if not (value == AMAZON_DNS and key == "domain-name-servers") and not _is_address(value):
            told = f"Value ({value}) for parameter {key} is invalid. It isn't an IP address."
            raise ApiError("InvalidParameterValue", told)


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


@operation("ec2", "DescribeDhcpOptions")
def describe_dhcp_options(call: ApiCall) -> Answer:
    """As moto has them, with the owner that it leaves out."""
    for options_id in call.params.get("DhcpOptionsIds", []):
        _must_exist(call, options_id)
    return {"DhcpOptions": _shown(call, {name: value for name, value in call.params.items() if name != "DryRun"})}


def _shown(call: ApiCall, asked: Answer) -> list[Answer]:
    found = call.world.moto("ec2", "DescribeDhcpOptions", call.region, asked)["DhcpOptions"]
    return [{**one, "OwnerId": call.account} for one in found]


def _must_exist(call: ApiCall, options_id: str) -> None:
    if options_id not in network.dhcp_options(call.region):
        told = f"The dhcpOption ID '{options_id}' does not exist"
        raise ApiError("InvalidDhcpOptionID.NotFound", told)


@operation("ec2", "AssociateDhcpOptions")
def associate_dhcp_options(call: ApiCall) -> Answer:
    """Another set for a VPC, or `default`."""
    lookups.vpc(call, call.params["VpcId"])
    if call.params["DhcpOptionsId"] != DEFAULT:
        _must_exist(call, call.params["DhcpOptionsId"])
    lookups.dry_run(call)
    return call.forward()


@operation("ec2", "DeleteDhcpOptions")
def delete_dhcp_options(call: ApiCall) -> Answer:
    """Only a set that no VPC uses. moto remembers one VPC for a set, and that for ever."""
    options_id = call.params["DhcpOptionsId"]
    _must_exist(call, options_id)
    lookups.dry_run(call)
    if network.dhcp_options(call.region)[options_id]:
        told = f"The dhcpOptions '{options_id}' has dependencies and cannot be deleted."
        raise ApiError("DependencyViolation", told)
    changes.remove_dhcp_options(call.region, options_id)
    return {}
