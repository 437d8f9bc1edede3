"""Every template as its header says it is deployed: by the AWS CLI, without our library. Each comes online, can be
changed, and leaves nothing behind.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from c9lib import templates
from tests.simulator.place import Place
from tests.templates.account import Account
from tests.templates.decoding import decoded

FOLDER = Path(templates.__file__).parent
ENVIRONMENT = f"file://{FOLDER / 'environment.yaml'}"
WHOLE = f"file://{FOLDER / 'whole.yaml'}"
NAMED = ("--capabilities", "CAPABILITY_NAMED_IAM")
Run = Callable[..., str]


@pytest.fixture
def run(cli: Callable[..., CompletedProcess[str]]) -> Run:
    """`run("deploy", ...)`: a command of `aws cloudformation` that has to succeed; what it prints."""

    def ran(*words: str, key: str = "test") -> str:
        ended = cli("cloudformation", *words, key=key)
        assert ended.returncode == 0, f"{' '.join(words)}\n{ended.stdout}{ended.stderr}"
        return ended.stdout

    return ran


def deploy(run: Run, name: str, stack: str, *words: str) -> str:
    return run("deploy", "--template-file", str(FOLDER / f"{name}.yaml"), "--stack-name", stack, *words)


def outputs(run: Run, stack: str) -> dict[str, str]:
    told = json.loads(run("describe-stacks", "--stack-name", stack))["Stacks"][0]["Outputs"]
    return {one["OutputKey"]: one["OutputValue"] for one in told}


def gone(run: Run, stack: str) -> None:
    run("delete-stack", "--stack-name", stack)
    run("wait", "stack-delete-complete", "--stack-name", stack)


def test_role_and_profile(run: Run, account: Account, aws: Callable[..., Any]) -> None:
    before = account.everything()
    deploy(run, "role-and-profile", "pair", *NAMED)
    told = outputs(run, "pair")
    profile = aws("iam").get_instance_profile(InstanceProfileName="AWSCloud9SSMInstanceProfile")["InstanceProfile"]
    assert profile["Arn"] == told["ProfileArn"]
    assert profile["Path"] == "/cloud9/"
    assert [role["Arn"] for role in profile["Roles"]] == [told["RoleArn"]]
    attached = aws("iam").list_attached_role_policies(RoleName="AWSCloud9SSMAccessRole")["AttachedPolicies"]
    assert [one["PolicyName"] for one in attached] == ["AWSCloud9SSMInstanceProfile"]
    gone(run, "pair")
    assert account.everything() == before


def test_the_pair_can_be_protected_as_its_header_says(
    run: Run, cli: Callable[..., CompletedProcess[str]], account: Account
) -> None:
    deploy(run, "role-and-profile", "pair", *NAMED)
    run("update-termination-protection", "--enable-termination-protection", "--stack-name", "pair")
    refused = cli("cloudformation", "delete-stack", "--stack-name", "pair")
    assert refused.returncode != 0
    assert "TerminationProtection is enabled" in refused.stderr
    assert account.stack("pair")["StackStatus"] == "CREATE_COMPLETE"


def test_an_environment_in_a_subnet_that_is_there(run: Run, place: Place, account: Account) -> None:
    before = account.everything()
    given = ("--parameter-overrides", f"SubnetId={place.subnet}", "EnvironmentName=class 1", "Description=seat 7")
    place.ec2.modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": True})
    deploy(run, "environment", "seat-7", *given, "--tags", "course=cloud")
    told = outputs(run, "seat-7")
    (environment_id,) = account.environments()
    assert told["EnvironmentId"] == environment_id
    assert told["Url"] == f"https://us-east-1.console.aws.amazon.com/cloud9/ide/{environment_id}"
    assert account.status(environment_id) == "ready"
    assert account.ping(environment_id) == "Online"
    (shown,) = account.aws("cloud9").describe_environments(environmentIds=[environment_id])["environments"]
    assert shown["arn"] == told["EnvironmentArn"]
    assert (shown["name"], shown["description"]) == ("class 1", "seat 7")
    assert shown["connectionType"] == "CONNECT_SSM"
    assert {"Key": "course", "Value": "cloud"} in account.instance(environment_id)["Tags"]
    gone(run, "seat-7")
    assert account.everything() == before


def test_deploying_it_again_changes_nothing(run: Run, place: Place, account: Account) -> None:
    place.ec2.modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": True})
    given = ("--parameter-overrides", f"SubnetId={place.subnet}")
    deploy(run, "environment", "seat", *given)
    before = account.everything()
    told = deploy(run, "environment", "seat", *given, "--no-fail-on-empty-changeset")
    assert "No changes to deploy" in told
    assert account.everything() == before


def test_a_change_set_tells_what_is_changed_in_place_and_what_is_lost(run: Run, place: Place, account: Account) -> None:
    """Created by a change set, changed by two: a description in place; another size makes a new environment."""
    place.ec2.modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": True})
    subnet = f"ParameterKey=SubnetId,ParameterValue={place.subnet}"

    def plan(name: str, kind: str, *given: str) -> dict[str, Any]:
        asked = ("--stack-name", "seat", "--change-set-name", name, "--parameters", *given)
        run("create-change-set", *asked, "--change-set-type", kind, "--template-body", ENVIRONMENT)
        run("wait", "change-set-create-complete", "--stack-name", "seat", "--change-set-name", name)
        told = json.loads(run("describe-change-set", "--stack-name", "seat", "--change-set-name", name))
        (change,) = told["Changes"]
        return dict(change["ResourceChange"])

    def carry_out(name: str, until: str) -> str:
        run("execute-change-set", "--stack-name", "seat", "--change-set-name", name)
        run("wait", until, "--stack-name", "seat")
        return outputs(run, "seat")["EnvironmentId"]

    added = plan("first", "CREATE", subnet)
    assert (added["Action"], added["LogicalResourceId"]) == ("Add", "Environment")
    assert account.environments() == []
    first = carry_out("first", "stack-create-complete")
    in_place = plan("second", "UPDATE", subnet, "ParameterKey=Description,ParameterValue=now")
    assert (in_place["Action"], in_place["Replacement"]) == ("Modify", "False")
    assert carry_out("second", "stack-update-complete") == first
    replaced = plan("third", "UPDATE", subnet, "ParameterKey=InstanceType,ParameterValue=m5.large")
    assert (replaced["Action"], replaced["Replacement"]) == ("Modify", "True")
    second = carry_out("third", "stack-update-complete")
    assert account.environments() == [second] != [first]


@pytest.mark.parametrize("network", ["public", "nat", "isolated"])
def test_the_whole_comes_online_in_each_network(
    network: str, run: Run, account: Account, aws: Callable[..., Any]
) -> None:
    before = account.everything()
    given = ("--parameter-overrides", f"Network={network}", "RoleAndProfile=make")
    deploy(run, "whole", "mine", *NAMED, *given)
    told = outputs(run, "mine")
    (environment_id,) = account.environments()
    assert told["EnvironmentId"] == environment_id
    assert account.status(environment_id) == "ready"
    assert account.ping(environment_id) == "Online"
    instance = account.instance(environment_id)
    assert (instance["VpcId"], instance["SubnetId"]) == (told["VpcId"], told["SubnetId"])
    assert ("PublicIpAddress" in instance) == (network == "public")
    assert ("NatAddress" in told) == (network == "nat")
    assert _without_a_way_in(aws("ec2"), instance)
    gone(run, "mine")
    assert account.everything() == before


@pytest.mark.parametrize("network", ["public", "nat"])
def test_the_whole_comes_online_without_endpoints_where_there_is_another_way_out(
    network: str, run: Run, account: Account, aws: Callable[..., Any]
) -> None:
    none = [f"{name}=false" for name in decoded("whole")["Parameters"] if name.startswith("EndpointFor")]
    deploy(run, "whole", "mine", *NAMED, "--parameter-overrides", f"Network={network}", "RoleAndProfile=make", *none)
    assert aws("ec2").describe_vpc_endpoints()["VpcEndpoints"] == []
    (environment_id,) = account.environments()
    assert account.ping(environment_id) == "Online"


def test_an_isolated_network_has_the_two_endpoints_that_nobody_can_do_without(
    run: Run, account: Account, aws: Callable[..., Any]
) -> None:
    none = [f"{name}=false" for name in decoded("whole")["Parameters"] if name.startswith("EndpointFor")]
    deploy(run, "whole", "mine", *NAMED, "--parameter-overrides", "Network=isolated", "RoleAndProfile=make", *none)
    services = {one["ServiceName"] for one in aws("ec2").describe_vpc_endpoints()["VpcEndpoints"]}
    assert services == {"com.amazonaws.us-east-1.ssm", "com.amazonaws.us-east-1.ssmmessages"}
    (environment_id,) = account.environments()
    assert account.ping(environment_id) == "Online"


def test_an_isolated_network_becomes_nat_and_the_environment_stays(run: Run, account: Account) -> None:
    def given(network: str) -> tuple[str, ...]:
        pairs = {"Network": network, "RoleAndProfile": "make"}
        return ("--parameters", *(f"ParameterKey={key},ParameterValue={value}" for key, value in pairs.items()))

    asked = ("--stack-name", "mine", "--template-body", WHOLE, *NAMED)
    run("create-stack", *asked, *given("isolated"))
    run("wait", "stack-create-complete", "--stack-name", "mine")
    first = outputs(run, "mine")
    run("update-stack", *asked, *given("nat"))
    run("wait", "stack-update-complete", "--stack-name", "mine")
    then = outputs(run, "mine")
    assert set(then) - set(first) == {"NatAddress"}
    assert {key: then[key] for key in first} == first
    assert account.ping(first["EnvironmentId"]) == "Online"


def _without_a_way_in(ec2: Any, instance: dict[str, Any]) -> bool:
    """Whether the instance's security groups let nothing in."""
    asked = [group["GroupId"] for group in instance["SecurityGroups"]]
    return not any(one["IpPermissions"] for one in ec2.describe_security_groups(GroupIds=asked)["SecurityGroups"])
