"""The network as a landscape: what is told of each thing, from what AWS shows and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib import checks
from c9lib.aws import Session
from c9lib.errors import ParameterError
from c9lib.nouns import Landscape, Thing
from tests.checks.conftest import Isolated, Place
from tests.checks.refusing import refusing

Aws = Callable[..., Any]


def one(scene: Landscape, kind: str, start: str = "") -> Thing:
    (found,) = [thing for thing in scene.of(kind) if thing.id.startswith(start)]
    return found


def test_an_empty_account_says_that_there_is_nothing_and_what_makes_it(session: Callable[..., Session]) -> None:
    scene = checks.landscape(session())
    assert scene.things == ()
    assert scene.empty == (
        "Nothing to draw yet: in us-east-1, account 123456789012, deployment no-ingress has no VPC. Step 03 makes one."
    )


def test_a_public_subnet_says_that_it_is_public_and_why(session: Callable[..., Session], place: Place) -> None:
    scene = checks.landscape(session())
    assert scene.vpc is not None
    assert scene.vpc.facts == ("10.0.0.0/16", "DNS support on", "DNS hostnames off")
    subnet = one(scene, "subnet")
    assert f"public: 0.0.0.0/0 to {place.gateway}" in subnet.facts
    assert "gives public addresses" in subnet.facts
    assert f"route table {place.table}" in subnet.facts
    assert subnet.within == place.vpc
    assert one(scene, "internet-gateway").facts == (f"attached to {place.vpc}",)
    assert one(scene, "internet").facts == (f"reached through {place.gateway}",)
    assert one(scene, "s3").facts == (f"✔ s3 through {place.gateway}",)
    table = one(scene, "route-table", place.table)
    assert table.rules == ("10.0.0.0/16 to local", f"0.0.0.0/0 to {place.gateway}")
    assert table.facts == (f"of {place.subnet}",)
    assert scene.unseen == ()


def test_a_private_subnet_with_a_nat_gateway(session: Callable[..., Session], private: Place) -> None:
    scene = checks.landscape(session())
    facts = one(scene, "subnet", private.subnet).facts
    assert f"private: 0.0.0.0/0 to {private.gateway}" in facts
    assert not [fact for fact in facts if "addresses" in fact]
    nat = one(scene, "nat-gateway")
    assert nat.facts[0] == "available"
    assert nat.within != private.subnet
    assert one(scene, "systems-manager").facts[0] == f"✔ ssm through {private.gateway}"


def test_a_nat_gateway_that_is_gone_leaves_a_route_to_nowhere(
    session: Callable[..., Session], private: Place, aws: Aws, wait: Callable[[float], None]
) -> None:
    aws("ec2").delete_nat_gateway(NatGatewayId=private.gateway)
    wait(600)
    scene = checks.landscape(session())
    assert scene.of("nat-gateway") == ()
    assert f"private: 0.0.0.0/0 to {private.gateway} ✘ blackhole" in one(scene, "subnet", private.subnet).facts
    assert one(scene, "systems-manager").facts[0].startswith("✘ ssm: ")


def test_an_isolated_network_is_reached_by_its_endpoints(session: Callable[..., Session], isolated: Isolated) -> None:
    scene = checks.landscape(session())
    endpoints = {thing.facts[0]: thing for thing in scene.of("vpc-endpoint")}
    assert list(endpoints) == ["ssm, interface", "ssmmessages, interface", "ec2messages, interface", "s3, gateway"]
    ssm = endpoints["ssm, interface"]
    assert ssm.id == isolated.endpoints["ssm"]
    assert ssm.facts[1:4] == ("available", "private DNS on", f"in {isolated.subnet}")
    assert endpoints["s3, gateway"].facts[2:] == (f"in {isolated.table}",)
    assert one(scene, "systems-manager").facts[0] == f"✔ ssm by {isolated.endpoints['ssm']}"
    assert "private: no route to the internet" in one(scene, "subnet").facts
    (guard,) = scene.of("security-group")
    assert guard.facts == ("of ssm, ssmmessages, ec2messages",)
    assert guard.rules == ("in: tcp 443 from 10.0.0.0/16", "out: everything to 0.0.0.0/0")


def test_private_dns_that_is_off_is_told(
    session: Callable[..., Session], endpoint: Callable[..., str], pair: Any
) -> None:
    endpoint("ssm", private_dns=False)
    assert "private DNS off" in one(checks.landscape(session()), "vpc-endpoint").facts


def test_the_instance_stands_in_its_subnet_with_its_agent(
    session: Callable[..., Session], place: Place, pair: Any, launch: Callable[..., str]
) -> None:
    instance_id = launch()
    scene = checks.landscape(session(), instance_id=instance_id)
    found = one(scene, "instance")
    assert found.id == instance_id
    assert found.within == place.subnet
    assert found.facts[:2] == ("running", "✔ agent: Online, connected")
    assert any(fact.startswith("public address ") for fact in found.facts)
    assert "profile AWSCloud9SSMInstanceProfile" in found.facts
    assert any(group.facts == (f"of instance {instance_id}",) for group in scene.of("security-group"))


def test_an_instance_whose_agent_nobody_has_heard_says_so(
    session: Callable[..., Session], place: Place, launch: Callable[..., str], aws: Aws
) -> None:
    instance_id = launch(profile="")
    facts = one(checks.landscape(session(), instance_id=instance_id), "instance").facts
    assert "✘ agent: never registered" in facts
    assert "profile ✘ none" in facts
    aws("ec2").terminate_instances(InstanceIds=[instance_id])
    assert checks.landscape(session()).of("instance") == ()


def test_a_detached_gateway_of_the_deployment_leads_nowhere(
    session: Callable[..., Session], place: Place, aws: Aws
) -> None:
    aws("ec2").detach_internet_gateway(InternetGatewayId=place.gateway, VpcId=place.vpc)
    assert checks.landscape(session()).of("internet-gateway") == ()
    aws("ec2").create_tags(Resources=[place.gateway], Tags=session().tags())
    scene = checks.landscape(session())
    assert one(scene, "internet-gateway").facts == ("✘ detached: it leads nowhere",)
    assert one(scene, "internet").facts == ("– no gateway of this VPC leads there",)


def test_a_network_acl_is_drawn_only_when_it_keeps_something_back(
    session: Callable[..., Session], place: Place, aws: Aws
) -> None:
    assert checks.landscape(session()).of("network-acl") == ()
    filters = [{"Name": "vpc-id", "Values": [place.vpc]}]
    (acl,) = aws("ec2").describe_network_acls(Filters=filters)["NetworkAcls"]
    aws("ec2").create_network_acl_entry(
        NetworkAclId=acl["NetworkAclId"],
        RuleNumber=90,
        Protocol="6",
        RuleAction="deny",
        Egress=False,
        CidrBlock="0.0.0.0/0",
        PortRange={"From": 1024, "To": 65535},
    )
    found = one(checks.landscape(session()), "network-acl")
    assert found.rules[0] == "in 90: deny tcp 1024-65535 0.0.0.0/0"
    assert f"network ACL {acl['NetworkAclId']}" in one(checks.landscape(session()), "subnet").facts


def test_what_aws_does_not_show_is_left_out_and_named(session: Callable[..., Session], place: Place) -> None:
    denied = ("UnauthorizedOperation", "You are not authorized to perform this operation.")
    asking = refusing(session(), "ec2", describe_route_tables=denied, describe_nat_gateways=denied)
    scene = checks.landscape(asking)
    assert scene.of("route-table") == ()
    assert one(scene, "subnet").facts == ("10.0.1.0/24, us-east-1a",)
    assert "NAT gateways: AWS answered UnauthorizedOperation to ec2:DescribeNatGateways" in scene.unseen
    assert len(scene.unseen) == len(set(scene.unseen))


def test_an_id_that_names_nothing_is_refused(session: Callable[..., Session]) -> None:
    with pytest.raises(ParameterError, match="There is no instance i-00000000000000000"):
        checks.landscape(session(), instance_id="i-00000000000000000")


def test_a_vpc_by_its_id_and_one_that_is_not_shown(session: Callable[..., Session], place: Place) -> None:
    vpc = checks.landscape(session(), vpc_id=place.vpc).vpc
    assert vpc is not None
    assert vpc.id == place.vpc
    nothing = checks.landscape(session(), vpc_id="vpc-00000000000000000")
    assert nothing.things == ()
    assert "vpc-00000000000000000 isn't shown to this account" in nothing.empty


def test_it_only_reads(session: Callable[..., Session], isolated: Isolated) -> None:
    asking = session()
    checks.landscape(asking)
    checks.chain(asking)
    assert asking.calls
    assert [call.name for call in asking.calls if call.writes] == []
