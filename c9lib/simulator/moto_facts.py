"""What policies' conditions ask of EC2's resources, read from moto's objects: tags, and the keys that the Service
Authorization Reference lists for each type of resource. Nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from c9lib.simulator.api import ACCOUNT
from c9lib.simulator.moto_network import backend, is_true

Keys = dict[str, Any]


def tags(region: str, resource_id: str) -> dict[str, str]:
    """The tags of a resource by its id; {} if it has none, or doesn't exist."""
    return dict(backend(region).tags.get(resource_id, {}))


def about(region: str, kind: str, resource_id: str) -> Mapping[str, tuple[str, ...]]:
    """The condition keys of an existing resource; `kind` as in its ARN (`route-table`). {} for what doesn't exist."""
    if kind not in KINDS:
        return {}
    find, keys = KINDS[kind]
    found = find(backend(region), resource_id)
    if found is None:
        return {}
    told = {"Region": region, **keys(region, found)}
    return {f"ec2:{name}": (_text(value),) for name, value in told.items() if value not in (None, "")}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _arn(region: str, kind: str, resource_id: Any) -> str:
    return f"arn:aws:ec2:{region}:{ACCOUNT}:{kind}/{resource_id}" if resource_id else ""


def _instance(region: str, found: Any) -> Keys:
    options = found.metadata_options
    return {
        "AvailabilityZone": found.placement.zone,
        "EbsOptimized": is_true(found.ebs_optimized),
        "InstanceID": found.id,
        "InstanceProfile": (found.iam_instance_profile or {}).get("Arn"),
        "InstanceType": found.instance_type,
        "MetadataHttpEndpoint": options.http_endpoint,
        "MetadataHttpPutResponseHopLimit": options.http_put_response_hop_limit,
        "MetadataHttpTokens": options.http_tokens,
        "RootDeviceType": "ebs",
        "Tenancy": found.placement.tenancy or "default",
    }


def _subnet(region: str, found: Any) -> Keys:
    vpc = _arn(region, "vpc", found.vpc_id)
    return {"AvailabilityZone": found.availability_zone, "SubnetID": found.id, "Vpc": vpc}


def _vpc(_region: str, found: Any) -> Keys:
    return {"VpcID": found.id, "Tenancy": found.instance_tenancy or "default"}


def _interface(region: str, found: Any) -> Keys:
    return {
        "AvailabilityZone": found.subnet.availability_zone,
        "NetworkInterfaceID": found.id,
        "Subnet": _arn(region, "subnet", found.subnet.id),
        "Vpc": _arn(region, "vpc", found.vpc_id),
    }


def _in_vpc(name: str) -> Callable[[str, Any], Keys]:
    def keys(region: str, found: Any) -> Keys:
        return {name: found.id, "Vpc": _arn(region, "vpc", found.vpc_id)}

    return keys


def _address(_region: str, found: Any) -> Keys:
    return {"AllocationId": found.allocation_id, "PublicIpAddress": found.public_ip, "Domain": found.domain}


def _endpoint(_region: str, found: Any) -> Keys:
    return {"VpceServiceName": found.service_name, "VpceServiceOwner": "amazon"}


def _volume(_region: str, found: Any) -> Keys:
    return {
        "AvailabilityZone": found.zone.name if found.zone else "",
        "Encrypted": is_true(found.encrypted),
        "VolumeID": found.id,
        "VolumeSize": found.size,
        "VolumeType": found.volume_type,
    }


def _image(_region: str, found: Any) -> Keys:
    owner = getattr(found, "owner_alias", None) or found.owner_id
    return {"ImageID": found.id, "ImageType": "machine", "Owner": owner, "Public": found.is_public}


def _by_id(held: str) -> Callable[[Any, str], Any]:
    return lambda ec2, resource_id: getattr(ec2, held).get(resource_id)


def _nested(held: str) -> Callable[[Any, str], Any]:
    """For what moto keeps by zone or by VPC."""
    return lambda ec2, resource_id: next(
        (inner[resource_id] for inner in getattr(ec2, held).values() if resource_id in inner), None
    )


def _found_address(ec2: Any, allocation_id: str) -> Any:
    return next((one for one in ec2.addresses if one.allocation_id == allocation_id), None)


Find = Callable[[Any, str], Any]
KINDS: dict[str, tuple[Find, Callable[[str, Any], Keys]]] = {
    "elastic-ip": (_found_address, _address),
    "image": (_by_id("amis"), _image),
    "instance": (lambda ec2, resource_id: ec2.get_instance_by_id(resource_id), _instance),
    "internet-gateway": (_by_id("internet_gateways"), lambda _region, found: {"InternetGatewayID": found.id}),
    "network-acl": (_by_id("network_acls"), _in_vpc("NetworkAclID")),
    "network-interface": (_by_id("enis"), _interface),
    "route-table": (_by_id("route_tables"), _in_vpc("RouteTableID")),
    "security-group": (_nested("groups"), _in_vpc("SecurityGroupID")),
    "subnet": (_nested("subnets"), _subnet),
    "volume": (_by_id("volumes"), _volume),
    "vpc": (_by_id("vpcs"), _vpc),
    "vpc-endpoint": (_by_id("vpc_end_points"), _endpoint),
}
