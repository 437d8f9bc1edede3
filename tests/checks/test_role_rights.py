"""What all layers together allow the role: its policies, its boundary, the organization's policies."""

from __future__ import annotations

import pytest

from c9lib import checks
from c9lib.checks.documented import ROLE, ROLE_POLICY_ARN
from c9lib.policy import Policy
from c9lib.simulator import account
from tests.checks.documents import allowing
from tests.checks.refusing import refusing


@pytest.fixture
def boundary(pair):
    """`boundary("ssm:*")`: a policy of somebody's that allows no more than this is the role's boundary; its ARN."""

    def set_as(*actions: str) -> str:
        made = pair.create_policy(PolicyName="guard-rail", PolicyDocument=allowing(*actions))["Policy"]["Arn"]
        pair.put_role_permissions_boundary(RoleName=ROLE, PermissionsBoundary=made)
        return str(made)

    return set_as


@pytest.fixture(params=["simulating", "reading"])
def by(request, session):
    """Asks `role.policy` as one who may use IAM's policy simulator, and as one who may only read policies."""
    denied = ("AccessDenied", "User: somebody is not authorized to perform: iam:SimulatePrincipalPolicy")

    def asked():
        one = session()
        if request.param == "reading":
            one = refusing(one, "iam", simulate_principal_policy=denied)
        return next(check for check in checks.of(one, ["role"]).checks if check.id == "role.policy")

    asked.way = request.param
    return asked


def test_a_boundary_that_allows_less_is_named_and_taken_away_by_the_remedy(by, mend, boundary):
    arn = boundary("ssm:*", "ssmmessages:Open*")
    check = by()
    assert (check.status, check.reason) == ("fail", f"implicitDeny ssmmessages:CreateControlChannel (boundary); {arn}")
    assert "implicitDeny ssmmessages:CreateDataChannel: the permissions boundary doesn't allow it" in check.evidence
    assert arn in check.evidence
    assert "ssm:UpdateInstanceInformation" not in check.evidence
    mend(check)
    assert by().status == "ok"


def test_a_boundary_that_allows_enough_hinders_nothing(by, boundary):
    boundary("ssm:*", "ssmmessages:*")
    assert by().status == "ok"


def test_a_missing_policy_and_a_narrow_boundary_are_mended_in_one_go(ask, mend, pair, boundary):
    boundary("ssm:*")
    pair.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    check = ask("role.policy")
    assert [line.split()[2] for line in check.remedy] == ["attach-role-policy", "delete-role-permissions-boundary"]
    mend(check)
    assert ask("role.policy").status == "ok"


def test_a_service_control_policy_is_for_the_organization_to_change(ask, session, aws, pair, world, launch, wait):
    instance = launch()
    denial = {"Effect": "Deny", "Action": "ssmmessages:CreateDataChannel", "Resource": "*"}
    account.set_scps(world, (Policy({"Version": "2012-10-17", "Statement": [denial]}, "arn:aws:organizations::x"),))
    wait(1200)
    verdict = checks.verdict(session(), instance_id=instance)
    assert verdict.root_cause == "role.policy"
    check = next(one for one in verdict.checks if one.id == "role.policy")
    assert check.reason.startswith("explicitDeny ssmmessages:CreateDataChannel (scp)")
    assert "service control policy" in check.cause
    (words,) = check.remedy
    assert words.startswith("# Ask the organization's administrator")
    assert "role/service-role/AWSCloud9SSMAccessRole do ssmmessages:CreateDataChannel" in words
    account.set_scps(world, ())
    assert ask("role.policy", instance_id=instance).status == "ok"


def test_who_may_not_simulate_is_told_that_an_organization_was_not_looked_at(by, pair):
    check = by()
    assert check.status == "ok"
    assert ("service control policies of an organization weren't looked at" in check.evidence) == (by.way == "reading")
