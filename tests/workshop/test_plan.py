"""The plan of a class on the simulated AWS: judged by what the account shows, in few calls, all of them reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from c9lib.aws import Session
from c9lib.simulator.front import Front
from c9lib.steps import STEPS
from c9lib.steps.launching import PROFILE_AGE
from c9lib.workshop import Roster
from c9lib.workshop.plan import ClassPlan, own_parameters, plan
from tests.least.account import inside
from tests.workshop.conftest import Connected, Read

MOST_CALLS = 25
Planned = Callable[..., ClassPlan]


@pytest.fixture
def planned(connected: Connected) -> Planned:
    """`planned(roster)`: its plan for 8 hours, in a session of its own, with nothing written and few calls."""

    def make(roster: Roster, hours: int = 8) -> ClassPlan:
        session = connected(own_parameters(roster))
        found = plan(session, roster, hours)
        assert not [call for call in session.calls if call.writes]
        assert len(session.calls) <= MOST_CALLS
        return found

    return make


@pytest.fixture
def iam(front: Front, boto_session: Any) -> Any:
    return inside(front, boto_session).client("iam", "us-east-1")


@pytest.fixture
def admitted(iam: Any) -> Callable[[int], None]:
    """`admitted(60)`: the learners of `many(60)` are users of the account."""

    def admit(number: int) -> None:
        for one in range(1, number + 1):
            iam.create_user(UserName=f"learner-{one:03}")

    return admit


def row(found: ClassPlan, name: str) -> dict[str, Any]:
    (told,) = [one.to_json() for one in found.fit.rows if one.need.kind.id == name]
    return told


@pytest.mark.parametrize("seats", [1, 60, 200])
def test_a_class_of_any_size_takes_as_many_calls(
    many: Read, planned: Planned, admitted: Callable[[int], None], seats: int
) -> None:
    admitted(seats)
    found = planned(many(seats))
    assert found.well, found.refusals
    assert found.reads == "13 calls, all of them reads"
    assert row(found, "environments")["needed"] == seats
    assert row(found, "vcpus")["needed"] == 2 * seats
    assert row(found, "vpcs") == {
        "id": "vpcs",
        "thing": "VPCs",
        "code": "L-F678F1CE",
        "needed": 1,
        "used": 1,
        "quota": 5,
        "left": 4,
        "answer": "ok",
        "source": "Service Quotas",
    }


def test_what_nobody_knows_is_named(many: Read, planned: Planned, admitted: Callable[[int], None]) -> None:
    admitted(1)
    found = planned(many(1))
    assert row(found, "vcpus")["quota"] is None
    assert row(found, "vcpus")["source"] == "not known; Service Quotas: NoSuchResourceException"
    assert any("vCPUs" in note for note in found.notes)


def test_too_many_for_the_account(many: Read, planned: Planned, admitted: Callable[[int], None]) -> None:
    admitted(201)
    found = planned(many(201))
    assert found.refusals == (
        "EC2 environments in the account: the class needs 201, 0 of 200 are used, 200 are left (Service Quotas).",
    )
    assert found.instead[0] == "The first 200 seats of the roster fit as it is."


def test_one_nat_gateway_each_is_too_many_and_one_for_all_would_fit(
    many: Read, planned: Planned, admitted: Callable[[int], None]
) -> None:
    admitted(6)
    found = planned(many(6, share="none", network="nat"))
    broken = [one.need.kind.id for one in found.fit.broken]
    assert broken == ["vpcs", "internet-gateways", "elastic-ips", "nat-gateways"]
    assert len(found.refusals) == 4
    assert found.instead[:2] == ("All 6 seats fit with --share vpc.", "The first 4 seats of the roster fit as it is.")
    assert planned(many(6, network="nat")).well


def test_the_subnets_are_too_small(many: Read, planned: Planned, admitted: Callable[[int], None]) -> None:
    admitted(60)
    found = planned(many(60, vpc_cidr="10.0.0.0/26"))
    assert len(found.refusals) == 1
    assert "The 1 subnet of 10.0.0.0/26 holds 56 seats" in found.refusals[0]
    assert found.refusals[0].endswith("the roster has 60. vpc_cidr 10.0.0.0/16 holds 248.")


def test_learners_who_arent_there(class_of: Read, planned: Planned, iam: Any) -> None:
    iam.create_user(UserName="ann", Path="/students/")
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}]}
    iam.create_role(RoleName="Student", AssumeRolePolicyDocument=json.dumps(trust))
    found = planned(
        class_of(
            "01,ann,", "02,bob,", "03,carl@x.org,Student", "04,dora@x.org,Guest", heading="seat,learner,learner_role"
        )
    )
    assert found.refusals == (
        "Cloud9 takes nobody as an owner who isn't there:"
        " seat 01: the ARN of ann is arn:aws:iam::123456789012:user/students/ann; write that;"
        " seat 02: there is no IAM user bob; seat 04: there is no role Guest.",
    )
    assert found.instead == ("Learners who are there, 1 more: aws iam create-user --user-name bob",)


def test_learners_of_another_account(class_of: Read, planned: Planned) -> None:
    found = planned(class_of("01,arn:aws:iam::999999999999:user/ann"))
    assert found.refusals[0] == (
        "1 of 1 learner belong to another account than 123456789012: arn:aws:iam::999999999999:user/ann of seat 01"
        " first. Name the account in account_id, or correct the ARNs."
    )


def test_an_instance_type_that_the_region_hasnt(many: Read, planned: Planned, admitted: Callable[[int], None]) -> None:
    admitted(1)
    found = planned(many(1, instance_type="t9.small"))
    assert found.refusals == ("us-east-1 has no instance type t9.small. Choose another instance_type.",)


def test_subnets_of_ones_own(class_of: Read, planned: Planned, connected: Connected, iam: Any) -> None:
    for name in ("ann", "bob"):
        iam.create_user(UserName=name)
    subnet = connected(own_parameters(class_of("01,ann"))).client("ec2").describe_subnets()["Subnets"][0]
    given = {"network": "existing", "vpc_id": subnet["VpcId"], "subnet_id": subnet["SubnetId"]}
    assert planned(class_of("01,ann", **given)).well
    missing = "subnet-00000000000000000"
    found = planned(class_of("01,ann,", f"02,bob,{missing}", heading="seat,learner,subnet_id", **given))
    assert [one.need.where for one in found.fit.broken] == [missing]


@pytest.fixture
def launched(front: Front, boto_session: Any, connected: Connected, many: Read) -> Callable[[int], Session]:
    """`launched(26)`: the class's network, and the environments of the first 26 seats of `many`."""

    def launch(number: int) -> Session:
        roster = many(number)
        session = connected(own_parameters(roster))
        for step in ("role", "profile", "network"):
            STEPS[step](session).apply()
        session.target.let_pass(PROFILE_AGE)
        (subnet,) = session.client("ec2").describe_subnets(Filters=session.tag_filter())["Subnets"]
        for seat in roster.seats:
            asked = seat.parameters
            session.client("cloud9").create_environment_ec2(
                name=asked.environment_name,
                instanceType=asked.instance_type,
                imageId=asked.image_id,
                connectionType="CONNECT_SSM",
                subnetId=subnet["SubnetId"],
                ownerArn=asked.owner_arn,
                tags=[{"Key": "c9lib:deployment", "Value": asked.deployment}],
            )
        session.target.let_pass(300)
        return session

    return launch


def test_seats_that_are_there_are_counted_once(
    many: Read, planned: Planned, admitted: Callable[[int], None], launched: Callable[[int], Session]
) -> None:
    """Twenty-six of thirty are there: for each 25 environments the listing has a page more, and that is all."""
    admitted(30)
    launched(26)
    found = planned(many(30))
    assert found.well, found.refusals
    assert len(found.there.seats) == len(found.there.running) == 26
    assert found.reads == "13 calls, all of them reads"
    environments, vpcs = row(found, "environments"), row(found, "vpcs")
    assert (environments["needed"], environments["used"], environments["left"]) == (4, 26, 174)
    assert (vpcs["needed"], vpcs["used"]) == (0, 2)
    assert row(found, "vcpus")["needed"] == 2 * 4
    assert (row(found, "environments-per-user")["used"], row(found, "environments-per-user")["needed"]) == (0, 1)
    assert "30 seats, 26 of them there already" in str(found)
    assert planned(many(26)).fit.fits


def test_a_seat_that_lost_its_instance_counts_once(
    many: Read, planned: Planned, admitted: Callable[[int], None], launched: Callable[[int], Session]
) -> None:
    """Its environment goes before a new one is made: in an account that is full the class can be launched again."""
    admitted(5)
    session = launched(4)
    ec2 = session.client("ec2")
    alive = [one for page in ec2.describe_instances()["Reservations"] for one in page["Instances"]]
    ec2.terminate_instances(InstanceIds=[alive[0]["InstanceId"]])
    found = planned(many(5))
    assert (len(found.there.seats), len(found.there.leftover)) == (3, 1)
    environments = row(found, "environments")
    assert (environments["needed"], environments["used"]) == (1, 4)
    assert (row(found, "environments-per-user")["used"], row(found, "environments-per-user")["needed"]) == (0, 1)
    assert row(found, "vcpus")["needed"] == 2 * 2


def test_where_service_quotas_is_closed_the_defaults_are_used_and_said_so(
    many: Read, connected: Connected, admitted: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    admitted(1)
    roster = many(1)
    session = connected(own_parameters(roster))

    def refuse(**_: Any) -> None:
        client = session.client("service-quotas")
        raise client.exceptions.ClientError({"Error": {"Code": "AccessDeniedException"}}, "ListServiceQuotas")

    session.client("service-quotas").meta.events.register("before-call.service-quotas", refuse)
    found = plan(session, roster, 8)
    assert found.well
    assert row(found, "environments")["quota"] == 200
    assert row(found, "environments")["source"] == "AWS's default; Service Quotas: AccessDeniedException"
    assert row(found, "vcpus")["quota"] is None


def test_where_iam_doesnt_list_its_users_that_is_said(many: Read, connected: Connected) -> None:
    roster = many(1)
    session = connected(own_parameters(roster))

    def refuse(**_: Any) -> None:
        raise session.client("iam").exceptions.ClientError({"Error": {"Code": "AccessDenied"}}, "ListUsers")

    session.client("iam").meta.events.register("before-call.iam.ListUsers", refuse)
    found = plan(session, roster, 8)
    assert found.well
    assert found.notes[-1] == "Whether the learners exist wasn't looked at: IAM answers AccessDenied."


def test_where_service_quotas_cant_be_reached(
    many: Read, connected: Connected, admitted: Callable[[int], None]
) -> None:
    admitted(1)
    roster = many(1)
    session = connected(own_parameters(roster))

    def lost(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://servicequotas.us-east-1.amazonaws.com")

    session.client("service-quotas").meta.events.register("before-call.service-quotas", lost)
    assert row(plan(session, roster, 8), "vpcs")["source"] == "AWS's default; Service Quotas: EndpointConnectionError"


def test_it_draws_itself_and_is_one_document(many: Read, planned: Planned, admitted: Callable[[int], None]) -> None:
    admitted(3)
    found = planned(many(3, network="isolated"))
    bundle = found._repr_mimebundle_()
    assert bundle["text/plain"] == str(found)
    assert bundle["text/html"].count("<table") == 6
    told = json.loads(json.dumps(found.to_json()))
    assert (told["class"], told["share"], told["network"], told["networks_made"]) == ("python", "vpc", "isolated", 1)
    assert [group["seats"] for group in told["groups"]] == [["001", "002", "003"]]
    assert told["cost"]["known_for_hours"] == pytest.approx(8 * (3 * (0.0208 + 10 * 0.08 / 730) + 0.03), abs=1e-3)
    assert sum(told["calls"]["by_service"].values()) == int(told["calls"]["told"].split()[0])


def test_owners_are_only_counted_where_one_could_have_too_many(
    many: Read, planned: Planned, admitted: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, launched: Any
) -> None:
    """With a quota of 20, twenty-six environments of others could be one owner's: only then they are read."""
    admitted(30)
    launched(26)
    monkeypatch.setattr("c9lib.workshop.there.PER_USER", 20)
    assert planned(many(30)).there.owners is None
    found = planned(many(30, deployment="another"))
    assert found.there.owners is not None
    assert set(found.there.owners.values()) == {1}
    assert found.reads == "16 calls, all of them reads"
    told = row(found, "environments-per-user")
    assert (told["used"], told["needed"]) == (1, 1)
