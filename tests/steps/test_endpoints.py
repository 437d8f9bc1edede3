"""Step endpoints: made, reused, refused, and removed."""

import json
from collections.abc import Callable

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.steps import buckets
from c9lib.steps.endpoints import EndpointsStep
from c9lib.steps.network_parts import parts
from c9lib.steps.place import Place
from tests.steps.conftest import Connected
from tests.steps.near import SUBNET, document, foreign, guard, modify, seen

Done = Callable[..., None]
ALL = ("ssm", "ssmmessages", "ec2messages")


def test_made_guarded_and_available(session: Session, done: Done) -> None:
    done(session, "network")
    outcome = EndpointsStep(session).apply()
    assert [change.action for change in outcome.changes] == ["create", "allow", *["create"] * 4, "wait"]
    assert sum(change.cost_per_hour or 0 for change in outcome.changes) == pytest.approx(0.03)
    there = seen(session)
    group = there.own_group
    assert group is not None
    assert guard(session) == {SUBNET}
    for service in ALL:
        found = there.interface(service)
        assert found is not None
        assert found["State"].lower() == "available"
        assert [one["GroupId"] for one in found["Groups"]] == [group["GroupId"]]
    gateway = there.gateway()
    assert gateway is not None
    assert gateway["RouteTableIds"] == [there.here.route_table["RouteTableId"] if there.here.route_table else ""]
    assert json.loads(gateway["PolicyDocument"]) == buckets.policy("us-east-1")
    assert EndpointsStep(session).plan().changes == ()
    assert EndpointsStep(session).verify().well


@pytest.mark.parametrize("made", [1, 2, 4, 6])
def test_a_run_that_broke_off_is_finished(session: Session, done: Done, made: int) -> None:
    done(session, "network")
    for change in EndpointsStep(session).plan().changes[:made]:
        change.run()
    assert len(EndpointsStep(session).apply().changes) == 7 - made
    assert len(session.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints")) == 4
    assert EndpointsStep(session).plan().changes == ()


def test_without_a_subnet_it_is_refused_and_shows_what_it_would_do(session: Session) -> None:
    with pytest.raises(RefusedError, match="Run step network first"):
        EndpointsStep(session).apply()
    plan = EndpointsStep(session).plan()
    assert len(plan.changes) == 7
    assert plan.refusals == ()


def test_ec2messages_is_wanted_and_the_plan_says_that_it_may_be_left_out(connected: Connected, done: Done) -> None:
    done(connected(), "network")
    assert any("ec2messages" in note and "3.3.40.0" in note for note in EndpointsStep(connected()).plan().notes)
    without = EndpointsStep(connected(endpoint_services=("ssm", "ssmmessages"))).plan()
    assert not any("ec2messages" in note for note in without.notes)


def test_an_endpoint_of_somebody_is_used_and_left_by_undo(session: Session, done: Done) -> None:
    done(session, "network")
    theirs = foreign(session, "ssm", "10.0.0.0/16")
    session.target.let_pass(120)
    outcome = EndpointsStep(session).apply()
    assert not any("for ssm," in change.what for change in outcome.changes)
    assert any(theirs in note and "never changed" in note for note in outcome.notes)
    found = seen(session).interface("ssm")
    assert found is not None
    assert found["VpcEndpointId"] == theirs
    EndpointsStep(session).undo()
    left = [one["VpcEndpointId"] for one in seen(session).all if one["State"].lower() != "deleted"]
    assert left == [theirs]
    assert seen(session).own_group is None


def test_an_endpoint_of_somebody_that_is_still_pending_is_waited_for(connected: Connected, done: Done) -> None:
    session = connected(endpoint_services=("ssm",))
    done(session, "network")
    foreign(session, "ssm", "10.0.0.0/16")
    (change,) = EndpointsStep(session).plan().changes
    assert change.action == "wait"


def test_an_endpoint_of_somebody_that_lets_nobody_in_is_refused_with_the_command(session: Session, done: Done) -> None:
    done(session, "network")
    theirs = foreign(session, "ssmmessages", "192.168.0.0/16")
    before = len(seen(session).all)
    with pytest.raises(RefusedError, match=rf"{theirs} for ssmmessages .*authorize-security-group-ingress .*10\.0\.0"):
        EndpointsStep(session).apply()
    assert len(seen(session).all) == before


def test_an_endpoint_of_somebody_whose_policy_denies_the_agent_is_refused_with_the_command(
    session: Session, done: Done, in_shell: Callable[[str], None]
) -> None:
    done(session, "network")
    theirs = foreign(session, "ssm", "10.0.0.0/16", PolicyDocument=document("ssm:StartSession"))
    session.target.let_pass(120)
    told = rf"ssm:UpdateInstanceInformation.*modify-vpc-endpoint --vpc-endpoint-id {theirs} --policy-document"
    with pytest.raises(RefusedError, match=told) as refused:
        EndpointsStep(session).apply()
    in_shell(refused.value.details[0].partition("Mend it with: ")[2])
    assert EndpointsStep(session).plan().refusals == ()


def test_an_endpoint_of_somebody_without_private_dns_is_no_clash(session: Session, done: Done) -> None:
    done(session, "network")
    theirs = foreign(session, "ssm", "10.0.0.0/16", PrivateDnsEnabled=False)
    EndpointsStep(session).apply()
    found = seen(session).interface("ssm")
    assert found is not None
    assert found["VpcEndpointId"] != theirs


def test_in_a_subnet_that_another_account_shares_nothing_can_be_made(
    session: Session, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    done(session, "network")
    monkeypatch.setattr(Place, "is_shared", True)
    monkeypatch.setattr(Place, "subnet", {**seen(session).here.subnet, "OwnerId": "999999999999"})
    with pytest.raises(RefusedError, match=r"belongs to account 999999999999.*set\s+endpoint_services to \[\]"):
        EndpointsStep(session).apply()


def test_removed_and_made_again_at_once_waits_for_the_name(connected: Connected, done: Done) -> None:
    one = connected(endpoint_services=("ssm",))
    done(one, "network", "endpoints")
    found = seen(one).interface("ssm")
    assert found is not None
    one.client("ec2").delete_vpc_endpoints(VpcEndpointIds=[found["VpcEndpointId"]])
    outcome = EndpointsStep(one).apply()
    assert "a former endpoint has given the service's name back" in [waited.condition for waited in outcome.waits]
    assert EndpointsStep(one).plan().changes == ()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"PrivateDnsEnabled": False}, "Its private DNS is off"),
        ({"PolicyDocument": document("ssm:*", effect="Deny")}, "doesn't allow ssm:UpdateInstanceInformation"),
    ],
)
def test_our_own_endpoint_that_became_useless_is_told_and_mended(
    session: Session, done: Done, changed: dict[str, object], why: str
) -> None:
    done(session, "network", "endpoints")
    name = modify(session, "ssm", **changed)
    facts = {fact.thing: fact for fact in EndpointsStep(session).observe().facts}
    assert facts["endpoint for ssm"].state == "useless"
    assert why in facts["endpoint for ssm"].detail
    assert name in facts["endpoint for ssm"].detail
    change = EndpointsStep(session).apply().changes[0]
    assert (change.action, name in change.what) == ("mend", True)
    assert EndpointsStep(session).plan().changes == ()
    facts = {fact.thing: fact for fact in EndpointsStep(session).observe().facts}
    assert facts["endpoint for ssm"].state == "available"


def test_our_own_endpoint_gets_its_security_group_back(session: Session, done: Done) -> None:
    done(session, "network", "endpoints")
    own = seen(session).own_group
    assert own is not None
    other = session.client("ec2").create_security_group(
        GroupName="other", Description="x", VpcId=seen(session).here.vpc_id
    )
    modify(session, "ssm", AddSecurityGroupIds=[other["GroupId"]], RemoveSecurityGroupIds=[own["GroupId"]])
    facts = {fact.thing: fact for fact in EndpointsStep(session).observe().facts}
    assert facts["endpoint for ssm"].state == "useless"
    (change,) = EndpointsStep(session).apply().changes
    assert "with its security group" in change.what
    assert EndpointsStep(session).observe().facts[3].state == "available"


def test_a_rule_that_somebody_took_out_of_our_group_comes_back(session: Session, done: Done) -> None:
    done(session, "network", "endpoints")
    own = seen(session).own_group
    assert own is not None
    session.client("ec2").revoke_security_group_ingress(
        GroupId=own["GroupId"], IpProtocol="tcp", FromPort=443, ToPort=443, CidrIp="10.0.0.0/24"
    )
    assert "useless" in [fact.state for fact in EndpointsStep(session).observe().facts]
    (change,) = EndpointsStep(session).apply().changes
    assert change.action == "allow"
    assert guard(session) == {SUBNET}


def test_undo_takes_a_half_done_removal_on(session: Session, done: Done) -> None:
    done(session, "network", "endpoints")
    ids = [one["VpcEndpointId"] for one in seen(session).all]
    session.client("ec2").delete_vpc_endpoints(VpcEndpointIds=ids[:2])
    outcome = EndpointsStep(session).undo()
    assert [change.action for change in outcome.changes] == ["delete", "delete"]
    assert seen(session).all == []
    assert seen(session).own_group is None
    assert EndpointsStep(session).undo().changes == ()
    assert len(parts(session).vpcs) == 1


def test_only_what_is_asked_for(connected: Connected, done: Done) -> None:
    done(connected(), "network")
    assert EndpointsStep(connected(endpoint_services=())).plan().changes == ()
    (change,) = EndpointsStep(connected(endpoint_services=("s3",))).plan().changes
    assert "gateway endpoint for s3" in change.what
