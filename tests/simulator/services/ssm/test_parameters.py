"""Public parameters: Cloud9's images, which moto lacks, among moto's own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

FOLDER = "/aws/service/cloud9/amis"
NAMES = [f"{FOLDER}/amazonlinux-2023-x86_64", f"{FOLDER}/ubuntu-22.04-x86_64"]
LATEST = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


@pytest.fixture
def ssm(aws: Callable[..., Any]) -> Any:
    return aws("ssm")


@pytest.mark.parametrize("name", NAMES)
def test_one(ssm: Any, name: str) -> None:
    found = ssm.get_parameter(Name=name)["Parameter"]
    assert found["ARN"] == f"arn:aws:ssm:us-east-1::parameter{name}"
    assert (found["Name"], found["Type"], found["DataType"], found["Version"]) == (name, "String", "text", 1)
    assert found["Value"].startswith("ami-")


def test_versions(ssm: Any) -> None:
    assert ssm.get_parameter(Name=f"{NAMES[0]}:1")["Parameter"]["Selector"] == ":1"
    with pytest.raises(ClientError) as caught:
        ssm.get_parameter(Name=f"{NAMES[0]}:2")
    assert caught.value.response["Error"]["Code"] == "ParameterVersionNotFound"


@pytest.mark.parametrize("name", [f"{FOLDER}/amazonlinux-2-x86_64", f"{FOLDER}/nope", "/nope"])
def test_none(ssm: Any, name: str) -> None:
    with pytest.raises(ClientError) as caught:
        ssm.get_parameter(Name=name)
    assert caught.value.response["Error"]["Code"] == "ParameterNotFound"


def test_several_of_ours_and_motos(ssm: Any) -> None:
    ssm.put_parameter(Name="mine", Value="1", Type="String")
    found = ssm.get_parameters(Names=[NAMES[0], LATEST, "mine", "/nope"])
    assert {one["Name"] for one in found["Parameters"]} == {NAMES[0], LATEST, "mine"}
    assert found["InvalidParameters"] == ["/nope"]
    assert ssm.get_parameters(Names=NAMES)["InvalidParameters"] == []
    with pytest.raises(ClientError) as caught:
        ssm.get_parameters(Names=[f"/n/{number}" for number in range(11)])
    assert caught.value.response["Error"]["Code"] == "ValidationException"


@pytest.mark.parametrize(
    ("path", "more"), [(FOLDER, {}), (f"{FOLDER}/", {}), ("/aws/service/cloud9", {"Recursive": True})]
)
def test_a_folder(ssm: Any, path: str, more: dict[str, Any]) -> None:
    assert [one["Name"] for one in ssm.get_parameters_by_path(Path=path, **more)["Parameters"]] == NAMES


def test_folders_of_others(ssm: Any) -> None:
    assert ssm.get_parameters_by_path(Path="/aws/service/cloud9")["Parameters"] == []
    ssm.put_parameter(Name="/mine/one", Value="1", Type="String")
    assert [one["Name"] for one in ssm.get_parameters_by_path(Path="/mine")["Parameters"]] == ["/mine/one"]


def test_the_aws_cli_reads_one(cli: Callable[..., subprocess.CompletedProcess[str]], ssm: Any) -> None:
    asked = ["--name", NAMES[0], "--query", "Parameter.Value", "--output", "text"]
    answered = cli("ssm", "get-parameter", *asked)
    assert answered.stdout.strip() == ssm.get_parameter(Name=NAMES[0])["Parameter"]["Value"]


@pytest.mark.parametrize(
    ("operation", "asked"),
    [
        ("send_command", {"DocumentName": "AWS-RunShellScript", "InstanceIds": ["i-0123456789abcdef0"]}),
        ("list_commands", {}),
        ("get_command_invocation", {"CommandId": "0" * 36, "InstanceId": "i-0123456789abcdef0"}),
        ("start_automation_execution", {"DocumentName": "AWS-StopEC2Instance"}),
    ],
)
def test_what_isnt_simulated_says_so(ssm: Any, operation: str, asked: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as caught:
        getattr(ssm, operation)(**asked)
    assert caught.value.response["Error"]["Code"] == "NotSimulated"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
