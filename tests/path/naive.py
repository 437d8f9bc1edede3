"""A second, deliberately naive walker: it judges the same networks as `c9lib.path`, in another way.

Written from AWS's documentation and the facts (chapters 2, 7 and 8), from nothing else. Where the real one is careful,
this one is dull: addresses are strings of 32 bits, ports are counted out, an ACL is asked port by port. It knows no
hops, no remedies and no sentences; only whether a way is open, and which reasons may be named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from c9lib.path.destination import Destination
from c9lib.path.network import Network, Thing
from c9lib.path.path import Reason
from tests.path.naive_ports import edges, inside, partial, plus_two
from tests.path.naive_stations import GO, LINUX, NAT, Stations, Stops, broken, not_public


@dataclass(frozen=True)
class Verdict:
    """`reasons`: any of them is right (AWS's pages leave a choice when there is more than one); empty if reachable.

    `caveat`: something that isn't evaluated may turn it; None where AWS's pages don't say whether it may.
    """

    reachable: bool
    reasons: Stops = GO
    caveat: bool | None = False

    @property
    def reason(self) -> str:
        """The one defensible reason, "" if there isn't exactly one."""
        return next(iter(self.reasons)) if len(self.reasons) == 1 else ""

    @property
    def certain(self) -> bool | None:
        """Whether nothing unevaluated can turn it; None where that hangs on which of the reasons is named."""
        if self.caveat or self.reasons == {Reason.UNSUPPORTED}:
            return False
        return None if Reason.UNSUPPORTED in self.reasons or self.caveat is None else True


def walk(network: Network, interface: Thing, destination: Destination, *, every_port: bool = False) -> Verdict:
    """The way from an instance's interface to a destination; `every_port`: ask for every ephemeral port."""
    walker = Walker(network, interface, destination, every_port)
    foreign = walker.asks_foreign_servers()
    if not foreign and not network.attribute(interface["VpcId"], "enableDnsSupport"):
        return Verdict(reachable=False, reasons=frozenset({Reason.UNKNOWN_DESTINATION}))
    endpoint = None if foreign else walker.endpoint_of_the_name()
    if endpoint is None:
        stops = first_stop(walker.to_public_address())
        caveat = foreign or walker.depends_on_address(stops)
        if stops and stops != {Reason.UNSUPPORTED} and walker.has_useless_endpoint():
            stops |= {Reason.BAD_STATE}
        return Verdict(not stops, stops, caveat)
    answers = [first_stop(walker.to_interface(one)) for one in walker.interfaces_of(endpoint)]
    if GO in answers:
        return Verdict(reachable=True, caveat=any(answers))
    return Verdict(reachable=False, reasons=GO.union(*answers) or frozenset({Reason.NOWHERE}))


def first_stop(stations: Iterator[Stops]) -> Stops:
    return next((stops for stops in stations if stops), GO)


class Walker(Stations):
    """One packet: where its name leads, and past which stations in which order."""

    # names

    def asks_foreign_servers(self) -> bool:
        """Whether DHCP hands out a DNS server that isn't Amazon's (the address at the VPC's base + 2 is)."""
        vpc = self.network.vpc(self.source["VpcId"]) or {}
        amazon = {"AmazonProvidedDNS", "169.254.169.253", plus_two(vpc["CidrBlock"])}
        servers = [
            value["Value"]
            for options in self.network.dhcp_options
            if options["DhcpOptionsId"] == vpc["DhcpOptionsId"]
            for setting in options["DhcpConfigurations"]
            if setting["Key"] == "domain-name-servers"
            for value in setting["Values"]
        ]
        return any(server not in amazon for server in servers)

    def endpoint_of_the_name(self) -> Thing | None:
        """The interface endpoint whose private DNS answers for the service's name in this VPC."""
        for name in ("enableDnsSupport", "enableDnsHostnames"):
            if not self.network.attribute(self.source["VpcId"], name):
                return None
        for endpoint in self.network.vpc_endpoints:
            mine = endpoint["VpcId"] == self.source["VpcId"] and endpoint["VpcEndpointType"] == "Interface"
            named = endpoint["ServiceName"] == self.destination.service_name and endpoint.get("PrivateDnsEnabled")
            resolvers_only = endpoint.get("DnsOptions", {}).get("PrivateDnsOnlyForInboundResolverEndpoint", False)
            if mine and named and not resolvers_only and endpoint["State"].lower() == "available":
                return endpoint
        return None

    def has_useless_endpoint(self) -> bool:
        """Whether an endpoint for the service isn't functional: as good a reason as that of the public way."""
        return any(
            one["VpcId"] == self.source["VpcId"]
            and one["VpcEndpointType"] == "Interface"
            and one["ServiceName"] == self.destination.service_name
            and one["State"].lower() != "available"
            for one in self.network.vpc_endpoints
        )

    def depends_on_address(self, stops: Stops) -> bool | None:
        """Whether another public address of the service may fare otherwise; AWS changes them (ip-ranges.json).

        True where a group alone decides and knows some public ranges only. None, undecided, where an ACL, a route or a
        customer's prefix list treats public addresses differently: AWS's pages don't say how sure one may be then.
        """
        fates = {first_stop(replace(self, address=one).to_public_address()) for one in self.other_addresses()}
        turned = any(bool(fate) != bool(stops) or Reason.UNSUPPORTED in fate for fate in fates)
        if self.knows_some_ranges():
            return True if turned and fates | {stops} <= {GO, frozenset({Reason.GROUP_MISMATCH})} else None
        return None if turned else False

    def knows_some_ranges(self) -> bool:
        """Whether the groups let HTTPS out to public ranges that are less than all, by CIDR."""
        rules = [rule for rule in self.rules(self.source, "IpPermissionsEgress") if self.fits(rule)]
        ranges = [one["CidrIp"] for rule in rules for one in rule["IpRanges"]]
        return "0.0.0.0/0" not in ranges and any(partial(one) for one in ranges)

    def other_addresses(self) -> set[str]:
        """Public addresses that could fare otherwise: the first of each range in play, and the next one behind it."""
        tables, acls = self.network.route_tables, self.network.network_acls
        cidrs = [one.get("DestinationCidrBlock", "") for table in tables for one in table["Routes"]]
        cidrs += [one.get("CidrBlock", "") for acl in acls for one in acl["Entries"]]
        for one in self.rules(self.source, "IpPermissionsEgress"):
            cidrs += self.addresses(one)
        cidrs += [cidr for one in self.network.prefix_lists for cidr in one["Cidrs"]]
        found = {address for cidr in cidrs if cidr and partial(cidr) for address in edges(cidr)}
        lists = {one["PrefixListName"]: one["Cidrs"] for one in self.network.prefix_lists}
        own = lists.get(self.destination.service_name, [])
        if own:
            return {one for one in found if any(inside(one, cidr) for cidr in own)}
        # What AWS's list of another service holds isn't an address of this one.
        others = [cidr for name in lists if name.startswith("com.amazonaws.") for cidr in lists[name]]
        return {one for one in found if not any(inside(one, cidr) for cidr in others)}

    def interfaces_of(self, endpoint: Thing) -> list[Thing]:
        found = [self.network.interface(one) for one in endpoint["NetworkInterfaceIds"]]
        return [one for one in found if one]

    def public_address(self) -> str:
        """S3: the first address of its prefix list, so that a gateway endpoint's route matches it."""
        if self.address:
            return self.address
        if self.destination.service_name.endswith(".s3"):
            for one in self.network.prefix_lists:
                if one["PrefixListName"] == self.destination.service_name:
                    return str(one["Cidrs"][0]).split("/")[0]
        return self.destination.address

    # ways

    def to_interface(self, target: Thing) -> Iterator[Stops]:
        """To one interface of an endpoint, and the answer back. Inside one subnet no ACL and no route decides."""
        port, there, here = self.destination.port, target["PrivateIpAddress"], self.source["PrivateIpAddress"]
        near, far = self.source["SubnetId"], target["SubnetId"]
        yield self.group(self.source, "IpPermissionsEgress", there, target["Groups"])
        if near != far:
            yield self.acl(near, there, (port, port), egress=True)
            yield self.stays_local(near, there)
            yield self.acl(far, here, (port, port), egress=False)
        yield self.group(target, "IpPermissions", here, self.source["Groups"])
        if near != far:
            yield self.acl(far, here, LINUX, egress=True)
            yield self.acl(near, there, LINUX, egress=False)

    def to_public_address(self) -> Iterator[Stops]:
        address, subnet = self.public_address(), self.source["SubnetId"]
        yield self.group(self.source, "IpPermissionsEgress", address, [])
        yield self.acl(subnet, address, (self.destination.port,) * 2, egress=True)
        route = self.route(subnet, address)
        yield broken(route)
        assert route is not None
        if "NatGatewayId" in route:
            yield from self.through_nat(route["NatGatewayId"])
        else:
            yield from self.through_gateway(route, subnet, public="Association" in self.source, nat=False)
        yield self.acl(subnet, address, LINUX, egress=False)

    def through_nat(self, gateway_id: str) -> Iterator[Stops]:
        """Through a NAT gateway: from the instance's subnet into its, and out of there by that subnet's own route."""
        gateway = self.network.nat_gateway(gateway_id)
        if gateway is None:
            yield frozenset({Reason.UNKNOWN_RESOURCE, Reason.BAD_STATE})
            return
        subnet, address, port = gateway.get("SubnetId"), self.public_address(), self.destination.port
        if subnet is None:  # a regional NAT gateway stands in no subnet and has a route table of its own
            yield frozenset({Reason.UNSUPPORTED})
            return
        route, other = self.route(subnet, address), subnet != self.source["SubnetId"]
        arriving = self.acl(subnet, self.source["PrivateIpAddress"], (port, port), egress=False) if other else GO
        state = frozenset({Reason.BAD_STATE}) if gateway["State"].lower() != "available" else GO
        # AWS doesn't say which is looked at first: the gateway, or the ACL in front of it.
        yield state | arriving | not_public(gateway, route)
        yield self.acl(subnet, address, (port, port), egress=True)
        yield broken(route)
        assert route is not None
        if "NatGatewayId" in route:  # to itself, or through a second one: AWS describes neither
            yield frozenset({Reason.NO_ROUTE, Reason.UNSUPPORTED, Reason.BAD_STATE})
        if route.get("GatewayId", "").startswith("vpce-"):
            # "A NAT gateway cannot send traffic over VPC endpoints" (VPC guide of 2019; today's is silent).
            yield frozenset({Reason.NO_ROUTE, Reason.UNSUPPORTED})
        yield from self.through_gateway(route, subnet, public=True, nat=True)
        yield self.acl(subnet, address, NAT, egress=False)
        if other:
            yield self.acl(subnet, self.source["PrivateIpAddress"], LINUX, egress=True)

    def through_gateway(self, route: Thing, subnet_id: str, *, public: bool, nat: bool) -> Iterator[Stops]:
        """Out of the VPC through whatever a route names, for the interface (the NAT gateway's or ours) in a subnet."""
        target = route.get("GatewayId", "")
        if target.startswith("igw-"):
            yield self.internet_gateway(target)
            yield GO if public else frozenset({Reason.NO_PUBLIC_ADDRESS})
            yield GO if self.public_access(subnet_id, nat) else frozenset({Reason.PUBLIC_ACCESS_BLOCKED})
            return
        endpoint = self.network.endpoint(target)
        if endpoint and endpoint["VpcEndpointType"] == "Gateway":
            yield GO if endpoint["State"].lower() == "available" else frozenset({Reason.BAD_STATE})
            return
        unseen = target.startswith("vpce-") and endpoint is None  # deleted, or the owner's of a shared subnet
        yield frozenset({Reason.UNSUPPORTED, Reason.UNKNOWN_RESOURCE} if unseen else {Reason.UNSUPPORTED})
