"""What mends a way, as AWS CLI commands that run word for word in a POSIX shell, in order.

Where a command needs an id that an earlier one makes, the shell asks AWS for it. Nothing is opened wider than the
packet needs.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from c9lib.path import public_access
from c9lib.path.acls import LAST, Crossing
from c9lib.path.groups import is_narrow
from c9lib.path.network import Network, Thing
from c9lib.path.ranges import EVERYWHERE, covers, is_public
from c9lib.path.walk import Walk


def command(region: str, operation: str, *words: str) -> str:
    """`aws ec2 attach-internet-gateway … --region us-east-1`; a word that asks (`asked`) stays as it is."""
    told = (word if word.startswith('"$(') else shlex.quote(word) for word in words)
    return " ".join(("aws ec2", operation, *told, "--region", region))


def asked(region: str, operation: str, query: str, *words: str) -> str:
    """A word for which the shell asks AWS: one value of an answer."""
    return f'"$({command(region, operation, *words, "--query", query, "--output", "text")})"'


def attribute(network: Network, vpc_id: str, option: str) -> str:
    """Turn on a DNS attribute of a VPC: `--enable-dns-support` or `--enable-dns-hostnames`."""
    return command(network.region, "modify-vpc-attribute", "--vpc-id", vpc_id, option, "Value=true")


def let_out(walk: Walk, group_ids: Sequence[str] = ()) -> tuple[str, ...]:
    """Let the instance's first security group out on the destination's port.

    Where its groups let out to nothing but groups and prefix lists, as after `restrict_egress`, the rule is as narrow:
    to the first of `group_ids` (an interface's), or to the service's prefix list. Else it is for every address, as
    AWS's page asks for more than that (facts 2.1, row 8), and routes decide where it leads.
    """
    groups, port = walk.source.group_ids or (), walk.destination.port
    if not groups:
        return ()
    where = _narrowly(walk, group_ids) if is_narrow(walk.network, groups) else ""
    where = where or f"IpRanges=[{{CidrIp={EVERYWHERE}}}]"
    rule = f"IpProtocol=tcp,FromPort={port},ToPort={port},{where}"
    words = ("--group-id", groups[0], "--ip-permissions", rule)
    return (command(walk.network.region, "authorize-security-group-egress", *words),)


def _narrowly(walk: Walk, group_ids: Sequence[str]) -> str:
    if group_ids:
        return f"UserIdGroupPairs=[{{GroupId={group_ids[0]}}}]"
    held = walk.network.prefix_list_of(walk.destination.service_name)
    return f"PrefixListIds=[{{PrefixListId={held['PrefixListId']}}}]" if held else ""


def let_in(walk: Walk, group_ids: Sequence[str]) -> tuple[str, ...]:
    """Let the instance into the interface that it calls: by its security group, in a forecast by its subnet's range."""
    groups, port = walk.source.group_ids or (), str(walk.destination.port)
    who = ("--source-group", groups[0]) if groups else ("--cidr", str(walk.source.subnet["CidrBlock"]))
    words = ("--group-id", group_ids[0], "--protocol", "tcp", "--port", port, *who)
    return (command(walk.network.region, "authorize-security-group-ingress", *words),)


def open_acls(walk: Walk) -> tuple[str, ...]:
    """An entry for each crossing that a network ACL stops, before the entry that stops it."""
    network = walk.network
    taken: dict[tuple[str, bool], set[int]] = {}
    lines: dict[str, None] = {}
    for crossing, ruling in walk.closed:
        used = taken.setdefault(
            (ruling.acl_id, crossing.egress), _numbers(network, ruling.acl_id, egress=crossing.egress)
        )
        way = "--egress" if crossing.egress else "--ingress"
        acl = ("--network-acl-id", ruling.acl_id, way)
        number = _free(used, ruling.number)
        if number is None:  # No number is left before the entry that denies: it has to go.
            number = ruling.number
            lines[command(network.region, "delete-network-acl-entry", *acl, "--rule-number", str(number))] = None
        used.add(number)
        ports = f"From={crossing.ports[0]},To={crossing.ports[1]}"
        what = ("--protocol", "6", "--port-range", ports, "--cidr-block", _wide(walk, crossing))
        words = (*acl, "--rule-number", str(number), "--rule-action", "allow", *what)
        lines[command(network.region, "create-network-acl-entry", *words)] = None
    return tuple(lines)


def _numbers(network: Network, acl_id: str, *, egress: bool) -> set[int]:
    entries = (one for acl in network.network_acls if acl["NetworkAclId"] == acl_id for one in acl.get("Entries", ()))
    return {int(one["RuleNumber"]) for one in entries if one.get("Egress", False) == egress}


def _free(used: set[int], before: int) -> int | None:
    """A free number before an entry: after all others when only the end denies, else the nearest one below."""
    if before == LAST:
        highest = max((number for number in used if number < LAST), default=90)
        if highest + 10 < LAST:
            return highest + 10
    return next((number for number in range(before - 1, 0, -1) if number not in used), None)


def _wide(walk: Walk, crossing: Crossing) -> str:
    """The range for an entry: everywhere for a public peer and for the instance's own subnet, as AWS's page has it
    (facts 2.1, row 9); for another subnet the peer's subnet.
    """
    own = crossing.subnet["SubnetId"] == walk.source.subnet["SubnetId"]
    if own or is_public(crossing.peer):
        return EVERYWHERE
    within = (str(one["CidrBlock"]) for one in walk.network.subnets if covers(one["CidrBlock"], crossing.peer))
    return next(within, crossing.peer)


def address_for_interface(region: str, interface_id: str) -> tuple[str, ...]:
    """Give an existing interface a public address: an Elastic IP address, the only way without a new launch."""
    address = asked(region, "allocate-address", "AllocationId", "--domain", "vpc")
    words = ("--network-interface-id", interface_id, "--allocation-id", address)
    return (command(region, "associate-address", *words),)


def addresses_for_subnet(region: str, subnet_id: str) -> tuple[str, ...]:
    """Let a subnet give a public address to every instance that is launched in it from now on."""
    return (command(region, "modify-subnet-attribute", "--subnet-id", subnet_id, "--map-public-ip-on-launch"),)


def exclusion(network: Network, subnet: Thing, *, nat: bool) -> tuple[str, ...]:
    """Exclude a subnet from VPC Block Public Access, as far as its traffic needs it; the account's mode stays."""
    mode = ("--internet-gateway-exclusion-mode", "allow-egress" if nat else "allow-bidirectional")
    for one in public_access.exclusions(network, subnet):
        if str(one["ResourceArn"]).endswith(str(subnet["SubnetId"])):
            words = ("--exclusion-id", str(one["ExclusionId"]), *mode)
            return (command(network.region, "modify-vpc-block-public-access-exclusion", *words),)
    words = ("--subnet-id", str(subnet["SubnetId"]), *mode)
    return (command(network.region, "create-vpc-block-public-access-exclusion", *words),)
