"""A class that is broken in different ways is mended, each remedy once; healthy seats aren't touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import boto3
import pytest

from c9lib.workshop.mending import RepairPlan
from c9lib.workshop.repair import Repaired, repair
from c9lib.workshop.verdict import verify
from tests.workshop.broken import ROLE, SEATS, Class, made, mended


@pytest.fixture(scope="module")
def isolated(tmp_path_factory: pytest.TempPathFactory, boto_session: boto3.Session) -> Iterator[Class]:
    """A class behind endpoints, whose tests leave it well."""
    found = made(tmp_path_factory, boto_session, network="isolated")
    found.launch()
    yield found
    assert verify(found.session, found.layout).broken == ()


@pytest.fixture
def mend(isolated: Class) -> Callable[..., Repaired]:
    return lambda **wishes: mended(isolated, **wishes)


def test_a_class_that_is_well_needs_nothing(isolated: Class, mend: Callable[..., Repaired]) -> None:
    since = len(isolated.session.calls)
    done = mend()
    assert (done.exit_code, done.rounds, done.done, done.left) == (0, 0, (), ())
    assert isolated.writes(since) == []
    assert "all seats work" in str(done)


def test_what_all_share_is_mended_once_by_the_step_that_made_it(isolated: Class, mend: Callable[..., Repaired]) -> None:
    group = isolated.endpoints_let_nobody_in()
    isolated.wait()
    found = verify(isolated.session, isolated.layout)
    assert [(cause.thing, cause.seats) for cause in found.failing] == [
        (f"endpoint's security-group {group}", tuple(isolated.seats))
    ]
    assert found.failing[0].headline.startswith(f"{SEATS} seats: {group} has no rule at all for inbound TCP 443")
    since = len(isolated.session.calls)
    done = mend()
    assert done.mended == tuple(isolated.seats)
    assert next(one.mending.how for one in done.done) == "step"
    allowed = [call for call in isolated.writes(since) if call.operation == "AuthorizeSecurityGroupIngress"]
    assert [call.arguments["GroupId"] for call in allowed] == [group]


def test_each_broken_seat_is_mended_and_no_other_one_is_touched(isolated: Class, mend: Callable[..., Repaired]) -> None:
    broken = [isolated.lets_nothing_out(seat) for seat in ("01", "03")]
    isolated.wait()
    found = verify(isolated.session, isolated.layout)
    assert [(cause.thing, cause.seats) for cause in found.failing] == [
        (f"security-group {broken[0]}", ("01",)),
        (f"security-group {broken[1]}", ("03",)),
    ]
    rows = [row for row in found.table().rows if row[0].endswith("fail") or not row[0]]
    assert rows[0][2].startswith("2 seats, each with its own security-group: it has no rule at all")
    assert [row[1:3] for row in rows[1:]] == [
        ("01", f"security-group {broken[0]}"),
        ("03", f"security-group {broken[1]}"),
    ]
    assert all(row[3].startswith("aws ec2 authorize-security-group-egress") for row in rows[1:])
    instances = {seat: isolated.instance(seat)["InstanceId"] for seat in isolated.seats}
    since = len(isolated.session.calls)
    done = mend()
    assert done.mended == ("01", "03")
    touched = str([call.arguments for call in isolated.writes(since)])
    assert all(group in touched for group in broken)
    for healthy in ("02", "04"):
        assert instances[healthy] not in touched
        assert isolated.group(healthy) not in touched
        assert isolated.environment(healthy) not in touched
    assert {seat: isolated.instance(seat)["InstanceId"] for seat in isolated.seats} == instances


def test_what_shows_itself_behind_a_mended_cause_is_mended_in_another_round(
    isolated: Class, mend: Callable[..., Repaired]
) -> None:
    isolated.role_without_policy()
    acl = isolated.acl_denies("01")
    group = isolated.lets_nothing_out("02")
    isolated.wait()
    first = verify(isolated.session, isolated.layout)
    assert [cause.check for cause in first.failing] == ["role.policy"]
    assert first.failing[0].thing == f"role {ROLE}"
    done = mend()
    assert done.rounds >= 2
    assert done.mended == tuple(isolated.seats)
    told = str([one.mending.what for one in done.done])
    assert "step role of python" in told
    assert acl in told
    assert group in told
    ran = [one.mending.what for one in done.done if one.mending.how == "command" and "reboot" not in one.mending.what]
    assert len(ran) == len(set(ran))
    isolated.ec2.delete_network_acl_entry(NetworkAclId=acl, RuleNumber=50, Egress=True)


def test_nothing_is_done_until_somebody_agrees(isolated: Class) -> None:
    isolated.lets_nothing_out("02")
    isolated.wait()
    since = len(isolated.session.calls)
    plans: list[RepairPlan] = []

    def no(plan: RepairPlan) -> bool:
        plans.append(plan)
        return False

    done = repair(isolated.session, isolated.layout, no, lambda _: None)
    assert isolated.writes(since) == []
    assert (done.exit_code, done.agreed, done.rounds) == (1, False, 0)
    assert "aws ec2 authorize-security-group-egress" in str(plans[0]).replace("\n", " ")
    assert [one.seats for one in plans[0].mendings] == [("02",)]
    assert mended(isolated).exit_code == 0


def test_a_stopped_instance_is_started_only_when_asked(isolated: Class, mend: Callable[..., Repaired]) -> None:
    name = isolated.stopped("04")
    isolated.wait()
    since = len(isolated.session.calls)
    done = mend()
    assert (done.exit_code, isolated.writes(since)) == (0, [])
    assert [(one.seats, "--start" in one.reason) for one in done.left] == [(("04",), True)]
    done = mend(start=True)
    assert [call.operation for call in isolated.writes(since)] == ["StartInstances"]
    assert isolated.instance("04")["State"]["Name"] == "running"
    assert isolated.instance("04")["InstanceId"] == name


def test_what_is_somebody_elses_is_changed_only_with_others(isolated: Class, mend: Callable[..., Repaired]) -> None:
    """Somebody has put an ACL of their own onto the subnet of the class."""
    acl = isolated.ec2.create_network_acl(VpcId=isolated.instance("01")["VpcId"])["NetworkAcl"]["NetworkAclId"]
    subnet = isolated.instance("01")["SubnetId"]
    wanted = [{"Name": "association.subnet-id", "Values": [subnet]}]
    now = isolated.ec2.describe_network_acls(Filters=wanted)["NetworkAcls"][0]
    held = next(one for one in now["Associations"] if one["SubnetId"] == subnet)["NetworkAclAssociationId"]
    isolated.ec2.replace_network_acl_association(AssociationId=held, NetworkAclId=acl)
    isolated.wait()
    since = len(isolated.session.calls)
    done = mend()
    assert done.exit_code == 1
    assert isolated.writes(since) == []
    assert [(one.seats, acl in one.reason, "--others" in one.reason) for one in done.left] == [
        (tuple(isolated.seats), True, True)
    ]
    assert any("create-network-acl-entry" in line for line in done.left[0].lines)
    assert mend(others=True).exit_code == 0


def test_a_missing_seat_is_left_to_launch(isolated: Class, mend: Callable[..., Repaired]) -> None:
    isolated.deleted("03")
    found = verify(isolated.session, isolated.layout)
    assert [(one.seat, one.state) for one in found.missing] == [("03", "missing")]
    assert found.broken == ("03",)
    since = len(isolated.session.calls)
    done = mend()
    assert (done.exit_code, isolated.writes(since)) == (1, [])
    assert [(one.seats, "launch" in one.reason) for one in done.left] == [(("03",), True)]
    isolated.launch(["03"])
