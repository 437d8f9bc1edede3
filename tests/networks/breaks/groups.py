"""Changes what the instance's security group lets out, and the endpoints' lets in."""

from __future__ import annotations

from typing import Any

from tests.networks.breaks.endpoints import change
from tests.networks.case import Break
from tests.networks.topologies import EVERYWHERE, Net, named

ALL_OUT = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": EVERYWHERE}]}


def no_egress(net: Net) -> None:
    net.ec2.revoke_security_group_egress(GroupId=net.group, IpPermissions=[ALL_OUT])


def egress(*rules: dict[str, Any]) -> Break:
    """The instance's group lets out this and nothing else."""
    return lambda net: _egress(net, *rules)


def _egress(net: Net, *rules: dict[str, Any]) -> None:
    no_egress(net)
    net.ec2.authorize_security_group_egress(GroupId=net.group, IpPermissions=list(rules))


def to(cidr: str, port: int = 443, protocol: str = "tcp") -> dict[str, Any]:
    return {"IpProtocol": protocol, "FromPort": port, "ToPort": port, "IpRanges": [{"CidrIp": cidr}]}


def of_group(group: str) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": group}]}


def egress_to_endpoints_alone(net: Net) -> None:
    """As after `restrict_egress`, without the rule for S3's prefix list."""
    _egress(net, of_group(net.endpoint_group))


def egress_to_endpoints_and_s3(net: Net) -> None:
    lists = net.ec2.describe_prefix_lists(Filters=[{"Name": "prefix-list-name", "Values": [named("s3")]}])
    s3 = {"PrefixListId": lists["PrefixLists"][0]["PrefixListId"]}
    to_s3 = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "PrefixListIds": [s3]}
    _egress(net, of_group(net.endpoint_group), to_s3)


def endpoints_let_in(*rules: dict[str, Any]) -> Break:
    """The endpoints' group lets in this and nothing else."""
    return lambda net: _endpoints_let_in(net, *rules)


def _endpoints_let_in(net: Net, *rules: dict[str, Any]) -> None:
    held = net.ec2.describe_security_groups(GroupIds=[net.endpoint_group])["SecurityGroups"][0]["IpPermissions"]
    net.ec2.revoke_security_group_ingress(GroupId=net.endpoint_group, IpPermissions=held)
    if rules:
        net.ec2.authorize_security_group_ingress(GroupId=net.endpoint_group, IpPermissions=list(rules))


def endpoints_let_in_the_group(net: Net) -> None:
    _endpoints_let_in(net, of_group(net.group))


def endpoints_let_in_themselves(net: Net) -> None:
    _endpoints_let_in(net, of_group(net.endpoint_group))


def default_group_on(*services: str) -> Break:
    """As endpoints made without a group: the VPC's default one, which lets in its own members only (facts 7.2)."""

    def changed(net: Net) -> None:
        filters = [{"Name": "vpc-id", "Values": [net.vpc]}, {"Name": "group-name", "Values": ["default"]}]
        default = net.ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]
        for service in services:
            change(net, service, AddSecurityGroupIds=[default], RemoveSecurityGroupIds=[net.endpoint_group])

    return changed
