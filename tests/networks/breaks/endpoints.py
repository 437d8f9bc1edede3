"""Breaks endpoints: missing, nameless, elsewhere, with a narrow policy."""

from __future__ import annotations

import json
from typing import Any

from tests.networks.case import Break
from tests.networks.topologies import Net


def change(net: Net, service: str, **told: Any) -> None:
    net.ec2.modify_vpc_endpoint(VpcEndpointId=net.endpoints[service], **told)


def without(*services: str) -> Break:
    """The endpoints of these services are deleted and gone."""

    def deleted(net: Net) -> None:
        net.ec2.delete_vpc_endpoints(VpcEndpointIds=[net.endpoints[service] for service in services])
        net.account.wait(100)

    return deleted


def unnamed(*services: str) -> Break:
    """Private DNS is off for the endpoints of these services."""

    def switched_off(net: Net) -> None:
        for service in services:
            change(net, service, PrivateDnsEnabled=False)

    return switched_off


def s3_on_no_table(net: Net) -> None:
    change(net, "s3", RemoveRouteTableIds=[net.table])


def policy(service: str, *statements: dict[str, Any]) -> Break:
    """An endpoint's policy: these statements, for everybody."""
    told = [{"Principal": "*", "Resource": "*", **statement} for statement in statements]
    document = json.dumps({"Version": "2012-10-17", "Statement": told})
    return lambda net: change(net, service, PolicyDocument=document)


def out_of_subnet(*services: str) -> Break:
    """The endpoints of these services leave the instance's subnet, which may be the only one that they are in."""

    def taken_out(net: Net) -> None:
        for service in services:
            change(net, service, RemoveSubnetIds=[net.subnet])

    return taken_out
