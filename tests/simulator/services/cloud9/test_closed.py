"""An account to which Cloud9 isn't open hears one sentence, whatever it asks, with whatever permissions (facts 3.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator import account, others
from c9lib.simulator.world import World
from tests.simulator.people import error_of, make_user
from tests.simulator.services.cloud9.conftest import REQUEST

Aws = Callable[..., Any]
CLOSED = ("AccessDeniedException", "This account does not have access to the Cloud9 service")
ID = "0" * 32


@pytest.fixture
def closed(world: World) -> None:
    account.set_closed(world, True)


@pytest.mark.parametrize("policies", [(), ("AWSCloud9User",), ("AdministratorAccess",)])
@pytest.mark.parametrize(
    ("operation", "asked"),
    [
        ("list_environments", {}),
        ("create_environment_ec2", REQUEST),
        ("create_environment_ec2", {**REQUEST, "dryRun": True}),
        ("describe_environments", {"environmentIds": [ID]}),
        ("delete_environment", {"environmentId": ID}),
        ("describe_environment_memberships", {}),
    ],
)
def test_whoever_asks_for_whatever(
    closed: None, aws: Aws, policies: tuple[str, ...], operation: str, asked: dict[str, Any]
) -> None:
    key = make_user(aws("iam"), "ann", attached=policies)
    assert error_of(getattr(aws("cloud9", key=key), operation), **asked) == CLOSED


def test_the_administrator_too(closed: None, aws: Aws) -> None:
    assert error_of(aws("cloud9").list_environments) == CLOSED
    assert error_of(aws("cloud9", region="eu-west-1").list_environments) == CLOSED


def test_as_the_cli_shows_it(closed: None, cli: Callable[..., Any]) -> None:
    done = cli("cloud9", "list-environments")
    assert done.returncode != 0
    assert (
        f"An error occurred (AccessDeniedException) when calling the ListEnvironments operation: {CLOSED[1]}"
        in done.stderr
    )


def test_the_status_is_400(closed: None, aws: Aws) -> None:
    with pytest.raises(aws("cloud9").exceptions.ClientError) as caught:
        aws("cloud9").list_environments()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_everything_else_goes_on(closed: None, aws: Aws, wait: Callable[[float], None]) -> None:
    iam = aws("iam")
    iam.create_service_linked_role(AWSServiceName="cloud9.amazonaws.com")
    task = iam.delete_service_linked_role(RoleName="AWSServiceRoleForAWSCloud9")["DeletionTaskId"]
    wait(60)
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"


def test_a_region_without_cloud9_has_nothing_to_say(closed: None, aws: Aws) -> None:
    assert error_of(aws("cloud9", region="eu-south-2").list_environments)[0] == "UnknownEndpoint"


def test_open_again(closed: None, aws: Aws, world: World) -> None:
    account.set_closed(world, False)
    assert aws("cloud9").list_environments()["environmentIds"] == []


def test_an_account_with_environments_stays_open(aws: Aws, world: World) -> None:
    made = aws("cloud9", region="eu-west-1").create_environment_ec2(**REQUEST)["environmentId"]
    with pytest.raises(ValueError, match=f"Delete these first: {made} in eu-west-1"):
        others.act(world, "closed", {"closed": True})
    assert not account.is_closed(world)
