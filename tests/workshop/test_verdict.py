"""The verdict on a class: grouped by root cause, in few calls; and which seats can't be judged."""

from __future__ import annotations

from dataclasses import replace

from c9lib.aws import Session
from c9lib.nouns import Check, Judged, Station, Verdict, Way
from c9lib.simulator.front import Front
from c9lib.steps import STEPS
from c9lib.workshop.causes import causes_of
from c9lib.workshop.layout import lay_out
from c9lib.workshop.verdict import ClassVerdict, Missing, verify
from tests.workshop.conftest import Connected, Read
from tests.workshop.seated import seat as seated

MOST_CALLS = 80
STOP = "sg-11111111 has no rule at all for inbound TCP 443 from 10.0.0.7."


def judged(seat: str, check: Check, thing: str = "", rule: str = "") -> Judged:
    stations = (Station("security-group", thing, rule=rule, status="stop"),) if thing else ()
    ways = (Way("ssm", "ssm:443", reachable=False, status="fail", stations=stations),)
    root = check.id if check.status == "fail" else None
    return Judged(f"env{seat}", f"python-{seat}", f"i-0000000{seat}", Verdict((check,), root_cause=root, ways=ways))


def closed(source: str) -> Check:
    remedy = (f"aws ec2 authorize-security-group-ingress --group-id sg-11111111 --source-group {source}",)
    return Check("path.ssm", "fail", "Does it reach ssm?", "eni-1", STOP, "SG_HAS_NO_RULES", remedy)


def test_seats_with_the_same_thing_at_fault_have_one_cause() -> None:
    seats = {
        name: judged(name, closed(f"sg-2222222{name}"), "sg-11111111", "sg-11111111: ingress: no rule fits")
        for name in ("01", "02", "03")
    }
    (cause,) = causes_of(seats)
    assert cause.thing == "endpoint's security-group sg-11111111"
    assert cause.seats == ("01", "02", "03")
    assert cause.headline == f"3 seats: {STOP}"
    assert len(cause.commands) == 3
    assert cause.to_json()["seats"] == ["01", "02", "03"]


def test_another_reason_or_another_thing_is_another_cause() -> None:
    one = judged("01", closed("sg-2"), "sg-11111111", "ingress")
    other = judged("02", replace(closed("sg-3"), reason="SG_RULES_MISMATCH"), "sg-11111111", "ingress")
    third = judged("03", closed("sg-4"), "sg-99999999", "ingress")
    assert [cause.seats for cause in causes_of({"01": one, "02": other, "03": third})] == [("01",), ("02",), ("03",)]


def test_what_is_the_accounts_is_one_cause_whatever_the_evidence() -> None:
    role = Check(
        "role.policy", "fail", "?", "no policy", "It may not register.", "implicitDeny ssm:x", ("aws iam x y",)
    )
    seats = {name: judged(name, replace(role, evidence=f"seen by {name}")) for name in ("01", "02")}
    (cause,) = causes_of(seats)
    assert (cause.thing, cause.seats, cause.remedy) == ("role AWSCloud9SSMAccessRole", ("01", "02"), ("aws iam x y",))


def test_the_root_cause_goes_before_and_warnings_come_last() -> None:
    warning = Check("credentials.managed", "warn", "?", "off", "No credentials.", "", ("# Turn them on.",))
    role = Check("role.policy", "fail", "?", "none", "Why.", "r", ("aws iam x y",))
    seats = {"01": judged("01", warning), "02": judged("02", closed("sg-2"), "sg-1"), "03": judged("03", role)}
    found = causes_of(seats)
    assert [cause.check for cause in found] == ["role.policy", "path.ssm", "credentials.managed"]
    assert (found[2].commands, found[2].words) == ((), "Turn them on.")


def test_missing_seats_are_told_together_and_make_it_fail() -> None:
    missing = tuple(Missing(f"{one:02}", "missing", "") for one in range(1, 11))
    names = tuple(one.seat for one in missing)
    found = ClassVerdict("python", (*names, "11"), (), missing)
    assert (found.verdict, found.broken) == ("fail", names)
    (row,) = found.table().rows
    assert row[1:] == ("01, 02, 03, 04, 05, 06 and 4 more", "10 seats: missing", "c9lib workshop launch")
    assert "10 of 11 seats don't work, for 1 root cause" in found.headline
    waiting = ClassVerdict("python", ("01",), (), (Missing("01", "launching", "its instance is starting"),))
    assert (waiting.verdict, waiting.broken) == ("warn", ())


def test_two_hundred_seats_take_at_most_eighty_calls(many: Read, connected: Connected, front: Front) -> None:
    """Half of them silent, some without an environment."""
    layout = lay_out(many(200))
    session: Session = connected(layout.own)
    for step in ("role", "profile"):
        STEPS[step](session).apply()
    kinds = ["online", "silent"] * 97 + ["missing", "asked for", "refused", "stopped", "missing", "online"]
    seated(front, session.client("ec2"), layout, kinds)
    before = len(session.calls)
    found = verify(session, layout)
    assert len(session.calls) - before <= MOST_CALLS
    assert not any(call.writes for call in session.calls[before:])
    told = {one.seat: one.state for one in found.missing}
    assert told == {"195": "missing", "199": "missing"}
    assert len(found.judged) == 198
    failed = [cause for cause in found.failing if cause.check == "environment.lifecycle"]
    assert [(cause.seats, cause.reason) for cause in failed] == [(("197",), "CREATE_FAILED")]
    bare = [cause for cause in found.failing if cause.check == "instance.profile"]
    assert len(bare) == len({cause.thing for cause in bare}) > 190
    (heading,) = [row for row in found.table().rows if "each with its own instance" in row[2]]
    assert heading[2].startswith(f"{len(bare)} seats, each with its own instance: The agent has no credentials")
    assert all(seat in found.broken for seat in ("195", "197", "199"))


def test_one_seat_of_a_class_can_be_judged_alone(many: Read, connected: Connected, front: Front) -> None:
    layout = lay_out(many(3))
    session = connected(layout.own)
    seated(front, session.client("ec2"), layout, ["silent", "missing", "online"])
    found = verify(session, layout, ("002",))
    assert (found.seats, [one.seat for one in found.missing], found.causes) == (("002",), ["002"], ())
