"""The stations of the naive walker: what a group, a network ACL, a route table or a gateway says to one packet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from c9lib.path.destination import Destination
from c9lib.path.network import Network, Thing
from c9lib.path.path import Reason
from tests.path.naive_ports import allows, corners, inside

LINUX = (32768, 60999)
"""The ports that Linux takes for its own end of a connection (net.ipv4.ip_local_port_range)."""
NAT = (1024, 65535)
"""The ports that a NAT gateway takes for its own end (facts 7.7)."""

Stops = frozenset[str]
"""The reasons that may be named for a way that ends at one station; empty when the packet goes on."""
GO: Stops = frozenset()


@dataclass(frozen=True)
class Stations:
    """One packet: from whose interface, to what name; every method answers for one station on its way."""

    network: Network
    source: Thing
    destination: Destination
    every_port: bool = False
    address: str = ""
    """Another public address to try instead of the one that stands for the service."""

    def group(self, interface: Thing, direction: str, address: str, groups: list[Thing]) -> Stops:
        """The security groups of an interface, one way: one rule that fits is enough."""
        rules, theirs = self.rules(interface, direction), {group["GroupId"] for group in groups}
        for rule in filter(self.fits, rules):
            if any(inside(address, cidr) for cidr in self.addresses(rule)):
                return GO
            if any(pair["GroupId"] in theirs for pair in rule.get("UserIdGroupPairs", [])):
                return GO
        return frozenset({Reason.GROUP_MISMATCH if rules else Reason.GROUP_EMPTY})

    def rules(self, interface: Thing, direction: str) -> list[Thing]:
        own = [self.network.security_group(group["GroupId"]) or {} for group in interface["Groups"]]
        return [rule for group in own for rule in group.get(direction, [])]

    def fits(self, rule: Thing) -> bool:
        """Whether a rule is for TCP to the destination's port, whoever it is for."""
        if rule["IpProtocol"] == "-1":
            return True
        return rule["IpProtocol"] in ("tcp", "6") and self.destination.port in range(
            rule["FromPort"], rule["ToPort"] + 1
        )

    def addresses(self, rule: Thing) -> Iterator[str]:
        yield from (one["CidrIp"] for one in rule.get("IpRanges", []))
        for one in rule.get("PrefixListIds", []):
            yield from (self.network.prefix_list(one["PrefixListId"]) or {"Cidrs": []})["Cidrs"]

    def acl(self, subnet_id: str, address: str, ports: tuple[int, int], *, egress: bool) -> Stops:
        """The network ACL of a subnet, one way, for all of the ports."""
        acls = [one for one in self.network.network_acls if one["VpcId"] == self.source["VpcId"]]
        mine = [one for one in acls if any(link["SubnetId"] == subnet_id for link in one["Associations"])]
        acl = (mine or [one for one in acls if one["IsDefault"]])[0]
        entries = sorted((one for one in acl["Entries"] if one["Egress"] == egress), key=lambda one: one["RuleNumber"])
        asked = range(ports[0], ports[1] + 1) if self.every_port else corners(entries, ports)
        return GO if all(allows(entries, address, port) for port in asked) else frozenset({Reason.ACL})

    def routes(self, subnet_id: str) -> list[Thing]:
        """Those of the subnet's own table; the VPC's main one if it has none."""
        tables = [table for table in self.network.route_tables if table["VpcId"] == self.source["VpcId"]]
        links = [(link, table["Routes"]) for table in tables for link in table["Associations"]]
        for wanted in ("SubnetId", subnet_id), ("Main", True):
            for link, routes in links:
                state = link.get("AssociationState", {"State": "associated"})["State"]
                if link.get(wanted[0]) == wanted[1] and state == "associated":
                    return list(routes)
        return []

    def route(self, subnet_id: str, address: str) -> Thing | None:
        """The route that decides: the longest prefix; at equal length CIDR before prefix list before propagated."""
        fitting: list[tuple[int, int, int]] = []
        routes = self.routes(subnet_id)
        for place, route in enumerate(routes):
            listed = self.network.prefix_list(route.get("DestinationPrefixListId", "")) or {"Cidrs": []}
            rank = 0 if route.get("Origin") == "EnableVgwRoutePropagation" else 2
            for cidr, importance in [(route.get("DestinationCidrBlock"), rank), *((one, 1) for one in listed["Cidrs"])]:
                if cidr and inside(address, cidr):
                    fitting.append((int(cidr.split("/")[1]), importance, place))
        if any(routes[place].get("GatewayId") == "local" for _, _, place in fitting):
            # "the local route is most preferred even if the propagated routes are more specific" (VPN guide, priority)
            fitting = [one for one in fitting if one[1] > 0]
        return routes[max(fitting)[2]] if fitting else None

    def stays_local(self, subnet_id: str, address: str) -> Stops:
        route = self.route(subnet_id, address)
        if route and route.get("GatewayId") == "local":
            return GO
        return broken(route) or frozenset({Reason.UNSUPPORTED})

    def internet_gateway(self, gateway_id: str) -> Stops:
        gateway = self.network.internet_gateway(gateway_id)
        if gateway is None:
            return frozenset({Reason.UNKNOWN_RESOURCE, Reason.UNASSOCIATED, Reason.BAD_STATE_ROUTE})
        # DescribeInternetGateways says "available" for an attached gateway, its model says "attached".
        links = [(link["VpcId"], link["State"]) for link in gateway["Attachments"]]
        if (self.source["VpcId"], "available") in links or (self.source["VpcId"], "attached") in links:
            return GO
        return frozenset({Reason.UNASSOCIATED, Reason.BAD_STATE, Reason.BAD_STATE_ROUTE})

    def public_access(self, subnet_id: str, nat: bool) -> bool:
        """What VPC Block Public Access leaves open: exclusions are for the VPC or for the subnet at the gateway."""
        mode = (self.network.block_public_access or {}).get("InternetGatewayBlockMode", "off")
        places = (f"vpc/{self.source['VpcId']}", f"subnet/{subnet_id}")
        exclusions = {
            one["InternetGatewayExclusionMode"]
            for one in self.network.block_public_access_exclusions
            if one["ResourceArn"].endswith(places) and one["State"] in ("create-complete", "update-complete")
        }
        if mode == "off" or "allow-bidirectional" in exclusions:
            return True
        return nat and (mode == "block-ingress" or "allow-egress" in exclusions)


def not_public(gateway: Thing, route: Thing | None) -> Stops:
    """A private NAT gateway leads to no internet gateway; what lies behind another target isn't evaluated."""
    if gateway.get("ConnectivityType", "public") == "public":
        return GO
    reasons = {Reason.NO_PUBLIC_ADDRESS, Reason.BAD_STATE, Reason.UNASSOCIATED}
    beyond = route is not None and not route.get("GatewayId", "").startswith("igw-")
    return frozenset({*reasons, Reason.UNSUPPORTED} if beyond else reasons)


def broken(route: Thing | None) -> Stops:
    if route is None:
        return frozenset({Reason.NO_ROUTE})
    return frozenset({Reason.BAD_STATE_ROUTE}) if route.get("State") == "blackhole" else GO
