"""`c9lib policy` as a person and a script meet it: one document on standard output, words on standard error."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.serving import Served, serving

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where rehearsals are kept: the second command of this file costs a moment."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def account() -> Iterator[Served]:
    with serving() as served:
        yield served


def policy(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    told = [str(BIN / "c9lib"), "policy", *words]
    environment = {**os.environ, "C9LIB_HOME": str(home)}
    return subprocess.run(told, env=environment, capture_output=True, text=True, timeout=110, check=False)


def length(document: dict[str, Any]) -> int:
    """As IAM counts a managed policy: without white space (facts 5.10)."""
    return len(re.sub(r"\s", "", json.dumps(document)))


def made_by_iam(account: Served, file: Path) -> subprocess.CompletedProcess[str]:
    words = ("iam", "create-policy", "--policy-name", file.stem, "--policy-document", file.as_uri())
    environment = {**os.environ, "AWS_ENDPOINT_URL": account.url}
    return subprocess.run([str(BIN / "aws"), *words], env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("purpose", ["plan", "verify", "tear-down"])
def test_one_document_that_iam_takes(home: Path, account: Served, tmp_path: Path, purpose: str) -> None:
    told = policy(home, purpose)
    assert told.returncode == 0, told.stderr
    document = json.loads(told.stdout)
    assert document["Version"] == "2012-10-17"
    assert length(document) <= 6144
    assert f"{length(document):,} of the 6,144 characters" in told.stderr
    assert ("ec2:GetEbsDefaultKmsKeyId" in told.stderr) == (purpose == "plan")
    file = tmp_path / f"{purpose}.json"
    file.write_text(told.stdout, encoding="utf-8")
    done = made_by_iam(account, file)
    assert done.returncode == 0, done.stderr


def test_what_one_policy_cannot_hold_is_a_list_and_comes_in_parts(home: Path, account: Served, tmp_path: Path) -> None:
    told = policy(home, "run", "tear-down")
    documents = json.loads(told.stdout)
    assert len(documents) > 1
    assert all(length(one) <= 6144 for one in documents)
    assert f"so these are {len(documents)} of them" in told.stderr
    sids = [statement["Sid"] for one in documents for statement in one["Statement"]]
    assert len(set(sids)) == len(sids)
    for number, document in enumerate(documents, start=1):
        part = policy(home, "run", "tear-down", "--part", str(number))
        assert json.loads(part.stdout) == document
        file = tmp_path / f"part-{number}.json"
        file.write_text(part.stdout, encoding="utf-8")
        assert made_by_iam(account, file).returncode == 0
    beyond = policy(home, "run", "tear-down", "--part", str(len(documents) + 1))
    assert (beyond.returncode, beyond.stdout) == (2, "")
    assert f"there are only {len(documents)}" in beyond.stderr


def test_json_is_one_document_with_everything(home: Path) -> None:
    told = json.loads(policy(home, "--json").stdout)
    assert told["for"] == ["run"]
    assert told["sizes"] == [length(one) for one in told["policies"]]
    stated = [statement["Sid"] for one in told["policies"] for statement in one["Statement"]]
    assert [one["sid"] for one in told["statements"]] == stated
    steps = {one["step"] for one in told["statements"]}
    assert steps == {"start", "role", "profile", "network", "access", "environment", "endpoints", "verify"}
    for one in told["statements"]:
        assert re.fullmatch(r"[A-Za-z]+\d+", one["sid"])
        assert one["why"]


def test_words_say_what_aws_cannot_narrow(home: Path) -> None:
    told = policy(home, "verify")
    assert "to verify what this run makes" in told.stderr
    assert "AWS knows no resource for" in told.stderr
    assert "cloud9:ListEnvironments" in told.stderr.partition("AWS knows no resource for")[2]


def test_account_region_and_names_are_those_of_the_parameters(home: Path) -> None:
    words = ("-p", "target", "aws", "-p", "account_id", "210987654321", "-p", "region", "eu-west-1")
    done = policy(home, "verify", *words)
    assert done.returncode == 0, done.stderr
    told = done.stdout
    assert "210987654321" in told
    assert "123456789012" not in told
    assert "us-east-1" not in told
    assert '"aws:RequestedRegion": "eu-west-1"' in told


def test_a_subnet_that_is_given_is_named(home: Path) -> None:
    vpc, subnet = "vpc-0123456789abcdef0", "subnet-0fedcba9876543210"
    words = ("-p", "network", "existing", "-p", "vpc_id", vpc, "-p", "subnet_id", subnet)
    told = json.loads(policy(home, "--json", *words).stdout)
    launch = next(one for one in told["statements"] if "cloud9:CreateEnvironmentEC2" in one["actions"])
    assert launch["conditions"]["StringEquals"]["cloud9:SubnetId"] == subnet
    resources = {arn for one in told["statements"] for arn in one["resources"]}
    assert f"arn:aws:ec2:us-east-1:123456789012:subnet/{subnet}" in resources
    assert f"arn:aws:ec2:us-east-1:123456789012:vpc/{vpc}" in resources
    assert "arn:aws:ec2:us-east-1:123456789012:vpc/*" not in resources


@pytest.mark.parametrize(
    ("holder", "arns"),
    [
        ("", ["user/${aws:username}", "user/*/${aws:username}"]),
        ("user/ann", ["user/ann", "user/*/ann"]),
        ("role/Ops", ["role/Ops", "role/*/Ops"]),
    ],
)
def test_who_holds_it_may_ask_what_they_may_do(home: Path, holder: str, arns: list[str]) -> None:
    told = json.loads(policy(home, "plan", "--json", *(("--for", holder) if holder else ())).stdout)
    asking = next(one for one in told["statements"] if "iam:SimulatePrincipalPolicy" in one["actions"])
    assert {f"arn:aws:iam::123456789012:{one}" for one in arns} <= set(asking["resources"])


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("destroy",), "'destroy' is not one of"),
        (("--part", "0"), "--part"),
        (("--for", "group/class"), "neither user/NAME nor role/NAME"),
        (("--for", "user/"), "neither user/NAME nor role/NAME"),
        (("-p", "regoin", "x"), "regoin"),
    ],
)
def test_a_wrong_command_line_is_exit_code_2(home: Path, words: tuple[str, ...], part: str) -> None:
    told = policy(home, *words)
    assert (told.returncode, told.stdout) == (2, "")
    assert part in told.stderr


def test_no_account_is_asked_and_no_shared_one_is_started(home: Path) -> None:
    assert policy(home, "plan", "-p", "target", "aws", "-p", "account_id", "210987654321").returncode == 0
    assert not (home / "worlds").exists()
