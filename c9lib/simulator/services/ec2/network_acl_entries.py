"""Entries of network ACLs: their numbers, protocols and ports (API reference of CreateNetworkAclEntry)."""

from __future__ import annotations

from typing import Any

from c9lib.simulator import moto_acls
from c9lib.simulator import moto_network as network
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, quotas
from c9lib.simulator.services.ec2.vpcs import canonical

PROTOCOLS = {"all": "-1", "icmp": "1", "tcp": "6", "udp": "17"}
"""Names that EC2 takes for protocol numbers; it shows the numbers."""
WITH_PORTS = ("6", "17")
ENTRIES = 20
"""In each direction, without the last one (Amazon VPC User Guide, "Amazon VPC quotas", L-2AEEBF1A)."""


@operation("ec2", "CreateNetworkAclEntry")
def create_network_acl_entry(call: ApiCall) -> Answer:
    """An entry under a number that its direction hasn't yet."""
    acl, changed = _checked(call)
    number, egress = call.params["RuleNumber"], bool(call.params["Egress"])
    if (number, egress) in acl.entries:
        told = f"The network acl entry identified by {number} already exists."
        raise ApiError("NetworkAclEntryAlreadyExists", told)
    if sum(way == egress and held != moto_acls.LAST for held, way in acl.entries) >= ENTRIES:
        raise quotas.used_up("NetworkAclEntryLimitExceeded")
    return _done(call, acl.id, changed)


@operation("ec2", "ReplaceNetworkAclEntry")
def replace_network_acl_entry(call: ApiCall) -> Answer:
    """Another entry under the same number."""
    acl, changed = _checked(call)
    _must_be_there(call, acl)
    return _done(call, acl.id, changed)


@operation("ec2", "DeleteNetworkAclEntry")
def delete_network_acl_entry(call: ApiCall) -> Answer:
    """An entry by its number and direction."""
    acl = lookups.network_acl(call, call.params["NetworkAclId"])
    _check_number(call)
    lookups.dry_run(call)
    _must_be_there(call, acl)
    return call.forward()


def _checked(call: ApiCall) -> tuple[network.NetworkAcl, dict[str, Any]]:
    """The network ACL of a request, and the parameters of it that EC2 keeps in another form."""
    acl = lookups.network_acl(call, call.params["NetworkAclId"])
    _check_number(call)
    if call.params["RuleAction"] not in ("allow", "deny"):
        raise _invalid("ruleAction", call.params["RuleAction"], "It must be allow or deny.")
    told = str(call.params["Protocol"])
    protocol = PROTOCOLS.get(told.lower(), told)
    if protocol != "-1" and not (protocol.isdigit() and int(protocol) <= 255):
        raise _invalid("protocol", told, "Unknown protocol.")
    ports = _ports(call) if protocol in WITH_PORTS else None
    lookups.dry_run(call)
    return acl, {"Protocol": protocol, "PortRange": ports, **_range(call)}


def _check_number(call: ApiCall) -> None:
    number = call.params["RuleNumber"]
    if not 1 <= number < moto_acls.LAST:
        raise _invalid("ruleNumber", number, f"It must be between 1 and {moto_acls.LAST - 1}.")


def _ports(call: ApiCall) -> dict[str, int]:
    ports = call.params.get("PortRange") or {}
    if {"From", "To"} - set(ports):
        raise ApiError("MissingParameter", "The request must contain the parameter portRange")
    if not 0 <= ports["From"] <= ports["To"] <= 65535:
        wanted = "Ports are between 0 and 65535, the first one not behind the last."
        raise _invalid("portRange", f"{ports['From']}-{ports['To']}", wanted)
    return dict(ports)


def _range(call: ApiCall) -> dict[str, Any]:
    given = [name for name in ("CidrBlock", "Ipv6CidrBlock") if call.params.get(name)]
    if len(given) != 1:
        code = "InvalidParameterCombination" if given else "MissingParameter"
        raise ApiError(code, "The request must contain exactly one of cidrBlock and ipv6CidrBlock")
    return {"CidrBlock": str(canonical(call.params["CidrBlock"]))} if given[0] == "CidrBlock" else {}


def _must_be_there(call: ApiCall, acl: network.NetworkAcl) -> None:
    number, egress = call.params["RuleNumber"], bool(call.params["Egress"])
    if (number, egress) not in acl.entries:
        way = "egress" if egress else "ingress"
        told = f"The {way} network acl entry identified by {number} does not exist."
        raise ApiError("InvalidNetworkAclEntry.NotFound", told)


def _done(call: ApiCall, acl_id: str, changed: dict[str, Any]) -> Answer:
    answer = call.forward(**changed)
    number, egress = call.params["RuleNumber"], bool(call.params["Egress"])
    moto_acls.set_icmp(call.region, acl_id, number, call.params.get("IcmpTypeCode") or {}, egress=egress)
    moto_acls.order_entries(call.region, acl_id)
    return answer


def _invalid(parameter: str, value: object, wanted: str) -> ApiError:
    return ApiError("InvalidParameterValue", f"Value ({value}) for parameter {parameter} is invalid. {wanted}")
