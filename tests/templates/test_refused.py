"""What goes wrong with the templates in real life: refused at once, or rolled back with a reason for people."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from c9lib import templates
from tests.simulator.place import Place
from tests.templates.account import Account, user_without
from tests.templates.decoding import decoded

FOLDER = Path(templates.__file__).parent
Cli = Callable[..., CompletedProcess[str]]


def created(cli: Cli, name: str, stack: str, *words: str, key: str = "test") -> CompletedProcess[str]:
    """`aws cloudformation create-stack` of a template; words are `Parameter=value` or options."""
    options = [word for word in words if word.startswith(("--", "CAPABILITY"))]
    given = [word.partition("=") for word in words if word not in options]
    parameters = [f"ParameterKey={key},ParameterValue={value}" for key, _, value in given]
    body = f"file://{FOLDER / name}.yaml"
    more = ["--parameters", *parameters] if parameters else []
    return cli(
        "cloudformation", "create-stack", "--stack-name", stack, "--template-body", body, *options, *more, key=key
    )


def failed(cli: Cli, stack: str) -> dict[str, str]:
    """The reasons in `describe-stack-events` by resource, and that the waiter tells the failure."""
    waited = cli("cloudformation", "wait", "stack-create-complete", "--stack-name", stack)
    assert waited.returncode == 255, waited.stdout
    assert "Waiter StackCreateComplete failed" in waited.stderr
    told = cli("cloudformation", "describe-stack-events", "--stack-name", stack)
    events = json.loads(told.stdout)["StackEvents"]
    return {
        one["LogicalResourceId"]: one["ResourceStatusReason"]
        for one in events
        if one["ResourceStatus"] == "CREATE_FAILED" and one["ResourceStatusReason"] != "Resource creation cancelled"
    }


def test_the_pair_that_is_there_already(cli: Cli, place: Place, account: Account) -> None:
    before = account.everything()
    created(cli, "role-and-profile", "pair", "--capabilities", "CAPABILITY_NAMED_IAM")
    reasons = failed(cli, "pair")
    assert "AWSCloud9SSMAccessRole" in reasons["Role"]
    assert "already exists" in reasons["Role"]
    assert account.stack("pair")["StackStatus"] == "ROLLBACK_COMPLETE"
    assert account.everything() - before == {"pair"}
    role = account.aws("iam").get_role(RoleName="AWSCloud9SSMAccessRole")["Role"]
    assert role["Path"] == "/service-role/"


@pytest.mark.parametrize("name", ["role-and-profile", "whole"])
def test_without_the_capability(name: str, cli: Cli, account: Account) -> None:
    before = account.everything()
    refused = created(cli, name, "mine")
    assert refused.returncode != 0
    assert "InsufficientCapabilitiesException" in refused.stderr
    assert "Requires capabilities : [CAPABILITY_NAMED_IAM]" in refused.stderr
    assert account.everything() == before


def test_no_role_and_profile(cli: Cli, account: Account) -> None:
    """The document's first error."""
    before = account.everything()
    created(cli, "whole", "mine", "--capabilities", "CAPABILITY_NAMED_IAM", "RoleAndProfile=existing")
    reasons = failed(cli, "mine")
    assert set(reasons) == {"Environment"}
    assert "Instance profile AWSCloud9SSMInstanceProfile does not exist" in reasons["Environment"]
    assert account.everything() - before == {"mine"}


def test_no_right_to_start_a_session(cli: Cli, place: Place, account: Account) -> None:
    """The document's second error: the caller may do everything but ssm:StartSession."""
    place.ec2.modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": True})
    key = user_without(account, "ssm:StartSession")
    before = account.everything()
    secret = created(cli, "environment", "mine", f"SubnetId={place.subnet}", key=key)
    assert secret.returncode == 0, secret.stderr
    reasons = failed(cli, "mine")
    assert set(reasons) == {"Environment"}
    assert "ssm:StartSession" in reasons["Environment"]
    assert account.everything() - before == {"mine"}


def test_a_subnet_without_a_way_out(cli: Cli, place: Place, account: Account) -> None:
    place.cut_off()
    before = account.everything()
    created(cli, "environment", "mine", f"SubnetId={place.subnet}")
    reasons = failed(cli, "mine")
    assert set(reasons) == {"Environment"}
    assert account.everything() - before == {"mine"}


def test_a_zone_that_is_not_there(cli: Cli, place: Place, account: Account) -> None:
    before = account.everything()
    created(cli, "whole", "mine", "AvailabilityZone=us-east-1z", "--capabilities", "CAPABILITY_NAMED_IAM")
    reasons = failed(cli, "mine")
    assert set(reasons) == {"PublicSubnet"}
    assert "us-east-1z" in reasons["PublicSubnet"]
    assert account.everything() - before == {"mine"}


def test_too_many_addresses(cli: Cli, place: Place, account: Account, aws: Callable[..., Any]) -> None:
    """A Region has 5 Elastic IP addresses unless more are asked for."""
    for _ in range(5):
        aws("ec2").allocate_address(Domain="vpc")
    before = account.everything()
    created(cli, "whole", "mine", "Network=nat", "--capabilities", "CAPABILITY_NAMED_IAM")
    reasons = failed(cli, "mine")
    assert "maximum number of addresses has been reached" in reasons["NatAddress"]
    assert account.everything() - before == {"mine"}


def test_deploy_says_that_it_failed_and_a_second_one_that_the_stack_has_to_go(cli: Cli, account: Account) -> None:
    words = ("--template-file", str(FOLDER / "whole.yaml"), "--capabilities", "CAPABILITY_NAMED_IAM")
    first = cli("cloudformation", "deploy", "--stack-name", "mine", *words)
    assert first.returncode == 255
    assert "Failed to create/update the stack" in first.stderr
    second = cli("cloudformation", "deploy", "--stack-name", "mine", *words)
    assert second.returncode == 255
    assert "ROLLBACK_COMPLETE" in second.stderr


WRONG = [
    ("environment", "EnvironmentName", " no"),
    ("environment", "Description", "x" * 201),
    ("environment", "OwnerArn", "arn:aws:iam::123456789012:role/Admin"),
    ("environment", "InstanceType", "t3a.small"),
    ("environment", "ImageId", "amazonlinux-2-x86_64"),
    ("environment", "AutomaticStopTimeMinutes", "20161"),
    ("whole", "Network", "private"),
    ("whole", "VpcCidr", "172.17.0.0/16"),
    ("whole", "AvailabilityZone", "here"),
    ("whole", "EndpointForS3", "yes"),
    ("whole", "RoleAndProfile", "both"),
]


@pytest.mark.parametrize(("name", "parameter", "value"), WRONG)
def test_a_wrong_value_is_refused_in_the_templates_own_words(
    name: str, parameter: str, value: str, place: Place, account: Account, aws: Callable[..., Any]
) -> None:
    before = account.everything()
    cloudformation = aws("cloudformation")
    given = {"SubnetId": place.subnet} if name == "environment" else {}
    given[parameter] = value
    with pytest.raises(cloudformation.exceptions.ClientError) as refused:
        cloudformation.create_stack(
            StackName="mine",
            TemplateBody=templates.text(name),  # type: ignore[arg-type]
            Parameters=[{"ParameterKey": key, "ParameterValue": told} for key, told in given.items()],
            Capabilities=["CAPABILITY_NAMED_IAM"],
        )
    words = decoded(name)["Parameters"][parameter]["ConstraintDescription"]  # type: ignore[arg-type]
    assert f"Parameter {parameter} failed to satisfy constraint: {words}" in str(refused.value)
    assert account.everything() == before


def test_a_subnet_that_is_not_there(cli: Cli, account: Account) -> None:
    before = account.everything()
    created(cli, "environment", "mine", "SubnetId=subnet-0123456789abcdef0")
    stacks = {name for name in account.everything() - before if not name.startswith("aws-cloud9")}
    assert stacks <= {"mine"}
    assert "subnet-0123456789abcdef0" in json.dumps([one.get("ResourceStatusReason") for one in account.events("mine")])


def test_the_subnet_has_no_default(cli: Cli) -> None:
    refused = created(cli, "environment", "mine")
    assert "Parameters: [SubnetId] must have values" in refused.stderr
