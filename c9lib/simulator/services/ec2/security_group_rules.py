"""Rules of security groups: what a rule is for makes it, not its description (EC2 API reference, Revoke…Ingress).

moto compares the descriptions of rules for groups and prefix lists, too: a rule would be made twice, and not be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c9lib.simulator import moto_rules
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups

WITH_PORTS = {"tcp": "TCP/UDP", "6": "TCP/UDP", "udp": "TCP/UDP", "17": "TCP/UDP", "icmp": "ICMP", "1": "ICMP"}
"""Protocols that need ports (ICMP: type and code); of the others EC2 takes all of them (EC2 API reference)."""
PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "all": "-1"}
"""Numbers that EC2 shows as names (EC2 API reference, IpPermission), as moto does."""
MEMBERS = {
    "IpRanges": "CidrIp",
    "Ipv6Ranges": "CidrIpv6",
    "UserIdGroupPairs": "GroupId",
    "PrefixListIds": "PrefixListId",
}
"""The lists of a permission, and what names the other end in each."""


@operation("ec2", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress")
def revoke(call: ApiCall) -> Answer:
    """Rules are found by protocol, ports and the other end. moto gets their ids: it never finds ways out over IPv6."""
    asked = call.params.get("IpPermissions", [])
    if not call.params.get("GroupId") or not asked:
        return call.forward()
    group = lookups.group(call, call.params["GroupId"])
    lookups.dry_run(call)
    ids = moto_rules.ids(call.region, group.id, egress=call.operation.endswith("Egress"))
    wanted = [lets for permission in with_ports(asked) for lets, _ in ends(permission)]
    if not all(peer for *_, peer in wanted):
        return call.forward()  # a group by its name
    if not all(lets in ids for lets in wanted):
        raise ApiError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
    return call.forward(IpPermissions=None, SecurityGroupRuleIds=[ids[lets] for lets in wanted])


def ends(permission: dict[str, Any]) -> Iterator[tuple[moto_rules.Lets, dict[str, Any]]]:
    """Each rule of a permission, with what the permission says of its other end."""
    asked = str(permission["IpProtocol"]).lower()
    protocol = PROTOCOLS.get(asked, asked)
    ports = (None, None) if protocol == "-1" else (permission.get("FromPort"), permission.get("ToPort"))
    for listed, member in MEMBERS.items():
        for told in permission.get(listed, []):
            yield (protocol, *ports, member, told.get(member, "")), told


def refuse_twice(call: ApiCall) -> None:
    """Refuse a rule that is there already, be it under another description."""
    held = moto_rules.ids(call.region, call.params["GroupId"], egress=call.operation.endswith("Egress"))
    for permission in call.params.get("IpPermissions", []):
        for lets, _ in ends(permission):
            if lets in held:
                protocol, first, last, _, peer = lets
                rule = f"peer: {peer}, {protocol.upper()}, from port: {first}, to port: {last}, ALLOW"
                raise ApiError("InvalidPermission.Duplicate", f'the specified rule "{rule}" already exists')


def with_ports(permissions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Permissions with the ports that moto needs. Refuses one without them where EC2 needs them, too."""
    return [_with_ports(one) for one in permissions]


def _with_ports(permission: dict[str, Any]) -> dict[str, Any]:
    protocol = str(permission["IpProtocol"]).lower()
    if protocol in ("-1", "all") or {"FromPort", "ToPort"} <= permission.keys():
        return permission
    if protocol in WITH_PORTS:
        told = f"Must specify both from and to ports with {WITH_PORTS[protocol]}."
        raise ApiError("InvalidParameterValue", f"Invalid value '{told}' for portRange.")
    return {**permission, "FromPort": -1, "ToPort": -1}
