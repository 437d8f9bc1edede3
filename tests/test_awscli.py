"""The preloaded AWS CLI does what the AWS CLI does: words, answers, exit codes, substitution, and it ends."""

from __future__ import annotations

import json
import os

import psutil
import pytest

from tests.awscli import AwsCli, aws_cli
from tests.serving import serving
from tests.shell import in_a_shell


@pytest.fixture
def cli(preloaded_cli: AwsCli) -> AwsCli:
    """The AWS CLI that all tests of this process share."""
    return preloaded_cli


@pytest.fixture
def served():
    with serving() as account:
        yield account


@pytest.mark.parametrize(
    "line",
    [
        "aws ec2 describe-vpcs --region us-east-1 --query 'Vpcs[].CidrBlock' --output text",
        "aws ec2 describe-vpcs --region us-east-1 --vpc-ids vpc-0123456789abcdef0",
        "aws ec2 describe-nonsense",
    ],
)
def test_it_says_and_returns_what_the_real_one_does(line, cli, served, tmp_path):
    ours, real = cli.sh(line, served.url, tmp_path), in_a_shell(line, served.url, tmp_path)
    assert (ours.returncode, ours.stdout, ours.stderr) == (real.returncode, real.stdout, real.stderr)


def test_a_substitution_asks_before_the_command_runs(cli, served, tmp_path):
    made = "aws ec2 create-vpc --cidr-block 10.9.0.0/16 --query Vpc.VpcId --output text --region us-east-1"
    vpc = f'--vpc-id "$({made})"'
    done = cli.sh(f"aws ec2 create-subnet {vpc} --cidr-block 10.9.1.0/24 --region us-east-1", served.url, tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["Subnet"]["CidrBlock"] == "10.9.1.0/24"


def test_environment_folder_and_input_are_the_callers(cli, served, tmp_path):
    (tmp_path / "policy.json").write_text('{"Statement": []}', encoding="utf-8")
    line = "AWS_DEFAULT_REGION=us-west-2 aws ec2 describe-availability-zones --query 'AvailabilityZones[0].RegionName'"
    assert cli.sh(line, served.url, tmp_path).stdout == '"us-west-2"\n'
    line = "aws iam create-policy --policy-name p --policy-document file://policy.json"
    assert "MalformedPolicyDocument" in cli.sh(line, served.url, tmp_path).stderr
    line = "echo '{}' | aws iam create-policy --policy-name p --policy-document file:///dev/stdin"
    assert "MalformedPolicyDocument" in cli.sh(line, served.url, tmp_path).stderr


def test_one_command_knows_nothing_of_another(cli, served, tmp_path):
    assert cli.sh("aws sts get-caller-identity --output text", served.url, tmp_path).returncode == 0
    without = cli.sh("env -u AWS_ACCESS_KEY_ID aws sts get-caller-identity", served.url, tmp_path)
    assert "Unable to locate credentials" in without.stderr or "Partial credentials" in without.stderr


def test_the_settings_are_those_of_the_callers_home(cli, served, tmp_path):
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\noutput = text\n", encoding="utf-8")
    line = "aws ec2 describe-vpcs --region us-east-1 --query 'Vpcs[0].CidrBlock'"
    assert cli.sh(line, served.url, tmp_path).stdout == "172.31.0.0/16\n"


def test_it_reaches_no_other_host(cli, served, tmp_path):
    done = cli.sh("env -u AWS_ENDPOINT_URL AWS_MAX_ATTEMPTS=1 aws sts get-caller-identity", served.url, tmp_path)
    assert done.returncode != 0
    assert "127.0.0.1:9" in done.stderr


def test_it_ends_with_whoever_started_it(tmp_path):
    with aws_cli(tmp_path) as started:
        running = psutil.Process(started.pid)
        family = [running, *running.children(recursive=True)]
        assert (tmp_path / "aws").stat().st_mode & 0o111
    _, alive = psutil.wait_procs(family, timeout=10)
    assert not alive
    assert not psutil.pid_exists(started.pid) or os.getpid() == started.pid
