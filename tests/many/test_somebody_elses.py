"""An account full of somebody else's resources, some with our names: a run and its end leave every byte as it is."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

import pytest

from c9lib import checks
from c9lib.aws import Session
from c9lib.errors import UserError
from c9lib.simulator.front import Front
from c9lib.steps import TearDownStep, in_order, leftovers
from tests.many import crowd, things
from tests.many.conftest import Connected
from tests.many.somebody import Somebody
from tests.many.things import Things

REGIONS = ("us-east-1", "eu-west-1")


@pytest.fixture(scope="module")
def somebody(front: Front, client: Callable[..., Any]) -> Somebody:
    def wait(seconds: float) -> None:
        front.world.clock.advance(seconds)
        front.world.events.settle()

    made = Somebody(client, wait)
    made.settle()
    return made


@pytest.fixture(scope="module")
def all_theirs(client: Callable[..., Any]) -> Callable[[], Things]:
    """`all_theirs()`: everything in the account now. The role that Cloud9 itself works with stays for good."""

    def look() -> Things:
        found = things.of_iam(client)
        for region in REGIONS:
            found |= things.in_region(client, region)
        return {name: told for name, told in found.items() if "AWSServiceRoleFor" not in name}

    return look


@pytest.fixture(scope="module")
def before(somebody: Somebody, all_theirs: Callable[[], Things]) -> Things:
    """What they had before anything of ours ran."""
    return all_theirs()


def differences(before: Things, after: Things) -> str:
    """What is gone, new or another, for a person."""
    lines = ([f"{name} {told}" for name, told in sorted(one.items())] for one in (before, after))
    return "\n".join(difflib.unified_diff(*lines, "before", "after", n=0, lineterm=""))


def still_theirs(before: Things, now: Things) -> str:
    """The same while our things are there, too: theirs, and nothing else, has to be as it was."""
    return differences(before, {name: told for name, told in now.items() if name in before})


def through(session: Session, before: Things, look: Callable[[], Things]) -> None:
    """Plan, run, verify, and tear down; after each, theirs is as it was."""
    for kind in in_order(session.parameters):
        kind(session).plan()
    assert not [call for call in session.calls if call.writes]
    assert differences(before, look()) == ""
    crowd.run(session)
    assert still_theirs(before, look()) == ""
    assert checks.verdict(session).verdict != "fail"
    crowd.run(session)
    assert still_theirs(before, look()) == ""
    TearDownStep(session).undo()
    assert not leftovers(session).facts
    assert differences(before, look()) == ""


def test_what_becomes_another_would_show(
    somebody: Somebody, before: Things, client: Callable[..., Any], all_theirs: Callable[[], Things]
) -> None:
    ec2, tag = client("ec2", "us-east-1"), [{"Key": "Name", "Value": "changed"}]
    (was,) = ec2.describe_tags(
        Filters=[{"Name": "resource-id", "Values": [somebody.vpc]}, {"Name": "key", "Values": ["Name"]}]
    )["Tags"]
    ec2.create_tags(Resources=[somebody.vpc], Tags=tag)
    assert f"us-east-1 Vpcs {somebody.vpc}" in still_theirs(before, all_theirs())
    ec2.create_tags(Resources=[somebody.vpc], Tags=[{"Key": "Name", "Value": was["Value"]}])
    volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=8)["VolumeId"]
    assert f"us-east-1 Volumes {volume}" in differences(before, all_theirs())
    ec2.delete_volume(VolumeId=volume)
    assert differences(before, all_theirs()) == ""


def test_a_run_in_their_subnet_leaves_every_byte(
    somebody: Somebody, before: Things, connected: Connected, all_theirs: Callable[[], Things]
) -> None:
    given = {"network": "existing", "vpc_id": somebody.vpc, "subnet_id": somebody.subnet}
    through(connected(**given, endpoint_services=()), before, all_theirs)


@pytest.mark.parametrize(
    ("network", "launch_with"), [("public", "cloudformation"), ("isolated", "api"), ("nat", "cloudformation")]
)
def test_a_run_beside_their_networks_leaves_every_byte(
    before: Things, connected: Connected, all_theirs: Callable[[], Things], network: str, launch_with: str
) -> None:
    session = connected(network=network, launch_with=launch_with, deployment="no-ingress-3", environment_name="ours")
    through(session, before, all_theirs)


@pytest.mark.parametrize(
    "given",
    [
        {"vpc_cidr": "10.0.0.0/16", "access_for": ("user/nobody",)},
        {"network": "existing", "vpc_id": "vpc-0123456789abcdef0", "subnet_id": "subnet-0123456789abcdef0"},
        {"access_for": ("user/no-ingress",), "access_policy": "statements"},
    ],
)
def test_a_run_that_is_refused_leaves_every_byte(
    before: Things, connected: Connected, all_theirs: Callable[[], Things], given: dict[str, Any]
) -> None:
    session = connected(**given)
    with pytest.raises(UserError):
        crowd.run(session)
    assert still_theirs(before, all_theirs()) == ""
    TearDownStep(session).undo()
    assert not leftovers(session).facts
    assert differences(before, all_theirs()) == ""
