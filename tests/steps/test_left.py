"""The proof of a tear-down: what is gone, what is kept and why, what is left and what it costs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from c9lib.aws import Session
from c9lib.checks.documented import ROLE
from c9lib.nouns import Piece, Proof, Row
from c9lib.steps import TearDownStep, inventory, leftovers, prove
from c9lib.steps.leftovers import NOTHING_SHOWN
from tests.steps.conftest import LEARNER, Connected

Done = Callable[..., None]
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}'
DOCUMENTED = ("role", "profile", "network", "access", "environment", "endpoints")


def ends(proof: Proof) -> dict[str, str]:
    return {row.piece.thing: row.end for row in proof.rows}


def test_everything_that_there_was_is_gone_and_costs_nothing(connected: Connected, done: Done) -> None:
    session = connected(network="nat", access_for=(LEARNER,))
    done(session, *DOCUMENTED)
    before = inventory(session)
    things = {piece.thing for piece in before}
    assert things > {"environment", "instance", "VPC", "NAT gateway", "Elastic IP address", "VPC endpoint", "role"}
    price = {piece.thing: piece.cost_per_hour for piece in before}
    assert (price["NAT gateway"], price["Elastic IP address"], price["instance"]) == (0.045, 0.005, 0.0208)
    TearDownStep(session).undo()
    proof = prove(session, before)
    assert {row.end for row in proof.rows} == {"gone"}
    assert (proof.facts, proof.cost_per_hour) == ((), 0)
    assert proof.summary == f"{len(before)} gone, 0 kept, nothing left"


def test_what_others_need_is_kept_with_the_reason(connected: Connected, done: Done) -> None:
    first, second = connected(deployment="first"), connected(deployment="second", environment_name="second")
    done(first, *DOCUMENTED)
    done(second, *DOCUMENTED)
    before = inventory(first)
    TearDownStep(first).undo()
    proof = prove(first, before)
    assert [row.piece.thing for row in proof.of("kept")] == ["instance profile", "role"]
    assert all("no-ingress environments" in row.why for row in proof.of("kept"))
    assert proof.of("left") == ()
    assert proof.to_json()["summary"].endswith("2 kept, nothing left")


def test_what_is_left_is_told_with_its_price_and_looked_for_twice(connected: Connected, done: Done) -> None:
    session = connected(network="nat")
    done(session, "network")
    proof = prove(session, inventory(session))
    assert {row.end for row in proof.rows} == {"left"}
    assert proof.cost_per_hour == pytest.approx(0.05)
    assert "$0.0500 per hour, $36.50 per month (list prices of us-east-1" in str(proof)
    assert [waited.condition for waited in session.waits if not waited.well] == [NOTHING_SHOWN.condition]


def test_what_somebody_put_into_the_network_is_told_and_what_it_needs_is_left(connected: Connected, done: Done) -> None:
    session, somebody = connected(), connected(deployment="other")
    done(session, "role", "network")
    (subnet,) = session.client("ec2").describe_subnets(Filters=session.tag_filter())["Subnets"]
    made = somebody.client("ec2").create_network_interface(SubnetId=subnet["SubnetId"])["NetworkInterface"]
    before = inventory(session)
    TearDownStep(session).undo()
    proof = prove(session, before)
    kinds = ("subnet", "route table", "internet gateway", "VPC")
    assert ends(proof) == {"role": "gone", **dict.fromkeys(kinds, "left")}
    assert all(made["NetworkInterfaceId"] in row.why for row in proof.of("left"))
    somebody.client("ec2").delete_network_interface(NetworkInterfaceId=made["NetworkInterfaceId"])
    TearDownStep(session).undo()
    assert ends(prove(session, before)) == dict.fromkeys({piece.thing for piece in before}, "gone")


def test_endpoints_that_others_need_stay_until_they_are_gone(connected: Connected, done: Done) -> None:
    closed = closed_subnet(connected())
    maker = connected(deployment="maker", environment_name="maker", network="existing", **closed)
    user = connected(deployment="user", environment_name="user", network="existing", **closed)
    done(maker, "role", "profile", "endpoints", "environment")
    done(user, "role", "profile", "endpoints", "environment", "endpoints")
    before = inventory(maker)
    TearDownStep(maker).undo()
    proof = prove(maker, before)
    left = {row.piece.thing for row in proof.of("left")}
    assert left == {"VPC endpoint", "security group"}
    assert all("by no other way" in row.why for row in proof.of("left") if row.piece.thing == "VPC endpoint")
    user.target.let_pass(900)
    assert [one.status for one in user_agent(user)] == ["ok"]
    TearDownStep(user).undo()
    TearDownStep(maker).undo()
    assert leftovers(maker).facts == leftovers(user).facts == ()


def user_agent(session: Session) -> list[object]:
    from c9lib import checks

    return [one for one in checks.of(session, ["agent"]) if one.id == "agent.online"]


def closed_subnet(session: Session) -> dict[str, str]:
    """Somebody's VPC from which nothing leads out."""
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.8.0.0/24")["Vpc"]["VpcId"]
    for name in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=vpc, **{name: {"Value": True}})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.8.0.0/24", AvailabilityZone="us-east-1a")["Subnet"]
    return {"vpc_id": vpc, "subnet_id": subnet["SubnetId"]}


def test_a_failed_stack_without_a_tag_is_told_and_left_alone(connected: Connected) -> None:
    session = connected()
    body = "Resources: {R: {Type: 'AWS::IAM::Role', Properties: {AssumeRolePolicyDocument: {}, RoleName: '!'}}}"
    name = "aws-cloud9-no-ingress-0123456789abcdef0123456789abcdef"
    session.client("cloudformation").create_stack(
        StackName=name, TemplateBody=body, Capabilities=["CAPABILITY_NAMED_IAM"]
    )
    session.target.let_pass(600)
    proof = prove(session, ())
    assert proof.rows == ()
    assert f"delete-stack --stack-name {name}" in proof.notes[0]


def test_a_price_that_isnt_known_makes_the_sum_unknown() -> None:
    proof = Proof("d", (Row(Piece("volume", "vol-1", "in-use", None), "left"),), prices="list prices")
    assert proof.cost_per_hour is None
    assert "costs unknown per hour (list prices)" in str(proof)


def test_what_a_tear_down_would_still_remove_is_left_though_something_is_said_of_it(
    session: Session, done: Done
) -> None:
    done(session, "role")
    session.client("iam").put_role_policy(RoleName=ROLE, PolicyName="by-hand", PolicyDocument=POLICY)
    assert any(ROLE in note for note in TearDownStep(session).plan_undo().notes)
    (row,) = prove(session, ()).rows
    assert (row.piece.thing, row.end, row.why) == ("role", "left", "")
    assert [waited.condition for waited in session.waits][-1:] == [NOTHING_SHOWN.condition]
