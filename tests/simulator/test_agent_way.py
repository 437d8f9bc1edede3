"""The agent lives by the network: each thing that opens or closes its way to `ssm` or to `ssmmessages` shows on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator import agent_way, agents
from c9lib.simulator.durations import AGENT_BACKOFF_FIRST, AGENT_CHANNEL, AGENT_HEARTBEAT, ENDPOINT_START
from c9lib.simulator.world import World
from tests.simulator.place import Place

ONLINE, LOST, MUTE, ABSENT = (
    ("Online", "connected"),
    ("ConnectionLost", "notconnected"),
    ("Online", "notconnected"),
    ("absent", "notconnected"),
)
EVERYTHING_OUT = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
LONG = 3600.0


def state(place: Place, instance: str) -> tuple[str, str]:
    return place.ping(instance), place.connection(instance)


def why(world: World, instance: str) -> str:
    with world.lock:
        return agents.look(world, "us-east-1")[instance].way.why


def endpoint(place: Place, service: str, **more: Any) -> str:
    """An interface endpoint with private DNS, in the default group, which lets in whoever is in it."""
    wanted = {"VpcId": place.vpc, "VpcEndpointType": "Interface", "SubnetIds": [place.subnet], **more}
    made = place.ec2.create_vpc_endpoint(ServiceName=f"com.amazonaws.us-east-1.{service}", **wanted)
    return str(made["VpcEndpoint"]["VpcEndpointId"])


def policy(*actions: str, effect: str = "Allow", **more: Any) -> str:
    everything = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    own = {"Effect": effect, "Principal": "*", "Action": list(actions), "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [own, *([everything] if effect == "Deny" else [])]})


@pytest.fixture
def isolated(place: Place) -> Place:
    """No way to the internet; DNS is ready for endpoints."""
    place.cut_off()
    place.ec2.modify_vpc_attribute(VpcId=place.vpc, EnableDnsHostnames={"Value": True})
    return place


def test_two_endpoints_will_do(isolated: Place, world: World) -> None:
    for service in ("ssm", "ssmmessages"):
        endpoint(isolated, service)
    instance = isolated.launch(public=False)
    isolated.wait(50)
    assert "pending" in why(world, instance), "the endpoints aren't available yet"
    isolated.wait(ENDPOINT_START)
    isolated.wait(AGENT_BACKOFF_FIRST)
    assert (state(isolated, instance), why(world, instance)) == (ONLINE, "")


def test_each_service_has_its_own_way(isolated: Place, world: World) -> None:
    only_ssm = endpoint(isolated, "ssm")
    isolated.wait(ENDPOINT_START)
    instance = isolated.launch(public=False)
    isolated.wait(100)
    assert state(isolated, instance) == MUTE
    assert why(world, instance).startswith("No way to ssmmessages: ")
    endpoint(isolated, "ssmmessages")
    isolated.wait(ENDPOINT_START + AGENT_CHANNEL)
    assert state(isolated, instance) == ONLINE
    isolated.ec2.delete_vpc_endpoints(VpcEndpointIds=[only_ssm])
    isolated.wait(LONG)
    assert state(isolated, instance) == ("ConnectionLost", "connected"), "the control channel needs ssmmessages alone"


def test_the_channel_alone_registers_nobody(isolated: Place) -> None:
    endpoint(isolated, "ssmmessages")
    isolated.wait(ENDPOINT_START)
    instance = isolated.launch(public=False)
    isolated.wait(LONG)
    assert state(isolated, instance) == ABSENT


@pytest.mark.parametrize(
    ("service", "document", "seen"),
    [
        ("ssm", policy("ssm:UpdateInstanceInformation", effect="Deny"), ABSENT),
        ("ssm", policy("ssm:Describe*"), ABSENT),
        ("ssm", policy("ssm:*", Condition={"StringEquals": {"aws:PrincipalAccount": "123456789012"}}), ONLINE),
        ("ssm", policy("ssm:*", Condition={"StringEquals": {"aws:PrincipalAccount": "999999999999"}}), ABSENT),
        (
            "ssm",
            policy("*", Condition={"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/service-role/*"}}),
            ONLINE,
        ),
        ("ssm", policy("*", Condition={"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/other/*"}}), ABSENT),
        ("ssm", policy("ssm:*", effect="Deny", Condition={"Bool": {"aws:PrincipalIsAWSService": "false"}}), ABSENT),
        ("ssm", policy("ssm:*", effect="Deny", Condition={"Null": {"aws:SourceVpce": "true"}}), ONLINE),
        ("ssm", policy("ssm:*", Principal={"AWS": "arn:aws:iam::123456789012:role/another"}), ABSENT),
        ("ssm", policy("ssm:*", Resource="arn:aws:ec2:us-east-1:123456789012:instance/*"), ONLINE),
        ("ssm", policy("ssm:Delete*", effect="Deny"), ONLINE),
        ("ssmmessages", policy("ssmmessages:OpenControlChannel", effect="Deny"), MUTE),
        ("ssmmessages", policy("ssm:*"), MUTE),
        ("ssmmessages", policy("ssmmessages:*"), ONLINE),
    ],
)
def test_the_policy_of_an_endpoint_counts(
    isolated: Place, world: World, service: str, document: str, seen: tuple[str, str]
) -> None:
    made = {name: endpoint(isolated, name) for name in ("ssm", "ssmmessages")}
    isolated.ec2.modify_vpc_endpoint(VpcEndpointId=made[service], PolicyDocument=document)
    isolated.wait(ENDPOINT_START)
    instance = isolated.launch(public=False)
    isolated.wait(200)
    assert state(isolated, instance) == seen
    assert (made[service] in why(world, instance)) == (seen != ONLINE)
    isolated.ec2.modify_vpc_endpoint(VpcEndpointId=made[service], ResetPolicy=True)
    isolated.wait(AGENT_BACKOFF_FIRST)
    assert (state(isolated, instance), why(world, instance)) == (ONLINE, "")


@pytest.mark.parametrize(
    ("principal", "seen"),
    [
        ("arn:aws:iam::123456789012:root", ONLINE),
        ("123456789012", ONLINE),
        ("arn:aws:iam::123456789012:role/service-role/AWSCloud9SSMAccessRole", ONLINE),
        ("arn:aws:iam::123456789012:role/another", ABSENT),
        ("999999999999", ABSENT),
    ],
)
def test_the_principal_of_an_endpoints_policy_counts(isolated: Place, principal: str, seen: tuple[str, str]) -> None:
    document = policy("*", Principal={"AWS": principal})
    for service in ("ssm", "ssmmessages"):
        endpoint(isolated, service, PolicyDocument=document)
    isolated.wait(ENDPOINT_START)
    instance = isolated.launch(public=False)
    isolated.wait(200)
    assert state(isolated, instance) == seen


def test_without_the_metadata_service_an_agent_is_silent(place: Place, world: World) -> None:
    instance = place.launch()
    place.wait(100)
    place.ec2.modify_instance_metadata_options(InstanceId=instance, HttpEndpoint="disabled")
    place.wait(LONG)
    assert (state(place, instance), why(world, instance)) == (LOST, "The instance metadata service is off.")
    place.ec2.modify_instance_metadata_options(InstanceId=instance, HttpEndpoint="enabled")
    place.wait(AGENT_HEARTBEAT)
    assert (state(place, instance), why(world, instance)) == (ONLINE, "")


def _group(place: Place, instance: str) -> str:
    return str(place.instance(instance)["SecurityGroups"][0]["GroupId"])


def _close_group(place: Place, instance: str) -> Callable[[], Any]:
    told = {"GroupId": _group(place, instance), "IpPermissions": EVERYTHING_OUT}
    place.ec2.revoke_security_group_egress(**told)
    return lambda: place.ec2.authorize_security_group_egress(**told)


def _close_acl(place: Place, number: int, *, egress: bool, first: int, last: int) -> Callable[[], Any]:
    acl = place.ec2.describe_network_acls(Filters=[{"Name": "vpc-id", "Values": [place.vpc]}])["NetworkAcls"][0]
    entry = {"NetworkAclId": acl["NetworkAclId"], "RuleNumber": number, "Egress": egress}
    ports = {"Protocol": "tcp", "PortRange": {"From": first, "To": last}}
    place.ec2.create_network_acl_entry(**entry, **ports, RuleAction="deny", CidrBlock="0.0.0.0/0")
    return lambda: place.ec2.delete_network_acl_entry(**entry)


def _close_answers(place: Place, _instance: str) -> Callable[[], Any]:
    return _close_acl(place, 50, egress=False, first=32768, last=60999)


def _close_https(place: Place, _instance: str) -> Callable[[], Any]:
    return _close_acl(place, 50, egress=True, first=443, last=443)


def _block_public_access(place: Place, _instance: str) -> Callable[[], Any]:
    modify = place.ec2.modify_vpc_block_public_access_options
    modify(InternetGatewayBlockMode="block-ingress")
    return lambda: modify(InternetGatewayBlockMode="off")


def _no_dns(place: Place, _instance: str) -> Callable[[], Any]:
    place.ec2.modify_vpc_attribute(VpcId=place.vpc, EnableDnsSupport={"Value": False})
    return lambda: place.ec2.modify_vpc_attribute(VpcId=place.vpc, EnableDnsSupport={"Value": True})


def _through_a_transit_gateway(place: Place, _instance: str) -> Callable[[], Any]:
    gateway = place.ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    wanted = {"TransitGatewayId": gateway, "VpcId": place.vpc, "SubnetIds": [place.subnet]}
    place.ec2.create_transit_gateway_vpc_attachment(**wanted)
    route = {"RouteTableId": place.table, "DestinationCidrBlock": "0.0.0.0/0"}
    place.ec2.replace_route(**route, TransitGatewayId=gateway)
    return lambda: place.ec2.replace_route(**route, GatewayId=place.gateway)


CLOSINGS = {
    "security group": (_close_group, "no rule"),
    "the answers' ports": (_close_answers, "32768"),
    "https": (_close_https, "443"),
    "block public access": (_block_public_access, "Block Public Access"),
    "dns": (_no_dns, "enableDnsSupport"),
    "transit gateway": (_through_a_transit_gateway, "transit gateway"),
}


@pytest.mark.parametrize("what", CLOSINGS)
def test_a_way_that_is_closed_and_opened_again(place: Place, world: World, what: str) -> None:
    instance = place.launch()
    place.wait(100)
    assert state(place, instance) == ONLINE
    close, told = CLOSINGS[what]
    mend = close(place, instance)
    place.wait(AGENT_CHANNEL)
    assert state(place, instance) == MUTE, "the channel breaks first"
    place.wait(AGENT_HEARTBEAT)
    assert state(place, instance) == LOST
    assert told in why(world, instance)
    mend()
    place.wait(AGENT_HEARTBEAT)
    assert (state(place, instance), why(world, instance)) == (ONLINE, "")


@pytest.fixture
def behind_nat(place: Place) -> str:
    """A subnet whose way out is a NAT gateway; its id. The gateway is still pending."""
    ec2 = place.ec2
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    gateway = ec2.create_nat_gateway(SubnetId=place.subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    subnet = ec2.create_subnet(VpcId=place.vpc, CidrBlock="10.0.2.0/24")["Subnet"]["SubnetId"]
    table = ec2.create_route_table(VpcId=place.vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway)
    return str(subnet)


@pytest.mark.parametrize(("mode", "seen"), [("block-ingress", ONLINE), ("block-bidirectional", LOST)])
def test_behind_a_nat_gateway(place: Place, world: World, behind_nat: str, mode: str, seen: tuple[str, str]) -> None:
    place.subnet, public = behind_nat, place.subnet
    instance = place.launch(public=False)
    place.wait(70)
    assert state(place, instance) == ABSENT
    assert "pending" in why(world, instance)
    place.wait(AGENT_BACKOFF_FIRST)
    assert state(place, instance) == ONLINE
    place.ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode=mode)
    place.wait(LONG)
    assert state(place, instance) == seen
    exclusion = {"SubnetId": public, "InternetGatewayExclusionMode": "allow-egress"}
    place.ec2.create_vpc_block_public_access_exclusion(**exclusion)
    place.wait(LONG)
    assert state(place, instance) == ONLINE, "the exclusion is the NAT gateway's subnet"


def test_a_way_that_opens_late_waits_for_the_next_try(place: Place) -> None:
    """It hibernates as one without a profile does: 5, 10, 20 minutes … after its first try; a reboot ends that."""
    place.cut_off()
    waits, rebooted = place.launch(), place.launch()
    place.wait(65 + 3 * AGENT_BACKOFF_FIRST + 60)
    place.lead_out()
    place.ec2.reboot_instances(InstanceIds=[rebooted])
    place.wait(60)
    assert (state(place, waits), state(place, rebooted)) == (ABSENT, ONLINE)
    place.wait(4 * AGENT_BACKOFF_FIRST - 121)
    assert state(place, waits) == ABSENT
    place.wait(1)
    assert state(place, waits) == ONLINE


@pytest.mark.parametrize("image", ["amazonlinux-2023-x86_64", "ubuntu-22.04-x86_64"])
def test_any_instance_lives_by_the_same_rules(place: Place, image: str) -> None:
    instance = _launch(place, image)
    place.wait(100)
    assert state(place, instance) == ONLINE
    place.cut_off()
    place.wait(LONG)
    assert state(place, instance) == LOST


def _launch(place: Place, image: str) -> str:
    interface = {"DeviceIndex": 0, "SubnetId": place.subnet, "AssociatePublicIpAddress": True}
    wanted = {"InstanceType": "t3.micro", "MinCount": 1, "MaxCount": 1, "NetworkInterfaces": [interface]}
    named = {"ImageId": f"resolve:ssm:/aws/service/cloud9/amis/{image}"}
    made = place.ec2.run_instances(**named, **wanted, IamInstanceProfile={"Name": "AWSCloud9SSMInstanceProfile"})
    return str(made["Instances"][0]["InstanceId"])


def test_what_is_remembered_is_what_is_judged_afresh(place: Place, world: World) -> None:
    ec2, instances = place.ec2, [place.launch(), place.launch()]
    place.wait(LONG)
    own = ec2.create_security_group(GroupName="own", Description="of one instance", VpcId=place.vpc)["GroupId"]
    changes: list[Callable[[], Any]] = [
        lambda: ec2.modify_instance_attribute(InstanceId=instances[0], Groups=[own]),
        lambda: ec2.revoke_security_group_egress(GroupId=own, IpPermissions=EVERYTHING_OUT),
        lambda: place.launch(),
        lambda: ec2.authorize_security_group_egress(GroupId=own, IpPermissions=EVERYTHING_OUT),
        lambda: place.cut_off(),
        lambda: ec2.stop_instances(InstanceIds=instances[1:]),
    ]
    seen = set()
    for change in changes:
        change()
        with world.lock:
            remembered, _ = agent_way.ways(world, "us-east-1", instances)
            world.store("agent-ways", "us-east-1", agent_way.Judged).ways.clear()
            assert (remembered, False) == agent_way.ways(world, "us-east-1", instances)
        seen.add(tuple(one.registers for one in remembered.values()))
    assert seen == {(True, True), (False, True), (False, False)}
