"""The services that a VPC endpoint can lead to.

The names are moto's list of AWS's services; the rest of an entry follows AWS's own patterns. moto's call takes a tenth
of a second, and seconds the first time (it loads a dozen services to ask them), so this one is our own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from c9lib.simulator import moto_network as network
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups

GATEWAYS = ("s3", "dynamodb")
"""The two services that have gateway endpoints (PrivateLink guide, "Gateway endpoints")."""
PAGE = 1000
Service = dict[str, Any]


def services(call: ApiCall) -> list[Service]:
    """All services of a Region as DescribeVpcEndpointServices shows them, by name; s3 and dynamodb in both types."""
    return call.world.store("ec2-endpoint-services", call.region, lambda: _all(call.region))


def _all(region: str) -> list[Service]:
    zones = network.zones(region)
    names = sorted({*network.service_names(), *GATEWAYS})
    found = [_service(region, zones, name, "Interface") for name in names]
    found += [_service(region, zones, name, "Gateway") for name in GATEWAYS]
    return sorted(found, key=lambda service: (service["ServiceName"], service["ServiceType"][0]["ServiceType"]))


def _service(region: str, zones: list[str], name: str, kind: str) -> Service:
    number = hashlib.sha256(f"{region}/{name}/{kind}".encode()).hexdigest()[:17]
    private = f"{name}.{region}.amazonaws.com"
    told: Service = {
        "ServiceName": f"com.amazonaws.{region}.{name}",
        "ServiceId": f"vpce-svc-{number}",
        "ServiceType": [{"ServiceType": kind}],
        "ServiceRegion": region,
        "AvailabilityZones": zones,
        "Owner": "amazon",
        "BaseEndpointDnsNames": [f"{name}.{region}.vpce.amazonaws.com" if kind == "Interface" else private],
        "VpcEndpointPolicySupported": True,
        "AcceptanceRequired": False,
        "ManagesVpcEndpoints": False,
        "Tags": [],
        "SupportedIpAddressTypes": ["ipv4"],
    }
    if kind == "Interface":
        told |= {"PrivateDnsName": private, "PrivateDnsNames": [{"PrivateDnsName": private}]}
        told["PrivateDnsNameVerificationState"] = "verified"
    return told


def service(call: ApiCall, name: str, kind: str) -> Service:
    """A service by name and endpoint type. Raises InvalidServiceName, or InvalidParameter for a type it hasn't."""
    found = [entry for entry in services(call) if entry["ServiceName"] == name]
    if not found:
        raise ApiError("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
    kinds = [entry["ServiceType"][0]["ServiceType"] for entry in found]
    if kind not in kinds:
        told = f"Endpoint type ({kind}) does not match available service types ([{', '.join(kinds)}])."
        raise ApiError("InvalidParameter", told)
    return found[kinds.index(kind)]


_FILTERS: dict[str, Callable[[Service], list[str]]] = {
    "service-name": lambda entry: [entry["ServiceName"]],
    "service-type": lambda entry: [entry["ServiceType"][0]["ServiceType"]],
    "owner": lambda entry: [entry["Owner"]],
    "service-region": lambda entry: [entry["ServiceRegion"]],
    "supported-ip-address-types": lambda entry: entry["SupportedIpAddressTypes"],
}


@operation("ec2", "DescribeVpcEndpointServices")
def describe_services(call: ApiCall) -> Answer:
    """Services by name and filter, a page at a time. AWS's services have no tags, so filters by tag find none."""
    lookups.only_simulated(call, "ServiceRegions")
    found = services(call)
    for name in call.params.get("ServiceNames", []):
        if all(entry["ServiceName"] != name for entry in found):
            raise ApiError("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
    wanted = call.params.get("ServiceNames")
    found = [entry for entry in found if not wanted or entry["ServiceName"] in wanted]
    for told in call.params.get("Filters", []):
        found = [entry for entry in found if _matches(entry, told)]
    return _page(call, found)


def _matches(entry: Service, told: dict[str, Any]) -> bool:
    name = told["Name"]
    if name.startswith("tag"):
        return False
    if name not in _FILTERS:
        raise ApiError("InvalidFilter", f"The filter '{name}' is invalid")
    return any(fnmatchcase(value, pattern) for value in _FILTERS[name](entry) for pattern in told["Values"])


def _page(call: ApiCall, found: list[Service]) -> Answer:
    token = call.params.get("NextToken")
    starts = {entry["ServiceId"]: number for number, entry in enumerate(found)}
    if token and token not in starts:
        raise ApiError("InvalidNextToken", f"The token '{token}' is invalid")
    start = starts[token] if token else 0
    end = start + min(call.params.get("MaxResults") or PAGE, PAGE)
    shown = found[start:end]
    answer = {"ServiceNames": [entry["ServiceName"] for entry in shown], "ServiceDetails": shown}
    return {**answer, "NextToken": found[end]["ServiceId"]} if end < len(found) else answer
