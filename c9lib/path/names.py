"""Where a service's name leads in a VPC: to an interface endpoint's private addresses, to the public ones, or nowhere.

Sources: Amazon VPC user guide, "DNS attributes for your VPC" and "DHCP option sets"; AWS PrivateLink guide, "Access an
AWS service using an interface VPC endpoint" (facts 7.2).
"""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.path.destination import Destination
from c9lib.path.network import Network, Thing, state_of
from c9lib.path.ranges import address_in

SUPPORT, HOSTNAMES = "enableDnsSupport", "enableDnsHostnames"
AMAZON = "AmazonProvidedDNS"
LINK_LOCAL = "169.254.169.253"
"""The resolver's other address, the same in every VPC."""
HOLDING = ("available", "partial")
"""States in which an endpoint answers for its service's name."""
GONE = "deleted"


@dataclass(frozen=True)
class Unused:
    """An interface endpoint for the service to which its name doesn't lead, and why not, in a sentence.

    `state` is its state where that is the reason, else "".
    """

    endpoint: Thing
    why: str
    state: str = ""


@dataclass(frozen=True)
class Answer:
    """What asking for the name gives: an endpoint, or the public address; `resolved` is false when nothing answers.

    `servers` are DNS servers that aren't Amazon's: what they answer isn't known. `untold`: the VPC's DHCP options name
    none at all, and whether the instance knows one isn't known, either.
    """

    resolved: bool = True
    endpoint: Thing | None = None
    unused: tuple[Unused, ...] = ()
    servers: tuple[str, ...] = ()
    untold: bool = False


def ask(network: Network, vpc: Thing, destination: Destination) -> Answer:
    """Resolve the destination's name as an instance in `vpc` would."""
    vpc_id, servers = str(vpc["VpcId"]), foreign_servers(network, vpc)
    candidates = endpoints_for(network, vpc_id, destination.service_name)
    if servers:
        why = f"the VPC's instances ask {', '.join(servers)}, not Amazon's resolver"
        return Answer(unused=tuple(Unused(one, why) for one in candidates), servers=servers)
    if not network.attribute(vpc_id, SUPPORT):
        return Answer(resolved=False)
    judged = [(one, _unused(network, vpc_id, one)) for one in candidates]
    found = next((one for one, unused in judged if unused is None), None)
    unused = tuple(unused for _, unused in judged if unused)
    return Answer(endpoint=found, unused=unused, untold=_servers(network, vpc) == [])


def foreign_servers(network: Network, vpc: Thing) -> tuple[str, ...]:
    """The DNS servers of a VPC's DHCP options that aren't Amazon's resolver."""
    own = {AMAZON, LINK_LOCAL, *(address_in(cidr, 2) for cidr in ranges_of(vpc))}
    return tuple(server for server in _servers(network, vpc) or () if server not in own)


def _servers(network: Network, vpc: Thing) -> list[str] | None:
    """The DNS servers of a VPC's DHCP options; None when the options aren't known, as with `default`, the Region's."""
    name = vpc.get("DhcpOptionsId")
    options = next((one for one in network.dhcp_options if one["DhcpOptionsId"] == name), None)
    if options is None:
        return None
    told = (one for one in options.get("DhcpConfigurations", ()) if one["Key"] == "domain-name-servers")
    return [str(value["Value"]) for one in told for value in one.get("Values", ())]


def ranges_of(vpc: Thing) -> list[str]:
    """The IPv4 ranges of a VPC, the first one first."""
    held = [str(one["CidrBlock"]) for one in vpc.get("CidrBlockAssociationSet", ())]
    return held or [str(vpc["CidrBlock"])]


def endpoints_for(network: Network, vpc_id: str, service_name: str) -> list[Thing]:
    """The interface endpoints of a VPC for a service; one that is being deleted holds its name until it is gone."""
    return [
        one
        for one in network.vpc_endpoints
        if service_name
        and one["VpcId"] == vpc_id
        and one["ServiceName"] == service_name
        and one["VpcEndpointType"] == "Interface"
        and state_of(one) != GONE
    ]


def _unused(network: Network, vpc_id: str, endpoint: Thing) -> Unused | None:
    """Why the service's name doesn't lead to this endpoint; None when it does."""
    name, state = endpoint["VpcEndpointId"], state_of(endpoint)
    if state not in HOLDING:
        return Unused(endpoint, f"{name} is {state}", state)
    if not endpoint.get("PrivateDnsEnabled"):
        return Unused(endpoint, f"the private DNS of {name} is off")
    if endpoint.get("DnsOptions", {}).get("PrivateDnsOnlyForInboundResolverEndpoint"):
        return Unused(endpoint, f"{name} answers only to inbound Resolver endpoints")
    if not network.attribute(vpc_id, HOSTNAMES):
        return Unused(endpoint, f"private DNS of {name} needs {HOSTNAMES}, which is off in {vpc_id}")
    return None
