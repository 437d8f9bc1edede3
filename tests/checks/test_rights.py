"""What somebody may do: the policy simulator and reading the policies give the same answer, with the same statement."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.checks.capabilities import NAMES, Scene, requests
from c9lib.checks.documented import TRUST
from c9lib.checks.grants import SESSIONS, SSM_ENVIRONMENTS, by_page
from c9lib.checks.reader import Inapplicable, Reader, Unread
from c9lib.checks.rights import Judged, Rights
from c9lib.policy import Context, Policy, Request
from c9lib.simulator.account import set_scps

ACCOUNT = "123456789012"
MANAGED = "arn:aws:iam::aws:policy/"
USER = f"arn:aws:iam::{ACCOUNT}:user/"
START = "ssm:StartSession"
TERMINAL = Request(
    START,
    f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-1",
    Context({"ssm:resourceTag/aws:cloud9:environment": "e"}, complete=False, absent=["aws:CalledViaFirst"]),
)
"""A session that somebody starts in a terminal, not through Cloud9."""
ASKED = (
    *(request for name in NAMES for request in requests(name, Scene(ACCOUNT, "us-east-1", first=True))),
    TERMINAL,
    Request("ec2:RunInstances", "*"),
    Request("iam:GetUser", f"{USER}ann", Context(complete=False)),
)

NO_SESSIONS = {"Sid": "No", "Effect": "Deny", "Action": "ssm:*", "Resource": "*"}
WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


@pytest.fixture
def iam(aws: Callable[..., Any]) -> Any:
    """Users, groups and roles with policies of every kind; the name says which."""
    client = aws("iam")
    for name in ("nobody", "user", "almighty", "admin-of-cloud9", "page", "sessions", "custom", "denied", "mfa"):
        client.create_user(UserName=name)
    client.attach_user_policy(UserName="user", PolicyArn=f"{MANAGED}AWSCloud9User")
    client.attach_user_policy(UserName="almighty", PolicyArn=f"{MANAGED}AdministratorAccess")
    client.attach_user_policy(UserName="admin-of-cloud9", PolicyArn=f"{MANAGED}AWSCloud9Administrator")
    for name, told in (("page", by_page("cloudformation.amazonaws.com")), ("sessions", SESSIONS)):
        client.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=json.dumps(told))
    made = client.create_policy(PolicyName="custom", PolicyDocument=json.dumps(SSM_ENVIRONMENTS))["Policy"]["Arn"]
    client.attach_user_policy(UserName="custom", PolicyArn=made)
    client.attach_user_policy(UserName="denied", PolicyArn=f"{MANAGED}AdministratorAccess")
    client.put_user_policy(UserName="denied", PolicyName="no", PolicyDocument=document(NO_SESSIONS))
    client.put_user_policy(UserName="mfa", PolicyName="mfa", PolicyDocument=document(allow("*", Condition=WITH_MFA)))
    _groups(client)
    _bounded(client)
    _roles(client)
    return client


def _groups(client: Any) -> None:
    client.create_group(GroupName="class")
    client.attach_group_policy(GroupName="class", PolicyArn=f"{MANAGED}AWSCloud9EnvironmentMember")
    client.create_group(GroupName="builders", Path="/team/")
    own = document(
        allow("cloud9:Create*"), {"Effect": "Allow", "NotAction": ["ssm:*", "ssmmessages:*"], "Resource": "*"}
    )
    client.put_group_policy(GroupName="builders", PolicyName="own", PolicyDocument=own)
    client.create_user(UserName="pupil", Path="/team/")
    for group in ("class", "builders"):
        client.add_user_to_group(UserName="pupil", GroupName=group)


def _bounded(client: Any) -> None:
    limit = client.create_policy(PolicyName="limit", PolicyDocument=document(allow(["cloud9:*", "iam:*"])))
    client.create_user(UserName="bounded", PermissionsBoundary=limit["Policy"]["Arn"])
    client.attach_user_policy(UserName="bounded", PolicyArn=f"{MANAGED}AdministratorAccess")
    client.create_user(UserName="bounded-nobody", PermissionsBoundary=limit["Policy"]["Arn"])


def _roles(client: Any) -> None:
    client.create_role(RoleName="Trainer", Path="/team/", AssumeRolePolicyDocument=json.dumps(TRUST))
    tagged = {"StringEquals": {"aws:PrincipalTag/team": "blue"}}
    own = document(allow("cloud9:*", Condition=tagged), allow("ssm:StartSession", "arn:aws:ssm:*:*:document/*"))
    client.put_role_policy(RoleName="Trainer", PolicyName="own", PolicyDocument=own)
    client.tag_role(RoleName="Trainer", Tags=[{"Key": "team", "Value": "blue"}])


PEOPLE = (
    *(f"{USER}{name}" for name in ("nobody", "user", "almighty", "admin-of-cloud9", "page", "sessions", "custom")),
    *(f"{USER}{name}" for name in ("denied", "mfa", "team/pupil", "bounded", "bounded-nobody")),
    f"arn:aws:iam::{ACCOUNT}:group/class",
    f"arn:aws:iam::{ACCOUNT}:group/team/builders",
    f"arn:aws:iam::{ACCOUNT}:role/team/Trainer",
    f"arn:aws:sts::{ACCOUNT}:assumed-role/Trainer/ann",
)


@pytest.fixture
def limited(iam: Any, session: Callable[..., Session]) -> Callable[..., Rights]:
    """`limited("iam:Get*", "iam:List*")`: rights as a user sees them who may do nothing but these actions."""

    def who(*actions: str) -> Rights:
        name = f"caller-{len(actions)}-{actions[0].replace(':', '-').rstrip('*')}" if actions else "caller"
        iam.create_user(UserName=name)
        if actions:
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(allow(list(actions))))
        key = iam.create_access_key(UserName=name)["AccessKey"]["AccessKeyId"]
        return Rights(Reader(session(key)))

    return who


@pytest.fixture
def simulated(iam: Any, session: Callable[..., Session]) -> Rights:
    """Rights as the administrator sees them."""
    return Rights(Reader(session()))


def told(judged: Judged) -> tuple[Any, ...]:
    decision = judged.decision
    return (judged.request.action, decision.outcome, decision.layer, str(decision.statement), judged.nearly, judged.why)


@pytest.mark.parametrize("arn", PEOPLE)
def test_both_ways_give_the_same_answer(simulated: Rights, limited: Callable[..., Rights], arn: str) -> None:
    reading = limited("iam:Get*", "iam:List*").decide(arn, ASKED)
    asking = simulated.decide(arn, ASKED)
    assert {one.by for one in reading} == {"reading"}
    assert {one.by for one in asking} == {"simulation"}
    assert [told(one) for one in asking] == [told(one) for one in reading]


def outcomes(rights: Rights, arn: str) -> dict[str, str]:
    return {one.request.action + one.request.resource[-2:]: one.decision.outcome for one in rights.decide(arn, ASKED)}


def test_the_table_has_every_outcome_and_layer(simulated: Rights) -> None:
    every = [one.decision for arn in PEOPLE for one in simulated.decide(arn, ASKED)]
    assert {one.outcome for one in every} == {"allowed", "explicitDeny", "implicitDeny", "conditional"}
    assert {one.layer for one in every} == {"identity", "boundary"}


def test_who_has_nothing_may_nothing_and_an_administrator_everything(simulated: Rights) -> None:
    assert {one.decision.outcome for one in simulated.decide(f"{USER}nobody", ASKED)} == {"implicitDeny"}
    assert {one.why for one in simulated.decide(f"{USER}nobody", ASKED)} == {"no policy of theirs allows it"}
    assert {one.why for one in simulated.decide(f"{USER}almighty", ASKED)} == {
        "by statement 1 of arn:aws:iam::aws:policy/AdministratorAccess"
    }


def test_the_managed_policy_allows_through_cloud9_and_not_from_a_terminal(simulated: Rights) -> None:
    through, terminal = simulated.decide(f"{USER}user", [ASKED[0], TERMINAL])
    assert through.why == f"by statement 6 of {MANAGED}AWSCloud9User"
    assert terminal.reason == f"implicitDeny {START}"
    wanted = "StringEquals aws:CalledViaFirst wants cloud9.amazonaws.com; it is absent"
    assert terminal.nearly == f"statement 6 of {MANAGED}AWSCloud9User: {wanted}"


def test_a_denial_names_its_statement_and_a_boundary_itself(simulated: Rights) -> None:
    (denied,) = simulated.decide(f"{USER}denied", [ASKED[0]])
    assert denied.reason == f"explicitDeny {START}; statement 1 (No) of inline no of user denied"
    (bounded,) = simulated.decide(f"{USER}bounded", [ASKED[0]])
    limit = f"arn:aws:iam::{ACCOUNT}:policy/limit"
    assert bounded.why == f"the permissions boundary doesn't allow it ({limit})"
    assert bounded.reason == f"implicitDeny {START} (boundary); {limit}"


def test_a_group_gives_to_its_members_and_is_named(simulated: Rights) -> None:
    (judged,) = simulated.decide(f"{USER}team/pupil", [ASKED[0]])
    assert judged.place == f"statement 3 of {MANAGED}AWSCloud9EnvironmentMember of group class"
    assert judged.policy == f"{MANAGED}AWSCloud9EnvironmentMember"


def test_what_depends_on_the_sign_in_is_not_decided(simulated: Rights) -> None:
    (judged,) = simulated.decide(f"{USER}mfa", [ASKED[0]])
    assert judged.decision.outcome == "conditional"
    assert "Bool aws:MultiFactorAuthPresent wants true; it isn't known" in judged.why


def test_a_session_is_judged_by_its_role_and_says_what_it_does_not_see(simulated: Rights) -> None:
    (session,) = simulated.decide(f"arn:aws:sts::{ACCOUNT}:assumed-role/Trainer/ann", [ASKED[1]])
    assert session.place == "statement 2 of inline own of role Trainer"
    assert "a policy given to the session itself" in session.unseen
    (role,) = simulated.decide(f"arn:aws:iam::{ACCOUNT}:role/team/Trainer", [ASKED[1]])
    assert (role.place, role.unseen) == (session.place, "")


def test_root_may_everything_and_strangers_are_not_known(simulated: Rights) -> None:
    (root,) = simulated.decide(f"arn:aws:iam::{ACCOUNT}:root", [ASKED[0]])
    assert (root.allowed, root.by, root.why) == (True, "root", "root may do everything")
    for arn, words in (
        ("arn:aws:iam::210987654321:user/ann", "another account"),
        (f"arn:aws:sts::{ACCOUNT}:federated-user/ann", "federated user"),
        (f"{USER}ghost", "there is no user ghost"),
        (f"arn:aws:sts::{ACCOUNT}:assumed-role/Ghost/ann", "there is no role Ghost"),
        ("arn:aws:s3:::bucket", "isn't the ARN of somebody"),
        (f"arn:aws:iam::{ACCOUNT}:policy/limit", "neither a user nor a group nor a role"),
    ):
        with pytest.raises(Inapplicable, match=words):
            simulated.decide(arn, [ASKED[0]])


def test_who_may_neither_simulate_nor_read_hears_both_permissions(limited: Callable[..., Rights]) -> None:
    with pytest.raises(Unread) as refused:
        limited().decide(f"{USER}user", [ASKED[0]])
    assert refused.value.permission == "iam:SimulatePrincipalPolicy, or iam:GetUser and the like"
    assert refused.value.code == "AccessDenied"


def test_who_may_only_simulate_hears_the_decision_and_where_it_stands(limited: Callable[..., Rights]) -> None:
    rights = limited("iam:SimulatePrincipalPolicy")
    (judged,) = rights.decide(f"{USER}user", [ASKED[0]])
    assert (judged.allowed, judged.by, judged.decision.statement) == (True, "simulation", None)
    assert judged.why.endswith(" of policy AWSCloud9User")
    assert judged.policy == "AWSCloud9User"
    (denied,) = rights.decide(f"{USER}denied", [ASKED[0]])
    assert denied.reason.startswith(f"explicitDeny {START}; ")
    assert denied.reason.endswith("of policy user_denied_no")
    (unsure,) = rights.decide(f"{USER}mfa", [ASKED[0]])
    assert unsure.decision.outcome == "conditional"


def test_only_the_policy_simulator_sees_the_organization(
    world: Any, limited: Callable[..., Rights], simulated: Rights
) -> None:
    set_scps(world, (Policy(json.loads(document(NO_SESSIONS)), "p-nosessions"),))
    (asked,) = simulated.decide(f"{USER}user", [ASKED[0]])
    assert (asked.decision.outcome, asked.decision.layer) == ("explicitDeny", "scp")
    assert asked.why == "denied by a statement of the organization"
    (read,) = limited("iam:Get*", "iam:List*").decide(f"{USER}user", [ASKED[0]])
    assert read.allowed
    assert "service control policies" in read.unseen
    assert asked.unseen == ""


@pytest.mark.parametrize("actions", [("iam:Get*", "iam:List*"), ("iam:*",)])
def test_what_a_policy_more_would_change(limited: Callable[..., Rights], actions: tuple[str, ...]) -> None:
    more = Policy(SESSIONS, "the grant")
    rights = limited(*actions)
    (now,), (then,) = (rights.decide(f"{USER}nobody", [ASKED[0]], plus) for plus in ((), (more,)))
    assert (now.allowed, then.why) == (False, "by statement 1 (StartSessionOnCloud9Instances) of the grant")
    (denied,) = rights.decide(f"{USER}denied", [ASKED[0]], (more,))
    assert denied.decision.outcome == "explicitDeny"
    (bounded,) = rights.decide(f"{USER}bounded-nobody", [ASKED[0]], (more,))
    assert (bounded.decision.outcome, bounded.decision.layer) == ("implicitDeny", "boundary")


def test_few_calls_are_made(session: Callable[..., Session], iam: Any) -> None:
    seen = session()
    Rights(Reader(seen)).decide(f"{USER}user", ASKED)
    asked = [call for call in seen.calls if call.operation == "SimulatePrincipalPolicy"]
    apart = {(one.resource, tuple(sorted(one.context.items()))) for one in ASKED}
    assert len(asked) < len(apart) < len(ASKED)
