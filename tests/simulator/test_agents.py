"""SSM Agent on instances: what brings one online, what keeps or takes it off, what mends it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from c9lib.simulator import agents
from c9lib.simulator.clock import Clock
from c9lib.simulator.durations import (
    AGENT_BACKOFF_FIRST,
    AGENT_CHANNEL,
    AGENT_HEARTBEAT,
    AGENT_REGISTRATION,
    INSTANCE_START,
    INSTANCE_STOP,
)
from c9lib.simulator.front import Front
from c9lib.simulator.inprocess import InProcess
from c9lib.simulator.world import World
from tests.simulator import place as places
from tests.simulator.place import POLICY, PROFILE, ROLE, Place

READY = INSTANCE_START + AGENT_REGISTRATION


def test_an_instance_comes_online(place: Place) -> None:
    instance = place.launch()
    place.wait(READY - 1)
    assert (place.ping(instance), place.connection(instance)) == ("absent", "notconnected")
    place.wait(1)
    assert (place.ping(instance), place.connection(instance)) == ("Online", "connected")


@pytest.mark.parametrize("lacks", ["address", "route", "gateway", "profile", "policy", "trust", "agent"])
def test_what_keeps_an_instance_from_registering(place: Place, lacks: str) -> None:
    given: dict[str, Any] = {}
    if lacks == "address":
        given["public"] = False
    elif lacks == "route":
        place.cut_off()
    elif lacks == "gateway":
        place.ec2.detach_internet_gateway(InternetGatewayId=place.gateway, VpcId=place.vpc)
    elif lacks == "profile":
        given["profile"] = None
    elif lacks == "policy":
        place.iam.detach_role_policy(RoleName=ROLE, PolicyArn=POLICY)
    elif lacks == "trust":
        place.iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=places.trust("lambda.amazonaws.com"))
    instance = _minimal(place) if lacks == "agent" else place.launch(**given)
    place.wait(3600)
    assert place.state(instance) == "running"
    assert (place.ping(instance), place.connection(instance)) == ("absent", "notconnected")


def _minimal(place: Place) -> str:
    name = "/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-x86_64"
    given = {"ImageId": f"resolve:ssm:{name}", "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1}
    interface = {"DeviceIndex": 0, "SubnetId": place.subnet, "AssociatePublicIpAddress": True}
    answer = place.ec2.run_instances(**given, NetworkInterfaces=[interface], IamInstanceProfile={"Name": PROFILE})
    return str(answer["Instances"][0]["InstanceId"])


def test_a_mended_route_brings_it_online_at_the_next_try(place: Place, world: World) -> None:
    place.cut_off()
    instance = place.launch()
    place.wait(READY + 60)
    place.lead_out()
    agents.changed(world)
    place.wait(AGENT_BACKOFF_FIRST - 61)
    assert place.ping(instance) == "absent"
    place.wait(1)
    assert (place.ping(instance), place.connection(instance)) == ("Online", "connected")


def test_a_reboot_brings_it_online_sooner(place: Place, world: World) -> None:
    place.cut_off()
    instance = place.launch()
    place.wait(2 * 3600)
    place.lead_out()
    agents.changed(world)
    place.ec2.reboot_instances(InstanceIds=[instance])
    place.wait(AGENT_REGISTRATION)
    assert place.ping(instance) == "Online"


def test_a_route_that_is_taken_away(place: Place, world: World) -> None:
    instance = place.launch()
    place.wait(READY + 10)
    place.cut_off()
    agents.changed(world)
    assert (place.ping(instance), place.connection(instance)) == ("Online", "connected")
    place.wait(AGENT_CHANNEL)
    assert (place.ping(instance), place.connection(instance)) == ("Online", "notconnected")
    place.wait(AGENT_HEARTBEAT)
    assert place.ping(instance) == "ConnectionLost"
    last = place.node(instance)["LastPingDateTime"]
    place.lead_out()
    agents.changed(world)
    place.wait(AGENT_HEARTBEAT)
    assert (place.ping(instance), place.connection(instance)) == ("Online", "connected")
    assert place.node(instance)["LastPingDateTime"] > last


def test_a_profile_that_comes_later_and_goes(place: Place) -> None:
    instance = place.launch(profile=None)
    place.wait(READY)
    place.ec2.associate_iam_instance_profile(InstanceId=instance, IamInstanceProfile={"Name": PROFILE})
    place.wait(AGENT_BACKOFF_FIRST)
    assert (place.ping(instance), place.connection(instance)) == ("Online", "connected")
    place.ec2.disassociate_iam_instance_profile(AssociationId=place.association(instance))
    place.wait(AGENT_CHANNEL)
    assert (place.ping(instance), place.connection(instance)) == ("Online", "notconnected")
    place.wait(AGENT_HEARTBEAT)
    assert place.ping(instance) == "ConnectionLost"


def test_a_stopped_instance_stays_listed_and_a_terminated_one_goes(place: Place) -> None:
    instance = place.launch()
    place.wait(READY)
    place.ec2.stop_instances(InstanceIds=[instance])
    assert place.connection(instance) == "notconnected"
    place.wait(AGENT_HEARTBEAT + 1)
    assert place.ping(instance) == "ConnectionLost"
    place.ec2.start_instances(InstanceIds=[instance])
    place.wait(READY)
    assert (place.ping(instance), place.connection(instance)) == ("Online", "connected")
    place.ec2.terminate_instances(InstanceIds=[instance])
    place.wait(INSTANCE_STOP)
    assert (place.ping(instance), place.connection(instance)) == ("absent", "notconnected")


def document(*actions: str, effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": list(actions), "Resource": "*", **more}


ALL = document("ssm:UpdateInstanceInformation", "ssmmessages:*")


@pytest.mark.parametrize(
    ("statements", "ping", "connection"),
    [
        ([ALL], "Online", "connected"),
        ([document("*")], "Online", "connected"),
        ([document("SSM:updateinstance*", "ssmmessages:????DataChannel", "ssmmessages:*")], "Online", "connected"),
        ([{"Effect": "Allow", "NotAction": "iam:*", "Resource": ["*"]}], "Online", "connected"),
        ([document("ssm:UpdateInstanceInformation", "ssmmessages:Open*")], "Online", "notconnected"),
        ([document("ssmmessages:*")], "absent", "notconnected"),
        ([ALL, document("ssm:*", effect="Deny")], "absent", "notconnected"),
        ([ALL, document("ssmmessages:OpenControlChannel", effect="Deny")], "Online", "notconnected"),
        (
            [document("ssm:UpdateInstanceInformation", Resource="arn:aws:ec2:*:*:instance/i-1")],
            "absent",
            "notconnected",
        ),
        ([document("*", Condition={"Bool": {"aws:SecureTransport": "false"}})], "absent", "notconnected"),
    ],
)
def test_an_inline_policy_counts_like_a_managed_one(
    place: Place, statements: list[dict[str, Any]], ping: str, connection: str
) -> None:
    place.iam.detach_role_policy(RoleName=ROLE, PolicyArn=POLICY)
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    place.iam.put_role_policy(RoleName=ROLE, PolicyName="own", PolicyDocument=policy)
    instance = place.launch()
    place.wait(READY)
    assert (place.ping(instance), place.connection(instance)) == (ping, connection)


@pytest.mark.parametrize("policy", ["AmazonSSMManagedInstanceCore", "AmazonSSMManagedEC2InstanceDefaultPolicy"])
def test_systems_managers_own_policies_do_as_well(place: Place, policy: str) -> None:
    place.iam.detach_role_policy(RoleName=ROLE, PolicyArn=POLICY)
    place.iam.attach_role_policy(RoleName=ROLE, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    instance = place.launch()
    place.wait(READY)
    assert (place.ping(instance), place.connection(instance)) == ("Online", "connected")


def test_the_default_version_of_a_policy_of_the_account_counts(place: Place) -> None:
    place.iam.detach_role_policy(RoleName=ROLE, PolicyArn=POLICY)
    nothing, everything = ({"Version": "2012-10-17", "Statement": [one]} for one in (document("s3:*"), ALL))
    arn = place.iam.create_policy(PolicyName="own", PolicyDocument=json.dumps(nothing))["Policy"]["Arn"]
    place.iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(everything), SetAsDefault=True)
    place.iam.attach_role_policy(RoleName=ROLE, PolicyArn=arn)
    instance = place.launch()
    place.wait(READY)
    assert place.ping(instance) == "Online"


def test_in_a_settled_world_nothing_is_under_way() -> None:
    front = Front(World(seed=1, clock=Clock(speed=0.0), settled=True))

    def client(service: str) -> Any:
        return InProcess().client(service, "us-east-1", (), front.respond)

    place = places.furnish(Place(client("ec2"), client("iam"), client("ssm"), lambda _seconds: None))
    instance = place.launch()
    assert (place.ping(instance), place.connection(instance)) == ("Online", "connected")
    place.cut_off()
    agents.changed(front.world)
    assert (place.ping(instance), place.connection(instance)) == ("ConnectionLost", "notconnected")
    place.lead_out()
    agents.changed(front.world)
    assert (place.ping(instance), place.connection(instance)) == ("Online", "connected")
    assert len(front.world.events) == 0


def test_looking_often_changes_nothing(place: Place, world: World) -> None:
    watched, unwatched = place.launch(), place.launch()
    for _ in range(50):
        place.wait(13)
        place.connection(watched)
    place.ping(watched)
    seen = agents.look(world, "us-east-1")
    assert seen[watched].last_ping == seen[unwatched].last_ping
    assert seen[watched].registered == seen[unwatched].registered
