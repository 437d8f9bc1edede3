"""The network of one VPC, or of many at once, as `c9lib.path` takes it: each list is a call, made when it is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from c9lib.checks.later import Each, Later, LaterThing, Thing
from c9lib.checks.reader import DENIED, Answer, Inapplicable, Reader, Unread
from c9lib.path import Network
from c9lib.path.names import HOSTNAMES, SUPPORT

MOST_VALUES = 200
"""How many values EC2 takes in one filter; with more VPCs everything in the Region is read."""
MOST_VPCS = 6
"""DescribeVpcAttribute tells one attribute of one VPC. Of many environments no more VPCs than these are asked."""
NO_OPTIONS = "default"
ALWAYS = {
    "describe_vpcs": "Vpcs",
    "describe_subnets": "Subnets",
    "describe_route_tables": "RouteTables",
    "describe_security_groups": "SecurityGroups",
    "describe_network_acls": "NetworkAcls",
    "describe_vpc_endpoints": "VpcEndpoints",
}
"""What is needed of a network to follow any way through it."""
"""The id that a VPC has for DHCP options when it has none."""


class NetworkReads:
    """Reads the parts of some VPCs. The reader keeps every answer, so that whoever reads the same VPCs shares them."""

    def __init__(self, reader: Reader, vpc_ids: tuple[str, ...]) -> None:
        self.reader = reader
        self.vpc_ids = vpc_ids

    def network(self) -> Network:
        """The network, of which nothing is read yet; one for all who look at the same VPCs by the same reader."""
        return self.reader.once(("network", self.vpc_ids), self._network)

    def _network(self) -> Network:
        return Network(
            region=self.reader.session.region,
            account_id=self.reader.session.account_id,
            vpcs=self.listed("describe_vpcs", "Vpcs"),
            subnets=self.listed("describe_subnets", "Subnets"),
            route_tables=self.listed("describe_route_tables", "RouteTables"),
            # All of them: a detached one is mended otherwise than a deleted one.
            internet_gateways=self._all("describe_internet_gateways", "InternetGateways"),
            nat_gateways=self.listed("describe_nat_gateways", "NatGateways"),
            network_interfaces=self.listed("describe_network_interfaces", "NetworkInterfaces"),
            security_groups=self.listed("describe_security_groups", "SecurityGroups"),
            network_acls=self.listed("describe_network_acls", "NetworkAcls"),
            vpc_endpoints=self.listed("describe_vpc_endpoints", "VpcEndpoints"),
            prefix_lists=Later(self._prefix_lists),
            dhcp_options=Later(self._dhcp_options),
            vpc_attributes=Each(self.vpc_ids, self._attributes),
            block_public_access=LaterThing(self.block_public_access),
            block_public_access_exclusions=Later(self._exclusions),
        )

    def ahead(self, *more: Callable[[], object]) -> None:
        """Read at once what whoever follows a way needs; of a single VPC whether it resolves names, too. `more` are
        other reads that go with them."""
        told = self._of_vpcs()
        reads = [partial(self.reader.all, "ec2", method, items, **told) for method, items in ALWAYS.items()]
        alone = self.vpc_ids if len(self.vpc_ids) == 1 else ()
        self.reader.ahead(*reads, self._own_lists, *(partial(self.attribute, vpc, SUPPORT) for vpc in alone), *more)

    def listed(self, method: str, items: str) -> Later:
        """What the VPCs hold of one kind."""
        return self._all(method, items, **self._of_vpcs())

    def attribute(self, vpc_id: str, name: str) -> bool:
        """`enableDnsSupport` or `enableDnsHostnames`. Raises `Inapplicable` for one VPC too many."""
        if vpc_id not in self.vpc_ids[:MOST_VPCS]:
            raise Inapplicable(f"the DNS attributes of {vpc_id} take a call each: ask with --environment-id")
        answer = self.reader.one("ec2", "describe_vpc_attribute", VpcId=vpc_id, Attribute=name) or {}
        return bool(answer[name[0].upper() + name[1:]]["Value"])

    def block_public_access(self) -> Answer:
        """The Region's setting of VPC Block Public Access; empty where it isn't told (`refusal` says why)."""
        try:
            answer = self.reader.one("ec2", "describe_vpc_block_public_access_options") or {}
        except Unread:
            return {}
        told: Answer = answer["VpcBlockPublicAccessOptions"]
        return told

    def refusal(self) -> Unread | None:
        """The refusal when somebody who asked for VPC Block Public Access isn't allowed to know it.

        A partition or an AWS-compatible service that doesn't have it at all refuses otherwise, and has nothing to hide.
        """
        kept = self.reader.refusal("ec2", "describe_vpc_block_public_access_options")
        return kept if kept and kept.code in DENIED else None

    def _exclusions(self) -> list[Answer]:
        if self.block_public_access().get("InternetGatewayBlockMode", "off") == "off":
            return []
        return self.reader.all("ec2", "describe_vpc_block_public_access_exclusions", "VpcBlockPublicAccessExclusions")

    def _prefix_lists(self) -> list[Answer]:
        """AWS's own lists; customers' lists only where a rule or a route names one."""
        own = self._own_lists()
        others = sorted(self._named_lists() - {one["PrefixListId"] for one in own})
        return own + [self._customers_list(one) for one in others]

    def _own_lists(self) -> list[Answer]:
        return self.reader.all("ec2", "describe_prefix_lists", "PrefixLists")

    def _customers_list(self, list_id: str) -> Answer:
        entries = self.reader.all("ec2", "get_managed_prefix_list_entries", "Entries", PrefixListId=list_id)
        return {"PrefixListId": list_id, "PrefixListName": list_id, "Cidrs": [one["Cidr"] for one in entries]}

    def _named_lists(self) -> set[str]:
        """Ids of the prefix lists that the routes and the security groups of the VPCs name."""
        network = self.network()
        routes = [route for table in network.route_tables for route in table.get("Routes", ())]
        named = {str(route["DestinationPrefixListId"]) for route in routes if route.get("DestinationPrefixListId")}
        rules = [rule for group in network.security_groups for rule in _rules(group)]
        return named | {str(one["PrefixListId"]) for rule in rules for one in rule.get("PrefixListIds", ())}

    def _dhcp_options(self) -> list[Answer]:
        ids = {str(vpc.get("DhcpOptionsId", NO_OPTIONS)) for vpc in self.network().vpcs} - {NO_OPTIONS}
        if not ids:
            return []
        filters = [{"Name": "dhcp-options-id", "Values": sorted(ids)}]
        return self.reader.all("ec2", "describe_dhcp_options", "DhcpOptions", Filters=filters)

    def _attributes(self, vpc_id: str) -> Mapping[str, bool]:
        return Each((SUPPORT, HOSTNAMES), lambda name: self.attribute(vpc_id, name))

    def _all(self, method: str, items: str, **filters: Any) -> Later:
        return Later(self._reading(method, items, filters))

    def _reading(self, method: str, items: str, filters: Answer) -> Callable[[], list[Thing]]:
        return lambda: self.reader.all("ec2", method, items, **filters)

    def _of_vpcs(self) -> Answer:
        if len(self.vpc_ids) > MOST_VALUES:
            return {}
        return {"Filters": [{"Name": "vpc-id", "Values": list(self.vpc_ids)}]}


def _rules(group: Thing) -> list[Thing]:
    return [*group.get("IpPermissions", ()), *group.get("IpPermissionsEgress", ())]
