"""Owner and members: refused early when Cloud9 would refuse them, invited after the launch, and never thrown out."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from c9lib import checks
from c9lib.aws import Session, connect
from c9lib.checks import creation
from c9lib.checks.documented import TRUST
from c9lib.checks.snapshot import Snapshot
from c9lib.errors import RefusedError
from c9lib.nouns import Call
from c9lib.parameters import Parameters
from c9lib.steps import launching
from c9lib.steps.access import AccessStep
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.environments import ours
from c9lib.steps.members import memberships
from tests.steps.conftest import Connected

Done = Callable[..., None]
Writes = Callable[[Session], list[Call]]
ACCOUNT = "123456789012"
LEARNER = f"arn:aws:iam::{ACCOUNT}:user/c9-learner"
ADMINISTRATOR = f"arn:aws:iam::{ACCOUNT}:user/Administrator"
TRAINER = f"arn:aws:sts::{ACCOUNT}:assumed-role/Trainer/ann"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


@pytest.fixture
def ready(session: Session, done: Done) -> Session:
    """A session whose role, profile and network are there, and a role for a trainer."""
    done(session, "role", "profile", "network")
    session.client("iam").create_role(RoleName="Trainer", Path="/team/", AssumeRolePolicyDocument=json.dumps(TRUST))
    return session


def launched(session: Session) -> dict[str, str]:
    """Memberships of the deployment's environment after the step."""
    EnvironmentStep(session).apply()
    (environment,) = ours(session)
    return memberships(session, environment["id"])


def invited(session: Session) -> list[str]:
    return [change.what.split()[0] for change in EnvironmentStep(session).plan().changes if change.action == "invite"]


def test_members_are_invited_after_the_launch_and_once(ready: Session, connected: Connected) -> None:
    session = connected(members=(LEARNER, TRAINER, ROOT))
    plan = EnvironmentStep(session).plan()
    assert [change.action for change in plan.changes] == ["create", "wait", "invite", "invite", "invite"]
    assert plan.notes == ()
    wanted = dict.fromkeys((LEARNER, TRAINER, ROOT), "read-write")
    assert launched(session) == {ADMINISTRATOR: "owner", **wanted}
    assert EnvironmentStep(session).plan().changes == ()
    assert EnvironmentStep(session).verify().well


def test_one_more_later_is_invited_alone_and_others_stay(ready: Session, connected: Connected) -> None:
    launched(connected(members=(LEARNER,)))
    session = connected(members=(TRAINER,))
    plan = EnvironmentStep(session).plan()
    assert invited(session) == [TRAINER]
    assert plan.notes == (f"Members whom members doesn't name stay: {LEARNER}.",)
    assert launched(session) == {ADMINISTRATOR: "owner", LEARNER: "read-write", TRAINER: "read-write"}
    assert EnvironmentStep(connected()).plan().changes == ()


def test_who_may_only_read_is_named_and_left(ready: Session, connected: Connected) -> None:
    launched(connected(members=(LEARNER,)))
    session = connected(members=(LEARNER,))
    (environment,) = ours(session)
    told = {"environmentId": environment["id"], "userArn": LEARNER, "permissions": "read-only"}
    session.client("cloud9").update_environment_membership(**told)
    plan = EnvironmentStep(session).plan()
    assert plan.changes == ()
    assert f"{LEARNER} is a member with read-only permissions" in plan.notes[0]
    by_id = {one.id: one for one in EnvironmentStep(session).verify()}
    assert by_id["environment.members"].status == "warn"


def test_whoever_is_invited_meanwhile_is_no_error(ready: Session, connected: Connected) -> None:
    launched(connected())
    session = connected(members=(LEARNER,))
    (change,) = EnvironmentStep(session).plan().changes
    change.run()
    change.run()
    (environment,) = ours(session)
    assert memberships(session, environment["id"])[LEARNER] == "read-write"


def test_inviting_by_another_than_the_owner_costs_the_credentials_and_the_plan_says_so(
    ready: Session, connected: Connected
) -> None:
    session = connected(owner_arn=LEARNER, members=(ROOT,))
    (note,) = EnvironmentStep(session).plan().notes
    assert f"anybody but the owner ({LEARNER}) ends the AWS managed temporary credentials" in note
    assert launched(session) == {LEARNER: "owner", ROOT: "read-write"}
    (environment,) = ours(session)
    assert environment["managedCredentialsStatus"].endswith("BY_COLLABORATOR")
    assert "managed temporary credentials" in " ".join(
        EnvironmentStep(connected(owner_arn=LEARNER, members=(ROOT, TRAINER))).plan().notes
    )


@pytest.mark.parametrize(
    ("arn", "words"),
    [
        (f"arn:aws:iam::{ACCOUNT}:user/ghost", f"There is no user arn:aws:iam::{ACCOUNT}:user/ghost."),
        (f"arn:aws:iam::{ACCOUNT}:user/team/c9-learner", f"c9-learner is {LEARNER}."),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/Ghost/ann", "There is no role Ghost, so nobody is "),
        ("arn:aws:iam::210987654321:user/c9-learner", f"isn't in account {ACCOUNT}"),
    ],
)
@pytest.mark.parametrize("name", ["owner_arn", "members"])
def test_who_does_not_exist_is_refused_by_the_plan_of_both_steps(
    connected: Connected, writes: Writes, arn: str, words: str, name: str
) -> None:
    session = connected(**{name: (arn,) if name == "members" else arn})
    for step in (AccessStep(session), EnvironmentStep(session)):
        (line,) = step.plan().refusals
        assert words in line
        assert name in line
    with pytest.raises(RefusedError, match="nothing was changed") as refused:
        AccessStep(session).apply()
    assert refused.value.exit_code == 3
    assert writes(session) == []


def test_who_exists_is_not_refused(ready: Session, connected: Connected) -> None:
    federated = f"arn:aws:sts::{ACCOUNT}:federated-user/ann"
    session = connected(owner_arn=TRAINER, members=(LEARNER, ROOT, federated))
    assert AccessStep(session).plan().refusals == EnvironmentStep(session).plan().refusals == ()


def test_whoever_launches_owns_it_and_is_no_member(ready: Session, connected: Connected) -> None:
    (line,) = EnvironmentStep(connected(members=(ADMINISTRATOR,))).plan().refusals
    assert (
        line == f"{ADMINISTRATOR} makes the environment and owns it, so it can't be a member besides. Correct members."
    )
    launched(connected())
    plan = EnvironmentStep(connected(members=(ADMINISTRATOR,))).plan()
    assert (plan.changes, plan.refusals) == ((), ())
    assert plan.notes == (f"{ADMINISTRATOR} owns the environment: nobody has to invite it.",)


@pytest.fixture
def as_learner(session: Session, address: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Session]:
    """`as_learner("AWSCloud9User", owner_arn=…)`: a session of the learner, who may read and has these policies."""

    def make(*policies: str, **given: Any) -> Session:
        iam = session.client("iam")
        for name in ("ReadOnlyAccess", *policies):
            iam.attach_user_policy(UserName="c9-learner", PolicyArn=f"arn:aws:iam::aws:policy/{name}")
        key = iam.create_access_key(UserName="c9-learner")["AccessKey"]
        named = boto3.session.Session(key["AccessKeyId"], key["SecretAccessKey"])
        monkeypatch.setattr(boto3, "Session", lambda **_: named)
        return connect(Parameters(endpoint_url=address, **given), progress=lambda _: None)

    return make


def test_whom_awscloud9user_allows_to_create_may_name_no_other_owner(
    ready: Session, as_learner: Callable[..., Session]
) -> None:
    session = as_learner("AWSCloud9User", owner_arn=ADMINISTRATOR)
    assert session.identity.arn == LEARNER
    (line,) = EnvironmentStep(session).plan().refusals
    assert line.startswith(f"{LEARNER} may not create an environment for an owner: implicitDeny")
    assert f"Null cloud9:OwnerArn wants true; it is {ADMINISTRATOR}" in line


def test_who_names_themself_as_the_owner_names_nobody(ready: Session, as_learner: Callable[..., Session]) -> None:
    session = as_learner("AWSCloud9User", owner_arn=LEARNER)
    assert EnvironmentStep(session).plan().refusals == ()
    assert "ownerArn" not in launching.request(session, "subnet-1")
    assert "--owner-arn" not in creation.command(Snapshot(session))


def test_whom_awscloud9administrator_allows_may(ready: Session, as_learner: Callable[..., Session]) -> None:
    session = as_learner("AWSCloud9Administrator", owner_arn=ADMINISTRATOR)
    assert EnvironmentStep(session).plan().refusals == ()


def test_the_check_compares_and_names_the_commands(ready: Session, connected: Connected) -> None:
    launched(connected(members=(LEARNER,)))
    found = {one.id: one for one in checks.of(connected(members=(LEARNER, ROOT)), ["environment"])}
    check = found["environment.members"]
    assert check.status == "fail"
    assert f"{ROOT}: not a member" in check.evidence
    assert check.remedy[0].startswith("aws cloud9 create-environment-membership --environment-id ")
    assert f"--user-arn {ROOT} --permissions read-write" in check.remedy[0]
