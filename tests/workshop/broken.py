"""A launched class on an account of this process, and what breaks its seats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from c9lib.aws import Session
from c9lib.nouns import Call
from c9lib.parameters import Parameters
from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.world import World
from c9lib.steps import STEPS
from c9lib.workshop import Share, read
from c9lib.workshop.asked import asked_as
from c9lib.workshop.layout import Layout, lay_out
from c9lib.workshop.mending import RepairPlan, Wishes
from c9lib.workshop.repair import Repaired, repair
from c9lib.workshop.shared import own_steps, parameters_of, places, steps_of
from c9lib.workshop.state import look_at
from tests.least.account import inside

SEATS = 4
SILENCE = 700
"""Seconds after which an agent that is cut off counts as lost, and one that isn't has been heard."""
EVERYWHERE = "0.0.0.0/0"
ROLE, POLICY = "AWSCloud9SSMAccessRole", "arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile"


@dataclass
class Class:
    """A class, its session, and its account."""

    session: Session
    layout: Layout
    front: Front

    @property
    def ec2(self) -> Any:
        return self.session.client("ec2")

    @property
    def iam(self) -> Any:
        return self.session.client("iam")

    @property
    def seats(self) -> list[str]:
        return [one.name for one in self.layout.roster.seats]

    def wait(self, seconds: float = SILENCE) -> None:
        """Time passes."""
        self.session.target.let_pass(seconds)

    def launch(self, seats: Iterable[str] = ()) -> None:
        """By its steps; without evidence."""
        for step in own_steps(self.layout):
            STEPS[step](self.session).apply()
        for seat in seats or self.seats:
            asked = self.asked(seat)
            for step in steps_of(self.layout, asked):
                STEPS[step](asked_as(self.session, asked)).apply()

    def asked(self, seat: str) -> Parameters:
        where = places(self.session, self.layout)
        one = next(one for one in self.layout.roster.seats if one.name == seat)
        return parameters_of(self.layout, one, where[seat])

    def environment(self, seat: str) -> str:
        return look_at(self.session, self.layout)[seat].environment_id

    def instance(self, seat: str) -> dict[str, Any]:
        name = look_at(self.session, self.layout)[seat].instance_id
        found: dict[str, Any] = self.ec2.describe_instances(InstanceIds=[name])["Reservations"][0]["Instances"][0]
        return found

    def group(self, seat: str) -> str:
        return str(self.instance(seat)["SecurityGroups"][0]["GroupId"])

    def endpoints_group(self) -> str:
        found = self.ec2.describe_vpc_endpoints(Filters=[{"Name": "vpc-endpoint-type", "Values": ["Interface"]}])
        return str(found["VpcEndpoints"][0]["Groups"][0]["GroupId"])

    def table(self, seat: str) -> dict[str, Any]:
        subnet = self.instance(seat)["SubnetId"]
        wanted = [{"Name": "association.subnet-id", "Values": [subnet]}]
        found: dict[str, Any] = self.ec2.describe_route_tables(Filters=wanted)["RouteTables"][0]
        return found

    def acl(self, seat: str) -> str:
        wanted = [{"Name": "association.subnet-id", "Values": [self.instance(seat)["SubnetId"]]}]
        return str(self.ec2.describe_network_acls(Filters=wanted)["NetworkAcls"][0]["NetworkAclId"])

    def lets_nothing_out(self, seat: str) -> str:
        """The group of a seat's instance loses its outbound rules."""
        group = self.group(seat)
        held = self.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
        self.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=held)
        return group

    def endpoints_let_nobody_in(self) -> str:
        group = self.endpoints_group()
        held = self.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
        self.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=held)
        return group

    def no_default_route(self, seat: str) -> str:
        table = str(self.table(seat)["RouteTableId"])
        self.ec2.delete_route(RouteTableId=table, DestinationCidrBlock=EVERYWHERE)
        return table

    def acl_denies(self, seat: str, acl: str = "") -> str:
        """The ACL of a seat's subnet denies HTTPS out."""
        name = acl or self.acl(seat)
        told = {"Protocol": "6", "PortRange": {"From": 443, "To": 443}, "CidrBlock": EVERYWHERE}
        self.ec2.create_network_acl_entry(NetworkAclId=name, RuleNumber=50, RuleAction="deny", Egress=True, **told)
        return name

    def role_without_policy(self) -> None:
        self.iam.detach_role_policy(RoleName=ROLE, PolicyArn=POLICY)

    def stopped(self, seat: str) -> str:
        name = str(self.instance(seat)["InstanceId"])
        self.ec2.stop_instances(InstanceIds=[name])
        return name

    def deleted(self, seat: str) -> None:
        self.session.client("cloud9").delete_environment(environmentId=self.environment(seat))
        self.wait()

    def writes(self, since: int) -> list[Call]:
        """The calls since then that changed something."""
        return [call for call in self.session.calls[since:] if call.writes]


def made(
    folder: pytest.TempPathFactory,
    boto_session: boto3.Session,
    seats: int = SEATS,
    share: Share = "vpc",
    **given: str,
) -> Class:
    """A class of so many on a fresh account, with its learners; not launched yet. A process holds one account at a
    time."""
    path = folder.mktemp("class") / "roster.csv"
    rows = (f"{one:02},learner-{one}" for one in range(1, seats + 1))
    path.write_text("\n".join(("seat,learner", *rows, "")), encoding="utf-8")
    told = {"deployment": "python", "automatic_stop_minutes": "0", **given}
    front = Front(World(seed=1, clock=Clock(speed=0.0)))
    layout = lay_out(read(path, (), tuple(told.items()), share))
    one = Class(Session(layout.own, inside(front, boto_session), lambda _: None), layout, front)
    for seat in layout.roster.seats:
        one.iam.create_user(UserName=seat.learner)
    return one


def mended(one: Class, **wishes: bool) -> Repaired:
    """Repaired, with everything agreed to."""

    def agree(plan: RepairPlan) -> bool:
        assert plan.mendings, plan
        return True

    return repair(one.session, one.layout, agree, lambda _: None, Wishes(**wishes))
