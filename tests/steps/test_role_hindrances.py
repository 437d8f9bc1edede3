"""Step role where somebody else denies or limits what sessions need: told before anything is changed, never removed."""

from collections.abc import Callable

import pytest

from c9lib.aws import Session
from c9lib.checks.documented import ROLE, ROLE_POLICY_ARN, TRUST
from c9lib.errors import RefusedError
from c9lib.nouns import Call
from c9lib.policy import Policy
from c9lib.simulator import account
from c9lib.simulator.front import Front
from c9lib.steps.role import RoleStep
from tests.steps.conftest import Connected
from tests.steps.roles import ALLOWING, make, role

Writes = Callable[[Session], list[Call]]


@pytest.mark.parametrize("repair", [False, True])
def test_a_denial_in_the_trust_policy_is_somebodys_and_stays(
    connected: Connected, writes: Writes, repair: bool
) -> None:
    session = connected(repair=repair)
    denial = {"Sid": "Guard", **TRUST["Statement"][0], "Effect": "Deny"}
    make(session, "/service-role/", {**TRUST, "Statement": [*TRUST["Statement"], denial]}, ROLE_POLICY_ARN)
    before = len(writes(session))
    with pytest.raises(RefusedError, match=r"statement 2 \(Guard\) denies.*takes nobody's statement away"):
        RoleStep(session).apply()
    assert len(writes(session)) == before


@pytest.mark.parametrize("repair", [False, True])
def test_a_denial_in_the_roles_own_policies_stays(connected: Connected, repair: bool) -> None:
    session = connected(repair=repair)
    make(session, "/service-role/", TRUST, ROLE_POLICY_ARN)
    denial = ALLOWING.replace("Allow", "Deny").replace("s3:GetObject", "ssm:*")
    session.client("iam").put_role_policy(RoleName=ROLE, PolicyName="guard", PolicyDocument=denial)
    with pytest.raises(RefusedError, match=r"explicitDeny ssm:Update.*inline guard of role") as refused:
        RoleStep(session).apply()
    assert "Remove the statement with Effect Deny" in refused.value.details[0]


@pytest.mark.parametrize("repair", [False, True])
def test_a_boundary_that_allows_less_is_never_touched_and_the_way_out_is_told(
    connected: Connected, in_shell: Callable[[str], None], repair: bool
) -> None:
    session = connected(repair=repair)
    make(session, "/service-role/", TRUST, ROLE_POLICY_ARN)
    iam = session.client("iam")
    arn = iam.create_policy(PolicyName="rail", PolicyDocument=ALLOWING)["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName=ROLE, PermissionsBoundary=arn)
    facts = {fact.thing: fact for fact in RoleStep(session).observe().facts}
    assert facts["permissions boundary"].detail == arn
    told = f"- ssmmessages:OpenDataChannel\n(the permissions boundary doesn't allow it ({arn}))"
    assert told in facts["actions"].detail
    with pytest.raises(RefusedError, match="The permissions boundary of the role allows less") as refused:
        RoleStep(session).apply()
    assert "PermissionsBoundary" in role(session)
    in_shell(refused.value.details[0].partition("Mend it with: ")[2])
    assert RoleStep(session).apply().changes == ()


def test_a_service_control_policy_that_takes_an_action_away_is_told_before_the_launch(
    session: Session, front: Front
) -> None:
    RoleStep(session).apply()
    told = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ssmmessages:*", "Resource": "*"}]}
    account.set_scps(front.world, (Policy(told, "arn:aws:organizations::1:policy/p-1"),))
    with pytest.raises(RefusedError, match="Ask the organization's administrator"):
        RoleStep(session).apply()
    assert not RoleStep(session).verify().well
    account.set_scps(front.world, ())
    assert RoleStep(session).apply().changes == ()
