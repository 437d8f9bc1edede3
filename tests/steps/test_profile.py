"""Step profile."""

import json
from collections.abc import Callable

import pytest

from c9lib.aws import Session
from c9lib.checks.documented import PROFILE, ROLE, TRUST
from c9lib.errors import AwsError, RefusedError
from c9lib.steps import STEPS
from c9lib.steps.profile import ProfileStep
from tests.steps.conftest import Connected

Done = Callable[..., None]


def make(session: Session, path: str = "/cloud9/", role: str = "") -> None:
    """The profile, as somebody else makes it, with the role `role` in it."""
    iam = session.client("iam")
    iam.create_instance_profile(InstanceProfileName=PROFILE, Path=path)
    if role:
        iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=role)


def other_role(session: Session) -> str:
    session.client("iam").create_role(RoleName="Another", AssumeRolePolicyDocument=json.dumps(TRUST))
    return "Another"


def roles(session: Session, name: str = PROFILE) -> list[str]:
    told = session.client("iam").get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    return [role["RoleName"] for role in told["Roles"]]


def test_it_is_made_as_documented_and_tagged(session: Session, done: Done) -> None:
    done(session, "role", "profile")
    told = session.client("iam").get_instance_profile(InstanceProfileName=PROFILE)["InstanceProfile"]
    assert told["Path"] == "/cloud9/"
    assert told["Tags"] == [{"Key": "c9lib:deployment", "Value": "no-ingress"}]
    assert roles(session) == [ROLE]
    assert ProfileStep(session).plan().changes == ()
    assert ProfileStep(session).verify().well


def test_the_plan_names_the_permission_to_pass_the_role(session: Session, done: Done) -> None:
    done(session, "role")
    assert "iam:PassRole" in ProfileStep(session).plan().changes[1].permission


def test_without_the_role_it_is_refused_and_names_the_step(session: Session) -> None:
    with pytest.raises(RefusedError, match="Run step role first"):
        ProfileStep(session).apply()
    assert len(ProfileStep(session).plan().changes) == 2


def test_an_empty_profile_gets_its_role(session: Session, done: Done) -> None:
    done(session, "role")
    make(session)
    assert [change.action for change in ProfileStep(session).apply().changes] == ["add"]
    assert roles(session) == [ROLE]


def ways_out(refused: RefusedError) -> list[str]:
    """The commands that a refusal gives as the way out."""
    (words,) = refused.details
    assert "Only if nothing else needs this instance profile, delete it and run again: " in words
    return words.partition("run again: ")[2].split(" && ")


@pytest.mark.parametrize("repair", [False, True])
def test_a_wrong_path_is_a_stop_with_the_reason_and_the_way_out(
    connected: Connected, done: Done, in_shell: Callable[[str], None], repair: bool
) -> None:
    session = connected(repair=repair)
    done(session, "role")
    make(session, "/", ROLE)
    with pytest.raises(RefusedError, match="has the path /, not /cloud9/") as refused:
        ProfileStep(session).apply()
    assert refused.value.exit_code == 3
    commands = ways_out(refused.value)
    told = [line.split()[2] for line in commands]
    assert told == ["remove-role-from-instance-profile", "delete-instance-profile"]
    for line in commands:
        in_shell(line)
    ProfileStep(session).apply()
    assert ProfileStep(session).verify().well


@pytest.mark.parametrize("repair", [False, True])
def test_a_profile_in_other_capitals_is_a_stop_with_the_way_out(
    connected: Connected, done: Done, in_shell: Callable[[str], None], repair: bool
) -> None:
    session = connected(repair=repair)
    done(session, "role")
    iam = session.client("iam")
    iam.create_instance_profile(InstanceProfileName=PROFILE.upper(), Path="/cloud9/")
    iam.add_role_to_instance_profile(InstanceProfileName=PROFILE.upper(), RoleName=ROLE)
    facts = [(fact.thing, fact.state) for fact in ProfileStep(session).observe().facts]
    assert facts[1] == ("an instance profile in other capitals", "there")
    with pytest.raises(RefusedError, match=rf"{PROFILE.upper()} stands in the way.*the same name") as refused:
        ProfileStep(session).apply()
    assert roles(session, PROFILE.upper()) == [ROLE]
    for line in ways_out(refused.value):
        in_shell(line)
    ProfileStep(session).apply()
    assert ProfileStep(session).verify().well


def test_a_wrong_role_is_replaced_only_when_repair_is_asked(connected: Connected, done: Done) -> None:
    session = connected()
    done(session, "role")
    make(session, "/cloud9/", other_role(session))
    with pytest.raises(RefusedError, match="holds the role Another"):
        ProfileStep(session).apply()
    assert roles(session) == ["Another"]
    facts = {fact.thing: fact for fact in ProfileStep(session).observe().facts}
    assert (facts["role"].state, facts["role"].detail) == ("differs", f"- {ROLE}\n+ Another")
    assert [change.action for change in ProfileStep(connected(repair=True)).apply().changes] == ["remove", "add"]
    assert roles(session) == [ROLE]


def test_undo_removes_it_and_leaves_the_role(session: Session, done: Done) -> None:
    done(session, "role", "profile")
    ProfileStep(session).undo()
    assert ProfileStep(session).observe().facts[0].state == "missing"
    assert STEPS["role"](session).observe().facts[0].state == "there"


def test_undo_keeps_what_another_made(connected: Connected, session: Session, done: Done) -> None:
    done(connected(deployment="other"), "role", "profile")
    plan = ProfileStep(session).plan_undo()
    assert plan.changes == ()
    assert "this deployment didn't make it" in plan.notes[0]


def test_two_deployments_at_the_same_time_share_one_role_and_profile(connected: Connected) -> None:
    one, two = connected(deployment="one"), connected(deployment="two")
    for name in ("role", "profile"):
        late = STEPS[name](two).plan()  # looked before the other one changed anything
        STEPS[name](one).apply()
        with two.translated():
            for change in late.changes:
                change.run()
        assert STEPS[name](two).verify().well
    assert roles(two) == [ROLE]


def test_a_profile_that_somebody_else_fills_meanwhile_with_another_role_is_an_error(
    session: Session, done: Done
) -> None:
    done(session, "role")
    late = ProfileStep(session).plan()
    make(session, role=other_role(session))
    late.changes[0].run()
    with pytest.raises(AwsError, match="LimitExceeded"), session.translated():
        late.changes[1].run()
