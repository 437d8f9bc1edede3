"""Step access: the least for each who is named, noted by claims, taken back as a whole."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.checks.documented import ROLE, TRUST
from c9lib.checks.grants import SESSIONS, SSM_ENVIRONMENTS
from c9lib.errors import RefusedError
from c9lib.nouns import Call, Change, Seen
from c9lib.steps.access import AccessStep
from c9lib.steps.access_policies import holders
from c9lib.steps.claims import Principal, read
from tests.steps.conftest import LEARNER, Connected

Done = Callable[..., None]
USER = "arn:aws:iam::aws:policy/AWSCloud9User"
OWN = "arn:aws:iam::123456789012:policy/c9lib-no-ingress-"
SSM, SESSIONS_ARN = f"{OWN}ssm-environments", f"{OWN}sessions"
GROUP = "of,the=class@x"
KINDS = (LEARNER, f"group/{GROUP}", "role/Trainer")


@pytest.fixture
def people(session: Session) -> None:
    """A group with a name that no tag may hold, and a role, besides the learner whom the account has."""
    iam = session.client("iam")
    iam.create_group(GroupName=GROUP)
    iam.create_role(RoleName="Trainer", AssumeRolePolicyDocument=json.dumps(TRUST))


def held(session: Session, words: str) -> set[str]:
    """The ARNs of the managed policies that somebody has."""
    principal = Principal.of(words)
    listing = getattr(session.client("iam"), f"list_attached_{principal.kind}_policies")
    return {policy["PolicyArn"] for policy in listing(**principal.named)["AttachedPolicies"]}


def attach(session: Session, words: str, *arns: str) -> None:
    principal = Principal.of(words)
    for arn in arns:
        getattr(session.client("iam"), f"attach_{principal.kind}_policy")(**principal.named, PolicyArn=arn)


def inline(session: Session, *statements: dict[str, Any]) -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    session.client("iam").put_user_policy(UserName="c9-learner", PolicyName="own", PolicyDocument=document)


def actions(changes: tuple[Change, ...]) -> list[str]:
    return [change.action for change in changes]


def own_policies(session: Session) -> list[str]:
    return [policy["PolicyName"] for policy in session.pages("iam", "list_policies", "Policies", Scope="Local")]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("whom", KINDS)
def test_given_once_and_taken_back_by_undo(connected: Connected, done: Done, whom: str) -> None:
    session = connected(access_for=(whom,))
    done(session, "role")
    assert actions(AccessStep(session).apply().changes) == ["create", "attach", "attach"]
    assert held(session, whom) == {USER, SSM}
    assert AccessStep(session).plan().changes == ()
    assert AccessStep(session).verify().well
    assert actions(AccessStep(session).undo().changes) == ["detach", "delete"]
    assert held(session, whom) == set()
    assert own_policies(session) == []
    assert AccessStep(session).undo().changes == ()
    bearer = Principal.of(whom).bearer
    tags = session.pages("iam", f"list_{bearer.kind}_tags", "Tags", **bearer.named)
    assert not [tag for tag in tags if tag["Key"].startswith("c9lib:access")]


@pytest.mark.parametrize(
    ("policy", "given"),
    [
        ("AWSCloud9EnvironmentMember", {"arn:aws:iam::aws:policy/AWSCloud9EnvironmentMember"}),
        ("AWSCloud9User", {USER, SSM}),
        ("AWSCloud9Administrator", {"arn:aws:iam::aws:policy/AWSCloud9Administrator", SSM}),
        ("statements", {SESSIONS_ARN}),
    ],
)
def test_each_value_of_access_policy_gives_what_it_is_for_and_no_more(
    connected: Connected, policy: str, given: set[str]
) -> None:
    session = connected(access_for=(LEARNER,), access_policy=policy)
    AccessStep(session).apply()
    assert held(session, LEARNER) == given
    assert AccessStep(session).verify().well
    assert AccessStep(session).plan().changes == ()


def test_the_policies_say_what_is_documented_and_carry_the_tag(connected: Connected) -> None:
    for policy, arn, document in (("statements", SESSIONS_ARN, SESSIONS), ("AWSCloud9User", SSM, SSM_ENVIRONMENTS)):
        session = connected(access_for=(LEARNER,), access_policy=policy)
        AccessStep(session).apply()
        iam = session.client("iam")
        found = iam.get_policy(PolicyArn=arn)["Policy"]
        assert found["Tags"] == [{"Key": "c9lib:deployment", "Value": "no-ingress"}]
        version = iam.get_policy_version(PolicyArn=arn, VersionId=found["DefaultVersionId"])["PolicyVersion"]
        assert version["Document"] == document


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("whom", KINDS)
def test_what_somebody_had_before_is_never_detached(connected: Connected, done: Done, whom: str) -> None:
    session = connected(access_for=(whom,), access_policy="AWSCloud9EnvironmentMember")
    done(session, "role")
    attach(session, whom, USER)
    outcome = AccessStep(session).apply()
    assert outcome.changes == ()
    (note,) = outcome.notes
    assert "can open environments already, by statement 6" in note
    assert "of AWSCloud9User. Nothing is attached, and nothing is detached" in note
    assert AccessStep(session).undo().changes == ()
    assert held(session, whom) == {USER}


def test_an_administrator_gets_nothing(connected: Connected) -> None:
    session = connected(access_for=("user/Administrator",), access_policy="AWSCloud9Administrator")
    plan = AccessStep(session).plan()
    assert plan.changes == ()
    assert "of AdministratorAccess. Nothing is attached" in plan.notes[0]


def test_a_member_of_a_group_that_may_gets_nothing(connected: Connected) -> None:
    session = connected(access_for=(LEARNER,), access_policy="AWSCloud9EnvironmentMember")
    iam = session.client("iam")
    iam.create_group(GroupName="class")
    iam.add_user_to_group(GroupName="class", UserName="c9-learner")
    attach(session, "group/class", USER)
    plan = AccessStep(session).plan()
    assert plan.changes == ()
    assert "AWSCloud9User of group class" in plan.notes[0]


def test_only_what_lacks_is_given(connected: Connected) -> None:
    session = connected(access_for=(LEARNER,))
    attach(session, LEARNER, USER)
    assert actions(AccessStep(session).apply().changes) == ["create", "attach"]
    assert AccessStep(session).undo().changes
    assert held(session, LEARNER) == {USER}


def test_the_statements_of_the_page_lack_what_came_later(connected: Connected) -> None:
    session = connected(access_for=(LEARNER,), access_policy="statements")
    through = {"StringEquals": {"aws:CalledViaFirst": "cloud9.amazonaws.com"}}
    on_instances = {"Effect": "Allow", "Action": "ssm:StartSession", "Resource": "arn:aws:ec2:*:*:instance/*"}
    on_documents = {"Effect": "Allow", "Action": "ssm:StartSession", "Resource": "arn:aws:ssm:*:*:document/*"}
    inline(session, {**on_instances, "Condition": through}, on_documents)
    (opening, _, by_stack, *_) = AccessStep(session).observe().facts
    assert opening.state == by_stack.state == "no"
    assert "ssm:GetConnectionStatus, ssmmessages:OpenDataChannel: no policy of theirs allows it" in opening.detail
    assert "aws:CalledViaFirst wants cloud9.amazonaws.com; it is cloudformation.amazonaws.com" in by_stack.detail
    assert actions(AccessStep(session).apply().changes) == ["create", "attach"]
    assert {fact.state for fact in AccessStep(session).observe().facts} == {"yes", "no", "there"}


DENIES = {"Sid": "No", "Effect": "Deny", "Action": "ssm:StartSession", "Resource": "*"}


def test_what_a_denial_forbids_is_refused_before_anything_is_given(
    connected: Connected, writes: Callable[[Session], list[Call]]
) -> None:
    session = connected(access_for=(LEARNER,))
    inline(session, DENIES)
    before = len(writes(session))
    with pytest.raises(RefusedError) as refused:
        AccessStep(session).apply()
    (line,) = refused.value.details
    assert "ssm:StartSession: denied by statement 1 (No) of inline own of user c9-learner" in line
    assert "take user c9-learner out of access_for" in line
    assert len(writes(session)) == before


def test_what_a_boundary_leaves_out_is_refused(connected: Connected) -> None:
    session = connected(access_for=(LEARNER,), access_policy="AWSCloud9EnvironmentMember")
    limit = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    session.client("iam").put_user_permissions_boundary(UserName="c9-learner", PermissionsBoundary=limit)
    (line,) = AccessStep(session).plan().refusals
    assert "the permissions boundary doesn't allow it (AmazonS3ReadOnlyAccess)" in line


def test_what_depends_on_the_sign_in_is_neither_given_nor_refused(connected: Connected) -> None:
    session = connected(access_for=(LEARNER,), access_policy="AWSCloud9EnvironmentMember")
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    inline(session, {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": mfa})
    plan = AccessStep(session).plan()
    assert plan.changes == plan.refusals == ()
    assert "depends on what nobody knows before" in plan.notes[0]
    assert "aws:MultiFactorAuthPresent wants true; it isn't known" in plan.notes[0]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("whom", KINDS)
def test_two_deployments_do_not_take_it_from_each_other(connected: Connected, done: Done, whom: str) -> None:
    first, second = connected(access_for=(whom,)), connected(access_for=(whom,), deployment="second")
    done(first, "role", "access")
    assert actions(AccessStep(second).apply().changes) == ["tag"]
    assert AccessStep(second).plan().changes == ()
    outcome = AccessStep(first).undo()
    assert actions(outcome.changes) == ["untag"]
    assert "The policy c9lib-no-ingress-ssm-environments stays" in outcome.notes[-1]
    assert held(first, whom) == {USER, SSM}
    assert actions(AccessStep(second).undo().changes) == ["detach", "delete"]
    assert held(first, whom) == set()
    assert own_policies(first) == []


def test_a_policy_that_somebody_else_gave_on_stays(connected: Connected, people: None) -> None:
    session = connected(access_for=(LEARNER,))
    AccessStep(session).apply()
    attach(session, "role/Trainer", SSM)
    outcome = AccessStep(session).undo()
    assert actions(outcome.changes) == ["detach"]
    assert "ssm-environments stays: role Trainer has it" in outcome.notes[-1]
    assert held(session, "role/Trainer") == {SSM}
    assert AccessStep(session).undo().changes == ()


def test_who_is_not_named_any_more_loses_the_deployments_own_policy_too(connected: Connected) -> None:
    AccessStep(connected(access_for=(LEARNER,), access_policy="statements")).apply()
    session = connected()
    assert actions(AccessStep(session).undo().changes) == ["detach", "delete"]
    assert held(session, LEARNER) == set()


def changed(session: Session, *more: dict[str, Any], arn: str = SSM) -> None:
    """Somebody else's version of a policy becomes the one that counts."""
    document = json.dumps({**SSM_ENVIRONMENTS, "Statement": [*SSM_ENVIRONMENTS["Statement"], *more]})
    session.client("iam").create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)


def test_a_changed_policy_is_shown_and_brought_back_by_a_version(connected: Connected) -> None:
    session = connected(access_for=(LEARNER,))
    AccessStep(session).apply()
    changed(session, {"Effect": "Allow", "Action": "iam:*", "Resource": "*"})
    fact = AccessStep(session).observe().facts[-1]
    assert fact.state == "changed"
    assert fact.detail == 'added: {"Effect":"Allow","Action":"iam:*","Resource":"*"}'
    (change,) = AccessStep(session).apply().changes
    assert change.action == "update"
    assert AccessStep(session).plan().changes == ()
    for number in range(5):  # AWS keeps five versions
        changed(session, {**DENIES, "Sid": f"No{number}"}) if number == 0 else _another(session, number)
        assert actions(AccessStep(session).apply().changes) == ["update"]
    versions = session.pages("iam", "list_policy_versions", "Versions", PolicyArn=SSM)
    assert len(versions) == 5
    assert actions(AccessStep(session).undo().changes) == ["detach", "delete"]
    assert own_policies(session) == []


def _another(session: Session, number: int) -> None:
    """One more version, in the place of the oldest."""
    versions = session.pages("iam", "list_policy_versions", "Versions", PolicyArn=SSM)
    if len(versions) == 5:
        oldest = next(one for one in reversed(versions) if not one["IsDefaultVersion"])
        session.client("iam").delete_policy_version(PolicyArn=SSM, VersionId=oldest["VersionId"])
    changed(session, {**DENIES, "Sid": f"No{number}"})


def test_a_policy_of_that_name_that_is_somebody_elses_is_not_touched(connected: Connected) -> None:
    session = connected(access_for=(LEARNER,), access_policy="statements")
    document = json.dumps({"Version": "2012-10-17", "Statement": [DENIES]})
    session.client("iam").create_policy(PolicyName="c9lib-no-ingress-sessions", PolicyDocument=document)
    assert AccessStep(session).observe().facts[-1].state == "of somebody else"
    with pytest.raises(RefusedError) as refused:
        AccessStep(session).apply()
    assert "that this deployment didn't make" in refused.value.details[0]
    assert AccessStep(session).undo().changes == ()
    assert own_policies(session) == ["c9lib-no-ingress-sessions"]


class Died(Exception):
    """The process is gone."""


def dying(session: Session, writes: int) -> Session:
    """The session, whose process dies when its next `writes` writes to IAM have been done."""
    left = writes

    def answered(model: Any, **_: Any) -> None:
        nonlocal left
        if not model.name.startswith(("Get", "List", "Simulate")):
            left -= 1
            if left <= 0:
                raise Died(model.name)

    session.client("iam").meta.events.register("after-call.iam.*", answered)
    return session


@pytest.mark.parametrize("writes", [1, 2, 3, 4, 5])
def test_killed_after_any_write_it_goes_on_and_forgets_nothing(connected: Connected, writes: int) -> None:
    """The five writes: policy, tag, attachment, tag, attachment; and back: two detachments, tag, policy."""

    def killed(work: Callable[[AccessStep], object], after: int) -> None:
        with pytest.raises(Died):
            work(AccessStep(dying(connected(access_for=(LEARNER,)), after)))

    killed(AccessStep.apply, writes)
    session = connected(access_for=(LEARNER,))
    AccessStep(session).apply()
    assert held(session, LEARNER) == {USER, SSM}
    assert read(session, Principal.of(LEARNER)).own == {"AWSCloud9User", "c9lib-no-ingress-ssm-environments"}
    killed(AccessStep.undo, min(writes, 4))
    AccessStep(session).undo()
    assert held(session, LEARNER) == set()
    assert own_policies(session) == []
    assert AccessStep(session).plan_undo().changes == ()


def test_another_policy_later_is_attached_and_both_are_detached(connected: Connected) -> None:
    AccessStep(connected(access_for=(LEARNER,))).apply()
    session = connected(access_for=(LEARNER,), access_policy="AWSCloud9Administrator")
    outcome = AccessStep(session).apply()
    assert actions(outcome.changes) == ["attach"]
    assert "AWSCloud9User from an earlier run" in AccessStep(session).plan().notes[0]
    change = AccessStep(session).undo().changes[0]
    assert "AWSCloud9Administrator, AWSCloud9User, c9lib-no-ingress-ssm-environments" in change.what
    assert held(session, LEARNER) == set()


def test_what_somebody_detached_in_the_meantime_is_no_error(connected: Connected) -> None:
    session = connected(access_for=(LEARNER,), access_policy="AWSCloud9EnvironmentMember")
    AccessStep(session).apply()
    (arn,) = held(session, LEARNER)
    session.client("iam").detach_user_policy(UserName="c9-learner", PolicyArn=arn)
    assert actions(AccessStep(session).undo().changes) == ["untag"]


def test_who_does_not_exist_is_refused_before_anybody_gets_anything(
    connected: Connected, writes: Callable[[Session], list[Call]]
) -> None:
    session = connected(access_for=(LEARNER, "user/nobody", "group/none"))
    with pytest.raises(RefusedError) as refused:
        AccessStep(session).apply()
    assert [line.split(" in ")[0] for line in refused.value.details] == [
        "There is no user nobody",
        "There is no group none",
    ]
    assert writes(session) == []


@pytest.mark.usefixtures("people")
def test_a_group_needs_the_role_that_remembers_it(connected: Connected) -> None:
    session = connected(access_for=(f"group/{GROUP}",))
    with pytest.raises(RefusedError, match="Run step role first"):
        AccessStep(session).apply()


def test_it_waits_until_iam_decides_by_the_new_policies(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    """IAM is eventually consistent (facts 5.11): what was attached counts some seconds later."""
    late = iter([Seen("2 requests still denied"), Seen("2 requests still denied"), Seen("none", done=True)])
    monkeypatch.setattr(AccessStep, "_seen", lambda _: next(late))
    (waited,) = AccessStep(connected(access_for=(LEARNER,))).apply().waits
    assert waited.condition == "IAM decides by the new policies"
    monkeypatch.undo()
    assert AccessStep(connected(access_for=(LEARNER,))).apply().waits == ()


def test_nobody_is_given_anything_by_default(session: Session) -> None:
    plan = AccessStep(session).plan()
    assert plan.changes == ()
    assert "access_for is empty" in plan.notes[0]
    assert [call.operation for call in session.calls] == ["GetCallerIdentity"]


def test_the_claim_on_a_group_is_a_tag_that_iam_takes() -> None:
    principal = Principal.of(f"group/{GROUP}")
    key = principal.key("a" * 40)
    assert principal.bearer == Principal("role", ROLE)
    assert len(key) <= 128
    assert "," not in key


def test_the_longest_claim_is_a_value_that_iam_takes(connected: Connected) -> None:
    """A tag's value has up to 256 characters (IAM User Guide, "Rules for tagging")."""
    name = "a" * 40
    for policy in ("AWSCloud9EnvironmentMember", "AWSCloud9User", "AWSCloud9Administrator", "statements"):
        AccessStep(connected(access_for=(LEARNER,), access_policy=policy, deployment=name)).apply()
    session = connected(access_for=(LEARNER,), deployment=name)
    assert len(holders(session, f"arn:aws:iam::123456789012:policy/c9lib-{name}-ssm-environments")) == 1
    assert AccessStep(session).undo().changes
    assert held(session, LEARNER) == set()
