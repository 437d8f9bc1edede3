"""The AWS CLI's own commands on top of CloudFormation's operations: deploy, wait, and the rest as people type them.

Nothing is under way for whoever asks next (`--speed max`): the CLI's waiters look every 30 seconds of real time.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.world import World
from tests.simulator.services.cloudformation.bodies import EMPTY, GROUPS, body, group
from tests.simulator.services.cloudformation.conftest import HERE

Ran = subprocess.CompletedProcess[str]
Cli = Callable[..., Ran]
Asked = Callable[..., dict[str, object]]
EXCERPT = HERE / "role_and_profile.yaml"
NAMED = ("--capabilities", "CAPABILITY_NAMED_IAM")


@pytest.fixture
def front() -> Front:
    return Front(World(seed=1, clock=Clock(speed=0.0), settled=True))


@pytest.fixture
def cloudformation(cli: Cli) -> Cli:  # type: ignore[override]
    return lambda *words, **more: cli("cloudformation", *words, **more)


@pytest.fixture
def told(cloudformation: Cli) -> Asked:
    """Run a command that has to succeed; gives its answer."""

    def ask(*words: str) -> dict[str, object]:
        ran = cloudformation(*words)
        assert ran.returncode == 0, ran.stderr
        return dict(json.loads(ran.stdout or "{}"))

    return ask


@pytest.fixture
def groups(tmp_path: Path) -> str:
    path = tmp_path / "groups.yaml"
    path.write_text(GROUPS, encoding="utf-8")
    return str(path)


def status(told: Asked, name: str) -> str:
    [stack] = told("describe-stacks", "--stack-name", name)["Stacks"]  # type: ignore[misc]
    return str(stack["StackStatus"])


# --- deploy -----------------------------------------------------------------------------------------------------------


def test_deploy_the_excerpt_of_the_user_guide(cloudformation: Cli, told: Asked) -> None:
    deploy = ("deploy", "--stack-name", "roles", "--template-file", str(EXCERPT))
    refused = cloudformation(*deploy)
    assert refused.returncode != 0
    assert "InsufficientCapabilitiesException" in refused.stderr
    assert "Requires capabilities : [CAPABILITY_NAMED_IAM]" in refused.stderr
    ran = cloudformation(*deploy, *NAMED)
    assert "Successfully created/updated stack - roles" in ran.stdout, ran.stderr
    assert status(told, "roles") == "CREATE_COMPLETE"


def test_deploy_again(cloudformation: Cli, told: Asked, groups: str) -> None:
    deploy = ("deploy", "--stack-name", "groups", "--template-file", groups)
    first = cloudformation(*deploy, "--parameter-overrides", "What=for me", "Secret=psst", "--tags", "team=blue")
    assert first.returncode == 0, first.stderr
    # Without overrides the parameters stay as they are, and so nothing is left to do.
    same = cloudformation(*deploy, "--tags", "team=blue")
    assert same.returncode != 0
    assert "No changes to deploy. Stack groups is up to date" in same.stderr
    time.sleep(1.1)  # the CLI names its change sets by the second, and the last one, which failed, is still there
    same = cloudformation(*deploy, "--tags", "team=blue", "--no-fail-on-empty-changeset")
    assert same.returncode == 0
    assert "No changes to deploy. Stack groups is up to date" in same.stdout
    time.sleep(1.1)
    changed = cloudformation(*deploy, "--parameter-overrides", "What=for you", "--tags", "team=blue")
    assert changed.returncode == 0, changed.stderr
    [stack] = told("describe-stacks", "--stack-name", "groups")["Stacks"]  # type: ignore[misc]
    assert stack["StackStatus"] == "UPDATE_COMPLETE"
    assert [one["ParameterValue"] for one in stack["Parameters"]] == ["for you", "****"]


def test_deploy_without_executing(cloudformation: Cli, told: Asked, groups: str) -> None:
    ran = cloudformation("deploy", "--stack-name", "groups", "--template-file", groups, "--no-execute-changeset")
    assert "Changeset created successfully. Run the following command to review changes:" in ran.stdout, ran.stderr
    arn = ran.stdout.split("--change-set-name ")[1].split()[0]
    assert status(told, "groups") == "REVIEW_IN_PROGRESS"
    changes = told("describe-change-set", "--change-set-name", arn)
    assert changes["ExecutionStatus"] == "AVAILABLE"
    assert [one["ResourceChange"]["LogicalResourceId"] for one in changes["Changes"]] == [  # type: ignore[attr-defined]
        "Inner",
        "Outer",
    ]
    told("execute-change-set", "--change-set-name", arn)
    assert status(told, "groups") == "CREATE_COMPLETE"


def test_deploy_what_fails(cloudformation: Cli, told: Asked, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(body({"Good": group(), "Bad": {**group(VpcId="vpc-0123456789abcdef0"), "DependsOn": "Good"}}))
    ran = cloudformation("deploy", "--stack-name", "bad", "--template-file", str(bad))
    assert ran.returncode != 0
    assert "Failed to create/update the stack" in ran.stderr
    assert status(told, "bad") == "ROLLBACK_COMPLETE"
    events = told("describe-stack-events", "--stack-name", "bad")["StackEvents"]
    [failed] = [one for one in events if one["ResourceStatus"] == "CREATE_FAILED"]  # type: ignore[attr-defined]
    assert failed["LogicalResourceId"] == "Bad"
    assert "vpc-0123456789abcdef0" in failed["ResourceStatusReason"]
    again = cloudformation("deploy", "--stack-name", "bad", "--template-file", str(bad))
    assert "is in ROLLBACK_COMPLETE state and can not be updated." in again.stderr
    told("delete-stack", "--stack-name", "bad")
    told("wait", "stack-delete-complete", "--stack-name", "bad")


# --- Stacks -----------------------------------------------------------------------------------------------------------


def test_create_wait_look_delete(cloudformation: Cli, told: Asked, groups: str) -> None:
    parameters = ("--parameters", "ParameterKey=What,ParameterValue=for me")
    template = ("--template-body", f"file://{groups}")
    made = told("create-stack", "--stack-name", "groups", *template, *parameters, "--tags", "Key=team,Value=blue")
    told("wait", "stack-exists", "--stack-name", "groups")
    told("wait", "stack-create-complete", "--stack-name", "groups")
    held = told("list-stack-resources", "--stack-name", "groups")["StackResourceSummaries"]
    assert [one["LogicalResourceId"] for one in held] == ["Inner", "Outer"]  # type: ignore[attr-defined]
    [export] = told("list-exports")["Exports"]  # type: ignore[misc]
    assert (export["Name"], export["ExportingStackId"]) == ("groups-group", made["StackId"])
    told("get-template", "--stack-name", "groups")
    told("get-template-summary", "--stack-name", "groups")
    told("validate-template", *template)
    again = cloudformation("create-stack", "--stack-name", "groups", *template)
    assert "(AlreadyExistsException)" in again.stderr
    told("delete-stack", "--stack-name", "groups")
    told("wait", "stack-delete-complete", "--stack-name", str(made["StackId"]))
    gone = cloudformation("describe-stacks", "--stack-name", "groups")
    assert "Stack with id groups does not exist" in gone.stderr


def test_wait_for_a_stack_that_fails(cloudformation: Cli, told: Asked, tmp_path: Path) -> None:
    bad = body({"Bad": group(VpcId="vpc-0123456789abcdef0")})
    told("create-stack", "--stack-name", "bad", "--template-body", bad)
    ran = cloudformation("wait", "stack-create-complete", "--stack-name", "bad")
    assert "Waiter StackCreateComplete failed" in ran.stderr
    assert ran.returncode == 255


def test_update_stack(cloudformation: Cli, told: Asked, groups: str) -> None:
    told("create-stack", "--stack-name", "groups", "--template-body", f"file://{groups}")
    update = ("update-stack", "--stack-name", "groups", "--use-previous-template")
    same = cloudformation(*update)
    assert "(ValidationError) when calling the UpdateStack operation: No updates are to be performed." in same.stderr
    told(*update, "--parameters", "ParameterKey=What,ParameterValue=changed")
    told("wait", "stack-update-complete", "--stack-name", "groups")


def test_protected(cloudformation: Cli, told: Asked) -> None:
    told("create-stack", "--stack-name", "one", "--template-body", EMPTY, "--enable-termination-protection")
    refused = cloudformation("delete-stack", "--stack-name", "one")
    assert "Stack [one] cannot be deleted while TerminationProtection is enabled" in refused.stderr
    told("update-termination-protection", "--stack-name", "one", "--no-enable-termination-protection")
    told("delete-stack", "--stack-name", "one")


# --- Change sets and drift --------------------------------------------------------------------------------------------


def test_change_sets(cloudformation: Cli, told: Asked, groups: str) -> None:
    named = ("--stack-name", "groups", "--change-set-name", "first")
    told("create-change-set", *named, "--change-set-type", "CREATE", "--template-body", f"file://{groups}")
    told("wait", "change-set-create-complete", *named)
    [listed] = told("list-change-sets", "--stack-name", "groups")["Summaries"]  # type: ignore[misc]
    assert listed["ChangeSetName"] == "first"
    told("execute-change-set", *named)
    told("wait", "stack-create-complete", "--stack-name", "groups")
    told("create-change-set", "--stack-name", "groups", "--change-set-name", "same", "--use-previous-template")
    ran = cloudformation("wait", "change-set-create-complete", "--stack-name", "groups", "--change-set-name", "same")
    assert ran.returncode == 255
    made = told("describe-change-set", "--stack-name", "groups", "--change-set-name", "same")
    assert (made["Status"], made["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert str(made["StatusReason"]).startswith("The submitted information didn't contain changes.")
    told("delete-change-set", "--stack-name", "groups", "--change-set-name", "same")
    assert told("list-change-sets", "--stack-name", "groups")["Summaries"] == []


def test_drift(cli: Cli, told: Asked, tmp_path: Path) -> None:
    network = body({"Net": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.1.0.0/16"}}})
    told("create-stack", "--stack-name", "net", "--template-body", network)
    [vpc] = told("describe-stack-resources", "--stack-name", "net")["StackResources"]  # type: ignore[misc]
    cli("ec2", "modify-vpc-attribute", "--vpc-id", vpc["PhysicalResourceId"], "--enable-dns-hostnames")
    made = told("detect-stack-drift", "--stack-name", "net")["StackDriftDetectionId"]
    found = told("describe-stack-drift-detection-status", "--stack-drift-detection-id", str(made))
    assert found["DetectionStatus"] == "DETECTION_COMPLETE"
    [drift] = told("describe-stack-resource-drifts", "--stack-name", "net")["StackResourceDrifts"]  # type: ignore[misc]
    assert drift["StackResourceDriftStatus"] in ("IN_SYNC", "MODIFIED")
