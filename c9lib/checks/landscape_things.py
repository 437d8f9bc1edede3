"""The parts of a network as `Thing`s: what EC2's answers say of each, in lines that a person reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from c9lib.checks.instance_ports import rules_of
from c9lib.nouns import Thing
from c9lib.path.names import HOSTNAMES, SUPPORT, ranges_of
from c9lib.path.network import Network, is_attached, state_of
from c9lib.path.route import destination_of, is_main, target_of

EVERYWHERE = "0.0.0.0/0"
STANDARD_RULES = 2
"""An ACL that lets everything through has one rule, and `*`, in each direction."""
Answer = Mapping[str, Any]


def name_of(thing: Answer) -> str:
    """The tag `Name`, "" where there is none."""
    return next((str(tag["Value"]) for tag in thing.get("Tags", ()) if tag["Key"] == "Name"), "")


def vpc(network: Network, found: Answer) -> Thing:
    """The VPC with its ranges and its two DNS attributes (facts 7.2)."""
    vpc_id = str(found["VpcId"])
    names = tuple(
        f"{words} {'on' if network.attribute(vpc_id, attribute) else 'off'}"
        for words, attribute in (("DNS support", SUPPORT), ("DNS hostnames", HOSTNAMES))
    )
    return Thing("vpc", vpc_id, name_of(found), (", ".join(ranges_of(found)), *names))


def internet_gateway(found: Answer, vpc_id: str) -> Thing:
    """An internet gateway, attached or not: a detached one is there and leads nowhere."""
    attached = is_attached(found, vpc_id)
    fact = f"attached to {vpc_id}" if attached else "✘ detached: it leads nowhere"
    return Thing("internet-gateway", str(found["InternetGatewayId"]), name_of(found), (fact,), within=vpc_id)


def nat_gateway(found: Answer) -> Thing:
    """A NAT gateway; a failed one with why (facts 7.7)."""
    address = next((str(one["PublicIp"]) for one in found.get("NatGatewayAddresses", ()) if one.get("PublicIp")), "")
    state = state_of(found)
    facts = [state if state in ("available", "pending") else f"✘ {state}"]
    facts += [str(found["FailureMessage"])] if found.get("FailureMessage") else []
    facts += [f"public address {address}"] if address else []
    return Thing("nat-gateway", str(found["NatGatewayId"]), name_of(found), tuple(facts), within=str(found["SubnetId"]))


def subnet(network: Network, found: Answer) -> Thing:
    """A subnet: its range and zone, whether it is public and why, its route table and what else decides in it."""
    subnet_id, table = str(found["SubnetId"]), network.route_table_of(found)
    public, why = way_out(table)
    told = [f"{found['CidrBlock']}, {found['AvailabilityZone']}", f"{'public' if public else 'private'}: {why}"]
    if table is not None:
        main = " (main)" if is_main(table, subnet_id) else ""
        told.append(f"route table {table['RouteTableId']}{main}")
    if found.get("MapPublicIpOnLaunch"):
        told.append("gives public addresses")
    elif public:
        told.append("gives no public addresses")
    acl = network.network_acl_of(found)
    if acl is not None and not is_standard(acl):
        told.append(f"network ACL {acl['NetworkAclId']}")
    if network.is_shared(found):
        told.append(f"shared by account {found['OwnerId']}")
    return Thing("subnet", subnet_id, name_of(found), tuple(told), within=str(found["VpcId"]))


def way_out(table: Answer | None) -> tuple[bool, str]:
    """Whether a subnet with this route table is a public one, and why: by its route to an internet gateway (facts
    2.1, 2.2)."""
    if table is None:
        return False, "its route table isn't shown"
    routes = [one for one in table.get("Routes", ()) if _is_out(one)]
    if not routes:
        return False, "no route to the internet"
    public = next((one for one in routes if target_of(one)[0] == "internet-gateway" and _works(one)), None)
    return public is not None, route_words(public or routes[0])


def _is_out(route: Answer) -> bool:
    kind, _ = target_of(route)
    return destination_of(route) == EVERYWHERE or kind in ("internet-gateway", "nat-gateway")


def _works(route: Answer) -> bool:
    return bool(route.get("State", "active") == "active")


def route_words(route: Answer) -> str:
    """`0.0.0.0/0 to igw-…`; a blackhole says so."""
    ipv6 = route.get("DestinationIpv6CidrBlock")
    words = f"{ipv6 or destination_of(route)} to {target_of(route)[1] or 'nothing'}"
    return words if _works(route) else f"{words} ✘ {route['State']}"


def route_table(found: Answer) -> Thing:
    """A route table: whose it is, and its routes in the order in which EC2 tells them."""
    held = [one for one in found.get("Associations", ()) if one.get("SubnetId")]
    facts = [f"of {one['SubnetId']}" for one in held]
    if any(one.get("Main") for one in found.get("Associations", ())):
        facts.insert(0, "main: of every subnet without a table of its own")
    rules = tuple(map(route_words, found.get("Routes", ())))
    told = tuple(facts) or ("of no subnet",)
    return Thing("route-table", str(found["RouteTableId"]), name_of(found), told, rules, str(found["VpcId"]))


def endpoint(found: Answer, region: str) -> Thing:
    """A VPC endpoint: of which service, its state, whether its private DNS is on, and who guards it (facts 7.2)."""
    service = str(found["ServiceName"]).removeprefix(f"com.amazonaws.{region}.")
    state, kind = state_of(found), str(found["VpcEndpointType"])
    facts = [f"{service}, {kind.lower()}", state if state in ("available", "pending") else f"✘ {state}"]
    if kind == "Interface":
        facts.append("private DNS on" if found.get("PrivateDnsEnabled") else "private DNS off")
        facts += [f"in {one}" for one in found.get("SubnetIds", ())]
        facts += [f"guarded by {one['GroupId']}" for one in found.get("Groups", ())]
    else:
        facts += [f"in {one}" for one in found.get("RouteTableIds", ())] or ["✘ in no route table"]
    return Thing("vpc-endpoint", str(found["VpcEndpointId"]), name_of(found), tuple(facts), within=str(found["VpcId"]))


def security_group(found: Answer, used_by: Iterable[str]) -> Thing:
    """A security group with what it lets in and out, a line for each other end."""
    rules = [*_directed(found, "IpPermissions", "in", "from"), *_directed(found, "IpPermissionsEgress", "out", "to")]
    facts = (f"of {', '.join(used_by)}",)
    vpc_id = str(found.get("VpcId", ""))
    return Thing("security-group", str(found["GroupId"]), str(found["GroupName"]), facts, tuple(rules), vpc_id)


def _directed(group: Answer, direction: str, verb: str, toward: str) -> Iterator[str]:
    rules = [f"{verb}: {rule} {toward} {rule.peer}" for rule in rules_of(group, direction)]
    yield from rules or [f"{verb}: nothing"]


def is_standard(acl: Answer) -> bool:
    """Whether a network ACL lets everything through, as a VPC's default one does."""
    entries = [one for one in acl.get("Entries", ()) if "Ipv6CidrBlock" not in one]
    everything = [one for one in entries if one["RuleAction"] == "allow" and one["Protocol"] == "-1"]
    return len(entries) <= 2 * STANDARD_RULES and sum(one.get("CidrBlock") == EVERYWHERE for one in everything) >= 2


def network_acl(found: Answer) -> Thing:
    """A network ACL that keeps something back, its rules in the order in which they are asked."""
    entries = sorted(found.get("Entries", ()), key=lambda one: (one["Egress"], one["RuleNumber"]))
    facts = tuple(f"of {one['SubnetId']}" for one in found.get("Associations", ()))
    rules = tuple(map(_entry, entries))
    return Thing("network-acl", str(found["NetworkAclId"]), name_of(found), facts, rules, str(found["VpcId"]))


def _entry(one: Answer) -> str:
    ports = one.get("PortRange", {})
    protocol = str(one["Protocol"])
    told = "everything" if protocol == "-1" else {"6": "tcp", "17": "udp"}.get(protocol, protocol)
    if ports:
        told += f" {ports['From']}" if ports["From"] == ports["To"] else f" {ports['From']}-{ports['To']}"
    number = "*" if one["RuleNumber"] > 32766 else one["RuleNumber"]
    direction = "out" if one["Egress"] else "in"
    return f"{direction} {number}: {one['RuleAction']} {told} {one.get('CidrBlock') or one.get('Ipv6CidrBlock')}"
