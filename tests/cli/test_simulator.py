"""`c9lib simulator` as a program: ready line, a foreign client, the same ids by seed, its end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

from c9lib.simulator.faults.kinds import KINDS

PROGRAM = str(Path(sys.executable).with_name("c9lib"))


@contextmanager
def simulator(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen([PROGRAM, "simulator", *words], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        name, _, url = process.stdout.readline().strip().partition("=")
        assert name == "AWS_ENDPOINT_URL"
        yield process, url
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


def client(service: str, url: str) -> object:
    return boto3.client(service, endpoint_url=url, region_name="us-east-1", config=Config(proxies={}))


def test_it_serves_on_loopback_and_ends_on_sigterm() -> None:
    with simulator() as (process, url):
        assert url.startswith("http://127.0.0.1:")
        assert client("sts", url).get_caller_identity()["Account"] == "123456789012"  # type: ignore[attr-defined]
    assert process.returncode == 0


def test_ctrl_c_ends_it_as_well() -> None:
    with simulator() as (process, _url):
        os.kill(process.pid, signal.SIGINT)
        assert process.wait(20) == 0


def test_the_seed_fixes_ids_and_times() -> None:
    made = []
    for _ in range(2):
        with simulator("--seed", "7") as (_process, url):
            ec2 = client("ec2", url)
            made.append(ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])  # type: ignore[attr-defined]
    assert made[0] == made[1]


def test_another_seed_gives_other_ids() -> None:
    made = set()
    for seed in ("7", "8"):
        with simulator("--seed", seed) as (_process, url):
            made.add(client("ec2", url).create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])  # type: ignore[attr-defined]
    assert len(made) == 2


def test_at_full_speed_whoever_calls_finds_a_settled_world() -> None:
    with simulator("--speed", "max") as (_process, url):
        ec2 = client("ec2", url)
        subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]  # type: ignore[attr-defined]
        address = ec2.allocate_address()["AllocationId"]  # type: ignore[attr-defined]
        made = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]  # type: ignore[attr-defined]
        assert made["State"] == "pending"
        seen = ec2.describe_nat_gateways(NatGatewayIds=[made["NatGatewayId"]])["NatGateways"][0]  # type: ignore[attr-defined]
        assert seen["State"] == "available"


def test_a_port_that_is_taken_is_said_in_words() -> None:
    with simulator() as (_process, url):
        port = url.rpartition(":")[2]
        second = subprocess.run(
            [PROGRAM, "simulator", "--port", port], capture_output=True, text=True, timeout=60, check=False
        )
        assert second.returncode != 0
        assert "Traceback" not in second.stderr
        assert port in second.stderr


def test_a_closed_account_with_service_control_policies(tmp_path: Path) -> None:
    denial = {"Effect": "Deny", "Action": "ec2:DescribeVpcs", "Resource": "*"}
    file = tmp_path / "guard.json"
    file.write_text(json.dumps({"Version": "2012-10-17", "Statement": [denial]}))
    with simulator("--closed", "--scp", str(file)) as (_process, url):
        iam = client("iam", url)
        everything = "arn:aws:iam::aws:policy/AdministratorAccess"
        iam.attach_user_policy(UserName="c9-learner", PolicyArn=everything)  # type: ignore[attr-defined]
        key = iam.create_access_key(UserName="c9-learner")["AccessKey"]["AccessKeyId"]  # type: ignore[attr-defined]
        learner = _learner("ec2", url, key)
        with pytest.raises(ClientError, match=r"explicit deny in a service control policy: arn:.*/p-guard"):
            learner.describe_vpcs()
        assert learner.describe_subnets()["Subnets"]
        with pytest.raises(ClientError, match="This account does not have access to the Cloud9 service"):
            client("cloud9", url).list_environments()  # type: ignore[attr-defined]


def _learner(service: str, url: str, key: str) -> Any:
    keys = {"aws_access_key_id": key, "aws_secret_access_key": "none"}
    return boto3.client(service, endpoint_url=url, region_name="us-east-1", config=Config(proxies={}), **keys)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "guard: This policy contains invalid Json"),
        ('{"Version": "2012-10-17", "Statement": []}', "guard: Could not parse the policy: Statement is empty!"),
        (None, "No such file or directory"),
    ],
)
def test_a_file_that_is_no_policy_is_refused_in_words(tmp_path: Path, content: str | None, words: str) -> None:
    file = tmp_path / "guard.json"
    if content is not None:
        file.write_text(content)
    told = subprocess.run(
        [PROGRAM, "simulator", "--scp", str(file)], capture_output=True, text=True, timeout=60, check=False
    )
    assert told.returncode == 2
    assert "A file given with --scp holds no service control policy." in told.stderr
    assert words in told.stderr
    assert "Traceback" not in told.stderr


def test_faults_are_on_from_the_start_and_standard_error_says_so() -> None:
    words = ["--seed", "7", "--fault", "throttle=100%,service=iam", "--fault", "drop,operation=CreateVpc,times=1"]
    process = subprocess.Popen(
        [PROGRAM, "simulator", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip().partition("=")[2]
        once = Config(proxies={}, retries={"total_max_attempts": 1})
        ec2, iam = (boto3.client(one, endpoint_url=url, region_name="us-east-1", config=once) for one in ("ec2", "iam"))
        with pytest.raises(ClientError, match=r"\(Throttling\).*Rate exceeded"):
            iam.list_roles()
        with pytest.raises(ConnectionClosedError):
            ec2.create_vpc(CidrBlock="10.0.0.0/16")
        assert ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    finally:
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=20)
    assert told == "Faults are on: throttle (100 % of iam); drop (100 % of any:CreateVpc, at most 1).\n"


def test_without_faults_standard_error_is_empty() -> None:
    process = subprocess.Popen([PROGRAM, "simulator"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=20)[1] == ""


def test_faults_that_are_wrong_are_refused_all_in_one_message() -> None:
    words = ["--fault", "throttel=5%", "--fault", "slow", "--fault", "drop,operation=CreateVPC,first=2,times=1"]
    told = subprocess.run([PROGRAM, "simulator", *words], capture_output=True, text=True, timeout=60, check=False)
    assert told.returncode == 2
    assert told.stdout == ""
    assert "A fault given with --fault can't be switched on." in told.stderr
    for why in ("nearest: throttle", "slow needs seconds", "nearest: CreateVpc", "first and times can't both hold"):
        assert why in told.stderr
    assert "Traceback" not in told.stderr


def test_the_help_tells_every_kind_of_fault() -> None:
    told = subprocess.run([PROGRAM, "simulator", "--help"], capture_output=True, text=True, timeout=60, check=True)
    for kind in KINDS.values():
        assert f"  {kind.name:10} {kind.what}" in told.stdout


@pytest.mark.parametrize("port", ["-1", "70000", "x"])
def test_a_port_that_does_not_exist_is_refused(port: str) -> None:
    told = subprocess.run(
        [PROGRAM, "simulator", "--port", port], capture_output=True, text=True, timeout=60, check=False
    )
    assert told.returncode == 2


def test_parameters_with_a_mistake_are_refused_before_anything_is_served() -> None:
    told = subprocess.run(
        [PROGRAM, "simulator", "-p", "regoin", "eu-west-1"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (told.returncode, told.stdout) == (2, "")
    assert "regoin" in told.stderr


def test_without_parameters_none_are_imported(tmp_path: Path) -> None:
    words = [sys.executable, "-X", "importtime", PROGRAM, "simulator", "--port", "0"]
    told = tmp_path / "imported"
    with (
        told.open("w", encoding="utf-8") as errors,
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGTERM)
    imported = told.read_text(encoding="utf-8")
    assert "c9lib.simulator.server" in imported
    assert "pydantic" not in imported
