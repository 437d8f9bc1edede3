"""Agents that nothing touched aren't looked at again; what is known of them is what looking at all would tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from typing import Any
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from c9lib.simulator import agent_way, agents, moto_agents, network_view, touches
from c9lib.simulator.agent import Agent
from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.inprocess import InProcess
from c9lib.simulator.world import World
from tests.simulator import place as places
from tests.simulator.place import ROLE, Place

REGION = "us-east-1"
OUT = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
HTTPS = [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]
PROFILE = "AWSCloud9SSMInstanceProfile"


class Things:
    """An account in which two groups and some instances are, and what can be done to it: each by a number."""

    def __init__(self) -> None:
        self.front = Front(World(seed=1, clock=Clock(speed=0.0)))
        inside = InProcess()
        clients = [inside.client(name, REGION, (), self.front.respond) for name in ("ec2", "iam", "ssm")]
        self.place = places.furnish(Place(*clients, self.wait))
        self.ec2 = self.place.ec2
        self.groups = [self._group(f"group-{number}") for number in range(2)]
        self.instances = [self.place.launch(), self.launch(0), self.launch(1)]
        self.wait(60)

    @property
    def world(self) -> World:
        return self.front.world

    def wait(self, seconds: float) -> None:
        with self.world.lock:
            self.world.clock.advance(seconds)
            self.world.events.settle()

    def _group(self, name: str) -> str:
        return str(self.ec2.create_security_group(GroupName=name, Description="d", VpcId=self.place.vpc)["GroupId"])

    def launch(self, number: int) -> str:
        group = self.groups[number % 2]
        interface = {"DeviceIndex": 0, "SubnetId": self.place.subnet, "AssociatePublicIpAddress": True}
        return self.place.launch(NetworkInterfaces=[{**interface, "Groups": [group]}])

    def one(self, number: int) -> str:
        return self.instances[number % len(self.instances)]

    def group(self, number: int) -> str:
        return self.groups[number % 2]

    def interface(self, number: int) -> str:
        filters = [{"Name": "attachment.instance-id", "Values": [self.one(number)]}]
        found = self.ec2.describe_network_interfaces(Filters=filters)["NetworkInterfaces"]
        return str(found[0]["NetworkInterfaceId"]) if found else "eni-00000000000000000"

    def endpoint(self, number: int) -> None:
        name = ("ssm", "ssmmessages", "ec2messages")[number % 3]
        wanted = {"VpcId": self.place.vpc, "VpcEndpointType": "Interface", "SubnetIds": [self.place.subnet]}
        groups = [self.group(number)] if number % 2 else []
        self.ec2.modify_vpc_attribute(VpcId=self.place.vpc, EnableDnsHostnames={"Value": True})
        self.ec2.create_vpc_endpoint(ServiceName=f"com.amazonaws.{REGION}.{name}", SecurityGroupIds=groups, **wanted)

    def remove_endpoint(self, number: int) -> None:
        found = self.ec2.describe_vpc_endpoints()["VpcEndpoints"]
        self.ec2.delete_vpc_endpoints(VpcEndpointIds=[found[number % len(found)]["VpcEndpointId"]] if found else [])

    def route_to(self, number: int) -> None:
        self.ec2.replace_route(
            RouteTableId=self.place.table,
            DestinationCidrBlock="0.0.0.0/0",
            NetworkInterfaceId=self.interface(number),
        )

    def outlived(self, number: int) -> None:
        attachment = self.ec2.describe_network_interfaces(NetworkInterfaceIds=[self.interface(number)])
        name = attachment["NetworkInterfaces"][0]["Attachment"]["AttachmentId"]
        told = {"AttachmentId": name, "DeleteOnTermination": False}
        self.ec2.modify_network_interface_attribute(NetworkInterfaceId=self.interface(number), Attachment=told)

    def role(self, number: int) -> None:
        iam = self.place.iam
        (iam.detach_role_policy if number % 2 else iam.attach_role_policy)(RoleName=ROLE, PolicyArn=places.POLICY)

    def do(self, what: str, number: int) -> None:
        """Do it. What EC2 refuses in the present state doesn't happen."""
        ec2, group = self.ec2, {"GroupId": self.group(number)}
        done: dict[str, Callable[[], Any]] = {
            "launch": lambda: self.instances.append(self.launch(number)),
            "stop": lambda: ec2.stop_instances(InstanceIds=[self.one(number), self.one(number + 1)]),
            "start": lambda: ec2.start_instances(InstanceIds=[self.one(number)]),
            "reboot": lambda: ec2.reboot_instances(InstanceIds=[self.one(number)]),
            "terminate": lambda: ec2.terminate_instances(InstanceIds=[self.one(number)]),
            "shut": lambda: ec2.revoke_security_group_egress(**group, IpPermissions=OUT),
            "open": lambda: ec2.authorize_security_group_egress(**group, IpPermissions=OUT),
            "let in": lambda: ec2.authorize_security_group_ingress(**group, IpPermissions=HTTPS),
            "keep out": lambda: ec2.revoke_security_group_ingress(**group, IpPermissions=HTTPS),
            "regroup": lambda: ec2.modify_instance_attribute(InstanceId=self.one(number), Groups=[self.group(number)]),
            "tag": lambda: ec2.create_tags(Resources=[self.one(number)], Tags=[{"Key": "k", "Value": str(number)}]),
            "new group": lambda: self._group(f"other-{number}"),
            "metadata": lambda: ec2.modify_instance_metadata_options(
                InstanceId=self.one(number), HttpEndpoint=("enabled", "disabled")[number % 2]
            ),
            "cut off": self.place.cut_off,
            "lead out": self.place.lead_out,
            "route": lambda: self.route_to(number),
            "endpoint": lambda: self.endpoint(number),
            "remove endpoint": lambda: self.remove_endpoint(number),
            "outlive": lambda: self.outlived(number),
            "role": lambda: self.role(number),
            "wait": lambda: self.wait((3, 20, 70, 400, 4000)[number % 5]),
        }
        with suppress(ClientError):
            done[what]()

    def known(self) -> dict[str, Agent]:
        with self.world.lock:
            return deepcopy(agents._agents(self.world, REGION).known)

    def from_nothing(self) -> dict[str, Any]:
        """The ways of all agents of running instances, by the whole network."""
        with self.world.lock:
            network, known = network_view.network(self.world, REGION), agents._agents(self.world, REGION)
            return {
                host.id: agent_way._way(self.world, network, REGION, host)[0]
                for host in moto_agents.hosts(REGION)
                if known.runs(host.id)
            }


DOINGS = ("launch", "stop", "start", "reboot", "terminate", "shut", "open", "let in", "keep out", "regroup", "tag")
DOINGS += ("new group", "metadata", "cut off", "lead out", "route", "endpoint", "remove endpoint", "outlive", "role")
Doing = tuple[str, int]
doings = st.lists(st.tuples(st.sampled_from((*DOINGS, "wait", "wait")), st.integers(0, 9)), max_size=12)


@contextmanager
def looking_at_all() -> Iterator[None]:
    """Within it every change is taken to touch everything."""
    with patch.object(World, "touched_since", lambda _world, _seen: None):
        yield


def lived(things: Things, done: list[Doing], *, compare: bool) -> list[dict[str, Agent]]:
    """What all agents are after each of the doings, and as somebody sees them at the end."""
    states = []
    for what, number in done:
        things.do(what, number)
        states.append({name: agent.way for name, agent in things.known().items()})
        if compare:
            seen = {name: way for name, way in states[-1].items() if name in (truth := things.from_nothing())}
            assert seen == truth, what
    with things.world.lock:
        agents.look(things.world, REGION)
    return [*states, things.known()]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doings)
@example([("terminate", 1), ("wait", 2), ("launch", 1), ("wait", 2), ("shut", 1), ("open", 1)])
@example([("outlive", 1), ("terminate", 1), ("endpoint", 0), ("endpoint", 1), ("wait", 3), ("cut off", 0), ("shut", 1)])
@example([("route", 1), ("wait", 1), ("stop", 1), ("wait", 2), ("terminate", 1), ("wait", 2), ("launch", 0)])
@example([("stop", 0), ("stop", 2), ("wait", 2), ("cut off", 0), ("start", 1), ("wait", 2), ("lead out", 0)])
@example([("endpoint", 1), ("endpoint", 3), ("cut off", 0), ("wait", 3), ("let in", 1), ("wait", 3), ("keep out", 1)])
@example([("role", 1), ("shut", 0), ("wait", 4), ("role", 0), ("wait", 3), ("open", 0), ("metadata", 1), ("wait", 3)])
def test_what_is_known_is_what_looking_at_all_would_tell(done: list[Doing]) -> None:
    seen = lived(Things(), done, compare=True)
    with looking_at_all():
        assert lived(Things(), done, compare=False) == seen


def test_only_what_was_touched_is_judged_again() -> None:
    things = Things()
    whole, alone = agent_way.ways, agent_way.touched_ways
    judged: set[str] = set()

    def noted(*told: Any) -> Any:
        found = alone(*told)
        judged.update(found or ())
        return found

    with patch.object(agent_way, "touched_ways", noted), patch.object(agent_way, "ways", side_effect=whole) as all_ways:
        things.do("shut", 1)
        assert judged == {things.instances[2]}
        things.do("tag", 0)
        things.do("launch", 0)
        assert (judged, all_ways.call_count) == ({things.instances[2]}, 0)
        things.wait(30)
        assert judged == {things.instances[2], things.instances[3]}, "the new one boots"
        things.do("cut off", 0)
        assert all_ways.call_count == 1


@pytest.mark.parametrize(
    ("operation", "params", "touched"),
    [
        ("CreateTags", {"Resources": ["i-1"]}, []),
        ("RevokeSecurityGroupEgress", {"GroupId": "sg-1"}, ["sg-1"]),
        ("RevokeSecurityGroupIngress", {"GroupName": "default"}, None),
        ("StopInstances", {"InstanceIds": ["i-1", "i-2"]}, ["i-1", "i-2"]),
        ("RunInstances", {"NetworkInterfaces": [{"DeviceIndex": 0, "SubnetId": "subnet-1"}]}, []),
        ("RunInstances", {"NetworkInterfaces": [{"DeviceIndex": 0, "NetworkInterfaceId": "eni-1"}]}, None),
        ("RunInstances", {"LaunchTemplate": {"LaunchTemplateId": "lt-1"}}, None),
        ("ModifyInstanceAttribute", {"InstanceId": "i-1", "Groups": ["sg-1"]}, None),
        ("CreateRoute", {"RouteTableId": "rtb-1"}, None),
    ],
)
def test_what_a_write_touches(operation: str, params: dict[str, Any], touched: list[str] | None) -> None:
    assert touches.of_write(operation, params) == (None if touched is None else frozenset(touched))


def test_a_change_of_which_nothing_is_known_touches_everything(world: World) -> None:
    seen = world.changes
    assert world.touched_since(seen) == touches.NOBODY
    world.has_changed(frozenset({"i-1"}))
    world.has_changed(frozenset({"i-2"}))
    assert world.touched_since(seen) == {"i-1", "i-2"}
    world.changes += 1
    assert world.touched_since(seen) is None
    assert world.touched_since(world.changes) == touches.NOBODY
    for number in range(touches.KEPT + 1):
        world.has_changed(frozenset({f"i-{number}"}))
    assert world.touched_since(seen + 3) is None, "that is too long ago"
    assert len(world.touched_since(world.changes - touches.KEPT) or ()) == touches.KEPT
