"""Describe calls with an id that isn't there: moto refuses too, but in its own words (`VpcID {'vpc-1'}` ...)."""

from __future__ import annotations

from collections.abc import Callable

from c9lib.simulator import models
from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.services.ec2 import lookups

_IDS: dict[str, tuple[str, Callable[[ApiCall, str], object]]] = {
    "DescribeVpcs": ("VpcIds", lookups.vpc),
    "DescribeSubnets": ("SubnetIds", lookups.subnet),
    "DescribeInternetGateways": ("InternetGatewayIds", lookups.internet_gateway),
    "DescribeNetworkAcls": ("NetworkAclIds", lookups.network_acl),
}


@operation("ec2", *_IDS)
def describe(call: ApiCall) -> Answer:
    """moto's answer when everything that the request names is there."""
    parameter, find = _IDS[call.operation]
    for named in call.params.get(parameter, []):
        find(call, named)
    return call.forward()


@operation("ec2", "DescribeVpcAttribute")
def describe_vpc_attribute(call: ApiCall) -> Answer:
    """moto's answer for a VPC that is there."""
    lookups.vpc(call, call.params["VpcId"])
    return call.forward()


@operation("ec2", "DescribeRegions")
def describe_regions(call: ApiCall) -> Answer:
    """The Regions of this partition; moto also lists China's and those of GovCloud, which no account here can reach."""
    answer, here = call.forward(), set(models.regions("ec2"))
    return {"Regions": [one for one in answer["Regions"] if one["RegionName"] in here]}
