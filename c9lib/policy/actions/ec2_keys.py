"""Condition keys of EC2 that a request itself tells. Which of them an action knows, the Service Authorization Reference
says; the rest is dropped. Source: list_amazonec2, the table of condition keys.
"""

from __future__ import annotations

from c9lib.policy.actions import conditions
from c9lib.policy.actions.call import Call
from c9lib.policy.actions.nouns import Encryption, ResourceType
from c9lib.policy.actions.reference import supports

Keys = dict[str, tuple[str, ...]]
IDS = {
    "dhcp-options": "ec2:DhcpOptionsID",
    "elastic-ip": "ec2:AllocationId",
    "image": "ec2:ImageID",
    "instance": "ec2:InstanceID",
    "internet-gateway": "ec2:InternetGatewayID",
    "key-pair": "ec2:KeyPairName",
    "network-acl": "ec2:NetworkAclID",
    "network-interface": "ec2:NetworkInterfaceID",
    "placement-group": "ec2:PlacementGroupName",
    "route-table": "ec2:RouteTableID",
    "security-group": "ec2:SecurityGroupID",
    "snapshot": "ec2:SnapshotID",
    "subnet": "ec2:SubnetID",
    "volume": "ec2:VolumeID",
    "vpc": "ec2:VpcID",
    "vpc-peering-connection": "ec2:VpcPeeringConnectionID",
}
"""The key for the id of an existing resource."""
NEW = {
    "ec2:AssociatePublicIpAddress": "NetworkInterfaces.AssociatePublicIpAddress",
    "ec2:EbsOptimized": "EbsOptimized",
    "ec2:InstanceType": "InstanceType",
    "ec2:MetadataHttpEndpoint": "MetadataOptions.HttpEndpoint",
    "ec2:MetadataHttpPutResponseHopLimit": "MetadataOptions.HttpPutResponseHopLimit",
    "ec2:MetadataHttpTokens": "MetadataOptions.HttpTokens",
    "ec2:VpceServiceName": "ServiceName",
}
"""What the request says of what it makes."""
VOLUME = {
    "ec2:Encrypted": "Encrypted",
    "ec2:VolumeIops": "Iops",
    "ec2:VolumeSize": "{}Size",
    "ec2:VolumeThroughput": "Throughput",
    "ec2:VolumeType": "VolumeType",
}
IDENTITIES = ("Attribute", "DryRun", "Value")
"""Parameters of operations that change attributes, which are none themselves."""


def of_call(call: Call) -> Keys:
    """What holds for the whole call: its Region, and the attributes that it changes (`ec2:Attribute/Groups`)."""
    told: Keys = {"ec2:Region": (call.facts.region,)}
    if call.operation.startswith("Modify"):
        changed = [name for name in call.params if name not in IDENTITIES and not name.endswith(("Id", "Ids"))]
        changed += call.values("Attribute")
        told["ec2:Attribute"] = tuple(dict.fromkeys(changed))
        for name in changed:
            told[f"ec2:Attribute/{name}"] = _given(call, name, f"{name}.Value") or _given(call, "Value")
    profile = _profile(call)
    if profile:
        told["ec2:NewInstanceProfile"] = (profile,)
    return {key: values for key, values in told.items() if values}


def _given(call: Call, *places: str) -> tuple[str, ...]:
    """What an attribute is set to, where that is a plain value."""
    found = [value for place in places for value in call.raw(place) if not isinstance(value, dict)]
    return conditions.texts(found)


def of_existing(kind: ResourceType, name: str) -> Keys:
    """What the request says of a resource that it names."""
    return {IDS[kind.name]: (name,)} if kind.name in IDS else {}


def of_new(call: Call, kind: ResourceType) -> Keys:
    """What the request says of a resource that it makes; of one that is there already, but isn't named, it says
    nothing.
    """
    if not any(key.startswith(conditions.REQUEST_TAG) for key in kind.conditions):
        return {}
    told = call.told(NEW)
    if kind.name == "volume":
        told.update(_volume(call))
    if kind.name == "instance" and (profile := _profile(call)):
        told["ec2:InstanceProfile"] = (profile,)
    if kind.name == "network-interface":
        told.update(_subnet(call))
    if told.get("ec2:VpceServiceName", ("",))[0].startswith("com.amazonaws."):
        told["ec2:VpceServiceOwner"] = ("amazon",)
    return told


def _volume(call: Call) -> Keys:
    """Of one volume by itself, or of those that come with a launch. What isn't said to be encrypted is as the Region
    has it: a denial of `ec2:Encrypted` false, as many organizations have it, stops a request that says nothing.
    """
    alone = {key: place.format("") for key, place in VOLUME.items()}
    launched = {key: f"BlockDeviceMappings.Ebs.{place.format('Volume')}" for key, place in VOLUME.items()}
    told = {**call.told(alone), **call.told(launched)}
    if "ec2:Encrypted" not in told and isinstance(call.facts, Encryption):
        told["ec2:Encrypted"] = conditions.texts(call.facts.encrypts_volumes)
    return told


def _subnet(call: Call) -> Keys:
    """The subnet of a new interface, and its VPC, both as ARNs."""
    name = call.value("SubnetId", "NetworkInterfaces.SubnetId")
    kind = supports("ec2:CreateNetworkInterface").type("subnet")
    if not name or kind is None:
        return {}
    arn = call.arn(kind, name)
    vpc = conditions.of_resource(arn, call.facts).get("ec2:Vpc", ())
    return {"ec2:Subnet": (arn,), **({"ec2:Vpc": vpc} if vpc else {})}


def _profile(call: Call) -> str:
    """The ARN of the instance profile that the call gives to an instance; "" where there is none of that name."""
    name = call.value("IamInstanceProfile.Name", "IamInstanceProfile.Arn")
    return name if name.startswith("arn:") or not name else call.facts.iam_arn("instance profile", name) or ""
