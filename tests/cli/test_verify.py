"""`c9lib verify` as a person and a script meet it: one subject, several, all; exit codes and JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.checks.conftest import aws, environment, front, pair, place, server, session, wait, world

__all__ = ["aws", "environment", "front", "pair", "place", "server", "session", "wait", "world"]

PROGRAM = str(Path(sys.executable).with_name("c9lib"))
Verify = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def verify(server, tmp_path) -> Verify:
    """`verify("--all")`: against the account of the test, and no other."""
    environment = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": str(tmp_path),
        "C9LIB_HOME": str(tmp_path / "home"),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "127.0.0.1,localhost",
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        told = [PROGRAM, "verify", "-p", "endpoint_url", server.url, *words]
        return subprocess.run(told, env=environment, capture_output=True, text=True, timeout=100, check=False)

    return run


def test_all_environments_are_one_table_and_one_document(verify, environment) -> None:
    told = verify("--all")
    assert told.returncode == 0, told.stderr
    assert "Verdict on 1 environment: 1 ok" in told.stdout
    assert environment in told.stdout
    document = json.loads(verify("--all", "--json").stdout)
    assert document["verdict"] == "ok"
    assert document["environments"][0]["environment_id"] == environment
    assert {"id", "status", "reason", "remedy"} <= document["environments"][0]["checks"][0].keys()


def test_one_that_fails_is_exit_code_1_whoever_else_is_well(verify, environment, aws, place, wait) -> None:
    second = aws("cloud9").create_environment_ec2(
        name="second",
        instanceType="t3.small",
        imageId="amazonlinux-2023-x86_64",
        connectionType="CONNECT_SSM",
        subnetId=place.subnet,
    )["environmentId"]
    wait(900)
    found = aws("ec2").describe_instances(Filters=[{"Name": "tag:aws:cloud9:environment", "Values": [second]}])
    aws("ec2").terminate_instances(InstanceIds=[found["Reservations"][0]["Instances"][0]["InstanceId"]])
    wait(120)
    told = verify("--environment-id", environment, "--environment-id", second, "--json")
    assert told.returncode == 1, told.stderr
    by_id = {one["environment_id"]: one for one in json.loads(told.stdout)["environments"]}
    assert (by_id[environment]["verdict"], by_id[second]["verdict"]) == ("ok", "fail")
    assert by_id[second]["root_cause"] == "instance.state"


def test_a_single_environment_keeps_its_document(verify, environment) -> None:
    document = json.loads(verify("--environment-id", environment, "--json").stdout)
    assert document["verdict"] == "ok"
    assert document["root_cause"] is None
    assert [way["service"] for way in document["ways"]] == ["ssm", "ssmmessages", "ec2messages", "s3"]


@pytest.mark.parametrize(
    "words",
    [
        ("--all", "--instance-id", "i-1"),
        ("--all", "--environment-id", "a"),
        ("--environment-id", "a", "--instance-id", "i-1"),
    ],
)
def test_two_kinds_of_subject_are_a_wrong_command_line(verify, words) -> None:
    told = verify(*words)
    assert told.returncode == 2
    assert "exclude each other" in told.stderr


def test_unknown_ids_among_several_are_a_wrong_command_line(verify, environment) -> None:
    told = verify("--environment-id", environment, "--environment-id", "0" * 32)
    assert told.returncode == 2
    assert f"no environment {'0' * 32}" in told.stderr


@pytest.mark.parametrize("words", [("--instance-id", ""), ("--environment-id", ""), ("--environment-id", " ")])
def test_an_empty_id_is_refused_and_not_taken_for_the_deployment(verify, words) -> None:
    told = verify(*words)
    assert (told.returncode, told.stdout) == (2, "")
    assert f"{words[0]} is empty: it needs an id." in told.stderr


def test_an_empty_id_beside_a_good_one_is_refused_too(verify, environment) -> None:
    assert verify("--environment-id", environment, "--environment-id", "").returncode == 2
