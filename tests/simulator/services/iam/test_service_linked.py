"""Service-linked roles, above all that of Cloud9."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator import models
from c9lib.simulator.api import ApiCall, handler_for, operation
from c9lib.simulator.durations import SERVICE_LINKED_ROLE_DELETE
from c9lib.simulator.services.iam import service_linked
from tests.simulator.services.iam.said import ACCOUNT, POLICY, permissions, refused, trust

CLOUD9 = {"AWSServiceName": "cloud9.amazonaws.com"}
NAME = "AWSServiceRoleForAWSCloud9"
PROTECTED = f"Cannot perform the operation on the protected role '{NAME}' - this role is only modifiable by AWS"


def test_cloud9s_role_has_its_name_path_trust_and_policy(iam: Any) -> None:
    role = iam.create_service_linked_role(**CLOUD9, Description="mine")["Role"]
    assert role["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/cloud9.amazonaws.com/{NAME}"
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": ["cloud9.amazonaws.com"]}
    assert iam.get_role(RoleName=NAME)["Role"]["Description"] == "mine"
    attached = iam.list_attached_role_policies(RoleName=NAME)["AttachedPolicies"]
    assert [each["PolicyName"] for each in attached] == ["AWSCloud9ServiceRolePolicy"]


def test_every_service_that_is_known_has_its_policy(iam: Any) -> None:
    for service, kind in service_linked.KINDS.items():
        iam.create_service_linked_role(AWSServiceName=service)
        assert iam.list_attached_role_policies(RoleName=kind.name)["AttachedPolicies"]


def test_a_second_one_is_refused(iam: Any) -> None:
    iam.create_service_linked_role(**CLOUD9)
    words = f"Service role name {NAME} has been taken in this account, please try a different suffix."
    assert refused(iam.create_service_linked_role, **CLOUD9) == ("InvalidInput", words, 400)
    words = "Custom suffix is not allowed for cloud9.amazonaws.com"
    assert refused(iam.create_service_linked_role, **CLOUD9, CustomSuffix="x") == ("InvalidInput", words, 400)


def test_a_suffix_tells_two_apart(iam: Any) -> None:
    role = iam.create_service_linked_role(AWSServiceName="autoscaling.amazonaws.com", CustomSuffix="two")["Role"]
    assert role["RoleName"] == "AWSServiceRoleForAutoScaling_two"


def test_an_unknown_service_is_refused_by_name(iam: Any) -> None:
    code, message, _ = refused(iam.create_service_linked_role, AWSServiceName="lex.amazonaws.com")
    assert code == "NotSimulated"
    assert "lex.amazonaws.com" in message


@pytest.mark.parametrize(
    ("change", "params"),
    [
        ("delete_role", {}),
        ("attach_role_policy", {"PolicyArn": POLICY}),
        ("detach_role_policy", {"PolicyArn": "arn:aws:iam::aws:policy/aws-service-role/AWSCloud9ServiceRolePolicy"}),
        ("put_role_policy", {"PolicyName": "p", "PolicyDocument": permissions()}),
        ("update_assume_role_policy", {"PolicyDocument": trust()}),
        ("update_role", {"MaxSessionDuration": 7200}),
        ("put_role_permissions_boundary", {"PermissionsBoundary": POLICY}),
        ("tag_role", {"Tags": [{"Key": "a", "Value": "b"}]}),
    ],
)
def test_only_aws_modifies_it(iam: Any, change: str, params: dict[str, Any]) -> None:
    iam.create_service_linked_role(**CLOUD9)
    assert refused(getattr(iam, change), RoleName=NAME, **params) == ("UnmodifiableEntity", PROTECTED, 400)


@pytest.fixture
def environments(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Cloud9 environments by Region, as cloud9:ListEnvironments tells them."""
    found: dict[str, list[str]] = {}
    from c9lib.simulator import api

    if handler_for("cloud9", "ListEnvironments") is None:
        operation("cloud9", "ListEnvironments")(lambda call: {})

    def list_environments(call: ApiCall) -> dict[str, Any]:
        return {"environmentIds": found.get(call.region, [])}

    monkeypatch.setitem(api._handlers, ("cloud9", "ListEnvironments"), list_environments)
    return found


def test_it_goes_when_no_environment_needs_it(
    iam: Any, wait: Callable[[float], None], environments: dict[str, list[str]]
) -> None:
    iam.create_service_linked_role(**CLOUD9)
    task = iam.delete_service_linked_role(RoleName=NAME)["DeletionTaskId"]
    assert task.startswith(f"task/aws-service-role/cloud9.amazonaws.com/{NAME}/")
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "IN_PROGRESS"
    wait(SERVICE_LINKED_ROLE_DELETE)
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"
    assert refused(iam.get_role, RoleName=NAME)[0] == "NoSuchEntity"
    iam.create_service_linked_role(**CLOUD9)


def test_it_stays_while_an_environment_of_any_region_needs_it(
    iam: Any, wait: Callable[[float], None], environments: dict[str, list[str]]
) -> None:
    region = models.regions("cloud9")[-1]
    environments[region] = ["e" * 32]
    iam.create_service_linked_role(**CLOUD9)
    task = iam.delete_service_linked_role(RoleName=NAME)["DeletionTaskId"]
    wait(SERVICE_LINKED_ROLE_DELETE)
    told = iam.get_service_linked_role_deletion_status(DeletionTaskId=task)
    assert told["Status"] == "FAILED"
    usage = {"Region": region, "Resources": [f"arn:aws:cloud9:{region}:{ACCOUNT}:environment:{'e' * 32}"]}
    assert told["Reason"]["RoleUsageList"] == [usage]
    assert iam.get_role(RoleName=NAME)["Role"]["RoleName"] == NAME


def test_only_a_service_linked_role_can_be_deleted_so(iam: Any) -> None:
    iam.create_role(RoleName="mine", AssumeRolePolicyDocument=trust())
    assert refused(iam.delete_service_linked_role, RoleName="mine")[0] == "InvalidInput"
    unknown = f"task/aws-service-role/cloud9.amazonaws.com/{NAME}/00000000"
    assert refused(iam.get_service_linked_role_deletion_status, DeletionTaskId=unknown)[0::2] == ("NoSuchEntity", 404)
