"""A stack of the template `whole` fails half-way, at each of its resources in turn: nothing is left behind, and the
events name the cause.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib import templates
from c9lib.simulator import resources
from c9lib.simulator.resources.nouns import ResourceFailed, Waiting, Work, handler_of
from tests.templates.account import Account, user_without
from tests.templates.decoding import decoded

STACK = "half-way"
RESOURCES = decoded("whole")["Resources"]
NAT = {"Network": "nat", "RoleAndProfile": "make", "EnvironmentName": "half-way"}
"""With these parameters every resource of the template is made."""

DENIED = {
    "Vpc": "ec2:CreateVpc",
    "InternetGateway": "ec2:CreateInternetGateway",
    "GatewayAttachment": "ec2:AttachInternetGateway",
    "PublicSubnet": "ec2:CreateSubnet",
    "PublicRouteTable": "ec2:CreateRouteTable",
    "PublicRoute": "ec2:CreateRoute",
    "PublicAssociation": "ec2:AssociateRouteTable",
    "NatAddress": "ec2:AllocateAddress",
    "NatGateway": "ec2:CreateNatGateway",
    "EndpointGroup": "ec2:CreateSecurityGroup",
    "SsmEndpoint": "ec2:CreateVpcEndpoint",
    "Role": "iam:CreateRole",
    "Profile": "iam:CreateInstanceProfile",
    "Environment": "cloud9:CreateEnvironmentEC2",
}
"""One resource of each type, and what has to be allowed for it."""


def submit(cloudformation: Any, **parameters: str) -> None:
    cloudformation.create_stack(
        StackName=STACK,
        TemplateBody=templates.text("whole"),
        Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """`failing("Vpc")`: let the resource fail at the very end, when there is something to be removed; the reason."""

    def break_(logical_id: str) -> str:
        resources.register()
        handler = handler_of(RESOURCES[logical_id]["Type"])
        assert handler is not None
        original, reason = handler.create, f"{logical_id} can't be made today"

        def create(work: Work) -> Waiting:
            yield from original(work)
            if work.logical_id == logical_id:
                raise ResourceFailed(reason)

        monkeypatch.setattr(handler, "create", create)
        return reason

    return break_


def test_everything_is_made_when_nothing_fails(account: Account, aws: Callable[..., Any]) -> None:
    before = account.everything()
    submit(aws("cloudformation"), **NAT)
    assert account.stack(STACK)["StackStatus"] == "CREATE_COMPLETE", account.causes(STACK)
    made = aws("cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
    assert {one["LogicalResourceId"] for one in made} == set(RESOURCES)
    aws("cloudformation").delete_stack(StackName=STACK)
    assert account.everything() == before


def test_the_environment_is_made_last_and_goes_first(account: Account, aws: Callable[..., Any]) -> None:
    """Its properties refer to a subnet alone; its metadata says what else it needs, from its first minute on."""
    submit(aws("cloudformation"), **NAT)
    stack_id = account.stack(STACK)["StackId"]
    aws("cloudformation").delete_stack(StackName=STACK)
    told = [(one["LogicalResourceId"], one["ResourceStatus"]) for one in account.events(stack_id)]
    others = set(RESOURCES) - {"Environment"}
    assert max(told.index((name, "CREATE_COMPLETE")) for name in others) < told.index(
        ("Environment", "CREATE_IN_PROGRESS")
    )
    assert told.index(("Environment", "DELETE_COMPLETE")) < min(
        told.index((name, "DELETE_IN_PROGRESS")) for name in others
    )


@pytest.mark.parametrize("logical_id", RESOURCES)
def test_nothing_is_left_whichever_fails_once_it_is_made(
    logical_id: str, account: Account, aws: Callable[..., Any], failing: Callable[[str], str]
) -> None:
    before = account.everything()
    reason = failing(logical_id)
    submit(aws("cloudformation"), **NAT)
    assert account.stack(STACK)["StackStatus"] == "ROLLBACK_COMPLETE", account.causes(STACK)
    assert account.everything() - before == {STACK}
    assert account.causes(STACK) == [(logical_id, reason)]
    aws("cloudformation").delete_stack(StackName=STACK)
    assert account.everything() == before


def test_the_list_of_actions_has_every_type() -> None:
    assert {RESOURCES[name]["Type"] for name in DENIED} == {one["Type"] for one in RESOURCES.values()}


@pytest.mark.parametrize(("logical_id", "action"), DENIED.items())
def test_nothing_is_left_where_something_is_denied_and_the_action_is_named(
    logical_id: str, action: str, account: Account, aws: Callable[..., Any]
) -> None:
    key = user_without(account, action)
    before = account.everything()
    submit(aws("cloudformation", key=key), **NAT)
    assert account.stack(STACK)["StackStatus"] == "ROLLBACK_COMPLETE", account.causes(STACK)
    assert account.everything() - before == {STACK}
    first, reason = account.causes(STACK)[0]
    assert RESOURCES[first]["Type"] == RESOURCES[logical_id]["Type"]
    assert action in reason
    assert "user/c9-limited" in reason
