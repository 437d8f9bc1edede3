"""How long the pure functions take: a policy's decision on a request, and the way of a packet.

    .venv/bin/python -m benchmarks.evaluation

*A policy*: AWSCloud9User as AWS has it, all its statements, asked in turn for what people do with Cloud9: allowed,
refused, and decided by a condition. *A way*: one instance in a VPC of so many route entries, groups and endpoints, to
the four services that its agent asks for: three by endpoints, Amazon S3 through the NAT gateway. The table, the groups
and the endpoints hold what is looked for at their end. Then twice and four times as much of everything; what grows
linearly takes at most twice as long.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import click

from benchmarks.figures import OUT, ROUNDS, Figure, alternately, figure, finish, ratios, seconds
from c9lib.path import Network, from_interface, service
from c9lib.policy import Asker, Context, Policies, Policy, Request, evaluate

ACCOUNT = "123456789012"
VPC, PUBLIC, PRIVATE, GATEWAY, NAT, ENI = "vpc-1", "subnet-public", "subnet-private", "igw-1", "nat-1", "eni-1"
AGENTS = ("ssm", "ssmmessages", "ec2messages", "s3")
SIZES = (200, 400, 800)
"""Route entries; a quarter as many groups, a tenth as many endpoints."""
GROUPS_OF_INSTANCE = 5
"""AWS's limit of security groups of an interface, unless it is raised (VPC quotas)."""
EVALUATIONS, WALKS = 3000, 20
Thing = dict[str, Any]


def requests() -> list[Request]:
    """What is asked of the policy."""
    ann = Asker(f"arn:aws:iam::{ACCOUNT}:user/ann")
    instance = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0123456789abcdef0"
    environment = f"arn:aws:cloud9:us-east-1:{ACCOUNT}:environment:*"
    via = {"ssm:resourceTag/aws:cloud9:environment": "8a34f51ce1e04a08882f1e811bd706EX"}
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("cloud9:CreateEnvironmentEC2", environment, {}),
        ("cloud9:CreateEnvironmentEC2", environment, {"cloud9:OwnerArn": ann.arn}),
        ("ssm:StartSession", instance, {**via, "aws:CalledVia": ["cloud9.amazonaws.com"]}),
        ("ssm:StartSession", instance, via),
        ("ssm:StartSession", f"arn:aws:ssm:us-east-1:{ACCOUNT}:document/SSM-SessionManagerRunShell", {}),
        ("ec2:DescribeSubnets", "*", {}),
        ("iam:CreateServiceLinkedRole", "*", {"iam:AWSServiceName": "cloud9.amazonaws.com"}),
        ("cloud9:DescribeEnvironments", environment, {}),
    ]
    return [Request(action, resource, Context(context), ann) for action, resource, context in asked]


def cloud9_user() -> Policies:
    """The managed policy, as moto ships AWS's."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    name = "AWSCloud9User"
    return Policies(identity=(Policy(json.loads(aws_managed_policies_data)[name]["Document"], name),))


def evaluated(policies: Policies, asked: Sequence[Request]) -> Callable[[], float]:
    """Microseconds of one decision."""

    def run() -> float:
        def all_of_them() -> None:
            for number in range(EVALUATIONS):
                evaluate(asked[number % len(asked)], policies)

        return seconds(all_of_them) / EVALUATIONS * 1e6

    return run


def network(routes: int) -> Network:
    """One instance in a private subnet, with a way to everything at the end of a table, of groups and of endpoints."""
    groups, endpoints = routes // 4, routes // 10
    mine = [f"sg-{number}" for number in range(groups - GROUPS_OF_INSTANCE, groups)]
    services = [*(f"service{number}" for number in range(endpoints - 3)), *AGENTS[:3]]
    return Network(
        vpcs=[{"VpcId": VPC, "CidrBlock": "10.0.0.0/16"}],
        subnets=[
            {"SubnetId": PUBLIC, "VpcId": VPC, "CidrBlock": "10.0.1.0/24", "MapPublicIpOnLaunch": True},
            {"SubnetId": PRIVATE, "VpcId": VPC, "CidrBlock": "10.0.2.0/24", "MapPublicIpOnLaunch": False},
        ],
        route_tables=[
            _table("rtb-public", PUBLIC, [_route("0.0.0.0/0", GatewayId=GATEWAY)]),
            _table("rtb-private", PRIVATE, [*_elsewhere(routes - 2), _route("0.0.0.0/0", NatGatewayId=NAT)]),
        ],
        internet_gateways=[{"InternetGatewayId": GATEWAY, "Attachments": [{"VpcId": VPC, "State": "available"}]}],
        nat_gateways=[
            {"NatGatewayId": NAT, "VpcId": VPC, "SubnetId": PUBLIC, "State": "available", "ConnectivityType": "public"}
        ],
        network_interfaces=[
            *(
                _interface(f"eni-{one}", f"10.0.2.{10 + number % 200}", ["sg-guard"])
                for number, one in enumerate(services)
            ),
            _interface(ENI, "10.0.2.250", mine),
        ],
        security_groups=[*(_group(f"sg-{number}") for number in range(groups)), _group("sg-guard", "10.0.0.0/16")],
        network_acls=[_acl()],
        vpc_endpoints=[_endpoint(one) for one in services],
        vpc_attributes={VPC: {"enableDnsSupport": True, "enableDnsHostnames": True}},
    )


def _route(cidr: str, **target: str) -> Thing:
    return {"DestinationCidrBlock": cidr, "State": "active", "Origin": "CreateRoute", **target}


def _table(name: str, subnet: str, routes: list[Thing]) -> Thing:
    local = _route("10.0.0.0/16", GatewayId="local")
    return {
        "RouteTableId": name,
        "VpcId": VPC,
        "Associations": [{"Main": False, "SubnetId": subnet}],
        "Routes": [local, *routes],
    }


def _elsewhere(number: int) -> list[Thing]:
    """Routes to networks that nobody asks for here."""
    return [
        _route(f"172.{16 + one // 256}.{one % 256}.0/24", VpcPeeringConnectionId=f"pcx-{one}") for one in range(number)
    ]


def _group(name: str, inbound: str = "") -> Thing:
    """Ten outbound rules, HTTPS to everywhere the last; inbound HTTPS where it is asked for."""
    others = [_https(f"192.168.{number}.0/24") for number in range(9)]
    rules = [_https(inbound)] if inbound else []
    return {
        "GroupId": name,
        "VpcId": VPC,
        "IpPermissionsEgress": [*others, _https("0.0.0.0/0")],
        "IpPermissions": rules,
    }


def _https(cidr: str) -> Thing:
    return {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": cidr}]}


def _interface(name: str, address: str, groups: list[str]) -> Thing:
    told = {"NetworkInterfaceId": name, "VpcId": VPC, "SubnetId": PRIVATE, "PrivateIpAddress": address}
    return {**told, "Groups": [{"GroupId": one} for one in groups]}


def _endpoint(name: str) -> Thing:
    told = {"VpcEndpointId": f"vpce-{name}", "VpcId": VPC, "VpcEndpointType": "Interface", "State": "available"}
    told["ServiceName"] = f"com.amazonaws.us-east-1.{name}"
    lists = {"SubnetIds": [PRIVATE], "Groups": [{"GroupId": "sg-guard"}], "NetworkInterfaceIds": [f"eni-{name}"]}
    return {**told, "PrivateDnsEnabled": True, **lists}


def _acl() -> Thing:
    entries = [
        {"RuleNumber": number, "RuleAction": action, "CidrBlock": "0.0.0.0/0", "Egress": egress, "Protocol": "-1"}
        for egress in (True, False)
        for number, action in ((100, "allow"), (32767, "deny"))
    ]
    return {"NetworkAclId": "acl-1", "VpcId": VPC, "IsDefault": True, "Associations": [], "Entries": entries}


def walked(routes: int) -> Callable[[], float]:
    """Milliseconds of one instance's ways to all four. Raises `ValueError` when a way isn't the one that is meant."""
    made = network(routes)
    to = [service(name, "us-east-1") for name in AGENTS]
    closed = [str(path) for path in (from_interface(made, ENI, one) for one in to) if not path.reachable]
    if closed:
        raise ValueError(f"closed: {closed}")

    def run() -> float:
        def all_of_them() -> None:
            for _ in range(WALKS):
                for one in to:
                    from_interface(made, ENI, one)

        return seconds(all_of_them) / WALKS * 1e3

    return run


@click.command()
@ROUNDS
@OUT
def main(rounds: int, out: Path | None) -> None:
    """Measure the pure functions."""
    user, asked = cloud9_user(), requests()
    walks = {f"one instance's ways, {size} routes": walked(size) for size in SIZES}
    ways = {"AWSCloud9User, one request": evaluated(user, asked), **walks}
    for run in ways.values():
        run()
    found = alternately(rounds, ways)
    limits: dict[str, float] = {"AWSCloud9User, one request": 25, next(iter(walks)): 5}
    figures: list[Figure] = [
        figure(name, "ms" if name in walks else "µs", values, "at most", limits.get(name))
        for name, values in found.items()
    ]
    for small, large in pairwise(SIZES):
        twice = ratios(found[f"one instance's ways, {large} routes"], found[f"one instance's ways, {small} routes"])
        figures.append(figure(f"{large} routes by {small}: linear is 2", "ratio", twice, "at most", 2.2))
    finish("evaluation", figures, found, out)


if __name__ == "__main__":
    main()
