"""What still carries this deployment's tag: the proof of a tear-down, read afresh."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from c9lib.aws import Session
from c9lib.checks.documented import PROFILE, ROLE
from c9lib.checks.environments import lifecycle
from c9lib.nouns import Fact, Observation
from c9lib.steps.access import AccessStep
from c9lib.steps.base import translated
from c9lib.steps.environments import ours_to_remove
from c9lib.steps.needed import Needs
from c9lib.steps.reading import found, is_ours
from c9lib.steps.stack_names import belongs
from c9lib.steps.undo import leaving_of

Thing = Mapping[str, Any]


def _always(_: Thing) -> str:
    return "there"


def _state(thing: Thing) -> str:
    return str(thing["State"]).lower()


def _nat_state(thing: Thing) -> str:
    """A failed NAT gateway holds nothing and costs nothing, and EC2 forgets it by itself (facts 7.7): it has ended."""
    return "deleted" if thing["State"] == "failed" else _state(thing)


def _instance_state(thing: Thing) -> str:
    return str(thing["State"]["Name"])


# noun, EC2's listing, its member, the id, the state. What is deleted or terminated EC2 still shows for a while: that
# is no leftover.
EC2: tuple[tuple[str, str, str, str, Callable[[Thing], str]], ...] = (
    ("security group", "describe_security_groups", "SecurityGroups", "GroupId", _always),
    ("VPC endpoint", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId", _state),
    ("volume", "describe_volumes", "Volumes", "VolumeId", _state),
    ("NAT gateway", "describe_nat_gateways", "NatGateways", "NatGatewayId", _nat_state),
    ("Elastic IP address", "describe_addresses", "Addresses", "AllocationId", _always),
    ("network interface", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId", _always),
    ("subnet", "describe_subnets", "Subnets", "SubnetId", _state),
    ("route table", "describe_route_tables", "RouteTables", "RouteTableId", _always),
    ("internet gateway", "describe_internet_gateways", "InternetGateways", "InternetGatewayId", _always),
    ("VPC", "describe_vpcs", "Vpcs", "VpcId", _state),
)
ENDED = ("deleted", "terminated", "shutting-down")


def leftovers(session: Session) -> Observation:
    """What exists with this deployment's tag; no facts when nothing does. Raises `AwsError`."""
    with translated(session):
        facts = (*_environments(session), *_stacks(session), *_ec2(session), *_shared(session), *_access(session))
    return Observation("tear-down", facts, title=f"What is left of deployment {session.parameters.deployment}")


def _environments(session: Session) -> Iterator[Fact]:
    for one in ours_to_remove(session):
        yield Fact("environment", lifecycle(one), f"{one['name']} {one['id']}")


def _stacks(session: Session) -> Iterator[Fact]:
    for stack in session.pages("cloudformation", "describe_stacks", "Stacks"):
        if belongs(session, stack):
            yield Fact("stack", stack["StackStatus"], stack["StackName"])


def _ec2(session: Session) -> Iterator[Fact]:
    filters = session.tag_filter()
    for reservation in session.pages("ec2", "describe_instances", "Reservations", Filters=filters):
        for instance in reservation["Instances"]:
            if _instance_state(instance) not in ENDED:
                yield Fact("instance", _instance_state(instance), instance["InstanceId"])
    for noun, method, items, key, state in EC2:
        for thing in session.pages("ec2", method, items, Filters=filters):
            if is_ours(session, thing) and state(thing) not in ENDED:
                yield Fact(noun, state(thing), thing[key])


def _shared(session: Session) -> Iterator[Fact]:
    """The role and the profile of this deployment, unless others need them: then they stay rightly."""
    iam = session.client("iam")
    profile = found(iam.get_instance_profile, "NoSuchEntity", InstanceProfileName=PROFILE)
    role = found(iam.get_role, "NoSuchEntity", RoleName=ROLE)
    left = [("instance profile", PROFILE)] if profile and is_ours(session, profile["InstanceProfile"]) else []
    left += [("role", ROLE)] if role and is_ours(session, role["Role"]) else []
    if left and not Needs(session, leaving_of(session)).reason:
        yield from (Fact(noun, "there", name) for noun, name in left)


def _access(session: Session) -> Iterator[Fact]:
    for change in AccessStep(session).plan_undo().changes:
        yield Fact("access", "there", change.what)
