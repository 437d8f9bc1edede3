"""Service control policies and the closed account: set by somebody else, and over everybody but the administrator."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator import account, identity, moto_policies
from c9lib.simulator.authorization import organization, policies_of
from c9lib.simulator.world import World
from tests.simulator.authorization.conftest import ACCOUNT, Make, allow, deny, may
from tests.simulator.place import Place

Control = Callable[..., tuple[int, dict[str, Any]]]
ARN = "arn:aws:organizations::111122223333:policy/o-simulated0/service_control_policy/p-{}"
FULL = "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess"


def scp(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "document": json.loads(text)}


def test_an_account_is_in_no_organization_until_it_has_policies(world: World, control: Control) -> None:
    assert organization(world) == ()
    assert control("scps", policies=[scp("one", deny("ec2:*"))]) == (200, {"policies": [FULL, ARN.format("one")]})
    assert len(organization(world)) == 1
    assert control("scps", policies=[]) == (200, {"policies": []})
    assert organization(world) == ()


def test_a_denial_counts_for_users_and_sessions_and_not_for_the_administrator(
    aws: Callable[..., Any], user: Make, role: Make, session: Make, control: Control
) -> None:
    keys = user("ann", allow("*")), session(role("worker", allow("*")))
    control("scps", policies=[scp("no-vpcs", deny("ec2:DescribeVpcs"))])
    for key in keys:
        ec2 = aws("ec2", key=key)
        assert (may(ec2.describe_vpcs), may(ec2.describe_subnets)) == (False, True)
    assert may(aws("ec2").describe_vpcs)
    control("scps", policies=[])
    assert all(may(aws("ec2", key=key).describe_vpcs) for key in keys)


def test_it_allows_nothing_by_itself(aws: Callable[..., Any], user: Make, control: Control) -> None:
    control("scps", policies=[scp("everything", allow("*"))])
    assert not may(aws("ec2", key=user("ann")).describe_vpcs)


def test_policies_of_one_level_allow_together_beside_full_access_or_instead_of_it(
    aws: Callable[..., Any], user: Make, control: Control
) -> None:
    ec2 = aws("ec2", key=user("ann", allow("*")))
    given = [scp("vpcs", allow("ec2:DescribeVpcs")), scp("subnets", allow("ec2:DescribeSubnets"))]

    def allowed() -> tuple[bool, bool, bool]:
        return may(ec2.describe_vpcs), may(ec2.describe_subnets), may(ec2.describe_instances)

    control("scps", policies=given)
    assert allowed() == (True, True, True)
    control("scps", policies=given, full_aws_access=False)
    assert allowed() == (True, True, False)
    control("scps", policies=[], full_aws_access=False)
    assert allowed() == (False, False, False)


def test_a_condition_on_the_region_is_a_region_lock(aws: Callable[..., Any], user: Make, control: Control) -> None:
    key = user("ann", allow("*"))
    only = {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1"]}}
    control("scps", policies=[scp("lock", deny("ec2:*", Condition=only))])
    assert may(aws("ec2", region="eu-west-1", key=key).describe_vpcs)
    assert not may(aws("ec2", region="us-east-1", key=key).describe_vpcs)


def test_service_linked_roles_are_free_of_it(world: World, aws: Callable[..., Any], control: Control) -> None:
    aws("iam").create_service_linked_role(AWSServiceName="cloud9.amazonaws.com")
    control("scps", policies=[scp("nothing", deny("*"))])
    found = moto_policies.entity("role", "AWSServiceRoleForAWSCloud9")
    assert found is not None
    system = world.client("ec2", "us-east-1", identity.role_session(found, "AWSCloud9-1"))
    assert may(system.describe_vpcs)
    assert not may(system.describe_route_tables), "its own policy still counts"


def test_agents_notice_at_once(place: Place, control: Control, wait: Callable[[float], None], world: World) -> None:
    """An SCP that takes the session's actions away (facts 10.5) closes the channel of an agent that is online."""
    instance = place.launch()
    wait(200)
    assert place.connection(instance) == "connected"
    control("scps", policies=[scp("no-sessions", deny("ssmmessages:*"))])
    wait(120)
    assert place.connection(instance) == "notconnected"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "needs 'policies'"),
        ({"policies": {}}, "isn't a list of policies"),
        ({"policies": ["x"]}, "isn't a policy with a name and a document"),
        ({"policies": [{"document": {}}]}, "needs 'name'"),
        ({"policies": [{"name": "x"}]}, "needs 'document'"),
        ({"policies": [{"name": "", "document": {}}]}, "1 to 128 characters"),
        ({"policies": [{"name": "x" * 129, "document": {}}]}, "1 to 128 characters"),
        ({"policies": [{"name": 5, "document": {}}]}, "1 to 128 characters"),
        ({"policies": [{"name": "x", "document": "{"}]}, "x: This policy contains invalid Json"),
        ({"policies": [{"name": "x", "document": []}]}, "x: Syntax errors in policy."),
        ({"policies": [{"name": "x", "document": {"Version": "2012-10-17"}}]}, "x: Could not parse the policy"),
        (
            {"policies": [scp("x", json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Maybe"}]}))]},
            "x: Syntax errors in policy.",
        ),
        (
            {"policies": [scp("x", deny("ec2:*", Principal="*"))]},
            "x: Policy document should not specify a principal.",
        ),
        ({"policies": [scp("x y", deny("a:*")), scp("x_y", deny("a:*"))]}, "look the same in an ARN"),
        ({"policies": [], "full_aws_access": "no"}, "full_aws_access is 'no', which is neither true nor false"),
    ],
)
def test_what_is_no_policy_is_refused_in_words_and_changes_nothing(
    world: World, control: Control, told: dict[str, Any], words: str
) -> None:
    control("scps", policies=[scp("before", deny("ec2:*"))])
    before = organization(world)
    status, answer = control("scps", **told)
    assert status == 400
    assert words in answer["error"]
    assert organization(world) == before


def test_the_account_is_closed_and_opened_by_somebody_else(world: World, control: Control) -> None:
    assert not account.is_closed(world)
    assert control("closed", closed=True) == (200, {"closed": True})
    assert account.is_closed(world)
    assert control("closed", closed=False) == (200, {"closed": False})
    assert not account.is_closed(world)


@pytest.mark.parametrize(("told", "words"), [({}, "needs 'closed'"), ({"closed": 1}, "neither true nor false")])
def test_a_closed_account_is_a_yes_or_a_no(control: Control, told: dict[str, Any], words: str) -> None:
    status, answer = control("closed", **told)
    assert status == 400
    assert words in answer["error"]


def test_the_administrator_has_no_organization_above(world: World) -> None:
    account.set_scps(world, (account.FULL_ACCESS,))
    assert policies_of(world, identity.administrator(world)).scps == ()
    assert f"arn:aws:iam::{ACCOUNT}:user/" in identity.administrator(world).arn
