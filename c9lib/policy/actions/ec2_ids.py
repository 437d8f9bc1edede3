"""Where the ids of EC2's resources stand in parameters, and what kind of resource an id is.

Most places are called as the type: `transit-gateway-attachment` is in `TransitGatewayAttachmentId` or `…Ids`. The table
has what is called otherwise, or stands deeper. Ids of groups that a rule names as its source aren't among them: the
rule's own group is authorized. Source: Amazon EC2 API reference; Service Authorization Reference, list_amazonec2.
"""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.policy.actions.call import Call
from c9lib.policy.actions.nouns import ResourceType

LAUNCH = "LaunchSpecification"
SPOT = "SpotFleetRequestConfig.LaunchSpecifications"
FLEET = "LaunchTemplateConfigs"
SPOT_FLEET = f"SpotFleetRequestConfig.{FLEET}"
PLACES: dict[str, tuple[str, ...]] = {
    "capacity-reservation": ("CapacityReservationSpecification.CapacityReservationTarget.CapacityReservationId",),
    "dedicated-host": ("HostIds",),
    "elastic-ip": (
        "AllocationId",
        "AllocationIds",
        "SecondaryAllocationIds",
        "AvailabilityZoneAddresses.AllocationIds",
    ),
    "fleet": ("FleetIds",),
    "image": ("ImageId", f"{LAUNCH}.ImageId", f"{SPOT}.ImageId", f"{FLEET}.Overrides.ImageId"),
    "instance": ("InstanceId", "InstanceIds", "InstanceSpecification.InstanceId"),
    "ipam-pool": ("IpamPoolId", "Ipv4IpamPoolId", "Ipv6IpamPoolId"),
    "ipv4pool-ec2": ("PublicIpv4Pool",),
    "ipv6pool-ec2": ("Ipv6Pool",),
    "key-pair": ("KeyName", "KeyPairId", f"{LAUNCH}.KeyName", f"{SPOT}.KeyName"),
    "launch-template": (
        "LaunchTemplateId",
        "LaunchTemplate.LaunchTemplateId",
        f"{FLEET}.LaunchTemplateSpecification.LaunchTemplateId",
        f"{SPOT_FLEET}.LaunchTemplateSpecification.LaunchTemplateId",
    ),
    "natgateway": ("NatGatewayId",),
    "network-interface": (
        "NetworkInterfaceId",
        "NetworkInterfaces.NetworkInterfaceId",
        f"{LAUNCH}.NetworkInterfaces.NetworkInterfaceId",
    ),
    "placement-group": ("Placement.GroupName", f"{LAUNCH}.Placement.GroupName", f"{SPOT}.Placement.GroupName"),
    "prefix-list": ("PrefixListId", "SecurityGroupRules.SecurityGroupRule.PrefixListId"),
    "security-group": (
        "GroupId",
        "Groups",
        "SecurityGroupIds",
        "AddSecurityGroupIds",
        "RemoveSecurityGroupIds",
        "NetworkInterfaces.Groups",
        f"{LAUNCH}.SecurityGroupIds",
        f"{LAUNCH}.NetworkInterfaces.Groups",
        f"{SPOT}.SecurityGroups.GroupId",
    ),
    "security-group-rule": ("SecurityGroupRules.SecurityGroupRuleId",),
    "snapshot": ("SnapshotId", "BlockDeviceMappings.Ebs.SnapshotId", f"{LAUNCH}.BlockDeviceMappings.Ebs.SnapshotId"),
    "spot-instances-request": ("SpotInstanceRequestIds",),
    "subnet": (
        "SubnetId",
        "SubnetIds",
        "AddSubnetIds",
        "RemoveSubnetIds",
        "AssociatedSubnetIds",
        "NetworkInterfaces.SubnetId",
        "SubnetConfigurations.SubnetId",
        f"{LAUNCH}.SubnetId",
        f"{LAUNCH}.NetworkInterfaces.SubnetId",
        f"{SPOT}.SubnetId",
        f"{FLEET}.Overrides.SubnetId",
        f"{SPOT_FLEET}.Overrides.SubnetId",
    ),
    "transit-gateway": ("TransitGatewayId", "TransitGatewayIds"),
    "vpc": ("VpcId", "PeerVpcId"),
    "vpc-block-public-access-exclusion": ("ExclusionId",),
    "vpc-endpoint": ("VpcEndpointId", "VpcEndpointIds", "GatewayLoadBalancerEndpointId"),
    "vpc-endpoint-service": ("ServiceId", "ServiceIds"),
    "vpc-flow-log": ("FlowLogIds",),
    "volume": ("VolumeId", "BlockDeviceMappings.Ebs.VolumeId"),
}
"""Of a set of route tables or subnets, what is added and what is taken away counts alike."""
FOR_EACH = ("Add{}Ids", "Remove{}Ids", "{}Id", "{}Ids")
ANY_KIND = ("GatewayId", "ResourceIds", "Resources")
"""Places for ids of several types: which one it is, the id itself tells."""
TIES = ("AssociationId", "AttachmentId")
"""Places for what ties resources together; AWS authorizes on those."""
RESOLVE = "resolve:ssm:"
"""How an image is given by a parameter of Systems Manager."""
PREFIXES = {
    "acl": "network-acl",
    "ami": "image",
    "cagw": "carrier-gateway",
    "cgw": "customer-gateway",
    "cr": "capacity-reservation",
    "dopt": "dhcp-options",
    "eigw": "egress-only-internet-gateway",
    "eipalloc": "elastic-ip",
    "eni": "network-interface",
    "fl": "vpc-flow-log",
    "fleet": "fleet",
    "h": "dedicated-host",
    "i": "instance",
    "igw": "internet-gateway",
    "ipam-pool": "ipam-pool",
    "ipv4pool-ec2": "ipv4pool-ec2",
    "ipv6pool-ec2": "ipv6pool-ec2",
    "key": "key-pair",
    "lt": "launch-template",
    "nat": "natgateway",
    "pcx": "vpc-peering-connection",
    "pg": "placement-group",
    "pl": "prefix-list",
    "rtb": "route-table",
    "sfr": "spot-fleet-request",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "sir": "spot-instances-request",
    "snap": "snapshot",
    "subnet": "subnet",
    "tgw": "transit-gateway",
    "tgw-attach": "transit-gateway-attachment",
    "tgw-rtb": "transit-gateway-route-table",
    "tmf": "traffic-mirror-filter",
    "tms": "traffic-mirror-session",
    "tmt": "traffic-mirror-target",
    "vgw": "vpn-gateway",
    "vol": "volume",
    "vpc": "vpc",
    "vpcbpa-exclude": "vpc-block-public-access-exclusion",
    "vpce": "vpc-endpoint",
    "vpce-svc": "vpc-endpoint-service",
    "vpn": "vpn-connection",
}


def kind_of(name: str) -> str:
    """The type of resource that an id is of; "" for one that isn't in the table."""
    return PREFIXES.get(name.rpartition("-")[0], "")


def named(call: Call, kind: ResourceType) -> tuple[str, ...]:
    """The ids of one type that a call names, or that an association stands for which it names; each once."""
    camel = "".join(word.capitalize() for word in kind.name.split("-"))
    places = (*PLACES.get(kind.name, ()), *(form.format(camel) for form in FOR_EACH))
    given = (one for name in call.values(*places) for one in _meant(call, name))
    return tuple(dict.fromkeys((*given, *_by_themselves(call, kind))))


def _meant(call: Call, name: str) -> tuple[str, ...]:
    """An image may be given by a parameter that holds its id; where nobody knows that, it is any image."""
    return (call.related(name) or ("*",)) if name.startswith(RESOLVE) else (name,)


def _by_themselves(call: Call, kind: ResourceType) -> Iterator[str]:
    for name in (*call.values(*ANY_KIND), *call.related(*call.values(*TIES))):
        if kind_of(name) == kind.name:
            yield name
